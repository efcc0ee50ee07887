"""How right is the judge on pairs it was not fitted on? ``python -m benchmarks.quality.crossed NEWS.db``.

Takes an index of the whole of egypt2013. The tables are fitted on four fifths of the hand-read pairs, every
stored match is judged anew by them, all stories are made anew, and the fifth that was left out is scored; so
with every fifth, in several divisions (`benchmarks.quality.fit_judge.folds`). What is kept of the index: which
pairs are stored at all, and which articles are round-ups. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.quality.fit_judge import SHARED, fit_all, folds, read_sample
from dedup.matching.compare import EVIDENCE, LAG_HOURS
from dedup.matching.judge import RELATIONS, are_republished, judge
from dedup.store.database import open_for_reading
from dedup.store.stories import story_keys
from dedup.stories import assign
from dedup.stories.assign import Link, assign_stories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.matching.judge import Model, Verdicts

MEANS = (0.45, 0.5, 0.55, 0.6, 0.65)


@dataclass(frozen=True, kw_only=True)
class Index:
    """What is taken from the index: stored matches, (n,) each, and articles."""

    pairs: np.ndarray
    evidence: np.ndarray
    of_round_ups: np.ndarray
    """Matches that are partial because one of the two is a round-up."""
    articles: dict[str, int]
    """By the name of a record."""
    keys: Mapping[int, tuple[str, int]]


def read_index(path: Path) -> Index:
    """Reads matches with their evidence, and which record became which article."""
    columns = ", ".join(EVIDENCE)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute(f"SELECT article_a, article_b, relation <> pair_relation, {columns} FROM matches")
        values = np.array(rows.fetchall(), dtype=np.float64)
        records = "SELECT external_id, article_id FROM records WHERE article_id IS NOT NULL"
        articles = dict(connection.execute(records).fetchall())
    pairs = values[:, :2].astype(np.int64)
    return Index(
        pairs=pairs,
        of_round_ups=values[:, 2] > 0,
        evidence=values[:, 3:].astype(np.float32),
        articles=articles,
        keys=story_keys(open_for_reading(str(path)), np.unique(pairs).tolist()),
    )


def stories_by(index: Index, verdicts: Verdicts) -> dict[int, int]:
    """The story of each article that is in one."""
    related = np.flatnonzero((verdicts.relations > 0) & (verdicts.scores >= assign.WEIGHS_FROM) & ~index.of_round_ups)
    links = []
    for i in related:
        a, b = index.pairs[i].tolist()
        lag, relation = float(index.evidence[i, LAG_HOURS]), RELATIONS[verdicts.relations[i]]
        lag_hours = None if np.isnan(lag) else lag
        score = float(verdicts.scores[i])
        if relation:
            links.append(Link(article_a=a, article_b=b, relation=relation, score=score, lag_hours=lag_hours))
    groups = assign_stories(links, keys=index.keys)
    return {article: story for story, members in enumerate(groups) for article in members}


@dataclass(frozen=True, kw_only=True)
class Division:
    """Tables fitted without some of the hand-read pairs."""

    fitted: dict[str, Model]
    left_out: list[dict[str, Any]]


def divisions(pairs: Sequence[dict[str, Any]], *, seeds: int) -> list[Division]:
    """Five for each seed."""
    sample = read_sample()
    return [
        Division(
            fitted={name: table.as_model() for name, table in fit_all(sample, others, seed=seed, bags=6).items()},
            left_out=[pairs[i] for i in fold if i < len(pairs)],
        )
        for seed in range(seeds)
        for others, fold in folds(sample.groups, seed)
    ]


def score_pairs(index: Index, divided: Sequence[Division]) -> dict[str, float]:
    """Republication and links of the pairs that were left out."""
    counts: Counter[tuple[str, str]] = Counter()
    place = {pair: i for i, pair in enumerate(map(tuple, index.pairs.tolist()))}
    for division in divided:
        verdicts = judge(index.evidence, fitted=division.fitted)
        related = (verdicts.relations > 0) | index.of_round_ups
        republished = are_republished(verdicts.relations) & ~index.of_round_ups
        for pair in division.left_out:
            a, b = sorted(index.articles[pair[side]] for side in "ab")
            at = place.get((a, b))
            counts[pair["group"], "republished" if a == b or (at is not None and republished[at]) else "other"] += 1
            counts[pair["group"], "linked" if a == b or (at is not None and related[at]) else "apart"] += 1
    linked = counts["partial", "linked"]
    return {**_shares(counts), "partial linked": round(linked / (linked + counts["partial", "apart"]), 4)}


def score_stories(index: Index, divided: Sequence[Division]) -> dict[str, float]:
    """Whether the pairs that were left out share a story."""
    counts: Counter[tuple[str, str]] = Counter()
    for division in divided:
        stories = stories_by(index, judge(index.evidence, fitted=division.fitted))
        for pair in division.left_out:
            a, b = (index.articles[pair[side]] for side in "ab")
            together = a == b or (a in stories and stories[a] == stories.get(b))
            counts[pair["group"], "republished" if together else "other"] += 1
    return _shares(counts)


def _shares(counts: Counter[tuple[str, str]]) -> dict[str, float]:
    right, missed = counts["republished", "republished"], counts["republished", "other"]
    wrong = counts["partial", "republished"] + counts["not", "republished"]
    return {
        "precision": round(right / (right + wrong), 4),
        "recall": round(right / (right + missed), 4),
        "f1": round(2 * right / (2 * right + wrong + missed), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("db", type=Path)
    parser.add_argument("--seeds", type=int, default=4, help="divisions into fifths (default: %(default)s)")
    parser.add_argument("--grid", action="store_true", help="stories by other mean scores as well")
    options = parser.parse_args()
    pairs = [json.loads(line) for line in (SHARED / "gold/egypt2013.pairs.jsonl").open(encoding="utf-8")]
    index = read_index(options.db)
    divided = divisions(pairs, seeds=options.seeds)
    print("republished", score_pairs(index, divided))
    for mean in MEANS if options.grid else (assign.MIN_MEAN_SCORE,):
        assign.MIN_MEAN_SCORE = mean
        print(f"same story, joined from a mean score of {mean}", score_stories(index, divided))


if __name__ == "__main__":
    main()
