"""The articles of a speed run, as one plain JSONL file outside the repository."""

from __future__ import annotations

import lzma
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.machine import CORPUS
from benchmarks.scale.corpus import write_corpus

if TYPE_CHECKING:
    from pathlib import Path


def write_articles(path: Path, *, count: int, source: Path | None = None) -> str:
    """Writes the first ``count`` articles of ``source``, of egypt2013, or invented ones; says which."""
    chosen = source or CORPUS
    if not chosen.exists():
        write_corpus(path, count=count, base=None, seed=1)
        return "invented, seed 1"
    with lzma.open(chosen, "rb") if chosen.suffix == ".xz" else chosen.open("rb") as lines, path.open("wb") as out:
        out.writelines(islice(lines, count))
    return chosen.name
