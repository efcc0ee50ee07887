"""Pages understood in other processes, in order, with no more than a few batches under way."""

from __future__ import annotations

import os
import signal
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING, Final

from dedup.cores import cores
from dedup.models import Page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.context import BaseContext

    from dedup.models import Article, Reject
    from dedup.pages.owners import Owners

LOOKED_AT: Final = 8
"""Batches after which it is known whether pages are worth workers."""
_BATCH_CHARACTERS: Final = 50_000
"""A batch is understood, or sent, once it holds so much: an HTML page, or some records. It stays in the processor's
cache from one step to the next: with 400,000 a record takes a tenth longer (benchmarks/speed/reading.py)."""
_MOST_WORKERS: Final = 8
"""Where nobody said how many: each takes some 150 MB, and one process reads for all."""
_AHEAD: Final = 8
"""Batches a worker that wait or are being worked on: memory stays bounded."""


def worth(first: Iterable[Page | Reject]) -> int:
    """How many workers pages are worth that begin with these: one a core for whole pages, else none.

    To find the text of a page takes a hundred times as long as to send it to another process; what is an
    article already is understood in the time that sending takes.
    """
    pages = [page for page in first if isinstance(page, Page)]
    whole = any(page.kind != "article" for page in pages)
    if not whole or sum(len(page.content) for page in pages) < LOOKED_AT * _BATCH_CHARACTERS:
        return 0
    return min(cores(), _MOST_WORKERS) if cores() > 1 else 0


def understand_all(
    pages: Iterable[list[Page | Reject]],
    *,
    zone: dt.tzinfo,
    workers: int,
    owners: Owners | None = None,
    context: BaseContext | None = None,
) -> Iterator[Article | Reject]:
    """As `dedup.pages.articles.understand` page by page, in the same order; rejects pass through.

    Args:
        pages: batches of them, read in this process; what it raises is raised after the results before it.
        zone: clock of times that name none.
        workers: processes.
        owners: who owns which outlet; None for the package's table.
        context: how they are started; None for the platform's way.
    """
    waiting: deque[Future[list[Article | Reject]]] = deque()
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_parent)
    problem: Exception | None = None
    try:
        try:
            for batch in pages:
                waiting.append(pool.submit(_work, batch, zone, owners))
                if len(waiting) >= _AHEAD * workers:
                    yield from waiting.popleft().result()
        except Exception as error:  # noqa: BLE001 - raised again below, after what came before it
            problem = error
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
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


def end_with_parent() -> None:
    """Ends this process with the one that started it, however that ends; an interrupt is for that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def end() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=end, daemon=True).start()


def _work(pages: list[Page | Reject], zone: dt.tzinfo, owners: Owners | None) -> list[Article | Reject]:
    from dedup.pages.articles import understand_many

    return understand_many(pages, zone=zone, owners=owners)
