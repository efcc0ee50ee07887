"""Why two stored articles are together, or why not: their evidence, recomputed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.matching.align import shared_runs
from dedup.matching.compare import compare, replaced_facts
from dedup.matching.context import CONTEXT
from dedup.matching.documents import seconds, side_by_side
from dedup.matching.judge import JUDGED, RELATIONS, REPUBLISHED, judge, judge_in_context, models, rules_met
from dedup.matching.overlap import overlapping
from dedup.pages.boilerplate import clean, scan
from dedup.pipeline.boilerplate import lines_of_named
from dedup.store import queries
from dedup.store.index import documents_of
from dedup.store.matches import context_between
from dedup.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.matching.documents import Documents
    from dedup.matching.judge import Relation, Rule
    from dedup.pages.boilerplate import CleanBody
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
    context = context_between(db, a["article_id"], b["article_id"])
    verdicts = judge(evidence) if context is None else judge_in_context(evidence, context)
    relation = RELATIONS[verdicts.relations[0]] if overlapping(together, pair)[0] else None
    judged = np.hstack([evidence, np.full((1, len(CONTEXT)), np.nan, dtype=np.float32) if context is None else context])
    bodies = [clean(scan(article["body"]), lines=lines_of_named(db, article["outlet"])) for article in (a, b)]
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
            for name, value in zip(JUDGED, judged[0], strict=True)
        },
        "log_odds": _log_odds("republished" if context is None else "in_context", judged),
        "rules": _rules(evidence, relation),
        "replaced_facts": _replaced_facts(bodies, together, fold_version=params.fold_version),
        "lag_seconds": _lag_seconds(a, b),
        "left_out": {
            letter: _left_out(article["body"], body) for letter, article, body in zip("ab", (a, b), bodies, strict=True)
        },
        "shared_passages": shared_passages(a["body"], b["body"], fold_version=params.fold_version),
    }


def _replaced_facts(bodies: Sequence[CleanBody], together: Documents, *, fold_version: int) -> list[dict[str, str]]:
    """What stands in either article where both run in step and the facts are others."""
    texts = [fold(body.body, version=fold_version) for body in bodies]
    return [
        {letter: text.excerpt(begin, end - 1) for letter, text, (begin, end) in zip("ab", texts, slot, strict=True)}
        for slot in replaced_facts(together, fold_version=fold_version).reshape(-1, 2, 2).tolist()
    ]


def _left_out(body: str, cleaned: CleanBody) -> list[dict[str, str]]:
    """What of an article's body is not compared, and why: ``list`` (of other stories) or ``repeated`` (by its outlet)."""
    return [{"reason": part.reason, "text": body[part.begin : part.end].strip()} for part in cleaned.removed]


def shared_passages(body_a: str, body_b: str, *, fold_version: int) -> list[str]:
    """The passages of ``body_a`` that also stand in ``body_b``, longest first, as they are printed there."""
    a, b = fold(body_a, version=fold_version), fold(body_b, version=fold_version)
    runs = shared_runs(a.words, b.words, min_words=_MIN_PASSAGE_WORDS)
    longest = sorted(runs, key=lambda run: -run.words)
    return [a.excerpt(run.start_a, run.start_a + run.words - 1) for run in longest]


def _log_odds(name: str, judged: NDArray[np.float32]) -> dict[str, float]:
    """What each piece of evidence adds to the log-odds of a republication; they start at ``intercept``."""
    model = models()[name]
    added = zip(model.steps, model.contributions(judged)[0].tolist(), strict=True)
    return {"intercept": model.intercept, **{JUDGED[step.column]: round(value, 2) for step, value in added}}


def _rules(evidence: NDArray[np.float32], relation: Relation | None) -> list[Rule]:
    """Which rules beside the tables speak for this relation."""
    met: list[Rule] = [rule for rule, holds in rules_met(evidence).items() if holds[0]]
    if relation == "template":
        return [rule for rule in met if rule != "whole"]
    return [rule for rule in met if rule == "whole" and relation in REPUBLISHED]


def _without_body(article: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in article.items() if key != "body"}


def _lag_seconds(a: dict[str, Any], b: dict[str, Any]) -> int | None:
    """From the first's publication to the second's; negative when the second came first."""
    first, second = seconds(a["published_at"]), seconds(b["published_at"])
    return None if first is None or second is None else second - first
