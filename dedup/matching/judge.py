"""Evidence to a relation: copy, edited, partial or template, or none.

A first rule, simple enough to argue with. The cuts were read off the development pairs
(docs/evaluation.md says which, and what they reach).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dedup.matching.compare import Evidence

Relation = Literal["copy", "edited", "partial", "template"]
REPUBLISHED: tuple[Relation, ...] = ("copy", "edited")
"""The relations that make a story."""

MIN_CONTAINMENT = 0.12
"""Sharing less of both texts is no match; such a pair need not be compared further."""
_REPUBLISHED_SCORE = 0.33
_COPY_JACCARD = 0.55
_SAME_NEWS_SECONDS = 72 * 3600
_OTHER_NUMBERS = 0.7
_PARTIAL_CONTAINMENT = 0.25
_EXACT = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a pair is, how surely, and why."""

    relation: Relation
    score: float
    """Geometric mean of both containments: 1 when the texts are equal."""
    rule: str
    """The reason, in words that go into the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A pair that was compared and judged to be related."""

    evidence: Evidence
    verdict: Verdict


def judge(evidence: Evidence) -> Verdict | None:
    """The relation of two articles, or ``None`` where they only share phrases."""
    score = sqrt(evidence.containment_a * evidence.containment_b)
    if evidence.jaccard >= _EXACT:
        return Verdict(relation="copy", score=score, rule="the texts are equal")
    if score >= _REPUBLISHED_SCORE:
        reason = _other_news(evidence)
        if reason:
            return Verdict(relation="template", score=score, rule=reason)
        if evidence.jaccard >= _COPY_JACCARD:
            return Verdict(relation="copy", score=score, rule="most of both texts is shared")
        return Verdict(relation="edited", score=score, rule="much of both texts is shared")
    if max(evidence.containment_a, evidence.containment_b) >= _PARTIAL_CONTAINMENT:
        return Verdict(relation="partial", score=score, rule="a part of one text stands in the other")
    return None


def _other_news(evidence: Evidence) -> str | None:
    """Why a likeness is only one of form, if it is."""
    if evidence.lag_seconds is not None and abs(evidence.lag_seconds) > _SAME_NEWS_SECONDS:
        return "the same form more than three days apart"
    if evidence.differing_numbers > _OTHER_NUMBERS and evidence.jaccard < _COPY_JACCARD:
        return "the same form with other numbers"
    return None
