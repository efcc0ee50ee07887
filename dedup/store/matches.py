"""The matches in the database, each pair of articles with its evidence; the graph that they are together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.compare import EVIDENCE, LAG_HOURS
from dedup.matching.context import CONTEXT, Graph
from dedup.matching.documents import seconds
from dedup.matching.judge import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.matching.judge import Matches

_MATCH_COLUMNS = (
    "article_a",
    "article_b",
    "relation",
    "pair_relation",
    "score",
    *EVIDENCE,
    "span_a",
    "span_b",
    "shared_bands",
    "shared_fingerprints",
)
_HALF = np.uint64(32)
_ALWAYS_KNOWN = set(EVIDENCE) - {EVIDENCE[LAG_HOURS]}
_UNKNOWN = np.inf
_RELATION = " ".join(f"WHEN '{relation}' THEN {place}" for place, relation in enumerate(RELATIONS) if relation)
# A row as numbers that a double holds to the last bit, so that nothing is made of it on the way: spans in halves, the
# place of the relation, no NULL.
_FIGURES = ", ".join(
    (
        "article_a",
        "article_b",
        *(f"{span} >> 32 & 0xFFFFFFFF, {span} & 0xFFFFFFFF" for span in ("span_a", "span_b")),
        f"CASE pair_relation {_RELATION} END",
        "relation <> pair_relation",
        "score",
        *(column if column in _ALWAYS_KNOWN else f"coalesce({column}, 9e999)" for column in (*EVIDENCE, *CONTEXT)),
    )
)
_PARTS = np.cumsum([2, 4, 1, 1, 1, len(EVIDENCE)])
"""Where, in a row, those begin that come after the pair: halves of spans, relation, whether it is quoted, score, evidence,
context."""
_COLUMNS = int(_PARTS[-1]) + len(CONTEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMatches:
    """Some matches as they are stored, (n,) each."""

    graph: Graph
    scores: NDArray[np.float64]
    relations: NDArray[np.uint8]
    """What the pair is, whether or not one of the two is a round-up."""
    quoted: NDArray[np.bool_]
    """Whether it is stored as partial nevertheless, one of the two being a round-up."""
    context: NDArray[np.float64]
    """(n, len(CONTEXT)); NaN where it was never looked at."""


def add_matches(db: Database, matches: Matches) -> None:
    """Stores judged pairs."""
    relations = [RELATIONS[relation] for relation in matches.relations.tolist()]
    tables = (
        matches.pairs,
        np.round(matches.evidence.astype(np.float64), 4),
        matches.spans.view(np.int64),
        matches.shared,
    )
    pair, evidence, spans, shared = (table.T.tolist() for table in tables)
    scores = np.round(matches.scores.astype(np.float64), 4).tolist()
    db.conn.executemany(
        f"INSERT INTO matches ({', '.join(_MATCH_COLUMNS)}) VALUES ({', '.join('?' * len(_MATCH_COLUMNS))})",
        zip(*pair, relations, relations, scores, *evidence, *spans, *shared, strict=True),
    )


def remove_matches(db: Database, article_ids: NDArray[np.int64]) -> list[int]:
    """Deletes all matches of some articles; the articles on both sides of them."""
    touched: list[int] = []
    for column in ("article_a", "article_b"):
        rows = db.execute(
            f"DELETE FROM matches WHERE {column} IN (SELECT value FROM json_each(?)) RETURNING article_a, article_b",
            [json.dumps(article_ids.tolist())],
        ).fetchall()
        touched += [article for pair in rows for article in pair]
    return touched


def matches_among(db: Database, article_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n, 4): both ids, shared bands and shared fingerprints of the matches between some articles, ascending."""
    rows = db.execute(
        "SELECT article_a, article_b, shared_bands, shared_fingerprints FROM json_each(?) CROSS JOIN matches"
        " ON article_a = value",
        [json.dumps(article_ids.tolist())],
    ).fetchall()
    matches = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return matches[np.isin(matches[:, 1], article_ids)]


