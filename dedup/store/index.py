"""What the indexer writes, and the look-ups it needs while writing.

All of it happens inside the caller's transaction.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dedup.store.known import add_names
from dedup.store.rows import ARTICLE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlite_utils import Database

    from dedup.store.rows import Outcome, RecordRow, Rows


def outlet_ids(db: Database, names: Iterable[str]) -> dict[str, int]:
    """The id of each outlet, new ones added in the order of their names."""
    outlets = db.table("outlets")
    return {name: outlets.lookup({"name": name}) for name in sorted(set(names))}


def next_article_id(db: Database) -> int:
    """The smallest id above all articles."""
    return int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM articles").fetchone()[0])


def first_uncleaned_article(db: Database) -> int:
    """The smallest id above all articles of runs that reached their end: later ones hold lines already learned."""
    row = db.execute(
        "SELECT min(article_id) FROM records JOIN runs ON runs.id = run_id WHERE finished_at IS NULL"
        " AND run_id > (SELECT coalesce(max(id), 0) FROM runs WHERE finished_at IS NOT NULL)"
    ).fetchone()
    return next_article_id(db) if row[0] is None else int(row[0])


def add_articles(
    db: Database,
    rows: Rows,
    places: Sequence[int],
    *,
    ids: Sequence[int],
    identities: Sequence[int],
    word_counts: Sequence[int],
    documents: Sequence[bytes],
) -> None:
    """Stores the new articles, those at ``places``, under their ids, with their texts and what of them is compared."""
    outlets = outlet_ids(db, (rows.outlets[place] for place in places))
    columns = ("id", "outlet_id", "word_count", "identity", *ARTICLE_COLUMNS)
    db.conn.executemany(
        f"INSERT INTO articles ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        (
            (article_id, outlets[rows.outlets[place]], words, key, *rows.articles[place])
            for article_id, place, words, key in zip(ids, places, word_counts, identities, strict=True)
        ),
    )
    db.conn.executemany(
        "INSERT INTO article_texts (article_id, body) VALUES (?, CAST(? AS TEXT))",
        zip(ids, (rows.bodies[place] for place in places), strict=True),
    )
    db.conn.executemany(
        "INSERT INTO credits (article_id, agency, kind, place, text) VALUES (?, ?, ?, ?, ?)",
        (
            (article_id, *credit)
            for article_id, place in zip(ids, places, strict=True)
            for credit in rows.credits[place]
        ),
    )
    db.conn.executemany(
        "INSERT INTO article_documents (article_id, document) VALUES (?, ?)", zip(ids, documents, strict=True)
    )


def documents_of(db: Database, article_ids: Iterable[int]) -> dict[int, bytes]:
    """The packed documents of articles."""
    sql = "SELECT article_id, document FROM article_documents WHERE article_id IN (SELECT value FROM json_each(?))"
    return dict(db.execute(sql, [_json_ids(article_ids)]).fetchall())


def change_document(db: Database, article_id: int, document: bytes, *, word_count: int) -> None:
    """Stores another packed document of an article, and how many words are compared now."""
    db.execute("UPDATE articles SET word_count = ? WHERE id = ?", [word_count, article_id])
    db.execute("UPDATE article_documents SET document = ? WHERE article_id = ?", [document, article_id])


def add_records(
    db: Database,
    records: Sequence[RecordRow],
    *,
    article_ids: Sequence[int | None],
    outcomes: Sequence[Outcome],
    run_id: int,
) -> None:
    """Stores what became of each input record; one that is there already stays as it is.

    Args:
        db: inside a transaction.
        records: the records.
        article_ids: (records,) the article each became, if any.
        outcomes: (records,)
        run_id: the run that read them.
    """
    before = db.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0]
    db.conn.executemany(
        "INSERT INTO records (article_id, run_id, outcome, external_id, path, position, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            (article_id, run_id, outcome, *record)
            for record, article_id, outcome in zip(records, article_ids, outcomes, strict=True)
        ),
    )
    add_names(db, after=before)


def _json_ids(ids: Iterable[int]) -> str:
    return json.dumps([int(i) for i in ids])
