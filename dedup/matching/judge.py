"""Evidence to a relation: copy, edited, partial or template, or none.

A pair is judged twice: alone, which says whether it is a match at all, and once all matches are known in its
context (`dedup.matching.context`). Four additive models, each a step table a piece of evidence: the entries are
added up, and a sigmoid makes a probability of the sum (Hastie, Tibshirani, "Generalized additive models", 1986;
as step tables: Lou, Caruana, Gehrke, "Intelligible models for classification and regression", KDD 2012). The tables
are ``data/judge_v1.tsv``; `benchmarks/quality/fit_judge.py` fitted them, docs/judging.md has the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.errors import DataError
from dedup.matching.compare import (
    COVERAGE,
    COVERAGE_S,
    EVIDENCE,
    FACT_CONFLICT,
    FACT_SLOTS,
    IN_STEP,
    LAG_HOURS,
    MIN_SHARED_SHINGLES,
    NUMBER_CONFLICT_S,
    REPLACED_FACTS,
    REPLACED_NAMES,
    SHARED,
)
from dedup.matching.context import CONTEXT, COPY_COVERAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Relation = Literal["copy", "edited", "partial", "template"]
RELATIONS: tuple[Relation | None, ...] = (None, "copy", "edited", "partial", "template")
"""What a relation's number means."""
REPUBLISHED: tuple[Relation, ...] = ("copy", "edited")
"""The relations that make a story."""
Rule = Literal["whole", "form", "notice", "other numbers", "replaced numbers"]
"""What decides beside the tables, see docs/judging.md."""
JUDGED = EVIDENCE + CONTEXT
"""What the columns of the models are; those of context are known to ``in_context`` alone."""
_MODELS = ("republished", "in_context", "reuse", "template")
NONE, COPY, EDITED, PARTIAL, TEMPLATE = range(len(RELATIONS))

