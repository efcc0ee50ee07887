"""The sample corpus that comes with dedup, indexed by the command, against its truth files."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import index_with_command
from benchmarks.quality.answers import read_answer
from benchmarks.quality.measures import (
    REPUBLISHED,
    Answer,
    adjusted_rand,
    b_cubed,
    found,
    mixed_stories,
    pair,
    share,
    true_pairs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.quality.measures import Pair

_PARTS = ("wire.jsonl", "local.jsonl", "html", "text")


def sample(path: Path) -> dict[str, float]:
    """The figures of the sample corpus; indexed into ``path``."""
    with as_file(files("dedup") / "data" / "sample") as folder:
        index_with_command(path, [folder / part for part in _PARTS])
        articles = _rows(folder, "articles")
        names = {row["file"]: row["id"] for row in articles}
        ids = {row["id"] for row in articles}
        answer = read_answer(path, name_of=lambda file, key: key if key in ids else names.get(_below(file, folder)))
        labels = {pair(row["a"], row["b"]): row["relation"] for row in _rows(folder, "pairs")}
    return sample_figures(answer, labels=labels, stories={row["id"]: row["story"] for row in articles})


def sample_figures(answer: Answer, *, labels: dict[Pair, str], stories: dict[str, str]) -> dict[str, float]:
    """The figures of one answer. Pairs of one story that have no label are left out, all others without one are wrong."""
    true = {p for p, label in labels.items() if label in REPUBLISHED}
    unsaid = true_pairs(stories) - set(labels)
    pairs = found(answer.republished - unsaid, true)
    linked = set(answer.relations)
    groups = answer.groups(stories)
    clusters = b_cubed(groups, stories)
    figures = {
        "pairs: precision": pairs.precision,
        "pairs: recall": pairs.recall,
        "pairs: F1": pairs.f1,
        "partial: linked": _share_of(labels, "partial", lambda p: p in linked),
        "stories: B-cubed precision": clusters.precision,
        "stories: B-cubed recall": clusters.recall,
        "stories: B-cubed F1": clusters.f1,
        "stories: ARI": adjusted_rand(groups, stories),
        "stories: mixed": float(mixed_stories(groups, stories)[0]),
    }
    for label in ("partial", "statement", "template", "different"):
        figures[f"{label}: not republished"] = _share_of(labels, label, lambda p: p not in answer.republished)
        figures[f"{label}: not one story"] = _share_of(labels, label, lambda p: not answer.together(*p))
    return figures


def _share_of(labels: dict[Pair, str], label: str, holds: Callable[[Pair], bool]) -> float:
    some = [p for p, given in labels.items() if given == label]
    return share(sum(map(holds, some)), len(some))


def _rows(folder: Path, what: str) -> list[dict[str, str]]:
    lines = (line for path in sorted(folder.glob(f"truth/*.{what}.jsonl")) for line in path.open(encoding="utf-8"))
    return [json.loads(line) for line in lines]


def _below(file: str, folder: Path) -> str:
    path = Path(file)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else file
