"""Arguments that several commands share."""

from __future__ import annotations

import datetime as dt
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")

db_argument = click.argument("db", metavar="DB", type=click.Path(dir_okay=False))


class Zone(click.ParamType[ZoneInfo]):
    """A time zone by its name, such as Africa/Cairo."""

    name = "zone"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> ZoneInfo:
        """The zone of that name."""
        try:
            return value if isinstance(value, ZoneInfo) else ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError):
            self.fail(f"{value!r} is no time zone; give a name such as Africa/Cairo or UTC.", param, ctx)


class Since(click.ParamType[str]):
    """A day, or a moment in UTC, as they are stored."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The day or moment as text that sorts with stored times; empty is "from the start"."""
        text = str(value)
        try:
            moment = dt.datetime.fromisoformat(text) if text else None
        except ValueError:
            self.fail(f"{text!r} is no day; write it as 2026-03-01.", param, ctx)
        if moment is None or len(text) == len("2026-03-01"):
            return moment.date().isoformat() if moment else ""
        return moment.replace(tzinfo=moment.tzinfo or dt.UTC).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Mapping(click.ParamType[tuple[str, str]]):
    """``FIELD=KEY``."""

    name = "field=key"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Field and key."""
        field, equals, key = str(value).partition("=")
        if not (field and equals and key):
            self.fail(f"{value!r} is not FIELD=KEY, such as text=story_body.", param, ctx)
        return field, key


_READING = (
    click.option(
        "--format",
        "format_",
        help="csv, feed, html, jsonl, mhtml, sqlite, text or warc, where the content does not tell.",
    ),
    click.option("--outlet", help="Outlet of all pages, whatever they say."),
    click.option(
        "--owners",
        type=click.Path(dir_okay=False),
        help="Your own table of who owns which outlet: tabs between the columns owner_group, names, hosts.",
    ),
    click.option("--table", help="Table of a SQLite database."),
    click.option("--map", "mapping", multiple=True, type=Mapping(), help="Our field and the record's key; repeat it."),
    click.option("--encoding", help="Encoding of the input, where it is declared wrongly, such as windows-1256."),
    click.option(
        "--timezone",
        "zone",
        type=Zone(),
        default="UTC",
        show_default=True,
        help="Zone of times that name none, such as Africa/Cairo.",
    ),
)


def reading_options(command: F) -> F:
    """How input is read: the options, passed on as ``options`` (`ReadOptions`) and ``zone``."""

    @wraps(command)
    def with_options(
        *,
        format_: str | None,
        outlet: str | None,
        owners: str | None,
        table: str | None,
        mapping: tuple[tuple[str, str], ...],
        encoding: str | None,
        **others: object,
    ) -> object:
        from dedup.pages.read import ReadOptions

        options = ReadOptions(
            format=format_, outlet=outlet, owners=owners, table=table, mapping=dict(mapping), encoding=encoding
        )
        return command(options=options, **others)

    wrapped: Any = with_options
    for option in reversed(_READING):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]
