"""The inverted indexes in SQLite: band keys, fingerprints, words and what articles go by, as sorted runs of postings.

Each batch adds one run; when there are `_FANOUT` runs of one level they are merged into one of the
next, so that there are few runs to look through, and a posting is written about once a level
(O'Neil et al., "The log-structured merge-tree", 1996). A run is cut into blocks, so that a look-up of
a few keys reads a few blocks; who looks up many keys holds the runs in memory. Words, of which an
article has many and a search a few, are stored packed and never held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.matching.packed import packed_blocks, unpacked
from dedup.matching.postings import merged, of_articles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

Kind = Literal["bands", "fingerprints", "words", "identities", "names"]

_FANOUT = 8
_HELD = frozenset({"bands", "fingerprints", "identities"})
"""Of these a batch looks many up."""
_LARGEST: Mapping[Kind, int] = {
    "bands": 1 << 24,
    "fingerprints": 1 << 24,
    "words": 1 << 23,
    "identities": 1 << 24,
    "names": 1 << 24,
}
"""Postings in a run, so that merging takes 0.3 GB: of the words of a million articles there are some 60 runs, a rare
word takes 4 ms; of their fingerprints there are 3 large ones."""
_ARTICLES = 0xFFFFFFFF
_NOTHING = np.zeros(0, dtype=np.uint64)
_BLOCK = 1024
"""Postings in a block: 8 KiB, of words about 1.4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One sorted run, as the directory describes it."""

    id: int
    level: int
    size: int
    first_block: int
    first_keys: NDArray[np.uint32]
    """The key each block begins with."""


class PostingStore:
    """The postings of one kind, for a writer that looks up many keys at once."""

    def __init__(self, db: Database, kind: Kind) -> None:
        """Args: an open index; which of them."""
        self._db = db
        self._kind = kind
        self._holds = kind in _HELD
        self._held: dict[int, NDArray[np.uint64]] = {}

    def runs(self) -> list[NDArray[np.uint64]]:
        """All runs, whole; kept in memory from one call to the next."""
        directory = _directory(self._db, self._kind)
        self._held = {run.id: self._whole(run) for run in directory}
        return list(self._held.values())

    def each_run(self) -> Iterator[NDArray[np.uint64]]:
        """The runs one after the other; only what is held anyway is in memory all at once."""
        for run in _directory(self._db, self._kind):
            yield self._whole(run)

    def add(self, postings: NDArray[np.uint64]) -> None:
        """Stores a new sorted run, and merges runs where there are enough of a level."""
        level = 0
        while len(postings):
            same = [run for run in _directory(self._db, self._kind) if run.level == level]
            if len(same) < _FANOUT - 1 or self._too_large(same, postings):
                break
            postings = merged([*(self._whole(run) for run in same), postings])
            self._remove(same)
            level += 1
        if len(postings):
            self._insert(postings, level=level)

    def of(self, article_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
        """All postings of some articles, ascending."""
        return merged([run[of_articles(article_ids, run)] for run in self.each_run()] or [_NOTHING])

    def remove(self, article_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Takes all postings of some articles out, which writes every run anew; what was taken, ascending."""
        runs = _directory(self._db, self._kind)
        taken = []
        for run in runs:
            postings = self._whole(run)
            gone = of_articles(article_ids, postings)
            if gone.any():
                taken.append(postings[gone])
                self._remove([run])
                if not gone.all():
                    self._insert(postings[~gone], level=run.level)
        return merged(taken or [_NOTHING])

    def _too_large(self, runs: Sequence[_Run], postings: NDArray[np.uint64]) -> bool:
        return sum(run.size for run in runs) + len(postings) > _LARGEST[self._kind]

    def _whole(self, run: _Run) -> NDArray[np.uint64]:
        if run.id in self._held:
            return self._held[run.id]
        postings = _read_blocks(self._db, self._kind, range(run.first_block, run.first_block + len(run.first_keys)))
        if self._holds:
            self._held[run.id] = postings
        return postings

    def _remove(self, runs: Sequence[_Run]) -> None:
        for run in runs:
            last = run.first_block + len(run.first_keys) - 1
            self._db.execute("DELETE FROM posting_blocks WHERE id BETWEEN ? AND ?", [run.first_block, last])
            self._db.execute("DELETE FROM posting_runs WHERE id = ?", [run.id])
            self._held.pop(run.id, None)

    def _insert(self, postings: NDArray[np.uint64], *, level: int) -> None:
        """Writes a run. Ids are never used twice, so that what is held in memory stays true."""
        first = int(self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM posting_blocks").fetchone()[0])
        self._db.conn.executemany(
            "INSERT INTO posting_blocks (id, postings) VALUES (?, ?)",
            enumerate(_cut(self._kind, postings), first),
        )
        first_keys = (postings[::_BLOCK] >> np.uint64(32)).astype("<u4").tobytes()
        cursor = self._db.execute(
            "INSERT INTO posting_runs (kind, level, size, first_block, first_keys) VALUES (?, ?, ?, ?, ?)",
            [self._kind, level, len(postings), first, first_keys],
        )
        assert cursor.lastrowid is not None
        if self._holds:
            self._held[cursor.lastrowid] = postings


def find_postings(db: Database, kind: Kind, keys: NDArray[np.uint32]) -> list[NDArray[np.uint64]]:
    """Sorted runs that hold all postings of ``keys``, and few others: for looking up a text or two."""
    wanted = np.sort(keys)
    return [_parts_with(db, kind, run, wanted, wanted) for run in _directory(db, kind)]


def postings_between(db: Database, kind: Kind, first: int, last: int) -> NDArray[np.uint64]:
    """All postings with keys from ``first`` to ``last``, both included, ascending."""
    low, high = np.array([first], dtype=np.uint32), np.array([last], dtype=np.uint32)
    parts = [_parts_with(db, kind, run, low, high) for run in _directory(db, kind)]
    smallest, largest = np.uint64(first << 32), np.uint64(last << 32 | _ARTICLES)
    ends = [(np.searchsorted(part, smallest), np.searchsorted(part, largest, side="right")) for part in parts]
    return merged([_NOTHING, *(part[begin:end] for part, (begin, end) in zip(parts, ends, strict=True))])


def _parts_with(
    db: Database, kind: Kind, run: _Run, lows: NDArray[np.uint32], highs: NDArray[np.uint32]
) -> NDArray[np.uint64]:
    first = np.searchsorted(run.first_keys, lows, side="left") - 1  # a key may begin at a block's end
    last = np.searchsorted(run.first_keys, highs, side="right") - 1
    needed = {block for a, b in zip(first.clip(0).tolist(), last.tolist(), strict=True) for block in range(a, b + 1)}
    return _read_blocks(db, kind, [run.first_block + block for block in sorted(needed)])


def _directory(db: Database, kind: Kind) -> list[_Run]:
    rows = db.execute(
        "SELECT id, level, size, first_block, first_keys FROM posting_runs WHERE kind = ? ORDER BY id", [kind]
    ).fetchall()
    return [
        _Run(id=row[0], level=row[1], size=row[2], first_block=row[3], first_keys=np.frombuffer(row[4], dtype="<u4"))
        for row in rows
    ]


def _read_blocks(db: Database, kind: Kind, blocks: Sequence[int]) -> NDArray[np.uint64]:
    read = db.conn.execute
    parts = [read("SELECT postings FROM posting_blocks WHERE id = ?", (block,)).fetchone()[0] for block in blocks]
    together = b"".join(parts)
    return unpacked(together, at_most=len(blocks) * _BLOCK) if kind == "words" else np.frombuffer(together, dtype="<u8")


def _cut(kind: Kind, postings: NDArray[np.uint64]) -> Iterable[bytes]:
    """The blocks of a run."""
    if kind == "words":
        return packed_blocks(postings, size=_BLOCK)
    little = postings.astype("<u8", copy=False)
    return (little[start : start + _BLOCK].tobytes() for start in range(0, len(little), _BLOCK))
