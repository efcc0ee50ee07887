"""Search in Datasette: its own box on articles and stories, and the function behind the ready question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datasette.filters import FilterArguments
from sqlite_utils import Database

if TYPE_CHECKING:
    from collections.abc import Callable
    from sqlite3 import Connection

BEFORE, AFTER = "\u27e6", "\u27e7"
"""Round what was found, in a snippet: WHITE SQUARE BRACKETS, which no news text has."""
_LISTED = 100
"""Articles that the ready question lists."""
_HOLDING = {
    "articles": "id IN (SELECT value FROM json_each(:dedup_found))",
    "stories": "id IN (SELECT story_id FROM articles WHERE id IN (SELECT value FROM json_each(:dedup_found)))",
}
SEARCHED = frozenset(_HOLDING)
"""Tables that have the box."""


def no_filter() -> FilterArguments:
    """The box, and all rows."""
    return FilterArguments([], extra_context={"supports_search": True})


def search_filter(connection: Connection, table: str, text: str) -> FilterArguments:
    """The rows of a table that hold what ``text`` asks for, described for people.

    Args:
        connection: of an index.
        table: one of `SEARCHED`.
        text: as in `dedup.pipeline.search.search`.
    """
    from dedup.pipeline.search import matching_ids
    from dedup.store.database import stored_params

    index = Database(connection)
    found = matching_ids(index, text, params=stored_params(index))
    return FilterArguments(
        [_HOLDING[table]],
        {"dedup_found": json.dumps(found)},
        # Between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that Arabic does not turn the sentence.
        [f"headline or text has \u2068{text}\u2069 in any spelling and form"],
        {"supports_search": True},
    )


def search_function(connection: Connection) -> Callable[[str, str, str], str]:
    """``dedup_search(words, outlet, since)`` for SQL on this connection: numbers and snippets of articles, as JSON."""

    def dedup_search(words: str, outlet: str, since: str) -> str:
        from dedup.errors import ArticleNotFound
        from dedup.pipeline.search import search
        from dedup.store.database import stored_params

        index = Database(connection)
        try:
            found = search(
                index, words or "", params=stored_params(index), limit=_LISTED, outlet=outlet or "", since=since or ""
            )
        except ArticleNotFound:
            return "[]"
        return json.dumps(
            [{"article_id": hit.article_id, "snippet": hit.snippet.between(BEFORE, AFTER)} for hit in found.hits]
        )

    return dedup_search