# Chosen on the development pairs by benchmarks/quality/fit_judge.py.
_REPUBLISHED_FROM = 0.6
_TEMPLATE_FROM = 0.4
_REPLACED_NUMBERS = 0.6  # of 21 pairs below republication 17 are templates, 4 partial
_PARTIAL_FROM = 0.18
# A bulletin comes out once a day: half of the numbers replaced so long after is another one. Costs none of the 448
# pairs that are found, and keeps most of the generated forms apart (benchmarks/quality). Where little else was replaced
# in most of both texts, half is one number of two that moved on: of 49 such pairs in egypt2013 22 were read, and
# 19 are republications.
_SAME_ISSUE_HOURS, _OTHER_NUMBERS = 16, 0.5
_MOVED_ON_COVERAGE, _MOVED_ON_NUMBERS, _MOVED_ON_CONFLICT = 0.7, 0.6, 0.15
# A form filled in again: both texts are little else than a frame and its slots (`dedup.matching.slots`), and most
# places where they differ hold other facts. On one day it takes another name or place, or other figures for a third
# of the facts: a toll that rises, or a number that is written otherwise, makes no other news. Costs none of the 448
# pairs that are found, and keeps 98 of 100 generated forms apart.
_FORM_IN_STEP = 0.7
_FORM_SLOTS, _FORM_CONFLICT = 0.5, 0.1
_SAME_DAY_SLOTS, _SAME_DAY_NAMES_CONFLICT, _SAME_DAY_FACTS, _SAME_DAY_CONFLICT = 0.6, 0.16, 2, 0.35
# A notice of thirty words that comes back after two days is the next one (a bulletin at ten, a programme): of 674 such
# pairs in egypt2013 that pass for republication, 673 are one outlet's with itself.
_NOTICE_SHINGLES, _NOTICE_COVERAGE_S, _NOTICE_HOURS = 28, 0.8, 48
# All of the shorter text, in one about twice as long at most. None of the pairs so alike is anything else.
_WHOLE_COVERAGE_S, _WHOLE_COVERAGE = 0.95, 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one piece of evidence adds to the log-odds."""

    column: int
    """Its place in `JUDGED`."""
    cuts: NDArray[np.float32]
    """(n,) ascending."""
    values: NDArray[np.float64]
    """(n + 1,): ``values[k]`` where ``k`` cuts are not above the evidence."""
    unknown: float
    """Where there is no such evidence; NaN where there always is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One additive model."""

    intercept: float
    steps: tuple[Step, ...]

    def contributions(self, evidence: NDArray[np.float32]) -> NDArray[np.float64]:
        """(n, len(steps)): what each piece of evidence adds for each pair."""
        columns = []
        for step in self.steps:
            value = evidence[:, step.column]
            found = step.values[np.searchsorted(step.cuts, value, side="right").clip(max=len(step.cuts))]
            columns.append(np.where(np.isnan(value), step.unknown, found))
        return np.stack(columns, axis=1)

    def probability(self, evidence: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of each pair, (n,)."""
        total = self.intercept + self.contributions(evidence).sum(axis=1)
        return np.asarray(1.0 / (1.0 + np.exp(-total)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What some pairs are, (n,) each."""

    relations: NDArray[np.uint8]
    """Places in `RELATIONS`; 0 where two articles only share phrases."""
    scores: NDArray[np.float32]
    """Probability that the pair is one news text, republished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Pairs that were compared and judged to be related, (n,) each."""

    pairs: NDArray[np.int64]
    """(n, 2) article ids, the smaller first."""
    relations: NDArray[np.uint8]
    """Places in `RELATIONS`."""
    scores: NDArray[np.float32]
    evidence: NDArray[np.float32]
    """(n, len(EVIDENCE))."""
    spans: NDArray[np.uint64]
    """(n, 2): where in either article they share text, see `dedup.matching.compare.Compared`."""
    shared: NDArray[np.int64]
    """(n, 2) band keys and fingerprints that brought them together."""


@cache
def models(version: int = 1) -> dict[str, Model]:
    """The fitted tables: ``republished``, also ``in_context``; below it ``template``; then ``reuse``, of any of its text.

    Raises:
        DataError: the data file is damaged.
    """
    name = f"judge_v{version}.tsv"
    rows: dict[str, dict[str, list[tuple[str, float]]]] = {}
    for number, line in enumerate((files("dedup") / "data" / name).read_text("utf-8").splitlines(), 1):
        if line.startswith(("#", "model\t")):
            continue
        try:
            model, evidence, from_, value = line.split("\t")
            rows.setdefault(model, {}).setdefault(evidence, []).append((from_, float(value)))
        except ValueError as error:
            raise DataError(f"{name}, line {number}: {error}; reinstall dedup.") from error
    try:
        return {model: _model(rows[model]) for model in _MODELS}
    except (KeyError, ValueError) as error:
        raise DataError(f"{name}: {error} is missing or unreadable; reinstall dedup.") from error


def _model(tables: dict[str, list[tuple[str, float]]]) -> Model:
    intercept = tables.pop("intercept")[0][1]
    columns = {evidence: column for column, evidence in enumerate(JUDGED)}
    steps = []
    for evidence, entries in tables.items():
        known = [(float(from_), value) for from_, value in entries if from_ != "unknown"]
        steps.append(
            Step(
                column=columns[evidence],
                cuts=np.array([from_ for from_, _ in known[1:]], dtype=np.float32),
                values=np.array([value for _, value in known]),
                unknown=dict(entries)["unknown"] if evidence == EVIDENCE[LAG_HOURS] else np.nan,
            )
        )
    return Model(intercept=intercept, steps=tuple(steps))


def are_republished(relations: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which of some relations' numbers are `REPUBLISHED`, (n,)."""
    return np.asarray((relations == COPY) | (relations == EDITED))


def judge(evidence: NDArray[np.float32], *, fitted: Mapping[str, Model] | None = None) -> Verdicts:
    """The relation of each pair of `dedup.matching.compare.compare`, alone.

    Args:
        evidence: (n, len(EVIDENCE)).
        fitted: other tables than the released ones.
    """
    tables = fitted or models()
    return _verdicts(evidence, tables["republished"].probability(evidence), tables)


def judge_in_context(
    evidence: NDArray[np.float32], context: NDArray[np.float32], *, fitted: Mapping[str, Model] | None = None
) -> Verdicts:
    """The relation of each match, all matches being known; it stays one, partial where it is nothing else.

    Args:
        evidence: (n, len(EVIDENCE)).
        context: (n, len(CONTEXT)).
        fitted: other tables than the released ones.
    """
    tables = fitted or models()
    verdicts = _verdicts(evidence, tables["in_context"].probability(np.hstack([evidence, context])), tables)
    related = np.where(verdicts.relations == NONE, PARTIAL, verdicts.relations).astype(np.uint8)
    return Verdicts(relations=related, scores=verdicts.scores)


def _verdicts(evidence: NDArray[np.float32], scores: NDArray[np.float64], tables: Mapping[str, Model]) -> Verdicts:
    rules = rules_met(evidence)
    other_form = rules["form"] | rules["notice"] | rules["other numbers"]
    alike = rules["whole"] | (scores >= _REPUBLISHED_FROM)
    republished = alike & ~other_form
    relations = np.where(tables["reuse"].probability(evidence) >= _PARTIAL_FROM, PARTIAL, NONE)
    relations[tables["template"].probability(evidence) >= _TEMPLATE_FROM] = TEMPLATE
    relations[(relations == PARTIAL) & rules["replaced numbers"]] = TEMPLATE
    relations[other_form & alike] = TEMPLATE
    relations[republished] = EDITED
    relations[republished & (evidence[:, COVERAGE] >= COPY_COVERAGE)] = COPY
    relations[evidence[:, SHARED] < MIN_SHARED_SHINGLES] = NONE
    scores = np.where(republished, np.maximum(scores, _REPUBLISHED_FROM), np.minimum(scores, _REPUBLISHED_FROM))
    return Verdicts(relations=relations.astype(np.uint8), scores=scores.astype(np.float32))


def rules_met(evidence: NDArray[np.float32]) -> dict[Rule, NDArray[np.bool_]]:
    """Which rules beside the tables hold for each pair, (n,) each."""
    number_conflict = evidence[:, NUMBER_CONFLICT_S]
    days_between = evidence[:, LAG_HOURS] > _SAME_ISSUE_HOURS
    return {
        "whole": (evidence[:, COVERAGE_S] >= _WHOLE_COVERAGE_S) & (evidence[:, COVERAGE] >= _WHOLE_COVERAGE),
        "form": _is_filled_anew(evidence, days_between),
        "notice": (
            (evidence[:, LAG_HOURS] > _NOTICE_HOURS)
            & (evidence[:, SHARED] <= _NOTICE_SHINGLES)
            & (evidence[:, COVERAGE_S] >= _NOTICE_COVERAGE_S)
        ),
        "other numbers": days_between & (number_conflict >= _OTHER_NUMBERS) & ~_is_moved_on(evidence),
        "replaced numbers": number_conflict >= _REPLACED_NUMBERS,
    }


def _is_moved_on(evidence: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether one text is the other with a number or so replaced, (n,)."""
    return (
        (evidence[:, COVERAGE] >= _MOVED_ON_COVERAGE)
        & (evidence[:, NUMBER_CONFLICT_S] < _MOVED_ON_NUMBERS)
        & (evidence[:, FACT_CONFLICT] < _MOVED_ON_CONFLICT)
    )


def _is_filled_anew(evidence: NDArray[np.float32], days_between: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether two texts are one form and other facts, however alike they are, (n,)."""
    conflict, slots, facts = (evidence[:, column] for column in (FACT_CONFLICT, FACT_SLOTS, REPLACED_FACTS))
    another_day = days_between & (facts >= 1) & (slots >= _FORM_SLOTS) & (conflict >= _FORM_CONFLICT)
    others = (evidence[:, REPLACED_NAMES] >= 1) & (conflict >= _SAME_DAY_NAMES_CONFLICT)
    figures = (facts >= _SAME_DAY_FACTS) & (conflict >= _SAME_DAY_CONFLICT)
    same_day = (slots >= _SAME_DAY_SLOTS) & (others | figures)
    return (evidence[:, IN_STEP] >= _FORM_IN_STEP) & (another_day | same_day)
