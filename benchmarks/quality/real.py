"""The hand-read pairs of real articles beside the project, scored by the script that comes with them."""

from __future__ import annotations

import heapq
import json
import lzma
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xxhash

from benchmarks.quality.answers import datasketch_answer, minhashes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.quality.measures import Answer

_ID = re.compile(r'^\{"id": ("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True, kw_only=True)
class RealPairs:
    """Where the real material lies."""

    folder: Path

    @property
    def corpus(self) -> Path:
        return self.folder / "data" / "egypt2013.jsonl.xz"

    @property
    def pairs(self) -> Path:
        return self.folder / "gold" / "egypt2013.pairs.jsonl"

    @property
    def script(self) -> Path:
        return self.folder / "gold" / "score.py"

    @property
    def is_here(self) -> bool:
        return all(path.is_file() for path in (self.corpus, self.pairs, self.script))

    def named(self) -> set[str]:
        """The records that the pairs name."""
        rows = map(json.loads, self.pairs.read_text("utf-8").splitlines())
        return {row[side] for row in rows for side in ("a", "b")}

    def write_subset(self, path: Path, *, others: int) -> Path:
        """Writes the named records and the ``others`` whose id has the smallest hash; returns ``path``."""
        named = self.named()
        kept: list[str] = []

        def ranked() -> Iterator[tuple[int, str]]:
            with lzma.open(self.corpus, "rt", encoding="utf-8") as lines:
                for line in lines:
                    record = _id_of(line)
                    if record in named:
                        kept.append(line)
                    else:
                        yield xxhash.xxh64_intdigest(record.encode()), line

        # Of none at all nsmallest would not even read the named ones.
        rest = [line for _, line in heapq.nsmallest(max(1, others), ranked())[:others]]
        with path.open("w", encoding="utf-8") as out:
            out.writelines(kept + rest)
        return path

    def score(self, db: Path) -> dict[str, float]:
        """Every figure of ``score.py``, flat."""
        command = [sys.executable, str(self.script), str(db), str(self.pairs)]
        printed = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout  # noqa: S603
        return dict(flatten(json.loads(printed)))


def datasketch_figures(real: RealPairs, records: Path, db: Path, *, words: int, threshold: float) -> dict[str, float]:
    """datasketch's figures on the named records alone: what it links does not depend on others."""
    named = real.named()
    with records.open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["id"] in named]
    ids = [row["id"] for row in rows]
    signed = minhashes([row["text"] for row in rows], words=words)
    write_answer(db, ids, datasketch_answer(ids, signed, threshold=threshold))
    return real.score(db)


def write_answer(path: Path, ids: list[str], answer: Answer) -> None:
    """An answer as a database of which the script reads the contract's columns."""
    places = {page: i for i, page in enumerate(ids, start=1)}
    groups = {group: i for i, group in enumerate(dict.fromkeys(answer.stories.values()), start=1)}
    matches = [(places[a], places[b], relation) for (a, b), relation in answer.relations.items()]
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE records(external_id, article_id)")
        db.execute("CREATE TABLE articles(id, story_id)")
        db.execute("CREATE TABLE matches(article_a, article_b, relation)")
        db.executemany("INSERT INTO records VALUES (?, ?)", places.items())
        db.executemany("INSERT INTO articles VALUES (?, ?)", [(places[i], groups[answer.stories[i]]) for i in ids])
        db.executemany("INSERT INTO matches VALUES (?, ?, ?)", matches)


def flatten(tree: dict[str, object], above: str = "") -> Iterator[tuple[str, float]]:
    """Nested figures as ``outer: inner`` -> figure."""
    for key, value in tree.items():
        name = f"{above}: {key}" if above else key
        if isinstance(value, dict):
            yield from flatten(value, name)
        elif isinstance(value, int | float):
            yield name, float(value)


def _id_of(line: str) -> str:
    found = _ID.match(line)
    return str(json.loads(found[1]) if found else json.loads(line)["id"])
