"""The Datasette plugin: an index reads well in stock Datasette, on 0.65 and 1.0.

Arabic runs right to left, headlines lead on, times and shares are said as people say them. It opens
nothing for writing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette import hookimpl

from dedup.web import cells

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from markupsafe import Markup

_indexes: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""The databases of each Datasette that hold an index."""


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's, without types
def extra_css_urls(datasette: Any) -> list[str]:  # noqa: ANN401 - without types
    """Our style sheet, on every page."""
    return [datasette.urls.static_plugins("arabic-news-dedup", "dedup.css")]


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's, without types
def startup(datasette: Any) -> Callable[[], Awaitable[None]]:  # noqa: ANN401 - without types
    """Notes which databases hold an index."""

    async def note_indexes() -> None:
        _indexes[datasette] = {
            name for name, database in datasette.databases.items() if await database.table_exists("index_params")
        }

    return note_indexes


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's, without types
def render_cell(  # noqa: PLR0917 - Datasette's names
    row: Any,  # noqa: ANN401 - without types
    value: object,
    column: str,
    table: str | None,
    database: str,
    datasette: Any,  # noqa: ANN401 - without types
) -> Markup | None:
    """Cells of an index as people read them; of other databases only Arabic, in its direction."""
    if database not in _indexes.get(datasette, ()):
        return cells.directed(value, column=column)

    def query_path(query: str) -> str:
        return str(datasette.urls.query(database, query))

    return cells.rendered(value, column=column, table=table, row=row, query_path=query_path)
