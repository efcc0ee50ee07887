"""How answers are printed: a table for people; JSON, JSON lines and CSV for machines."""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Row = dict[str, Any]

F = TypeVar("F", bound="Callable[..., Any]")

_HOUR = 3600
_DAY = 86400


def output_options(command: F) -> F:
    """``--table`` (the default), ``--json``, ``--nl`` and ``--csv``, as one parameter ``fmt``."""
    for name, text in (
        ("csv", "Print CSV with a header line."),
        ("nl", "Print one JSON object a line."),
        ("json", "Print a JSON array."),
        ("table", "Print a table to read (the default)."),
    ):
        option = click.option(
            f"--{name}", "fmt", flag_value=name, default="table" if name == "table" else None, help=text
        )
        command = option(command)
    return command


def print_rows(rows: Sequence[Row], *, fmt: str, table: Callable[[Sequence[Row]], str] | None = None) -> None:
    """Prints rows in the format asked for; ``table`` draws them for people."""
    if fmt == "json":
        print_json(rows)
    elif fmt == "nl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif fmt == "csv":
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows(rows)
    else:
        click.echo((table or columns)(rows))


def print_json(value: object) -> None:
    """Prints a value as indented JSON, Arabic unescaped."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def columns(rows: Sequence[Row]) -> str:
    """Rows as aligned columns under their names."""
    if not rows:
        return "Nothing to list."
    cells = [
        list(rows[0]),
        *[["" if value is None else str(value) for value in row.values()] for row in rows],
    ]
    widths = [max(width(line[i]) for line in cells) for i in range(len(cells[0]))]
    return "\n".join("  ".join(pad(cell, w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in cells)


def width(text: str) -> int:
    """Columns a text takes on a terminal: marks that stand on another letter take none."""
    return sum(unicodedata.category(c) not in ("Mn", "Me", "Cf") for c in text)


def pad(text: str, size: int) -> str:
    """``text`` filled with spaces to ``size`` columns."""
    return text + " " * (size - width(text))


def percent(share: float | None) -> str:
    """``0.983`` as ``98 %``; never 100 % for what is not whole."""
    if share is None:
        return "?"
    return "100 %" if share >= 1 else f"{min(99, round(share * 100))} %"


def lag(seconds: float | None) -> str:
    """A span of time in words: ``25 min``, ``3 h 20 min``, ``2 d 4 h``."""
    if seconds is None:
        return "unknown"
    minutes = round(abs(seconds) / 60)
    if abs(seconds) < _HOUR:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if abs(seconds) < _DAY:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def moment(published_at: str | None) -> str:
    """A stored time for people: ``2013-02-13 21:35``, in UTC."""
    if published_at is None:
        return "time unknown"
    return published_at.replace("T", " ").removesuffix("Z").removesuffix(":00")
