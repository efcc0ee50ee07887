"""Streams in lists."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

BATCH_SIZE = 2_000
"""Records a transaction: half a second of work, so that whoever browses the file never waits long."""


def in_batches(items: Iterable[T], size: int = BATCH_SIZE, *, first: int | None = None) -> Iterator[list[T]]:
    """The items in lists of ``size``; the first one of ``first``, each after it twice as long up to that."""
    stream = iter(items)
    now = min(first or size, size)
    while batch := list(islice(stream, now)):
        yield batch
        now = min(2 * now, size)
