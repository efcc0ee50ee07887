"""A value of an index to the markup of its cell; ``None`` leaves it to Datasette."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit

from markupsafe import Markup, escape

from dedup.web.search import AFTER, BEFORE
from dedup.words import lag, moment, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    class Row(Protocol):
        """A row as Datasette hands it over: of SQLite's kind, or a dictionary."""

        def keys(self) -> Iterable[str]: ...
        def __getitem__(self, column: str, /) -> Any: ...  # noqa: ANN401


Lead = tuple[str, str]
"""A canned query and its parameter."""

# Letters of the Arabic blocks, presentation forms included.
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdfb\ufe70-\ufefc]")
# Explicit embeddings, overrides and isolates (U+202A..U+202E, U+2066..U+2069): a page could turn the
# text around it with them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SHARE = re.compile(
    "containment_[ab]|share_of_.*|jaccard|coverage|((copies|bridged)_)?lead_.*|headline|in_order|in_step|fact_.*"
    "|older_passage|.*_[sl]"
)
_STORY: Lead = ("story_articles", "story_id")
_ARTICLE: Lead = ("article", "article_id")
# A column, and the query that tells more about what it numbers. Where a table shows labels instead of numbers,
# Datasette's own links stand.
_LEADS_TO = {
    "story_id": _STORY,
    "article_id": _ARTICLE,
    "article_a": _ARTICLE,
    "article_b": _ARTICLE,
}
# Table, column of a headline: the column that numbers it, and the query it leads to.
_HEADLINES = {
    ("stories", "title"): (("id", _STORY),),
    ("articles", "title"): (("id", _ARTICLE),),
    (None, "title"): (("article_id", _ARTICLE), ("story_id", _STORY)),
    (None, "title_a"): (("article_a", _ARTICLE),),
    (None, "title_b"): (("article_b", _ARTICLE),),
}


def rendered(
    value: object, *, column: str, table: str | None, row: Row, query_path: Callable[[str], str]
) -> Markup | None:
    """The markup of one cell.

    Args:
        value: what is stored.
        column: its column.
        table: its table; ``None`` in the results of a query.
        row: the whole row, by column name.
        query_path: the path of a canned query of this database.
    """
    if isinstance(value, int | float):
        return _number(value, column=column, row=row, query_path=query_path)
    if not isinstance(value, str) or (value.startswith(("http://", "https://")) and column != "url"):
        return None
    if _TIME.fullmatch(value):
        return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(value, value, moment(value))
    if value.startswith(("http://", "https://")):
        return _address(value)
    target = _headline_target(row, table=table, column=column)
    text = _snippet(value) if (table, column) == (None, "snippet") else directed(value, column=column)
    if text is None or target is None:
        return text
    (query, parameter), number = target
    return Markup('<a href="{}?{}={}">{}</a>').format(query_path(query), parameter, number, text)


def directed(value: object, *, column: str) -> Markup | None:
    """Arabic text with its direction and language, a body with its paragraphs; ``None`` for anything else."""
    if not isinstance(value, str) or not _ARABIC.search(value) or value.startswith(("http://", "https://", "{")):
        return None
    css = "dedup-text" if column == "body" else "dedup-line"
    return Markup('<span dir="rtl" lang="ar" class="{}">{}</span>').format(css, _TURNS.sub("", value))


def _snippet(value: str) -> Markup:
    """What was found of a text, with what was looked for marked."""
    marked = escape(_TURNS.sub("", value)).replace(BEFORE, Markup("<mark>")).replace(AFTER, Markup("</mark>"))
    return Markup('<span dir="auto" lang="ar" class="dedup-line">{}</span>').format(marked)


def _number(value: float, *, column: str, row: Row, query_path: Callable[[str], str]) -> Markup | None:
    if column in _LEADS_TO:
        query, parameter = _LEADS_TO[column]
        if column == "article_id" and "body" in row.keys():  # noqa: SIM118 - a row of SQLite's contains its values
            query = "article_matches"
        return Markup('<a href="{}?{}={}">{}</a>').format(query_path(query), parameter, value, value)
    if _SHARE.fullmatch(column) and 0 <= value <= 1:
        return Markup('<span title="{}">{}</span>').format(value, percent(value))
    if column.endswith("_hours"):
        return Markup('<span title="{} hours">{}</span>').format(value, lag(round(3600 * value)))
    if column.endswith("_seconds"):
        # The sign is the true minus (U+2212): a hyphen would look like a dash.
        return Markup('<span title="{} seconds">{}{}</span>').format(value, "\u2212" if value < 0 else "", lag(value))
    return None


def _address(value: str) -> Markup | None:
    """A link of the site's name; the whole address, readable, on pointing at it."""
    try:
        site = urlsplit(value).hostname
    except ValueError:
        return None
    # Isolated, so that an Arabic path does not turn the site's name.
    return Markup('<a href="{}" title="{}" dir="ltr" rel="noreferrer">{}</a>').format(
        value, _TURNS.sub("", unquote(value)), site or value
    )


def _headline_target(row: Row, *, table: str | None, column: str) -> tuple[Lead, int] | None:
    """The query a headline leads to, and the number it asks for."""
    names = set(row.keys())
    for key, query in _HEADLINES.get((table, column), ()):
        if key in names and isinstance(row[key], int):
            return query, row[key]
    return None
