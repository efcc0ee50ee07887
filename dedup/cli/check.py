"""``dedup check``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from dedup.cli.options import db_argument, reading_options
from dedup.cli.output import moment, percent, print_json

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dedup.pages.read import ReadOptions
    from dedup.pipeline.check import Answer, Sighting

_SHOWN_LOOKALIKES = 3
_WORDS = {
    "copy": "copy",
    "edited": "edited version",
    "partial": "uses a part",
    "template": "same form, other news",
}


@click.command()
@db_argument
@click.argument("path", required=False, default="-")
@click.option("--url", help="Look up the article that is in the index under this address, id or number instead.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@reading_options
def check(*, db: str, path: str, url: str | None, as_json: bool, options: ReadOptions, zone: ZoneInfo) -> None:
    """Was this story republished? Where, when first, and how much of it?

    PATH is a text, a saved page or a file of any kind that `index` reads; - is stdin (the default).
    Nothing is written to the index.
    """
    from dedup.pipeline.check import check_article, check_stored
    from dedup.store.database import open_for_reading, stored_params

    index = open_for_reading(db)
    if url is not None:
        answers = [check_stored(index, url)]
    else:
        from dedup.pages.articles import articles_only

        params = stored_params(index)
        answers = [
            check_article(index, article, params=params) for article in articles_only(path, options=options, zone=zone)
        ]
    if as_json:
        print_json([asdict(answer) for answer in answers] if len(answers) > 1 else asdict(answers[0]))
    else:
        click.echo("\n\n".join(in_words(answer) for answer in answers))


def in_words(answer: Answer) -> str:
    """An answer for an editor."""
    lines = [f"«{answer.title}»" if answer.title else "(no headline)", _summary(answer)]
    lines += [line for sighting in answer.republished for line in _described(sighting)]
    if answer.lookalikes:
        lines += ["", f"{len(answer.lookalikes)} of the same form about other news, not counted:"]
        lines += [line for sighting in answer.lookalikes[:_SHOWN_LOOKALIKES] for line in _described(sighting)]
    return "\n".join(lines)


def _summary(answer: Answer) -> str:
    searched = f"{answer.word_count} words compared with {answer.articles_searched:,} articles"
    if answer.too_short:
        return f"Too short to look up: {answer.word_count} words. Give more of the text."
    if not answer.republished:
        return f"Not found: nothing in the index carries this text ({searched})."
    outlets = {sighting.outlet for sighting in answer.republished}
    first = answer.republished[0]
    return (
        f"Found {len(answer.republished)} times at {_plural(len(outlets), 'outlet')} ({searched})."
        f" First: {first.outlet}, {moment(first.published_at)}."
    )


def _described(sighting: Sighting) -> list[str]:
    story = f", story {sighting.story_id}" if sighting.story_id else ""
    return [
        f"  {moment(sighting.published_at)}  {sighting.outlet}: {_WORDS[sighting.relation]},"
        f" {percent(sighting.share_of_asked)} of your text ({percent(sighting.share_of_other)} of theirs)",
        f"      {sighting.title or '(no headline)'}  [article {sighting.article_id}{story}]",
    ]


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
