"""Which step tables tell republication from likeness best? Fits ``dedup/data/judge_v1.tsv``.

    pip install scikit-learn
    python -m benchmarks.quality.fit_judge egypt.db [--write]

Bagged, monotone, boosted stumps, one piece of evidence each, are added up to one step table a piece of
evidence. The figures are cross-validated: pairs that share an article, directly or through others, stay
in one of five folds; the threshold is chosen on the other folds; ten divisions. Then each outlet is left
out in turn. Besides the hand-read pairs as they are, with small weight: with a stranger's 60 words under
either side and cut to 70 %, so that footers and lengths do not decide. What third articles say about a pair is taken from an index of the whole of
egypt2013; for a pair that is no match there, nobody says anything. The entry for unknown times is the one by
which as many pairs are expected to be republished as are, if all times were unknown.

``pairs.egypt2013.jsonl`` are more pairs of the same articles, read with the same guide: drawn where the
judge was least sure, mostly. Their reader calls more of them edited than the readers of the first do, so
the tables may tell the two kinds apart while they are fitted; what is released is for the first kind, and
the figures are of the first kind alone.
"""

from __future__ import annotations

import argparse
import json
import lzma
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.matching.compare import COVERAGE, EVIDENCE, LAG_HOURS, compare
from dedup.matching.context import CONTEXT, context_of
from dedup.matching.documents import pack, side_by_side
from dedup.matching.judge import JUDGED, Model, Step
from dedup.store.database import open_for_reading
from dedup.store.matches import matched_with, matches_of
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
READ_BY_US = Path(__file__).parent / "pairs.egypt2013.jsonl"
TABLES = ROOT / "dedup" / "data" / "judge_v1.tsv"

# Evidence and the sign of its effect; 0 is free.
REPUBLISHED = {
    "lag_hours": -1, "coverage": 1, "coverage_s": 1, "function_words_s": 1, "lead_cover": 1, "first_third_l": 1,
    "lead_found": 1, "lead_any_s": 1, "sentences_s": 1, "close_s": 1, "in_order": 1, "speech_l": 0,
    "number_conflict_s": -1,
}  # fmt: skip
IN_CONTEXT = REPUBLISHED | {
    "carriers": -1, "older_passage": -1, "elsewhere_s": 0, "bridged_lead_cover": 1, "bridged_sentences_s": 1,
    "copies_function_words_s": 1, "copies_first_third_l": 1, "copies_lead_found": 1, "copies_sentences_s": 1,
}  # fmt: skip
TEMPLATE = {
    "lag_hours": 1, "number_conflict_s": 1, "missing_s": 1, "coverage_s": 0, "speech_l": -1, "lead_cover": 1,
    "headline": 0,
}  # fmt: skip
LAGS = np.array([0, 1, 3, 6, 9, 12, 18, 24, 36, 48, 60, 72, 84, 96, 120, 168], dtype=float)
COUNTS = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32], dtype=float)
SHARES = np.round(np.arange(0, 1.0001, 0.05), 2)
ALTERED_WEIGHT, LONELY_WEIGHT, OUR_WEIGHT, BAG_SHARE = 0.05, 0.2, 0.5, 0.7
ROUNDS = 400
"""Of boosting."""
SEEDS = 10


