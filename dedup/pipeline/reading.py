"""Paths to prepared batches: the half of indexing that needs no index, in this process or another."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from dedup.pages.articles import read_articles
from dedup.pages.source import Progress, find_sources
from dedup.pipeline.ahead import ahead
from dedup.pipeline.batches import in_batches
from dedup.pipeline.prepare import prepare

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from dedup.pages.read import ReadOptions
    from dedup.params import IndexParams
    from dedup.pipeline.prepare import Prepared

_WORTH_A_PROCESS_BYTES = 4_000_000
"""Starting a process takes as long as reading so much."""
_FIRST_BATCH = 250
"""Records: the process that writes has something to do soon, and is not far behind at the end."""


@contextmanager
def read_prepared(
    paths: Sequence[str], *, options: ReadOptions, zone: dt.tzinfo, params: IndexParams, progress: Progress
) -> Iterator[Iterator[Prepared]]:
    """Gives what the paths hold, prepared batch by batch; large inputs are read in another process.

    Args:
        paths: files, folders, globs; ``-`` is the standard input.
        options: what the user said about them.
        zone: the clock of times that name none.
        params: the index's parameters.
        progress: told the total at once, and after each batch how much has been read.

    Raises:
        PageError: as `dedup.pages.read.read_pages`.
    """
    sizes = [source.size for source in find_sources(paths)]
    progress.total = None if None in sizes else sum(size for size in sizes if size is not None)
    arguments = (tuple(paths), options, zone, params)
    if progress.total is None or progress.total < _WORTH_A_PROCESS_BYTES:
        yield _told(_batches(*arguments), progress)
        return
    with ahead(_batches, *arguments) as batches:
        yield _told(batches, progress)


def _batches(
    paths: Sequence[str], options: ReadOptions, zone: dt.tzinfo, params: IndexParams
) -> Iterator[tuple[Prepared, int]]:
    """Prepared batches, and how many bytes were read for all up to each."""
    progress = Progress()
    articles = read_articles(paths, options=options, zone=zone, progress=progress)
    for batch in in_batches(articles, first=_FIRST_BATCH):
        yield prepare(batch, params=params), progress.done


def _told(batches: Iterator[tuple[Prepared, int]], progress: Progress) -> Iterator[Prepared]:
    for batch, done in batches:
        progress.done = done
        yield batch
