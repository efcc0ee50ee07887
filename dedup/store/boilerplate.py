"""Boilerplate in the database: what each article adds to its outlet's count, and the lines that are taken out."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

_TWO_TO_64 = 1 << 64


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """A line of an outlet that is boilerplate, or that an editor decided on."""

    line_hash: int
    """64 bits, unsigned."""
    unit: int
    """The 32-bit number that finds it in edges."""
    text: str
    """A sample, as it was written."""
    contexts: int
    decided_by: Literal["learned", "editor"]
    removes: bool
    rule_version: int


def add_edges(db: Database, rows: Iterable[tuple[int, bytes]]) -> None:
    """Stores (article id, edges)."""
    db.conn.executemany("INSERT INTO article_edges (article_id, edges) VALUES (?, ?)", rows)


def outlet_edges_of(db: Database, outlet_id: int) -> list[tuple[int, bytes]]:
    """(article id, edges) of all articles of an outlet."""
    return db.execute(
        "SELECT article_id, edges FROM articles CROSS JOIN article_edges ON article_id = articles.id"
        " WHERE outlet_id = ?",
        [outlet_id],
    ).fetchall()


def lines_of_outlet(db: Database, outlet_id: int) -> list[StoredLine]:
    """The lines of an outlet, in the order of their hashes."""
    rows = db.execute(
        "SELECT line_hash, unit, text, contexts, decided_by, removes, rule_version FROM boilerplate_lines"
        " WHERE outlet_id = ? ORDER BY line_hash",
        [outlet_id],
    ).fetchall()
    return [
        StoredLine(
            line_hash=row[0] % _TWO_TO_64,
            unit=row[1],
            text=row[2],
            contexts=row[3],
            decided_by=row[4],
            removes=bool(row[5]),
            rule_version=row[6],
        )
        for row in rows
    ]


def put_lines(db: Database, outlet_id: int, lines: Sequence[StoredLine]) -> None:
    """Stores lines; one that is there with the same decision keeps the time of it."""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    db.conn.executemany(
        "INSERT INTO boilerplate_lines (outlet_id, line_hash, unit, text, contexts, decided_by, removes, rule_version,"
        " decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (outlet_id, line_hash) DO UPDATE SET"
        " contexts = excluded.contexts, decided_by = excluded.decided_by, removes = excluded.removes,"
        " rule_version = excluded.rule_version, decided_at = CASE WHEN decided_by = excluded.decided_by"
        " AND removes = excluded.removes THEN decided_at ELSE excluded.decided_at END",
        (
            (
                outlet_id,
                _signed(line.line_hash),
                line.unit,
                line.text,
                line.contexts,
                line.decided_by,
                int(line.removes),
                line.rule_version,
                now,
            )
            for line in lines
        ),
    )


def drop_lines(db: Database, outlet_id: int, hashes: Iterable[int]) -> None:
    """Deletes lines."""
    db.conn.executemany(
        "DELETE FROM boilerplate_lines WHERE outlet_id = ? AND line_hash = ?",
        ((outlet_id, _signed(line_hash)) for line_hash in hashes),
    )


def bodies_of(db: Database, article_ids: Iterable[int]) -> dict[int, tuple[str | None, str | None, str, int]]:
    """Headline, time of publication, body and outlet of articles."""
    rows = db.execute(
        "SELECT articles.id, title, published_at, body, outlet_id FROM json_each(?) CROSS JOIN articles ON articles.id = value"
        " CROSS JOIN article_texts ON article_id = articles.id",
        [json.dumps([int(i) for i in article_ids])],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def outlets_since(db: Database, first_article: int) -> list[int]:
    """The outlets that got articles from that number on."""
    rows = db.execute("SELECT DISTINCT outlet_id FROM articles WHERE id >= ? ORDER BY 1", [first_article]).fetchall()
    return [row[0] for row in rows]


def _signed(line_hash: int) -> int:
    return line_hash - _TWO_TO_64 if line_hash >= _TWO_TO_64 // 2 else line_hash
