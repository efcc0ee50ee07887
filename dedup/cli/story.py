"""``dedup story``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dedup.cli.options import db_argument
from dedup.cli.output import output_options, print_rows
from dedup.words import RELATIONS, counted, headline, lag, moment, pad, percent, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.store.queries import Row


@click.command()
@db_argument
@click.argument("story_id", metavar="ID", type=click.IntRange(min=1))
@output_options
def story(*, db: str, story_id: int, fmt: str) -> None:
    """Show one story: who ran it, when, and how much of the first text.

    ID is a story's number, as `dedup stories` and `dedup check` print it.
    """
    from dedup.errors import ArticleNotFound
    from dedup.store import queries
    from dedup.store.database import open_for_reading

    rows = queries.run(open_for_reading(db), queries.STORY_ARTICLES, story_id=story_id)
    if not rows:
        raise ArticleNotFound(f"no story {story_id} in {db}. List them with: dedup stories {db}")
    print_rows(rows, fmt=fmt, table=story_table)


def story_table(rows: Sequence[Row]) -> str:
    """The articles of a story for people, first to last. A headline stands only where it is a new one."""
    first = rows[0]
    outlets = len({row["outlet"] for row in rows})
    owners = len({row["owner_group"] or (row["outlet"],) for row in rows})
    lines = [headline(first["title"]), f"{counted(len(rows), 'article')} at {spread(outlets, owners)}", ""]
    lines.append("article  published (UTC)   after         of the first's text     outlet")
    seen = {first["title"]}
    for row in rows:
        cells = (f"{row['article_id']:>7}", moment(row["published_at"]), _after(row, first=first), _share(row, first))
        padded = "  ".join(pad(cell, size) for cell, size in zip(cells, (7, 16, 12, 22), strict=True))
        lines.append(f"{padded}  {row['outlet']}{_owned(row)}{_signed(row)}")
        if row["title"] not in seen:
            seen.add(row["title"])
            lines.append(f"         {headline(row['title'])}")
    return "\n".join(lines)


def _after(row: Row, *, first: Row) -> str:
    if row is first:
        return "first"
    return "?" if row["lag_seconds"] is None else f"+ {lag(row['lag_seconds'])}"


def _share(row: Row, first: Row) -> str:
    if row is first:
        return ""
    if row["relation_to_first"] is None:
        return "by way of another"
    return f"{percent(row['share_of_first']):>5}  {RELATIONS[row['relation_to_first']]}"


def _owned(row: Row) -> str:
    return f"  of {row['owner_group']}" if row["owner_group"] else ""


def _signed(row: Row) -> str:
    return f"  signed {row['byline']}" if row["byline"] else ""
