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


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a figure must reach today, and what it is meant to reach."""

    floor: float
    target: float | None = None


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
            elif round(figure, 4) < row.floor:
                yield f"{section}: {name} is {figure:.4f}, under its floor {row.floor}"


def section_table(section: str, figures: Figures, floors: Mapping[str, Floor]) -> str:
    """One section as Markdown: figure, floor, target."""
    lines = [f"### {section}", "", "| figure | today | floor | target |", "| --- | ---: | ---: | ---: |"]
    for name, figure in figures.items():
        row = floors.get(name)
        lines.append(f"| {name} | {_number(figure)} | {_number(row and row.floor)} | {_number(row and row.target)} |")
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
