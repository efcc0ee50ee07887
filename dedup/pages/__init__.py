"""Pages in, articles out: readers, extraction, and the facts that stand around a text."""
