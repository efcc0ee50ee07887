"""Round-ups in the database: what articles share with others, and which of them are marked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from sqlite_utils import Database

_COLUMNS = """article_a, article_b, span_a, span_b, lag_hours,
  pair_relation IN ('copy', 'edited'), relation <> pair_relation"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPairs:
    """Matches, but for templates, (n,) each."""

    articles: NDArray[np.int64]
    """(n, 2)."""
    spans: NDArray[np.uint64]
    """(n, 2): see `dedup.matching.compare.Compared`."""
    lag_hours: NDArray[np.float64]
    """NaN if a time is unknown."""
    republished: NDArray[np.bool_]
    """Whether the pair alone was judged a copy or an edit."""
    quoted: NDArray[np.bool_]
    """Whether it is partial nevertheless, one of the two being a round-up."""


def related_pairs(db: Database, article_ids: Iterable[int]) -> RelatedPairs:
    """All pairs with one of these articles in them that are related, but for templates."""
    halves = [
        f"SELECT {_COLUMNS} FROM matches"
        f" WHERE {column} IN (SELECT value FROM json_each(:ids)) AND +relation <> 'template'"
        for column in ("article_a", "article_b")
    ]
    rows = db.execute(" UNION ".join(halves), {"ids": json.dumps(sorted(article_ids))}).fetchall()
    whole = np.array([row[:4] for row in rows], dtype=np.int64).reshape(-1, 4)
    rest = np.array([row[4:] for row in rows], dtype=np.float64).reshape(-1, 3)
    return RelatedPairs(
        articles=whole[:, :2],
        spans=whole[:, 2:].copy().view(np.uint64),
        lag_hours=rest[:, 0],
        republished=rest[:, 1] == 1,
        quoted=rest[:, 2] == 1,
    )


def word_counts_of(db: Database, article_ids: Iterable[int]) -> dict[int, int]:
    """How many words of each article are compared."""
    sql = "SELECT id, word_count FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    return dict(db.execute(sql, [json.dumps(sorted(article_ids))]).fetchall())


def roundups(db: Database) -> set[int]:
    """All articles that are marked as round-ups."""
    return {article for (article,) in db.execute("SELECT id FROM articles WHERE is_round_up = 1")}


def mark_roundups(db: Database, article_ids: Iterable[int], *, are: bool) -> None:
    """Marks articles as round-ups, or as none."""
    db.conn.executemany("UPDATE articles SET is_round_up = ? WHERE id = ?", ((are, i) for i in sorted(article_ids)))


def change_relations(db: Database, pairs: NDArray[np.int64], quoted: NDArray[np.bool_]) -> None:
    """Makes matches, (n, 2) articles, partial where they are ``quoted``, and what the pair was judged elsewhere."""
    db.conn.executemany(
        "UPDATE matches SET relation = iif(?3, 'partial', pair_relation) WHERE article_a = ?1 AND article_b = ?2",
        np.column_stack([pairs, quoted]).tolist(),
    )
