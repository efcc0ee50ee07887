"""The same articles in three orders and batchings: ``python -m benchmarks.quality.orders``.

Indexes them as the file has them in one run, shuffled in seven runs, and backwards in two, and says whether the three
indexes hold the same matches, to the last figure of each, and the same stories. Fails where they do not.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.measure import index_with_command
from benchmarks.quality.grammar import seeded
from benchmarks.quality.measures import adjusted_rand, share
from benchmarks.quality.stories import NAMES
from benchmarks.speed.articles import write_articles

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEED = 2026


class Held(NamedTuple):
    """What an index holds, whatever the numbers of its articles."""

    stories: dict[str, int]
    """Of each article; of one that is in none, a number below 0 that no other has."""
    matches: dict[tuple[str, str], tuple[Any, ...]]


def held(db: Path) -> Held:
    """The story of every article, and every figure of every match, by the names of records."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        articles = connection.execute(NAMES).fetchall()
        found = connection.execute("SELECT * FROM matches")
        columns = [column for column, *_ in found.description[2:]]
        turned = [columns.index(_other_side(column)) for column in columns]
        names = {article: name for article, name, _, _ in articles}
        matches = {}
        for a, b, *figures in found:
            one, other = names[a], names[b]
            if one < other:
                matches[one, other] = tuple(figures)
            else:
                matches[other, one] = tuple(figures[place] for place in turned)
    stories = {name: -article if story is None else story for article, name, story, _ in articles}
    return Held(stories=stories, matches=matches)


def _other_side(column: str) -> str:
    sides = {"_a": "_b", "_b": "_a"}
    return column[:-2] + sides.get(column[-2:], column[-2:])


def _index(lines: Sequence[bytes], *, runs: int, folder: Path, zone: str) -> Path:
    """Indexes the lines in ``runs`` runs of unequal length."""
    db, part = folder / f"{runs}.db", folder / "part.jsonl"
    cuts = sorted(seeded(_SEED + runs).sample(range(1, len(lines)), runs - 1))
    for start, end in zip([0, *cuts], [*cuts, len(lines)], strict=True):
        part.write_bytes(b"".join(lines[start:end]))
        index_with_command(db, [part], "--timezone", zone)
    return db


def main() -> int:
    """Index the articles three times and compare what the files hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.orders", description=__doc__)
    parser.add_argument("--articles", type=int, default=50_000, help="how many: the first of egypt2013, or invented")
    parser.add_argument("--timezone", default="Africa/Cairo", help="of their times")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "articles.jsonl"
        print(f"{asked.articles:,} articles, {write_articles(source, count=asked.articles)}.")
        lines = source.read_bytes().splitlines(keepends=True)
        shuffled = seeded(_SEED).sample(lines, len(lines))
        first, second, third = (
            held(_index(order, runs=runs, folder=folder, zone=asked.timezone))
            for order, runs in ((lines, 1), (shuffled, 7), (lines[::-1], 2))
        )
    of_several = {story for story in first.stories.values() if story > 0}
    print(f"{len(first.stories):,} articles, {len(first.matches):,} matches, {len(of_several):,} stories.")
    _tell("shuffled, in seven runs", first, second)
    _tell("backwards, in two", first, third)
    return 0 if _same(first, second) and _same(first, third) else 1


def _tell(order: str, one: Held, other: Held) -> None:
    same = len(one.matches.items() & other.matches.items())
    either = len(one.matches.keys() | other.matches.keys())
    print(
        f"{order}: {share(same, either):.6f} of the matches the same in every figure,"
        f" stories: adjusted Rand index {adjusted_rand(one.stories, other.stories):.6f}"
    )


def _same(one: Held, other: Held) -> bool:
    return one.matches == other.matches and adjusted_rand(one.stories, other.stories) == 1.0


if __name__ == "__main__":
    sys.exit(main())
