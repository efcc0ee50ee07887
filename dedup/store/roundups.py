"""Round-ups in the database: which articles are marked, and what that makes of their matches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from sqlite_utils import Database


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
        ((*pair, one) for pair, one in zip(pairs.tolist(), quoted.tolist(), strict=True)),
    )
