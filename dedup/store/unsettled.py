"""The waiting list in the database: articles whose matches came or went, and were not looked at together since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Articles whose matches came or went and were not looked at together since."""

    articles: list[int]
    """Ascending."""
    last: int
    """Number of the last entry; what comes later waits on."""


def wait(db: Database, article_ids: Iterable[int]) -> None:
    """Puts articles on the waiting list."""
    db.conn.executemany("INSERT INTO unsettled (article_id) VALUES (?)", ((i,) for i in sorted(article_ids)))


def waiting(db: Database) -> Waiting:
    """All articles that wait."""
    rows = db.execute("SELECT id, article_id FROM unsettled").fetchall()
    return Waiting(articles=sorted({article for _, article in rows}), last=max((i for i, _ in rows), default=0))


def settled(db: Database, waited: Waiting) -> None:
    """Takes them off the list."""
    db.execute("DELETE FROM unsettled WHERE id <= ?", [waited.last])
