"""Why two stored articles are together, or why not: their evidence, recomputed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.matching.align import shared_runs
from dedup.matching.compare import compare
from dedup.matching.judge import judge
from dedup.pipeline.match import stored_documents
from dedup.store import queries
from dedup.text.fold import fold

if TYPE_CHECKING:
    from sqlite_utils import Database

    from dedup.params import IndexParams

_MIN_PASSAGE_WORDS = 6


def explain_pair(db: Database, name_a: str, name_b: str, *, params: IndexParams) -> dict[str, Any]:
    """Both articles, their evidence, the verdict and the passages they share, ready for JSON.

    Raises:
        ArticleNotFound: one of the two is not in the index.
    """
    a, b = queries.find_article(db, name_a), queries.find_article(db, name_b)
    documents = stored_documents(db, {a["article_id"], b["article_id"]}, fold_version=params.fold_version)
    first, second = documents[a["article_id"]], documents[b["article_id"]]
    shared = len(np.intersect1d(first.shingles, second.shingles, assume_unique=True))
    evidence = compare(first, second, shared=shared)
    verdict = judge(evidence)
    stored = db.execute(
        "SELECT relation FROM matches WHERE article_a = ? AND article_b = ?",
        sorted((a["article_id"], b["article_id"])),
    ).fetchone()
    return {
        "a": _without_body(a),
        "b": _without_body(b),
        "same_story": a["story_id"] is not None and a["story_id"] == b["story_id"],
        "stored_relation": stored[0] if stored else None,
        "verdict": asdict(verdict) if verdict else None,
        "evidence": asdict(evidence),
        "shared_passages": shared_passages(a["body"], b["body"], fold_version=params.fold_version),
    }


def shared_passages(body_a: str, body_b: str, *, fold_version: int) -> list[str]:
    """The passages of ``body_a`` that also stand in ``body_b``, longest first, as they are printed there."""
    a, b = fold(body_a, version=fold_version), fold(body_b, version=fold_version)
    runs = shared_runs(a.words, b.words, min_words=_MIN_PASSAGE_WORDS)
    longest = sorted(runs, key=lambda run: -run.words)
    return [a.excerpt(run.start_a, run.start_a + run.words - 1) for run in longest]


def _without_body(article: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in article.items() if key != "body"}
