"""``dedup search``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import Since, db_argument
from dedup.cli.output import output_options, print_rows
from dedup.words import counted, moment

if TYPE_CHECKING:
    from dedup.pipeline.search import Found, Hit

_SPELLINGS = ("as written", "same word", "joined", "other form")
_BRACKETS = ("[", "]")
_NO_HEADLINE = "(no headline)"


@click.command()
@db_argument
@click.argument("query")
@click.option("--outlet", default="", help="Only articles of this outlet.")
@click.option("--since", type=Since(), default="", help="Only published on this day or later: 2026-03-01.")
@click.option("--until", type=Since(), default="", help="Only published on this day or earlier.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many to list.")
@output_options
def search(*, db: str, query: str, outlet: str, since: str, until: str, limit: int, fmt: str) -> None:
    """Find the articles that hold all words of QUERY, in any spelling and form.

    Words in quotation marks must stand one after the other. Articles with the words just as they were
    typed come first, then other spellings of them, then those with another article or conjunction, then
    other forms; in each the newest first.
    """
    from dedup.pipeline import search as searching
    from dedup.store.database import open_for_reading, stored_params

    index = open_for_reading(db)
    ensure_compiled()
    found = searching.search(
        index, query, params=stored_params(index), limit=limit, outlet=outlet, since=since, until=until
    )
    if not found.query.parts:
        raise click.UsageError(f"{query!r} has no word to look for.")
    print_rows([_row(hit) for hit in found.hits], fmt=fmt, table=lambda _: _in_words(found))


def _row(hit: Hit) -> dict[str, Any]:
    return {
        "article_id": hit.article_id,
        "outlet": hit.outlet,
        "published_at": hit.published_at,
        "title": hit.title.text or None,
        "story_id": hit.story_id,
        "url": hit.url,
        "spelling": _SPELLINGS[hit.spelling],
        "snippet": hit.snippet.text,
        "marks": hit.snippet.marks,
    }


def _in_words(found: Found) -> str:
    lines = [_summary(found)]
    for hit in found.hits:
        story = f"story {hit.story_id}, " if hit.story_id else ""
        when = moment(hit.published_at) + (" UTC" if hit.published_at else "")
        lines += [
            "",
            f"article {hit.article_id}, {story}{when}, {hit.outlet}",
            f"  {hit.title.between(*_BRACKETS) or _NO_HEADLINE}",
            f"  {hit.snippet.between(*_BRACKETS)}",
        ]
    return "\n".join(lines)


def _summary(found: Found) -> str:
    if not found.hits:
        unseen = f" In no article, in no form: {', '.join(found.unseen)}" if found.unseen else ""
        return f"No article has all of this.{unseen}"
    number = counted(found.total, "article")
    said = number if found.total_is == "exact" else f"{found.total_is.capitalize()} {number}"
    return f"{said}." if found.total == len(found.hits) else f"{said}, the first {len(found.hits):,}:"
