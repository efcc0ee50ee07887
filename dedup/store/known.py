"""Which article is it: by its identity, by the id a record came with.

Identities are as good as random, so that a B-tree of them is written at places all over it by every batch, the more
the more articles there are. Kept as postings they are written at one place, and looked up in memory.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from dedup.matching.postings import holders_of_any, postings
from dedup.store.postings import PostingStore, find_postings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

_HALF = np.uint64(32)


class Identities:
    """The articles of an index by identity, for a writer that asks for many at once."""

    def __init__(self, db: Database) -> None:
        """Args: opened for writing."""
        self._db = db
        self._postings = PostingStore(db, "identities")

    def of(self, identities: Sequence[int]) -> dict[int, int]:
        """Those of ``identities`` that are in the index, with their article's id."""
        alike = holders_of_any(_keys_of(identities), self._postings.runs()).tolist()
        sql = "SELECT identity, id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        articles = dict(self._db.execute(sql, [json.dumps(alike)]).fetchall())
        return {identity: articles[identity] for identity in identities if identity in articles}

    def add(self, identities: Sequence[int], article_ids: Sequence[int]) -> None:
        """New articles, (articles,) each."""
        self._postings.add(postings(_keys_of(identities), np.array(article_ids, dtype=np.int64)))


def add_names(db: Database, *, after: int) -> None:
    """Makes the articles of all records after one be found by the ids that these records came with.

    Args:
        db: inside the transaction that stored the records.
        after: a record's id.
    """
    sql = "SELECT external_id, article_id FROM records WHERE id > ? AND article_id IS NOT NULL"
    rows = db.execute(sql, [after]).fetchall()
    keys = np.array([_name_key(name) for name, _ in rows], dtype=np.uint32)
    PostingStore(db, "names").add(postings(keys, np.array([article for _, article in rows], dtype=np.int64)))


def article_named(db: Database, name: str) -> int | None:
    """The first article that a record with this id became."""
    keys = np.array([_name_key(name)], dtype=np.uint32)
    alike = holders_of_any(keys, find_postings(db, "names", keys)).tolist()
    sql = "SELECT min(article_id) FROM records WHERE article_id IN (SELECT value FROM json_each(?)) AND external_id = ?"
    article: int | None = db.execute(sql, [json.dumps(alike), name]).fetchone()[0]
    return article


def _keys_of(identities: Sequence[int]) -> NDArray[np.uint32]:
    return (np.array(identities, dtype=np.int64).view(np.uint64) >> _HALF).astype(np.uint32)


def _name_key(name: str) -> int:
    return xxhash.xxh32_intdigest(name.encode("utf-8", "surrogatepass"))
