"""``dedup extract``."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

import click

from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import reading_options
from dedup.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from dedup.models import Credit
    from dedup.pages.articles import Examined
    from dedup.pages.left_out import LeftOut
    from dedup.pages.read import ReadOptions

_LABEL_WIDTH = 11
_SHOWN_OF_A_RUN = 3
_SHOWN_CHARACTERS = 100


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a page, each on a line of its own.")
@reading_options
def extract(*, paths: tuple[str, ...], as_json: bool, options: ReadOptions, zone: ZoneInfo) -> None:
    """What is understood of a page, and why: headline, times, credits, text, and what was left out.

    PATH is a saved page, a text, or a file or folder of any kind that `index` reads; - is stdin. No
    index is needed and nothing is written. Pages that cannot be read are named on stderr.
    """
    from dedup.models import Reject
    from dedup.pages.articles import examine
    from dedup.pages.owners import read_owners
    from dedup.pages.read import read_pages

    shown = 0
    owners = read_owners(options.owners)
    ensure_compiled()
    for page in read_pages(paths, options=options):
        read = page if isinstance(page, Reject) else examine(page, zone=zone, owners=owners)
        if isinstance(read, Reject):
            click.echo(f"{read.path}, {read.position}: {read.reason}", err=True)
            continue
        if shown and not as_json:
            click.echo()
        click.echo(json.dumps(as_object(read), ensure_ascii=False) if as_json else in_words(read))
        shown += 1
    if not shown:
        raise PageError("No article was found in what was given.")


def as_object(read: Examined) -> dict[str, object]:
    """A page for machines. Times are those of the page's own clock, with their distance from UTC if it is stated."""
    article, found = read.article, read.found
    return {
        "path": article.path,
        "position": article.position,
        "title": article.title,
        "outlet": article.outlet,
        "owner_group": article.owner_group,
        "url": read.url,
        "canonical_url": article.url,
        "byline": article.byline,
        "dateline_place": article.dateline_place,
        "published_at": read.published.as_stated() if read.published else None,
        "updated_at": read.updated.as_stated() if read.updated else None,
        "credits": [asdict(credit) for credit in article.credits],
        "mentions": [asdict(mention) for mention in article.mentions],
        "body": article.body or None,
        "agreement": found.agreement if found else None,
        "origins": _origins(read),
        "warnings": list(found.warnings) if found else [],
    }


def _origins(read: Examined) -> dict[str, str]:
    """Which tag, line or table each part comes from."""
    origins = dict(read.found.origins) if read.found else {}
    if read.article.owner_group_origin:
        origins["owner_group"] = read.article.owner_group_origin
    return origins


def in_words(read: Examined) -> str:
    """A page for people, its parts marked."""
    return "\n".join(_lines(read))


def _lines(read: Examined) -> Iterator[str]:
    article, found = read.article, read.found
    origins = _origins(read)
    yield f"{article.path}, {article.position}"
    for label, value, origin in (
        ("headline", article.title, origins.get("title")),
        ("outlet", article.outlet, origins.get("outlet")),
        ("owner", article.owner_group, origins.get("owner_group")),
        ("address", read.url, origins.get("url")),
        ("byline", article.byline, origins.get("byline")),
        ("dateline", article.dateline_place, None),
        ("published", read.published and read.published.as_stated(), origins.get("published")),
        ("updated", read.updated and read.updated.as_stated(), origins.get("updated")),
    ):
        yield _row(label, value or "unknown", origin if value else None)
    for credit in article.credits:
        yield _row("credit", _source(credit), credit.where)
    for mention in article.mentions:
        yield _row("mention", _source(mention), mention.where)
    if found and found.agreement is not None:
        yield _row("sure", f"{found.agreement:.0%} of the text was found in two ways", None)
    for warning in found.warnings if found else ():
        yield _row("warning", warning, None)
    yield _row("body", "" if article.body else "none", None)
    yield from (f"  | {paragraph}" for paragraph in article.body.splitlines())
    if found:
        from dedup.pages.left_out import left_out

        yield from _omitted(left_out(found))


def _row(label: str, value: str, origin: str | None) -> str:
    return f"  {label:{_LABEL_WIDTH}}{value}{f'  [{origin}]' if origin else ''}".rstrip()


def _source(credit: Credit) -> str:
    return f"{credit.agency} «{credit.text}»"


def _omitted(lines: list[LeftOut]) -> Iterator[str]:
    """What was left out, lines with the same reason together."""
    if lines:
        yield _row("left out", f"{len(lines)} lines", None)
    for why, run in groupby(lines, key=lambda line: line.why):
        same = list(run)
        yield f"  - {why}:"
        for line in same[:_SHOWN_OF_A_RUN]:
            cut = "…" if len(line.text) > _SHOWN_CHARACTERS else ""
            yield f"      line {line.line}: {line.text[:_SHOWN_CHARACTERS]}{cut}"
        if len(same) > _SHOWN_OF_A_RUN:
            yield f"      and {len(same) - _SHOWN_OF_A_RUN} more lines up to line {same[-1].line}"
