"""``dedup stories``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dedup.cli.options import db_argument
from dedup.cli.output import lag, moment, output_options, print_rows
from dedup.store import queries
from dedup.store.database import open_for_reading

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command()
@db_argument
@click.option("--since", default="", help="Only stories first seen at or after this date, such as 2026-03-01.")
@click.option("--outlets", default=2, show_default=True, help="Only stories of at least so many outlets.")
@click.option("--limit", default=20, show_default=True, help="How many to list.")
@output_options
def stories(*, db: str, since: str, outlets: int, limit: int, fmt: str) -> None:
    """List the stories of an index, the most widely run first."""
    rows = queries.run(open_for_reading(db), queries.STORIES, since=since, outlets=outlets, limit=limit)
    print_rows(rows, fmt=fmt, table=stories_table)


def stories_table(rows: Sequence[queries.Row]) -> str:
    """Stories for people: a headline, then who was first and how long it ran."""
    if not rows:
        return "No story was run by so many outlets."
    lines = []
    for row in rows:
        lines.append(f"{row['story_id']:>6}  {row['title']}")
        lines.append(
            f"        {row['articles']} articles at {row['outlets']} outlets · first: {row['first_outlet']},"
            f" {moment(row['first_published_at'])} · spread over {lag(row['span_seconds'])}"
        )
    return "\n".join(lines)
