"""The wait at the first use of an installation, told."""

from __future__ import annotations

import sys

import click


def ensure_compiled() -> None:
    """Compiles all loops, with a progress bar, where this was not done before; each command that needs them asks."""
    from dedup.compiled import are_all_kept, say_that_all_are_kept

    if are_all_kept():
        return
    from dedup.pipeline.first_use import compile_loops, not_kept

    if loops := not_kept():
        label = "First use: making the program ready for this processor, about a minute"
        with click.progressbar(length=len(loops), file=sys.stderr, label=label, show_eta=False) as bar:
            for _ in compile_loops(loops):
                bar.update(1)
    say_that_all_are_kept()
