"""The look-up tables: band keys and fingerprints, which articles hold them, and which are too common.

A fingerprint is common once more articles than the index's limit hold it. It then leaves the table
and counts no more, also for pairs it brought together earlier: what is matched depends on which
articles are there, not on the order in which they came.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.matching.candidates import Postings
from dedup.matching.passages import MIN_SHARED
from dedup.text.arrays import sorted_unique

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from sqlite_utils import Database

Table = Literal["bands", "fingerprints"]


def add_bands(db: Database, keys: NDArray[np.int64], article_ids: NDArray[np.int64]) -> Postings:
    """Stores band keys, row ``i`` of both arrays being one; who holds each, the new ones included."""
    db.conn.executemany("INSERT INTO bands (key, article_id) VALUES (?, ?)", _sorted_rows(keys, article_ids))
    return postings(db, "bands", keys)


def add_fingerprints(
    db: Database, keys: NDArray[np.int64], article_ids: NDArray[np.int64], *, common_after: int
) -> tuple[Postings, set[int]]:
    """Stores fingerprints, row ``i`` of both arrays being one, and retires those that became common.

    Returns:
        Who holds each, the new ones included, and the articles that lost a match.
    """
    _ask(db, keys)
    common = db.execute("SELECT key FROM temp.asked CROSS JOIN common_fingerprints USING (key)").fetchall()
    used = ~np.isin(keys, [row[0] for row in common])
    db.conn.executemany(
        "INSERT INTO fingerprints (key, article_id) VALUES (?, ?)", _sorted_rows(keys[used], article_ids[used])
    )
    return _retire_common(db, _asked_postings(db, "fingerprints"), common_after=common_after)


def postings(db: Database, table: Table, keys: NDArray[np.int64]) -> Postings:
    """The articles that hold each of ``keys``; keys that nobody holds are left out."""
    _ask(db, keys)
    return _asked_postings(db, table)


def _asked_postings(db: Database, table: Table) -> Postings:
    rows = db.execute(
        f"SELECT key, count(*), group_concat(article_id) FROM temp.asked CROSS JOIN {table} USING (key) GROUP BY key"
    ).fetchall()
    listed = ",".join(row[2] for row in rows)
    return Postings.of(
        [row[0] for row in rows],
        [row[1] for row in rows],
        np.array(listed.split(",") if listed else [], dtype=np.int64),
    )


def _retire_common(db: Database, found: Postings, *, common_after: int) -> tuple[Postings, set[int]]:
    """Takes out of use what more than ``common_after`` articles hold; what is left, and who lost a match."""
    is_common = np.diff(found.offsets) > common_after
    lost: set[int] = set()
    for place in np.flatnonzero(is_common).tolist():
        lost |= _retire(db, int(found.keys[place]), found.holders(place).tolist())
    return found.select(~is_common), lost


def _retire(db: Database, key: int, holders: Iterable[int]) -> set[int]:
    """Takes one fingerprint out of use; the articles that lost a match."""
    among = {"ids": json.dumps(list(holders))}
    pairs = "article_a IN (SELECT value FROM json_each(:ids)) AND article_b IN (SELECT value FROM json_each(:ids))"
    db.execute(f"UPDATE matches SET shared_fingerprints = shared_fingerprints - 1 WHERE {pairs}", among)
    lost = db.execute(
        f"DELETE FROM matches WHERE {pairs} AND shared_bands = 0 AND shared_fingerprints < {MIN_SHARED}"
        " RETURNING article_a, article_b",
        among,
    ).fetchall()
    db.execute("DELETE FROM fingerprints WHERE key = ?", [key])
    db.execute("INSERT INTO common_fingerprints (key) VALUES (?)", [key])
    return {article for pair in lost for article in pair}


def _ask(db: Database, keys: NDArray[np.int64]) -> None:
    """Puts keys into a table of this connection's own, to be joined with."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS asked (key INTEGER PRIMARY KEY)")
    db.execute("DELETE FROM temp.asked")
    db.conn.executemany("INSERT INTO temp.asked VALUES (?)", ((key,) for key in sorted_unique(keys).tolist()))


def _sorted_rows(keys: NDArray[np.int64], article_ids: NDArray[np.int64]) -> list[tuple[int, int]]:
    order = np.lexsort((article_ids, keys))
    return list(zip(keys[order].tolist(), article_ids[order].tolist(), strict=True))
