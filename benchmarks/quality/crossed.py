"""How right is the judge on pairs it was not fitted on? ``python -m benchmarks.quality.crossed NEWS.db``.

Takes an index of the whole of egypt2013. The tables are fitted on four fifths of the hand-read pairs, every
stored match is judged anew by them, all stories are made anew, and the fifth that was left out is scored; so
with every fifth, in several divisions (`benchmarks.quality.fit_judge.folds`). Beside it the released tables, which
were fitted on all of the pairs. What is kept of the index: which pairs are stored at all, their context, and which
articles are round-ups. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.quality.fit_judge import SHARED, fit_all, folds, read_sample
from benchmarks.quality.measures import Found, Pair, found, share
from dedup.matching.compare import EVIDENCE, LAG_HOURS
from dedup.matching.context import CONTEXT
from dedup.matching.judge import NONE, RELATIONS, Verdicts, are_republished, judge, judge_in_context, models
from dedup.store.database import open_for_reading
from dedup.store.stories import story_keys
from dedup.stories import assign
from dedup.stories.assign import Link, assign_stories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.matching.judge import Model

MEANS = (0.52, 0.54, 0.56, 0.58)


@dataclass(frozen=True, kw_only=True)
class Index:
    """What is taken from the index: stored matches, (n,) each, and articles."""

    pairs: np.ndarray
    evidence: np.ndarray
    context: np.ndarray
    of_round_ups: np.ndarray
    """Matches that are partial because one of the two is a round-up."""
    articles: dict[str, int]
    """By the name of a record."""
    keys: Mapping[int, tuple[str, int]]


def read_index(path: Path) -> Index:
    """Reads matches with their evidence, and which record became which article."""
    columns = ", ".join(EVIDENCE + CONTEXT)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute(f"SELECT article_a, article_b, relation <> pair_relation, {columns} FROM matches")
        values = np.array(rows.fetchall(), dtype=np.float64)
        records = "SELECT external_id, article_id FROM records WHERE article_id IS NOT NULL"
        articles = dict(connection.execute(records).fetchall())
    pairs = values[:, :2].astype(np.int64)
    return Index(
        pairs=pairs,
        of_round_ups=values[:, 2] > 0,
        evidence=values[:, 3 : 3 + len(EVIDENCE)].astype(np.float32),
        context=values[:, 3 + len(EVIDENCE) :].astype(np.float32),
        articles=articles,
        keys=story_keys(open_for_reading(str(path)), np.unique(pairs).tolist()),
    )


def verdicts_by(index: Index, fitted: Mapping[str, Model]) -> Verdicts:
    """What the stored pairs are by other tables: no match where they alone are none, else what they are in context."""
    related = judge(index.evidence, fitted=fitted).relations != NONE
    verdicts = judge_in_context(index.evidence, index.context, fitted=fitted)
    return Verdicts(relations=np.where(related, verdicts.relations, NONE).astype(np.uint8), scores=verdicts.scores)


def stories_by(index: Index, verdicts: Verdicts, wanted: set[int]) -> dict[int, int]:
    """The story of each article that is in one, of the wanted ones and of all that republication links to them."""
    related = (verdicts.relations > 0) & (verdicts.scores >= assign.WEIGHS_FROM) & ~index.of_round_ups
    near = _reached(index.pairs[related & are_republished(verdicts.relations)], wanted, max(index.articles.values()))
    links = []
    for i in np.flatnonzero(related & near[index.pairs].all(axis=1)):
        a, b = index.pairs[i].tolist()
        lag, relation = float(index.evidence[i, LAG_HOURS]), RELATIONS[verdicts.relations[i]]
        lag_hours = None if np.isnan(lag) else lag
        score = float(verdicts.scores[i])
        if relation:
            links.append(Link(article_a=a, article_b=b, relation=relation, score=score, lag_hours=lag_hours))
    groups = assign_stories(links, keys=index.keys)
    return {article: story for story, members in enumerate(groups) for article in members}


def _reached(pairs: np.ndarray, wanted: set[int], last: int) -> np.ndarray:
    """By the numbers of articles, up to the last, whether pairs lead from a wanted one to it."""
    reached = np.zeros(last + 1, dtype=bool)
    reached[list(wanted)] = True
    while len(more := pairs[reached[pairs].any(axis=1) & ~reached[pairs].all(axis=1)]):
        reached[more] = True
    return reached


@dataclass(frozen=True, kw_only=True)
class Division:
    """Tables, and the hand-read pairs to score them on."""

    name: str
    fitted: Mapping[str, Model]
    scored: Sequence[dict[str, Any]]

    def of(self, group: str) -> set[Pair]:
        """The pairs that readers put into this group."""
        return {(self.name, pair["pair"]) for pair in self.scored if pair["group"] == group}


def divisions(pairs: Sequence[dict[str, Any]], db: Path, *, seeds: range) -> list[Division]:
    """Five for each seed."""
    sample = read_sample(db)
    return [
        Division(
            name=f"{seed} {fold[0]}",
            fitted={name: table.as_model() for name, table in fit_all(sample, others, seed=seed, bags=6).items()},
            scored=[pairs[i] for i in fold if i < len(pairs)],
        )
        for seed in seeds
        for others, fold in folds(sample.groups, seed)
    ]


def score_pairs(index: Index, divided: Sequence[Division]) -> tuple[Found, float]:
    """Republication, and the share of partial pairs that are linked at all."""
    place = {pair: i for i, pair in enumerate(map(tuple, index.pairs.tolist()))}
    said, linked = set[Pair](), set[Pair]()
    for division in divided:
        verdicts = verdicts_by(index, division.fitted)
        related = (verdicts.relations > 0) | index.of_round_ups
        republished = are_republished(verdicts.relations) & ~index.of_round_ups
        for pair in division.scored:
            a, b = sorted(index.articles[pair[side]] for side in "ab")
            at, key = place.get((a, b)), (division.name, pair["pair"])
            if a == b or (at is not None and republished[at]):
                said.add(key)
            if a == b or (at is not None and related[at]):
                linked.add(key)
    partial = _of(divided, "partial")
    return found(said, _of(divided, "republished")), share(len(linked & partial), len(partial))


def score_stories(index: Index, divided: Sequence[Division]) -> Found:
    """Whether the republished pairs, and no others, share a story."""
    together = set[Pair]()
    for division in divided:
        articles = [[index.articles[pair[side]] for side in "ab"] for pair in division.scored]
        wanted = {article for pair in articles for article in pair}
        stories = stories_by(index, verdicts_by(index, division.fitted), wanted)
        for pair, (a, b) in zip(division.scored, articles, strict=True):
            if a == b or (a in stories and stories[a] == stories.get(b)):
                together.add((division.name, pair["pair"]))
    return found(together, _of(divided, "republished"))


def _of(divided: Sequence[Division], group: str) -> set[Pair]:
    return set[Pair]().union(*(division.of(group) for division in divided))


def _in_figures(figures: Found) -> str:
    return f"precision {figures.precision:.3f} recall {figures.recall:.3f} F1 {figures.f1:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument("--seeds", type=int, default=6, help="divisions into fifths (default: %(default)s)")
    parser.add_argument("--first", type=int, default=0, help="the first of them: others than were looked at before")
    parser.add_argument("--grid", action="store_true", help="stories by other mean weights as well")
    options = parser.parse_args()
    pairs = [json.loads(line) for line in (SHARED / "gold/egypt2013.pairs.jsonl").open(encoding="utf-8")]
    index = read_index(options.db)
    ways = {
        "released": [Division(name="released", fitted=models(), scored=pairs)],
        "out of the fold": divisions(pairs, options.db, seeds=range(options.first, options.first + options.seeds)),
    }
    for way, divided in ways.items():
        republished, linked = score_pairs(index, divided)
        print(f"{way}: republished, {_in_figures(republished)}; partial linked {linked:.3f}")
    for mean in MEANS if options.grid else (assign.MIN_MEAN_WEIGHT,):
        assign.MIN_MEAN_WEIGHT = mean
        for way, divided in ways.items():
            print(
                f"{way}: one story, joined from a mean weight of {mean}, {_in_figures(score_stories(index, divided))}"
            )


if __name__ == "__main__":
    main()
