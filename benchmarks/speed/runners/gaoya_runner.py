"""gaoya: its string index with its own word 3-gram analyzer, bulk calls, `smallvec` buckets (the fastest of its three)."""

from __future__ import annotations

from typing import Any

from gaoya.minhash import MinHashStringIndex

from benchmarks.speed.runners.common import BANDS, ROWS, WORDS, components, read_texts, run

_THRESHOLD = 0.5
"""gaoya checks what it finds by signature; half of all values is the usual cut."""


def sign(texts: list[str]) -> Any:  # noqa: ANN401  # gaoya has no types
    """Signatures, all in one call."""
    return _index().minhash_index.bulk_hash_docs(texts)


def cluster(path: str) -> list[int]:
    """Clusters of a JSONL file, in memory. A query signs its text again: gaoya's Python side takes no signatures."""
    texts = read_texts(path)
    index = _index()
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    return components(len(texts), enumerate(index.par_bulk_query(texts)))


def _index() -> MinHashStringIndex:
    return MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=_THRESHOLD,
        num_bands=BANDS,
        band_size=ROWS,
        analyzer="word",
        ngram_range=(WORDS, WORDS),
        id_container="smallvec",
    )


if __name__ == "__main__":
    run(signers={"bulk, own 3-grams": sign}, cluster=cluster, packages=["gaoya"])