def change_matches(db: Database, kept: NDArray[np.int64], gone: NDArray[np.int64]) -> None:
    """Writes what matches still share, rows as `matches_among` gave them, and deletes those that are ``gone``."""
    db.conn.executemany(
        "UPDATE matches SET shared_bands = ?3, shared_fingerprints = ?4 WHERE article_a = ?1 AND article_b = ?2",
        kept.tolist(),
    )
    db.conn.executemany("DELETE FROM matches WHERE article_a = ? AND article_b = ?", gone[:, :2].tolist())


def matched_with(db: Database, article_ids: Iterable[int]) -> set[int]:
    """Some articles and all those that they are matched with."""
    given = {"ids": json.dumps(sorted(article_ids))}
    rows = db.execute(
        "SELECT value FROM json_each(:ids)"
        " UNION SELECT article_b FROM matches WHERE article_a IN (SELECT value FROM json_each(:ids))"
        " UNION SELECT article_a FROM matches WHERE article_b IN (SELECT value FROM json_each(:ids))",
        given,
    )
    return {article for (article,) in rows}


def matches_of(db: Database, article_ids: Iterable[int]) -> StoredMatches:
    """All matches of some articles, each once."""
    some = "IN (SELECT value FROM json_each(:ids))"
    rows = db.execute(
        f"SELECT {_FIGURES} FROM matches WHERE article_a {some} UNION ALL"
        f" SELECT {_FIGURES} FROM matches WHERE article_b {some} AND NOT +article_a {some}",
        {"ids": json.dumps(sorted(article_ids))},
    )
    figures = np.fromiter(chain.from_iterable(rows), dtype=np.float64).reshape(-1, _COLUMNS)
    figures[figures == _UNKNOWN] = np.nan
    pairs, halves, relations, quoted, scores, evidence, context = np.split(figures, _PARTS, axis=1)
    ids, whole = pairs.astype(np.int64), halves.astype(np.uint64)
    articles = np.unique(ids)
    return StoredMatches(
        graph=Graph(
            pairs=ids,
            spans=(whole[:, ::2] << _HALF) | whole[:, 1::2],
            evidence=evidence.astype(np.float32),
            articles=articles,
            published=_published(db, articles),
        ),
        scores=scores[:, 0],
        relations=relations[:, 0].astype(np.uint8),
        quoted=quoted[:, 0] == 1,
        context=context,
    )


def _published(db: Database, article_ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """Seconds since 1970, NaN where unknown, in the order of the ids, which are ascending."""
    rows = db.execute(
        "SELECT published_at FROM json_each(?) AS asked CROSS JOIN articles ON articles.id = asked.value",
        [json.dumps(article_ids.tolist())],
    )
    return np.array([seconds(published_at) for (published_at,) in rows], dtype=np.float64)


def context_between(db: Database, article_a: int, article_b: int) -> NDArray[np.float32] | None:
    """(1, len(CONTEXT)) of a match; None where the two are none, or it was never looked at."""
    sql = f"SELECT {', '.join(CONTEXT)} FROM matches WHERE article_a = ? AND article_b = ? AND {CONTEXT[0]} IS NOT NULL"
    row = db.execute(sql, sorted((article_a, article_b))).fetchone()
    return None if row is None else np.array([row], dtype=np.float32)


def put_context(
    db: Database, pairs: NDArray[np.int64], scores: NDArray[np.float64], context: NDArray[np.float64]
) -> None:
    """Stores the context of matches, (n, 2) articles, and the probability that it gives them."""
    settings = ", ".join(f"{column} = ?" for column in ("score", *CONTEXT))
    db.conn.executemany(
        f"UPDATE matches SET {settings} WHERE article_a = ? AND article_b = ?",
        np.hstack([scores[:, None], context, pairs]).tolist(),
    )


def put_relations(db: Database, pairs: NDArray[np.int64], relations: NDArray[np.uint8]) -> None:
    """Stores what matches, (n, 2) articles, are now, whether or not one of the two is a round-up."""
    rows = zip(pairs.tolist(), relations.tolist(), strict=True)
    db.conn.executemany(
        "UPDATE matches SET relation = ?3, pair_relation = ?3 WHERE article_a = ?1 AND article_b = ?2",
        ((*pair, RELATIONS[relation]) for pair, relation in rows),
    )
