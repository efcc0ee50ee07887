"""The inverted indexes in SQLite: band keys and fingerprints, as sorted runs of postings.

Each batch adds one run; when there are `_FANOUT` runs of one level they are merged into one of the
next, so that there are few runs to look through, and a posting is written about once a level
(O'Neil et al., "The log-structured merge-tree", 1996). A run is cut into blocks, so that a look-up of
a few keys reads a few blocks; who looks up many keys holds the runs in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.matching.postings import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

Kind = Literal["bands", "fingerprints"]

_FANOUT = 8
_NOTHING = np.zeros(0, dtype=np.uint64)
_BLOCK = 1024
"""Postings in a block: 8 KiB."""


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
        """Args: an open index; which of the two."""
        self._db = db
        self._kind = kind
        self._held: dict[int, NDArray[np.uint64]] = {}

    def runs(self) -> list[NDArray[np.uint64]]:
        """All runs, whole; kept in memory from one call to the next."""
        directory = _directory(self._db, self._kind)
        self._held = {run.id: self._whole(run) for run in directory}
        return list(self._held.values())

    def add(self, postings: NDArray[np.uint64]) -> None:
        """Stores a new sorted run, and merges runs where there are enough of a level."""
        level = 0
        while True:
            same = [run for run in _directory(self._db, self._kind) if run.level == level]
            if len(same) < _FANOUT - 1:
                break
            postings = merged([*(self._whole(run) for run in same), postings])
            self._remove(same)
            level += 1
        self._held[self._insert(postings, level=level)] = postings

    def of(self, article_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
        """All postings of some articles, ascending."""
        return merged([run[np.isin(run.astype(np.uint32), article_ids)] for run in self.runs()] or [_NOTHING])

    def remove(self, article_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Takes all postings of some articles out, which writes every run anew; what was taken, ascending."""
        runs = _directory(self._db, self._kind)
        taken = []
        for run in runs:
            postings = self._whole(run)
            gone = np.isin(postings.astype(np.uint32), article_ids)
            if gone.any():
                taken.append(postings[gone])
                self._remove([run])
                if not gone.all():
                    self._held[self._insert(postings[~gone], level=run.level)] = postings[~gone]
        return merged(taken or [_NOTHING])

    def _whole(self, run: _Run) -> NDArray[np.uint64]:
        if run.id not in self._held:
            blocks = range(run.first_block, run.first_block + len(run.first_keys))
            self._held[run.id] = _read_blocks(self._db, blocks)
        return self._held[run.id]

    def _remove(self, runs: Sequence[_Run]) -> None:
        for run in runs:
            last = run.first_block + len(run.first_keys) - 1
            self._db.execute("DELETE FROM posting_blocks WHERE id BETWEEN ? AND ?", [run.first_block, last])
            self._db.execute("DELETE FROM posting_runs WHERE id = ?", [run.id])
            del self._held[run.id]

    def _insert(self, postings: NDArray[np.uint64], *, level: int) -> int:
        """Writes a run; its id. Ids are never used twice, so that what is held in memory stays true."""
        first = int(self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM posting_blocks").fetchone()[0])
        starts = range(0, len(postings), _BLOCK)
        little = postings.astype("<u8", copy=False)
        self._db.conn.executemany(
            "INSERT INTO posting_blocks (id, postings) VALUES (?, ?)",
            ((first + i, little[start : start + _BLOCK].tobytes()) for i, start in enumerate(starts)),
        )
        first_keys = (postings[::_BLOCK] >> np.uint64(32)).astype("<u4").tobytes()
        cursor = self._db.execute(
            "INSERT INTO posting_runs (kind, level, size, first_block, first_keys) VALUES (?, ?, ?, ?, ?)",
            [self._kind, level, len(postings), first, first_keys],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid


def find_postings(db: Database, kind: Kind, keys: NDArray[np.uint32]) -> list[NDArray[np.uint64]]:
    """Sorted runs that hold all postings of ``keys``, and few others: for looking up a text or two."""
    wanted = np.sort(keys)
    return [_parts_with(db, run, wanted) for run in _directory(db, kind)]


def _parts_with(db: Database, run: _Run, keys: NDArray[np.uint32]) -> NDArray[np.uint64]:
    first = np.searchsorted(run.first_keys, keys, side="left") - 1  # a key may begin at a block's end
    last = np.searchsorted(run.first_keys, keys, side="right") - 1
    needed = {block for a, b in zip(first.clip(0).tolist(), last.tolist(), strict=True) for block in range(a, b + 1)}
    return _read_blocks(db, (run.first_block + block for block in sorted(needed)))


def _directory(db: Database, kind: Kind) -> list[_Run]:
    rows = db.execute(
        "SELECT id, level, size, first_block, first_keys FROM posting_runs WHERE kind = ? ORDER BY id", [kind]
    ).fetchall()
    return [
        _Run(id=row[0], level=row[1], size=row[2], first_block=row[3], first_keys=np.frombuffer(row[4], dtype="<u4"))
        for row in rows
    ]


def _read_blocks(db: Database, blocks: Iterable[int]) -> NDArray[np.uint64]:
    read = db.conn.execute
    parts = [read("SELECT postings FROM posting_blocks WHERE id = ?", (block,)).fetchone()[0] for block in blocks]
    return np.frombuffer(b"".join(parts), dtype="<u8")
