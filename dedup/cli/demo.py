"""``dedup demo``."""

from __future__ import annotations

import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from dedup.cli.index import in_words, index_paths
from dedup.cli.serve import run_datasette
from dedup.cli.stories import stories_table
from dedup.errors import StoreError

_SHOWN = 12
_FOLDERS = ("wire.jsonl", "local.jsonl", "html", "text")


@click.command()
@click.argument("db", required=False, metavar="[DB]", type=click.Path(dir_okay=False))
@click.option("--serve/--no-serve", default=True, show_default=True, help="Browse the result in Datasette.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True, help="Port to listen on.")
def demo(*, db: str | None, serve: bool, port: int) -> None:
    """Index the sample corpus that comes with dedup, show its stories, browse them.

    The corpus is invented: three days of news from an invented country. DB is written anew; without it, a
    temporary file is used.
    """
    from dedup.pages.read import ReadOptions
    from dedup.store import queries
    from dedup.store.database import open_for_reading

    with tempfile.TemporaryDirectory() as folder, as_file(files("dedup") / "data" / "sample") as sample:
        path = db or str(Path(folder) / "demo.db")
        _remove_old_demo(path)
        paths = tuple(str(sample / name) for name in _FOLDERS)
        click.echo(in_words(index_paths(path, paths, options=ReadOptions(), zone=ZoneInfo("Asia/Amman"))), err=True)
        database = open_for_reading(path)
        click.echo(stories_table(queries.run(database, queries.STORIES, outlets=2, limit=_SHOWN)))
        if db:
            click.echo(f"\nMore: dedup stories {path}, dedup story {path} ID, dedup check {path} FILE", err=True)
        database.close()
        if serve:
            run_datasette(path, host="127.0.0.1", port=port)


def _remove_old_demo(path: str) -> None:
    """A demo starts from nothing; a database that is not a demo's own is never touched."""
    from dedup.store.database import open_for_reading

    if not Path(path).exists():
        return
    database = open_for_reading(path)
    sources = [row[0] for row in database.execute("SELECT source FROM runs").fetchall()]
    database.close()
    if not all("data/sample/wire.jsonl" in source.replace("\\", "/") for source in sources):
        raise StoreError(f"{path} holds other articles than the demo's. Name another file, or leave the name out.")
    for end in ("", "-wal", "-shm"):
        Path(path + end).unlink(missing_ok=True)
