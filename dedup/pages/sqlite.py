"""Any table, or view, of a SQLite database, opened read-only."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.errors import PageError
from dedup.pages.records import RecordMapper, check_mapping, known_fields
from dedup.pages.source import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.models import Page, Reject
    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Stream

_MAGIC = b"SQLite format 3\0"


def looks_like(head: bytes, name: str) -> bool:
    """Whether the file is a SQLite database; ``name`` is not asked."""
    del name
    return head.startswith(_MAGIC)


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """A page a row, in the table's own order. The position counts rows.

    Raises:
        OSError: the database is damaged, or locked; all rows before that have been given.
        PageError: no such table or column, or several tables and none named.
    """
    path = stream.source.path
    if path == STDIN or stream.compression:
        raise OSError("a database is read from a file of its own. Decompress it first")
    mapper = RecordMapper(path, options.mapping)
    try:
        with closing(_connect(path)) as connection:
            table = _table(connection, options, path=path)
            rows = connection.execute(f'SELECT * FROM "{_quoted(table)}"')
            names = [column[0] for column in rows.description]
            check_mapping(options.mapping, names, path=path)
            for number, row in enumerate(rows, 1):
                yield mapper.page(dict(zip(names, row, strict=True)), number)
    except sqlite3.Error as error:
        raise OSError(f"SQLite says: {error}. Try: sqlite3 FILE '.recover' | sqlite3 NEW") from error


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _table(connection: sqlite3.Connection, options: ReadOptions, *, path: str) -> str:
    """The table asked for, or the only one that holds texts."""
    query = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [name for (name,) in connection.execute(query)]
    if options.table in tables:
        return str(options.table)
    if options.table:
        raise PageError(f"{path}: there is no table {options.table!r}. It has {', '.join(tables) or 'none'}.")
    fitting = [
        name for name in tables if options.mapping or known_fields(_columns(connection, name)) & {"content", "html"}
    ]
    if len(fitting) != 1:
        raise PageError(f"{path}: say which table to read with --table. It has {', '.join(tables) or 'none'}.")
    return str(fitting[0])


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA table_info("{_quoted(table)}")')]


def _quoted(name: str) -> str:
    return name.replace('"', '""')