@dataclass(frozen=True, kw_only=True)
class Table:
    """One additive model as it is being fitted."""

    intercept: float
    cuts: dict[str, list[float]]
    values: dict[str, list[float]]
    timeless: float = 0.0
    """In place of the step of ``lag_hours``, where a time is unknown."""

    def as_model(self) -> Model:
        """As the judge has it."""
        steps = (
            Step(
                column=JUDGED.index(name),
                cuts=np.array(cuts, dtype=np.float32),
                values=np.array(self.values[name]),
                unknown=self.timeless if name == "lag_hours" else np.nan,
            )
            for name, cuts in self.cuts.items()
        )
        return Model(intercept=self.intercept, steps=tuple(steps))


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The pairs: evidence as they are and altered, (pairs, JUDGED) each, labels, and which belong together."""

    plain: np.ndarray
    altered: list[np.ndarray]
    lonely: np.ndarray
    """The pairs as they are, had no third article anything of either."""
    labels: np.ndarray
    groups: np.ndarray
    ours: np.ndarray
    """Which were read by us."""
    outlets: np.ndarray
    """(pairs, 2): whose articles they are."""
    names: list[str] = field(default_factory=list)


def read_sample(db: Path) -> Sample:
    """The hand-read pairs with their evidence, and with their context in an index of the whole corpus."""
    theirs, ours = (
        [json.loads(line) for line in path.open(encoding="utf-8")]
        for path in (SHARED / "gold/egypt2013.pairs.jsonl", READ_BY_US)
    )
    pairs = theirs + ours
    wanted = {pair[side] for pair in pairs for side in "ab"}
    articles: dict[str, dict[str, str]] = {}
    with lzma.open(SHARED / "data/egypt2013.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["id"] in wanted:
                articles.setdefault(article["id"], article)
    keys = sorted(articles)

    def footed(text: str, name: str) -> str:
        stranger = articles[keys[zlib.crc32(name.encode()) % len(keys)]]["text"].split()[-60:]
        return f"{text}\n{' '.join(stranger)}"

    def shortened(text: str, _: str) -> str:
        words = text.split(" ")
        return " ".join(words[: -(-len(words) * 7 // 10)])

    def as_it_is(text: str, _: str) -> str:
        return text

    ways = [(as_it_is, as_it_is), (footed, as_it_is), (as_it_is, footed), (shortened, shortened)]
    plain, *altered = [_evidence(pairs, articles, left, right) for left, right in ways]
    lonely = _lonely(plain)
    context = _context(pairs, lonely, db)
    return Sample(
        plain=np.hstack([plain, context]),
        altered=[np.hstack([evidence, context]) for evidence in altered],
        lonely=np.hstack([plain, lonely]),
        labels=np.array([pair["label"] for pair in pairs]),
        groups=_connected(pairs),
        ours=np.arange(len(pairs)) >= len(theirs),
        outlets=np.array([[articles[pair[side]]["outlet"] for side in "ab"] for pair in pairs]),
        names=[pair.get("pair", "") for pair in pairs],
    )


def _evidence(
    pairs: Sequence[dict[str, Any]],
    articles: dict[str, dict[str, str]],
    left: Callable[[str, str], str],
    right: Callable[[str, str], str],
) -> np.ndarray:
    sides = [(articles[pair[side]], change) for pair in pairs for side, change in (("a", left), ("b", right))]
    texts = tokenize([change(article["text"], article["id"]) for article, change in sides], fold_version=1)
    titles = tokenize([article["title"] for article, _ in sides], fold_version=1)
    times = [article["published"].replace(" ", "T") + "Z" for article, _ in sides]
    places = np.arange(2 * len(pairs)).reshape(-1, 2)
    return compare(side_by_side(pack(texts, titles, times)), places, fold_version=1).evidence.astype(np.float64)


def _lonely(evidence: np.ndarray) -> np.ndarray:
    """(pairs, CONTEXT) where there are no third articles: what the pairs say themselves."""
    context = np.zeros((len(evidence), len(CONTEXT)))
    for place, name in enumerate(CONTEXT):
        if (own := name.partition("_")[2]) in EVIDENCE:
            context[:, place] = evidence[:, EVIDENCE.index(own)]
    return context


def _context(pairs: Sequence[dict[str, Any]], lonely: np.ndarray, db: Path) -> np.ndarray:
    """(pairs, CONTEXT) of those that are matches in the index; the others are lonely."""
    index = open_for_reading(str(db))
    article_of = dict(index.execute("SELECT external_id, article_id FROM records WHERE article_id IS NOT NULL"))
    named = [tuple(sorted(article_of[pair[side]] for side in "ab")) for pair in pairs]
    graph = matches_of(index, matched_with(index, {article for pair in named for article in pair})).graph
    place_of = {pair: place for place, pair in enumerate(map(tuple, graph.pairs.tolist()))}
    places = np.array([place_of.get(pair, -1) for pair in named])
    context = lonely.copy()
    context[places >= 0] = context_of(graph, places[places >= 0])
    return context


def _connected(pairs: Sequence[dict[str, Any]]) -> np.ndarray:
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for pair in pairs:
        leader[find(pair["a"])] = find(pair["b"])
    return np.unique([find(pair["a"]) for pair in pairs], return_inverse=True)[1]


def fit(sample: Sample, truth: np.ndarray, signs: dict[str, int], rows: np.ndarray, *, seed: int, bags: int) -> Table:
    """The step tables fitted on some rows of the sample."""
    columns = [JUDGED.index(name) for name in signs]
    shown, weights = _shown(sample, signs)
    evidence = np.concatenate([_snapped(some[rows][:, columns], signs) for some in shown])
    ours = sample.ours[rows]
    weights = np.outer(weights, np.where(ours, OUR_WEIGHT, 1.0)).ravel()
    pair = np.tile(np.arange(len(rows)), len(shown))
    table = _empty(signs)
    random = np.random.RandomState(seed)
    for bag in range(bags):
        taken = (random.permutation(len(rows)) < BAG_SHARE * len(rows))[pair]
        model = _stumps(signs, 100 * seed + bag).fit(
            np.column_stack([evidence, ours[pair]])[taken], truth[rows][pair][taken], sample_weight=weights[taken]
        )
        _add(table, model, signs, bags)
    theirs = rows[~ours]
    return _timeless(_centred(_merged(table), sample.plain[theirs], truth[theirs]), sample.plain[theirs], truth[theirs])


def _shown(sample: Sample, signs: dict[str, int]) -> tuple[list[np.ndarray], list[float]]:
    """In which ways the pairs are shown to a model of ``signs``, and how much each way counts."""
    ways, weights = [sample.plain, *sample.altered], [1.0, *[ALTERED_WEIGHT] * len(sample.altered)]
    if signs.keys() & set(CONTEXT):
        return [*ways, sample.lonely], [*weights, LONELY_WEIGHT]
    return ways, weights


def _stumps(signs: dict[str, int], seed: int) -> Any:  # noqa: ANN401 - scikit-learn has no types
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_leaf_nodes=2,
        max_iter=ROUNDS,
        learning_rate=0.13,
        max_bins=24,
        min_samples_leaf=12,
        l2_regularization=2,
        max_features=0.4,
        random_state=seed,
        early_stopping=False,
        monotonic_cst=[*signs.values(), 0],
    )


def _grid(name: str) -> np.ndarray:
    return LAGS if name == "lag_hours" else COUNTS if name == "carriers" else SHARES


def _snapped(evidence: np.ndarray, signs: dict[str, int]) -> np.ndarray:
    """Every value down to the grid, so that the tables are cut at round numbers."""
    evidence = evidence.copy()
    for column, name in enumerate(signs):
        known, grid = ~np.isnan(evidence[:, column]), _grid(name)
        evidence[known, column] = grid[np.searchsorted(grid, evidence[known, column] + 1e-6, side="right") - 1]
    return evidence


def _empty(signs: dict[str, int]) -> dict[str, Any]:
    return {
        "intercept": 0.0,
        "jumps": {name: {} for name in signs},
        "left": dict.fromkeys(signs, 0.0),
    }


def _add(table: dict[str, Any], model: Any, signs: dict[str, int], bags: int) -> None:  # noqa: ANN401
    """Adds the stumps of one bag to the tables."""
    table["intercept"] += float(np.ravel(model._baseline_prediction)[0]) / bags  # noqa: SLF001 - the tables are read out of it
    for (tree,) in model._predictors:  # noqa: SLF001
        root = tree.nodes[0]
        if root["is_leaf"]:
            table["intercept"] += float(root["value"]) / bags
            continue
        low, high = (float(tree.nodes[root[side]]["value"]) / bags for side in ("left", "right"))
        if root["feature_idx"] == len(signs):  # by whom it was read: the tables are for the others' pairs
            table["intercept"] += low
            continue
        name = list(signs)[root["feature_idx"]]
        grid = _grid(name)
        cut = float(grid[grid > root["num_threshold"]][0])
        table["left"][name] += low
        table["jumps"][name][cut] = table["jumps"][name].get(cut, 0.0) + high - low


def _merged(table: dict[str, Any]) -> Table:
    """Jumps to step tables, values to two decimals; a cut that moves nothing is dropped."""
    cuts: dict[str, list[float]] = {}
    values: dict[str, list[float]] = {}
    for name, left in table["left"].items():
        height, cuts[name], values[name] = left, [], [round(left, 2)]
        for cut in sorted(table["jumps"][name]):
            height += table["jumps"][name][cut]
            if round(height, 2) != values[name][-1]:
                cuts[name].append(cut)
                values[name].append(round(height, 2))
    return Table(intercept=table["intercept"], cuts=cuts, values=values)


def _centred(table: Table, evidence: np.ndarray, truth: np.ndarray) -> Table:
    """With the intercept at which as many are expected as there are: the altered pairs shifted it."""
    moved = _expecting(truth, lambda by: predict(replace(table, intercept=table.intercept + by), evidence))
    return replace(table, intercept=round(table.intercept + moved, 2))


def _timeless(table: Table, evidence: np.ndarray, truth: np.ndarray) -> Table:
    """With the entry for unknown times at which as many are expected as there are, had none a time."""
    evidence = without_times(evidence)
    entry = _expecting(truth, lambda by: predict(replace(table, timeless=by), evidence))
    return replace(table, timeless=round(entry, 2))


def _expecting(truth: np.ndarray, predicted: Callable[[float], np.ndarray]) -> float:
    """What must be added to the log-odds for as many to be expected as there are (Newton's method)."""
    added = 0.0
    for _ in range(20):
        p = predicted(added)
        added += (truth.mean() - p.mean()) / max(0.01, (p * (1 - p)).mean())
    return added


def predict(table: Table, evidence: np.ndarray) -> np.ndarray:
    """The probability of each pair, (n,)."""
    return table.as_model().probability(evidence.astype(np.float32))


def folds(groups: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Five divisions into (others, fold)."""
    fold = np.random.RandomState(seed).permutation(groups.max() + 1)[groups] % 5
    return [(np.flatnonzero(fold != f), np.flatnonzero(fold == f)) for f in range(5)]


def fitted_without(
    sample: Sample, truth: np.ndarray, signs: dict[str, int], *, seeds: int
) -> list[list[tuple[Table, np.ndarray]]]:
    """For each division the tables, each with the fold it was fitted without."""
    return [
        [(fit(sample, truth, signs, others, seed=seed, bags=6), fold) for others, fold in folds(sample.groups, seed)]
        for seed in range(seeds)
    ]


def cross(tables: list[list[tuple[Table, np.ndarray]]], evidence: np.ndarray) -> np.ndarray:
    """Probabilities out of the fold, (seeds, pairs)."""
    result = np.zeros((len(tables), len(evidence)))
    for row, division in zip(result, tables, strict=True):
        for table, fold in division:
            row[fold] = predict(table, evidence[fold])
    return result


def without_times(evidence: np.ndarray) -> np.ndarray:
    """The same pairs, had none a time."""
    evidence = evidence.copy()
    evidence[:, LAG_HOURS] = np.nan
    return evidence


def score(said: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Precision, recall, F1."""
    right = (said & truth).sum()
    precision, recall = right / max(1, said.sum()), right / truth.sum()
    return np.array([precision, recall, 2 * precision * recall / max(1e-9, precision + recall)])


def report(sample: Sample, seeds: int) -> None:
    """Prints the cross-validated figures."""
    truth = np.isin(sample.labels, ("copy", "edited"))
    theirs = ~sample.ours
    timeless = {"all times unknown, ": without_times(sample.plain)}
    for how, signs, others in (
        ("alone", REPUBLISHED, timeless),
        ("in context", IN_CONTEXT, timeless | {"no third articles, ": sample.lonely}),
    ):
        tables = fitted_without(sample, truth, signs, seeds=seeds)
        p = cross(tables, sample.plain)
        _tell(f"{how}, ", p[:, theirs], truth[theirs])
        _tell(f"{how}, read by us, ", p[:, sample.ours], truth[sample.ours])
        for which, evidence in others.items():
            _tell(f"{how}, {which}", cross(tables, evidence)[:, theirs], truth[theirs])
        _tell_chosen_cut(sample, truth, p)
    _tell_unseen_outlets(sample, truth)
    reused = np.isin(sample.labels, ("copy", "edited", "partial"))
    reuse = cross(fitted_without(sample, reused, REPUBLISHED, seeds=2), sample.plain)
    for cut in (0.1, 0.15, 0.2, 0.3):
        shares = {
            name: round(float((reuse[:, theirs & (sample.labels == name)] >= cut).mean()), 3)
            for name in sorted(set(sample.labels.tolist()))
        }
        print(f"reused from {cut}:", shares)
    truth &= theirs
    coverage = sample.plain[truth, COVERAGE]
    cuts = np.arange(0.4, 0.95, 0.01)
    hits = [((coverage >= cut) == (sample.labels[truth] == "copy")).mean() for cut in cuts]
    print("copy from coverage", round(float(cuts[int(np.argmax(hits))]), 2), "accuracy", round(max(hits), 3))


def _tell(which: str, p: np.ndarray, truth: np.ndarray) -> None:
    for cut in (0.4, 0.5, 0.6, 0.7):
        scores = [score(q >= cut, truth) for q in p]
        print(f"{which}republished from {cut}:", np.mean(scores, axis=0).round(4).tolist())


def _tell_chosen_cut(sample: Sample, truth: np.ndarray, p: np.ndarray) -> None:
    chosen = []
    for seed, q in enumerate(p):
        said = np.zeros(len(truth), dtype=bool)
        for others, fold in folds(sample.groups, seed):
            theirs = others[~sample.ours[others]]
            cuts = np.arange(0.3, 0.8, 0.02)
            best = max(cuts, key=lambda cut: score(q[theirs] >= cut, truth[theirs])[2])
            said[fold] = q[fold] >= best
        chosen.append(score(said[~sample.ours], truth[~sample.ours]))
    mean, deviation = (some(chosen, axis=0).round(4).tolist() for some in (np.mean, np.std))
    print("cut chosen on the other folds:", mean, "sd", deviation)


def _tell_unseen_outlets(sample: Sample, truth: np.ndarray) -> None:
    """Prints how well the pairs of each outlet are judged by tables that saw none of it, all of them together."""
    said, true = [], []
    for outlet in np.unique(sample.outlets):
        has = (sample.outlets == outlet).any(axis=1)
        fold = np.flatnonzero(has & ~sample.ours)
        others = np.flatnonzero(~has & ~np.isin(sample.groups, sample.groups[fold]))
        said.append(predict(fit(sample, truth, IN_CONTEXT, others, seed=0, bags=6), sample.plain[fold]) >= 0.6)
        true.append(truth[fold])
    scores = score(np.concatenate(said), np.concatenate(true))
    print("in context, outlet unseen, republished from 0.6:", scores.round(4).tolist())


def fit_all(sample: Sample, rows: np.ndarray, *, seed: int, bags: int) -> dict[str, Table]:
    """The three models of the judge, fitted on some rows of the sample."""
    republished = np.isin(sample.labels, ("copy", "edited"))
    reused = republished | (sample.labels == "partial")
    template, below = sample.labels == "template", rows[~republished[rows]]
    return {
        "republished": fit(sample, republished, REPUBLISHED, rows, seed=seed, bags=bags),
        "in_context": fit(sample, republished, IN_CONTEXT, rows, seed=seed, bags=bags),
        "reuse": fit(sample, reused, REPUBLISHED, rows, seed=seed, bags=bags),
        "template": fit(sample, template, TEMPLATE, below, seed=seed, bags=bags),
    }


def write(sample: Sample) -> None:
    """Fits on everything and writes the tables."""
    fitted = fit_all(sample, np.arange(len(sample.labels)), seed=0, bags=8)
    lines = [
        "# What each piece of evidence adds to the log-odds, from a value on; fitted by benchmarks/quality/fit_judge.py.",
        "model\tevidence\tfrom\tvalue",
    ]
    for model, table in fitted.items():
        lines.append(f"{model}\tintercept\t\t{table.intercept}")
        for name, values in table.values.items():
            lines += [
                f"{model}\t{name}\t{cut}\t{value}"
                for cut, value in zip(["-inf", *table.cuts[name]], values, strict=True)
            ]
            if name == "lag_hours":
                lines.append(f"{model}\t{name}\tunknown\t{table.timeless}")
    TABLES.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db", type=Path, help="an index of the whole of egypt2013")
    parser.add_argument("--write", action="store_true", help=f"write {TABLES.name}")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    options = parser.parse_args()
    sample = read_sample(options.db)
    if options.seeds:
        report(sample, options.seeds)
    if options.write:
        write(sample)


if __name__ == "__main__":
    main()
