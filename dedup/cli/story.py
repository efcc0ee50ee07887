"""``dedup story``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dedup.cli.options import db_argument
from dedup.cli.output import lag, moment, output_options, percent, print_rows
from dedup.errors import ArticleNotFound
from dedup.store import queries
from dedup.store.database import open_for_reading

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command()
@db_argument
@click.argument("story_id", metavar="ID", type=int)
@output_options
def story(*, db: str, story_id: int, fmt: str) -> None:
    """Show one story: who ran it, when, and how much of the first text."""
    rows = queries.run(open_for_reading(db), queries.STORY_ARTICLES, story_id=story_id)
    if not rows:
        raise ArticleNotFound(f"no story {story_id} in {db}. List them with: dedup stories {db}")
    print_rows(rows, fmt=fmt, table=story_table)


def story_table(rows: Sequence[queries.Row]) -> str:
    """The articles of a story for people, first to last."""
    lines = [f"{rows[0]['title']}", ""]
    for row in rows:
        if row is rows[0]:
            told = "first"
        elif row["relation_to_first"]:
            told = f"+ {lag(row['lag_seconds'])} · {row['relation_to_first']}, {percent(row['share_of_first'])} of the first"
        else:
            told = f"+ {lag(row['lag_seconds'])} · matches others of the story, not the first"
        lines.append(f"{row['article_id']:>8}  {moment(row['published_at'])}  {row['outlet']} · {told}")
        lines.append(f"          {row['title']}")
    return "\n".join(lines)
