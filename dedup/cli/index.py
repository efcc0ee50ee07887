"""``dedup index``."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from dedup.cli.first_use import ensure_compiled
from dedup.cli.options import db_argument, reading_options
from dedup.cli.output import print_json
from dedup.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from sqlite_utils import Database

    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Progress
    from dedup.store.runs import RunCounts

_STEPS, _READING_STEPS = 1_000, 800
_SHOWN_REJECTS = 5


@click.command()
@db_argument
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@reading_options
@click.option(
    "--workers",
    type=click.IntRange(min=0, max=64),
    help="Processes that find the text of pages, 0 for none. The index is the same with any number."
    "  [default: one a core for whole pages, 0 for records that hold the text already]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
def index(
    *, db: str, paths: tuple[str, ...], options: ReadOptions, zone: ZoneInfo, workers: int | None, as_json: bool
) -> None:
    """Bring pages and articles into an index, and find what was republished.

    PATH is a file, a folder, a glob, or - for standard input: JSON, CSV, HTML, plain text, WARC, feeds, SQLite
    databases, plain or compressed. Indexing the same input again changes nothing.
    """
    counts = index_paths(db, paths, options=replace(options, workers=workers), zone=zone)
    if as_json:
        print_json(asdict(counts))
    else:
        click.echo(in_words(counts))


def index_paths(db: str, paths: tuple[str, ...], *, options: ReadOptions, zone: ZoneInfo) -> RunCounts:
    """Reads the paths into the index, with a progress bar on a terminal; what became of the records."""
    from dedup.pages.source import Progress
    from dedup.params import NEWS_V1
    from dedup.pipeline.reading import read_prepared

    ensure_compiled()
    progress = Progress()
    with read_prepared(paths, options=options, zone=zone, params=NEWS_V1, progress=progress) as batches:
        from dedup.pipeline.index import index_prepared  # while a process reads already
        from dedup.store.database import open_for_writing

        first = list(islice(batches, 1))  # a misspelt path fails here, before a database is made
        database = open_for_writing(db, params=NEWS_V1)
        with _bar(progress) as (read, settled):
            counts = index_prepared(
                database,
                chain(first, batches),
                params=NEWS_V1,
                source=" ".join(paths),
                on_batch=read,
                on_settled=settled,
            )
    _tell_rejects(database)
    database.close()
    return counts


def in_words(counts: RunCounts) -> str:
    """What became of the records of a run, so that the parts add up to the whole."""
    parts = [
        (counts.indexed, "indexed"),
        (counts.same, "already there"),
        (counts.too_short, "too short to match"),
        (counts.other_language, "not in Arabic"),
        (counts.unreadable, "unreadable"),
    ]
    told = ", ".join(f"{count:,} {what}" for count, what in parts if count) or "the input is empty"
    found = f"{counted(counts.matches, 'pair')} of articles judged to share text."
    if counts.matches < 0:
        found = f"{counted(-counts.matches, 'pair')} of earlier articles came apart: what they share is everywhere."
    if not counts.indexed and not counts.too_short:
        found = "Nothing new: nothing was added."
    return f"{counted(counts.records, 'record')}: {told}.\n{found}"


def _tell_rejects(database: Database) -> None:
    """Names on stderr the first records of this run that became no article, with where and why."""
    from dedup.store import queries

    rejects = queries.run(database, queries.NEWLY_REJECTED)
    for reject in rejects[:_SHOWN_REJECTS]:
        click.echo(f"{reject['path']}:{reject['position']}: {reject['reason']}", err=True)
    if len(rejects) > _SHOWN_REJECTS:
        click.echo("... the others are in the table records.", err=True)


@contextmanager
def _bar(progress: Progress) -> Iterator[tuple[Callable[[RunCounts], None], Callable[[float], None]]]:
    """A progress bar: in bytes read, without a total (a pipe) only the count of records moves; then of the stories."""
    with click.progressbar(length=_STEPS, file=sys.stderr, label="Indexing") as bar:

        def move_to(step: int) -> None:
            bar.update(max(0, min(step, _STEPS) - bar.pos))

        def read(counts: RunCounts) -> None:
            bar.label = f"{counted(counts.records, 'record')}, {counted(counts.matches, 'match')}"
            move_to(progress.done * _READING_STEPS // progress.total if progress.total else 0)

        def settled(share: float) -> None:
            bar.label = "Matches among each other, stories"
            move_to(_READING_STEPS + int(share * (_STEPS - _READING_STEPS)))

        yield read, settled
        move_to(_STEPS)
