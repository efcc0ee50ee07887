"""What each of the nine restylings costs: the Jaccard and the relation of a text with itself respelled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.quality.answers import index_pages, read_answer
from benchmarks.quality.generate import OUTLETS, Size, generate
from benchmarks.quality.grammar import seeded
from benchmarks.quality.measures import pair, share
from benchmarks.quality.restyle import RESTYLINGS

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = 40


def spelling(path: Path, *, seed: int) -> dict[str, float]:
    """Restyling -> lowest Jaccard and share judged ``copy``, of `TEXTS` texts; indexed into ``path``."""
    bases = [page for page in generate(seed=seed, size=Size(singles=TEXTS), footers=False) if page.kind == "single"]
    rng = seeded(seed)
    pages = []
    for base in bases:
        pages.append(replace(base, outlet=OUTLETS[0]))
        for i, (name, change) in enumerate(RESTYLINGS.items(), start=1):
            page_id = f"{base.page_id} {name}"
            pages.append(replace(base, page_id=page_id, body=change(base.body, rng), outlet=OUTLETS[i]))
    index_pages(path, pages)
    relations, likeness = read_answer(path).relations, _jaccards(path)
    figures = {}
    for name in RESTYLINGS:
        pairs = [pair(base.page_id, f"{base.page_id} {name}") for base in bases]
        figures[f"{name}: Jaccard"] = min(likeness.get(p, 0.0) for p in pairs)
        figures[f"{name}: copy"] = share(sum(relations.get(p) == "copy" for p in pairs), len(pairs))
    return figures


def _jaccards(path: Path) -> dict[tuple[str, str], float]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT a.external_id, b.external_id, m.jaccard FROM matches m"
            " JOIN records a ON a.article_id = m.article_a JOIN records b ON b.article_id = m.article_b"
        ).fetchall()
    return {pair(a, b): jaccard for a, b, jaccard in rows}
