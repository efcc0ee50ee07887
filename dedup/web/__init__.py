"""The Datasette plugin: an index reads well in stock Datasette, on 0.65 and 1.0.

Arabic runs right to left, headlines lead on, times and shares are said as people say them. It opens
nothing for writing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette import hookimpl

from dedup.web import cells, search

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from sqlite3 import Connection

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
        if _indexes[datasette]:  # loading it takes longer than a query may
            import_module("dedup.pipeline.search")

    return note_indexes


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's, without types
def prepare_connection(conn: Connection) -> None:
    """The function that the ready question of searching calls."""
    conn.create_function("dedup_search", 3, search.search_function(conn))


def _asked(request: Any) -> str:  # noqa: ANN401 - without types
    return str(request.args.get("_search") or "") if request else ""


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's, without types
def extra_template_vars(request: Any, view_name: str) -> dict[str, str]:  # noqa: ANN401 - without types
    """What was searched, for the search box: Datasette 1.0a41 leaves it empty."""
    return {"search": _asked(request)} if view_name == "table" else {}


# Last, because Datasette's own answer, that nothing can be searched here, comes before it.
@hookimpl(trylast=True)  # type: ignore[untyped-decorator]  # pluggy's, without types
def filters_from_request(
    request: Any,  # noqa: ANN401 - without types
    database: str,
    table: str,
    datasette: Any,  # noqa: ANN401 - without types
) -> Callable[[], Awaitable[Any]] | None:
    """The search box of an index, answered from its words."""
    if database not in _indexes.get(datasette, ()) or table not in search.SEARCHED:
        return None
    text = _asked(request)

    async def find() -> Any:  # noqa: ANN401 - without types
        if not text.strip():
            return search.no_filter()
        return await datasette.get_database(database).execute_fn(
            lambda connection: search.search_filter(connection, table, text)
        )

    return find


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
