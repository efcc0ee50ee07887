"""Datasette's own search box, on articles and stories, answered from the index of words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from datasette.filters import FilterArguments

if TYPE_CHECKING:
    from sqlite3 import Connection

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
    from sqlite_utils import Database

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
