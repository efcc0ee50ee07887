"""Figures against their floors, and tables for people."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Figures = dict[str, float]
FLOORS = Path(__file__).with_name("floors.toml")
COMPARED = [
    "pairs: precision", "pairs: recall", "pairs: F1", "stories: B-cubed precision", "stories: B-cubed recall",
    "stories: B-cubed F1", "stories: ARI", "stories: most in one", "exact: republished", "restyled: republished",
    "5 % rewritten: republished", "15 % rewritten: republished", "35 % rewritten: republished",
    "first 40 %: republished", "embedded: republished", "shuffled: republished", "forms: kept apart",
    "statements: kept apart", "round-ups: flagged", "briefs: precision", "briefs: recall",
]  # fmt: skip
REAL_COMPARED = [
    "republished: precision", "republished: recall", "republished: f1", "same_story: precision", "same_story: recall",
    "same_story: f1", "linked_at_all: republished", "linked_at_all: partial", "linked_at_all: not",
]  # fmt: skip
COMPARISONS = {"generated": COMPARED, "generated, no footers": COMPARED, "real": REAL_COMPARED}
"""Heading -> the figures shown side by side under it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a figure must reach today, and what it is meant to reach."""

    floor: float | None
    target: float | None = None


_NO_FLOOR = Floor(floor=None)


def read_floors(path: Path = FLOORS) -> dict[str, dict[str, Floor]]:
    """Section -> figure -> floor."""
    table = tomllib.loads(path.read_text("utf-8"))
    return {section: {name: Floor(**row) for name, row in rows.items()} for section, rows in table.items()}


def under_floor(results: Mapping[str, Figures], floors: Mapping[str, Mapping[str, Floor]]) -> Iterator[str]:
    """Each figure that fell, in words. A section that was not measured is not held to its floors."""
    for section, rows in floors.items():
        if section not in results:
            continue
        for name, row in rows.items():
            figure = results[section].get(name)
            if figure is None:
                yield f"{section}: {name}: was not measured; its floor is {row.floor}"
            elif row.floor is not None and round(figure, 4) < row.floor:
                yield f"{section}: {name} is {figure:.4f}, under its floor {row.floor}"


def section_table(section: str, figures: Figures, floors: Mapping[str, Floor]) -> str:
    """One section as Markdown: figure, floor, target."""
    lines = [f"### {section}", "", "| figure | today | floor | target |", "| --- | ---: | ---: | ---: |"]
    for name, figure in figures.items():
        row = floors.get(name, _NO_FLOOR)
        lines.append(f"| {name} | {_number(figure)} | {_number(row.floor)} | {_number(row.target)} |")
    return "\n".join(lines)


def comparison_table(results: Mapping[str, Figures], names: list[str]) -> str:
    """Several systems side by side as Markdown: a row a figure, a column a system."""
    head = [f"| figure | {' | '.join(results)} |", "| --- |" + " ---: |" * len(results)]
    rows = [[name, *(_number(figures.get(name)) for figures in results.values())] for name in names]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def systems_of(results: Mapping[str, Figures], title: str) -> dict[str, Figures]:
    """System -> its figures under one heading: the product's own section, then those of the baselines."""
    start = f"{title}: "
    own = [name for name in (title, f"{title}, subset", f"{title}, whole corpus") if name in results]
    systems = {"dedup": results[own[0]]} if own else {}
    return systems | {name.removeprefix(start): rows for name, rows in results.items() if name.startswith(start)}


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value > 1 else f"{value:.3f}"
