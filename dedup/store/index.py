"""What the indexer writes, and the look-ups it needs while writing.

All of it happens inside the caller's transaction. Rows go in sorted by their key: into a B-tree
of millions that is several times faster than in random order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.models import Article, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.matching.judge import Match
    from dedup.text.shingles import ShingleBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article and what the index adds to it."""

    article_id: int
    identity: int
    """64 bits, signed: equal for records of one article (`dedup.identity`)."""
    word_count: int
    """Folded words."""
    article: Article


def known_identities(db: Database, identities: Iterable[int]) -> dict[int, int]:
    """Those of ``identities`` that are in the index, with their article's id."""
    sql = "SELECT identity, id FROM articles WHERE identity IN (SELECT value FROM json_each(?))"
    return dict(db.execute(sql, [_json_ids(identities)]).fetchall())


def outlet_ids(db: Database, names: Iterable[str]) -> dict[str, int]:
    """The id of each outlet, new ones added in the order of their names."""
    outlets = db.table("outlets")
    return {name: outlets.lookup({"name": name}) for name in sorted(set(names))}


def next_article_id(db: Database) -> int:
    """The smallest id above all articles."""
    return int(db.execute("SELECT coalesce(max(id), 0) + 1 FROM articles").fetchone()[0])


def add_articles(db: Database, articles: Sequence[StoredArticle]) -> None:
    """Stores articles, with their texts, under their ids."""
    outlets = outlet_ids(db, (stored.article.outlet for stored in articles))
    db.conn.executemany(
        "INSERT INTO articles (id, title, outlet_id, published_at, url, byline, dateline_place, updated_at,"
        " word_count, extra, identity) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_article_row(stored, outlets[stored.article.outlet]) for stored in articles),
    )
    db.conn.executemany(
        "INSERT INTO article_texts (article_id, body) VALUES (?, ?)",
        ((stored.article_id, stored.article.body) for stored in articles),
    )


def _article_row(stored: StoredArticle, outlet_id: int) -> tuple[object, ...]:
    article = stored.article
    return (
        stored.article_id,
        article.title,
        outlet_id,
        article.published_at,
        article.url,
        article.byline,
        article.dateline_place,
        article.updated_at,
        stored.word_count,
        json.dumps(dict(article.extra), ensure_ascii=False) if article.extra else None,
        stored.identity,
    )


def add_shingles(db: Database, article_ids: Sequence[int], shingles: ShingleBatch) -> None:
    """Stores the shingle sets of articles, in the order of ``shingles``."""
    db.conn.executemany(
        "INSERT INTO article_shingles (article_id, hashes) VALUES (?, ?)",
        ((article_id, shingles.of(i).astype("<u4").tobytes()) for i, article_id in enumerate(article_ids)),
    )


def shingle_sets(db: Database, article_ids: Iterable[int]) -> dict[int, NDArray[np.uint32]]:
    """The stored shingle sets of articles."""
    sql = "SELECT article_id, hashes FROM article_shingles WHERE article_id IN (SELECT value FROM json_each(?))"
    rows = db.execute(sql, [_json_ids(article_ids)]).fetchall()
    return {article_id: np.frombuffer(hashes, dtype="<u4") for article_id, hashes in rows}


def compared_columns(db: Database, article_ids: Iterable[int]) -> dict[int, tuple[str | None, str | None, str]]:
    """Headline, time of publication and body of articles."""
    sql = (
        "SELECT id, title, published_at, body FROM articles JOIN article_texts ON article_id = id"
        " WHERE id IN (SELECT value FROM json_each(?))"
    )
    return {row[0]: row[1:] for row in db.execute(sql, [_json_ids(article_ids)]).fetchall()}


def add_matches(
    db: Database, matches: Mapping[tuple[int, int], Match], *, shared_keys: Mapping[tuple[int, int], tuple[int, int]]
) -> None:
    """Stores judged pairs with the band keys and fingerprints that brought them together.

    Keys are ``(smaller id, larger id)``.
    """
    db.conn.executemany(
        "INSERT INTO matches (article_a, article_b, relation, score, jaccard, containment_a, containment_b,"
        " shared_shingles, differing_numbers, title_likeness, lag_seconds, rule, shared_bands,"
        " shared_fingerprints) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                *pair,
                match.verdict.relation,
                round(match.verdict.score, 4),
                round(match.evidence.jaccard, 4),
                round(match.evidence.containment_a, 4),
                round(match.evidence.containment_b, 4),
                match.evidence.shared_shingles,
                round(match.evidence.differing_numbers, 4),
                round(match.evidence.title_likeness, 4),
                match.evidence.lag_seconds,
                match.verdict.rule,
                *shared_keys[pair],
            )
            for pair, match in sorted(matches.items())
        ),
    )


def add_records(db: Database, records: Sequence[tuple[Article | Reject, int | None, str]], *, run_id: int) -> None:
    """Stores what became of each input record; one that is there already stays as it is.

    Args:
        db: inside a transaction.
        records: the record, its article's id if it became one, and the outcome.
        run_id: the run that read them.
    """
    db.conn.executemany(
        "INSERT INTO records (external_id, article_id, run_id, outcome, path, position, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            (_external_id(record), article_id, run_id, outcome, record.path, record.position, _reason(record))
            for record, article_id, outcome in records
        ),
    )


def _external_id(record: Article | Reject) -> str:
    return record.external_id if isinstance(record, Article) else f"{record.path}:{record.position}"


def _reason(record: Article | Reject) -> str | None:
    return record.reason if isinstance(record, Reject) else None


def _json_ids(ids: Iterable[int]) -> str:
    return json.dumps([int(i) for i in ids])
