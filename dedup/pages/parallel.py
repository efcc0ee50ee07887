"""Pages understood in other processes, in order, with no more than a few batches under way."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Final

from dedup.models import Page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

    from dedup.models import Article, Reject
    from dedup.pages.owners import Owners

_BATCH_CHARACTERS: Final = 400_000
"""A batch is sent once it holds so much: a few HTML pages, or some hundred records."""
_AHEAD: Final = 2
"""Batches a worker that wait or are being worked on: memory stays bounded."""


def understand_all(
    pages: Iterator[Page | Reject],
    *,
    zone: dt.tzinfo,
    workers: int,
    owners: Owners | None = None,
    context: BaseContext | None = None,
) -> Iterator[Article | Reject]:
    """As `dedup.pages.articles.understand` page by page, in the same order; rejects pass through.

    Args:
        pages: read in this process; what it raises is raised after the results before it.
        zone: clock of times that name none.
        workers: processes.
        owners: who owns which outlet; None for the package's table.
        context: how they are started; None for the platform's way.
    """
    waiting: deque[Future[list[Article | Reject]]] = deque()
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        problem: Exception | None = None
        try:
            for batch in batches(pages):
                waiting.append(pool.submit(_work, batch, zone, owners))
                if len(waiting) >= _AHEAD * workers:
                    yield from waiting.popleft().result()
        except Exception as error:  # noqa: BLE001 - raised again below, after what came before it
            problem = error
        while waiting:
            yield from waiting.popleft().result()
    if problem:
        raise problem


def batches(pages: Iterator[Page | Reject]) -> Iterator[list[Page | Reject]]:
    """Runs of pages, of so many characters; what ``pages`` raises is raised after the pages before it."""
    batch: list[Page | Reject] = []
    size = 0
    try:
        for page in pages:
            batch.append(page)
            size += len(page.content) if isinstance(page, Page) else 0
            if size >= _BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
    except Exception:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _work(pages: list[Page | Reject], zone: dt.tzinfo, owners: Owners | None) -> list[Article | Reject]:
    from dedup.pages.articles import understand_many

    return understand_many(pages, zone=zone, owners=owners)
