"""Round-ups in the database: what articles share with others, and which of them are marked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database

    from dedup.matching.judge import Relation

_SPAN = (1 << 64) - 1  # SQLite's integers are signed


class RelatedPair(NamedTuple):
    """A match, but for templates."""

    article_a: int
    article_b: int
    span_a: int
    span_b: int
    lag_hours: float | None
    relation: Relation
    pair_relation: Relation


def related_pairs(db: Database, article_ids: Iterable[int]) -> list[RelatedPair]:
    """All pairs with one of these articles in them that are related, but for templates."""
    halves = [
        "SELECT article_a, article_b, span_a, span_b, lag_hours, relation, pair_relation FROM matches"
        f" WHERE {column} IN (SELECT value FROM json_each(:ids)) AND +relation <> 'template'"
        for column in ("article_a", "article_b")
    ]
    rows = db.execute(" UNION ".join(halves), {"ids": json.dumps(sorted(article_ids))}).fetchall()
    return [RelatedPair(a, b, span_a & _SPAN, span_b & _SPAN, *rest) for a, b, span_a, span_b, *rest in rows]


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


def change_relations(db: Database, changed: Iterable[tuple[int, int, Relation]]) -> None:
    """Writes other relations of matches: both articles, and what they are now."""
    db.conn.executemany("UPDATE matches SET relation = ?3 WHERE article_a = ?1 AND article_b = ?2", sorted(changed))
