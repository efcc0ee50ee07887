"""``dedup stories``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dedup.cli.options import Since, db_argument
from dedup.cli.output import output_options, print_rows
from dedup.words import counted, headline, lag, moment, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.store.queries import Row


@click.command()
@db_argument
@click.option("--since", type=Since(), default="", help="Only stories first seen on this day or later: 2026-03-01.")
@click.option(
    "--outlets",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Only stories of at least so many outlets.",
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to list.")
@output_options
def stories(*, db: str, since: str, outlets: int, limit: int, fmt: str) -> None:
    """List the stories of an index, the most widely run first."""
    from dedup.store import queries
    from dedup.store.database import open_for_reading

    rows = queries.run(open_for_reading(db), queries.STORIES, since=since, outlets=outlets, limit=limit)
    print_rows(rows, fmt=fmt, table=stories_table)


def stories_table(rows: Sequence[Row]) -> str:
    """Stories for people: a headline, then how widely it ran and who had it first."""
    if not rows:
        return "No such story. Ask for fewer outlets, or an earlier day."
    number = max(5, *(len(str(row["story_id"])) for row in rows))
    lines = ["story  times are UTC"]
    for row in rows:
        span = f" within {lag(row['span_seconds'])}" if row["span_seconds"] is not None else ""
        lines += [
            f"{row['story_id']:>{number}}  {headline(row['title'])}",
            f"{'':{number}}  {counted(row['articles'], 'article')} at {spread(row['outlets'], row['owners'])}{span},"
            f" first {moment(row['first_published_at'])} at {row['first_outlet']}",
        ]
    return "\n".join(lines)
