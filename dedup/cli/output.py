"""How lists are printed: a table for people; JSON, JSON lines and CSV for machines."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Row = dict[str, Any]

F = TypeVar("F", bound="Callable[..., Any]")

_FORMATS = {
    "table": "Print a table to read (the default).",
    "json": "Print JSON.",
    "nl": "Print one JSON object a line.",
    "csv": "Print CSV with a header line.",
}


def output_options(command: F) -> F:
    """``--table`` (the default), ``--json``, ``--nl`` and ``--csv``, as one parameter ``fmt``."""
    return _formats(command, ("table", "json", "nl", "csv"))


def machine_options(command: F) -> F:
    """``--json``, ``--nl`` and ``--csv`` as one parameter ``fmt``, ``None`` where an answer in words is wanted."""
    return _formats(command, ("json", "nl", "csv"))


def _formats(command: F, names: Sequence[str]) -> F:
    for name in reversed(names):
        default = "table" if name == "table" else None
        command = click.option(f"--{name}", "fmt", flag_value=name, default=default, help=_FORMATS[name])(command)
    return command


def print_rows(rows: Sequence[Row], *, fmt: str, table: Callable[[Sequence[Row]], str]) -> None:
    """Prints rows in the format asked for; ``table`` draws them for people."""
    if fmt == "json":
        print_json(rows)
    elif fmt == "nl":
        print_lines(rows)
    elif fmt == "csv":
        print_csv(rows)
    else:
        click.echo(table(rows))


def print_json(value: object) -> None:
    """Prints a value as indented JSON, Arabic unescaped."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_lines(rows: Sequence[Row]) -> None:
    """Prints one JSON object a line."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def print_csv(rows: Sequence[Row]) -> None:
    """Prints CSV with a header line; nothing where there are no rows."""
    if rows:
        writer = csv.DictWriter(sys.stdout, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
