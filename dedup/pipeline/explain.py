"""Why two stored articles are together, or why not: their evidence, recomputed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.matching.align import shared_runs
from dedup.matching.compare import EVIDENCE, compare
from dedup.matching.documents import seconds, side_by_side
from dedup.matching.judge import RELATIONS, judge, models
from dedup.matching.overlap import overlapping
from dedup.pages.boilerplate import clean, scan
from dedup.pipeline.boilerplate import lines_of_named
from dedup.store import queries
from dedup.store.index import documents_of
from dedup.text.fold import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.params import IndexParams

_MIN_PASSAGE_WORDS = 6


def explain_pair(db: Database, name_a: str, name_b: str, *, params: IndexParams) -> dict[str, Any]:
    """Both articles, their evidence, the verdict and the passages they share, ready for JSON.

    Raises:
        ArticleNotFound: one of the two is not in the index.
    """
    a, b = queries.find_article(db, name_a), queries.find_article(db, name_b)
    documents = documents_of(db, (a["article_id"], b["article_id"]))
    together = side_by_side([documents[article["article_id"]] for article in (a, b)])
    pair = np.array([[0, 1]])
    evidence = compare(together, pair, fold_version=params.fold_version).evidence
    verdicts = judge(evidence)
    relation = RELATIONS[verdicts.relations[0]] if overlapping(together, pair)[0] else None
    stored = db.execute(
        "SELECT relation FROM matches WHERE article_a = ? AND article_b = ?",
        sorted((a["article_id"], b["article_id"])),
    ).fetchone()
    return {
        "a": _without_body(a),
        "b": _without_body(b),
        "same_story": a["story_id"] is not None and a["story_id"] == b["story_id"],
        "stored_relation": stored[0] if stored else None,
        "relation": relation,
        "score": round(float(verdicts.scores[0]), 4),
        "evidence": {
            name: None if np.isnan(value) else round(float(value), 4)
            for name, value in zip(EVIDENCE, evidence[0], strict=True)
        },
        "log_odds": _log_odds(evidence),
        "lag_seconds": _lag_seconds(a, b),
        "left_out": {letter: _left_out(db, article) for letter, article in (("a", a), ("b", b))},
        "shared_passages": shared_passages(a["body"], b["body"], fold_version=params.fold_version),
    }


def _left_out(db: Database, article: dict[str, Any]) -> list[dict[str, str]]:
    """What of an article's body is not compared, and why: ``list`` (of other stories) or ``repeated`` (by its outlet)."""
    body = article["body"]
    cleaned = clean(scan(body), lines=lines_of_named(db, article["outlet"]))
    return [{"reason": part.reason, "text": body[part.begin : part.end].strip()} for part in cleaned.removed]


def shared_passages(body_a: str, body_b: str, *, fold_version: int) -> list[str]:
    """The passages of ``body_a`` that also stand in ``body_b``, longest first, as they are printed there."""
    a, b = fold(body_a, version=fold_version), fold(body_b, version=fold_version)
    runs = shared_runs(a.words, b.words, min_words=_MIN_PASSAGE_WORDS)
    longest = sorted(runs, key=lambda run: -run.words)
    return [a.excerpt(run.start_a, run.start_a + run.words - 1) for run in longest]


def _log_odds(evidence: NDArray[np.float32]) -> dict[str, float]:
    """What each piece of evidence adds to the log-odds of a republication; they start at ``intercept``."""
    model = models()["republished"]
    added = zip(model.steps, model.contributions(evidence)[0].tolist(), strict=True)
    return {"intercept": model.intercept, **{EVIDENCE[step.column]: round(value, 2) for step, value in added}}


def _without_body(article: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in article.items() if key != "body"}


def _lag_seconds(a: dict[str, Any], b: dict[str, Any]) -> int | None:
    """From the first's publication to the second's; negative when the second came first."""
    first, second = seconds(a["published_at"]), seconds(b["published_at"])
    return None if first is None or second is None else second - first
