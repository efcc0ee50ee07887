"""``dedup check``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from dedup.cli.check_words import in_words
from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import db_argument, reading_options
from dedup.cli.output import machine_options, print_csv, print_json, print_lines
from dedup.words import moment

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlite_utils import Database

    from dedup.pages.read import ReadOptions
    from dedup.pipeline.check import Answer


@click.command()
@db_argument
@click.argument("path", required=False, default="-")
@click.option("--url", help="Look up the article that is in the index under this address, id or number instead.")
@machine_options
@reading_options
def check(*, db: str, path: str, url: str | None, fmt: str | None, options: ReadOptions, zone: ZoneInfo) -> None:
    """Was this story republished? Where, when first, and how much of it?

    PATH is a text, a saved page or a file of any kind that `index` reads; - is stdin (the default).
    Nothing is written to the index. Times are UTC. --json prints one object, or an array where PATH
    holds several articles; --csv one line for each article found.
    """
    from dedup.store.database import open_for_reading

    index = open_for_reading(db)
    ensure_compiled()
    answers = _answers(index, path, options=options, zone=zone) if url is None else _stored_answer(index, url)
    if fmt is None:
        click.echo("\n\n".join(in_words(answer, signed=_bylines(index, answer)) for answer in answers))
        if url is not None:
            click.echo(f"\nIt is itself in the index: {_itself(index, url)}")
    else:
        _print_for_machines([asdict(answer) for answer in answers], fmt=fmt)


def _stored_answer(index: Database, url: str) -> list[Answer]:
    from dedup.pipeline.check import check_stored

    return [check_stored(index, url)]


def _itself(index: Database, url: str) -> str:
    from dedup.store import queries

    asked = queries.find_article(index, url)
    story = f"story {asked['story_id']}, " if asked["story_id"] else ""
    return f"{story}article {asked['article_id']}, {moment(asked['published_at'])} at {asked['outlet']}"


def _answers(index: Database, path: str, *, options: ReadOptions, zone: ZoneInfo) -> list[Answer]:
    from dedup.errors import PageError
    from dedup.pages.articles import articles_only
    from dedup.pipeline.check import check_article
    from dedup.store.database import stored_params

    params = stored_params(index)
    answers = [
        check_article(index, article, params=params) for article in articles_only(path, options=options, zone=zone)
    ]
    if all(answer.too_short for answer in answers):
        raise PageError(
            f"{path}: too short to look up: {answers[0].word_count} words, and an index looks up"
            f" {params.min_words} or more. Give more of the text."
        )
    return answers


def _bylines(index: Database, answer: Answer) -> dict[int, str]:
    """Who signed the articles that were found."""
    from dedup.store import queries

    rows = queries.articles_by_id(index, [sighting.article_id for sighting in answer.sightings])
    return {number: row["byline"] for number, row in rows.items() if row["byline"]}


def _print_for_machines(answers: list[dict[str, Any]], *, fmt: str) -> None:
    if fmt == "json":
        print_json(answers if len(answers) > 1 else answers[0])
    elif fmt == "nl":
        print_lines(answers)
    else:
        print_csv([{"asked": answer["title"], **sighting} for answer in answers for sighting in answer["sightings"]])
