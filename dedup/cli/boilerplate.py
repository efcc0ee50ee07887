"""``dedup boilerplate``."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import db_argument
from dedup.cli.output import output_options, print_rows
from dedup.words import counted, moment, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.pipeline.decisions import Decision
    from dedup.store.queries import Row

_COLUMNS = 100


@click.command()
@db_argument
@click.option("--outlet", help="Only the lines of this outlet; the one a decision is for.")
@click.option("--remove-line", metavar="LINE", help="Leave LINE out of what is compared from now on.")
@click.option("--keep-line", metavar="LINE", help="Compare LINE, however often the outlet repeats it.")
@click.option("--undo-line", metavar="LINE", help="Take a decision on LINE back: it is counted again.")
@output_options
def boilerplate(
    *, db: str, outlet: str | None, remove_line: str | None, keep_line: str | None, undo_line: str | None, fmt: str
) -> None:
    """List the lines that outlets put around their stories, which are not compared; or decide on one.

    LINE is the number that the list shows, or the line's words. A decision holds whatever is counted later,
    and the articles that have the line are judged again.
    """
    given = [(name, line) for name, line in zip(_DECISIONS, (remove_line, keep_line, undo_line), strict=True) if line]
    if not given:
        _list(db, outlet, fmt=fmt)
    elif len(given) > 1 or outlet is None:
        raise click.UsageError(
            "decide on one line of one outlet: --outlet NAME and one of --remove-line, --keep-line, --undo-line."
        )
    else:
        _decide(db, outlet, *given[0])


_DECISIONS: tuple[Decision, ...] = ("remove", "keep", "undo")
_SAID = {"remove": "is left out of what is compared", "keep": "is compared", "undo": "is counted again"}


def _list(db: str, outlet: str | None, *, fmt: str) -> None:
    from dedup.store import queries
    from dedup.store.database import open_for_reading

    rows = queries.run(open_for_reading(db), queries.BOILERPLATE, outlet=outlet or "")
    print_rows(rows, fmt=fmt, table=_table)


def _decide(db: str, outlet: str, decision: Decision, line: str) -> None:
    from dedup.pipeline.decisions import decide
    from dedup.store.database import open_for_reading, open_for_writing, stored_params

    reading = open_for_reading(db)  # so that a misspelt name makes no new file
    params = stored_params(reading)
    reading.close()
    ensure_compiled()
    index = open_for_writing(db, params=params)
    decided, articles = decide(index, outlet, line, decision=decision, params=params)
    click.echo(
        f"«{shortened(decided.text, _COLUMNS)}» {_SAID[decision]}. It stands first or last in"
        f" {counted(articles, 'article')} of {outlet}."
    )
    index.close()


def _table(rows: Sequence[Row]) -> str:
    """Lines for people: by outlet, the most frequent first."""
    if not rows:
        return "No line: no outlet repeats one often enough, or none of that name is in the index."
    lines: list[str] = []
    for outlet, some in groupby(rows, key=lambda row: row["outlet"]):
        lines += ["", outlet] if lines else [outlet]
        for row in some:
            who = "kept by an editor" if not row["removes"] else "removed by an editor"
            decided = "learned" if row["decided_by"] == "learned" else who
            lines += [
                f"  {shortened(row['text'], _COLUMNS)}",
                f"    {row['line']}  in {counted(row['contexts'], 'context')}, {decided} since {moment(row['since'])} UTC",
            ]
    return "\n".join(lines)
