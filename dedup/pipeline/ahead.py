"""An iterator that runs ahead in another process, so that reading goes on while what was read is written."""

from __future__ import annotations

import multiprocessing
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty
from typing import TYPE_CHECKING, Any, TypeVar

from dedup.errors import PageError
from dedup.pages.parallel import end_with_parent
from dedup.pipeline.garbage import seldom_collected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.context import BaseContext
    from multiprocessing.queues import Queue

T = TypeVar("T")

_WAITING = 2
"""Items that are ready and wait: memory stays bounded."""
_PATIENCE_SECONDS = 1.0
"""After so long without an item it is asked whether the other process still lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raised:
    error: Exception


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    pass


@contextmanager
def ahead(
    make: Callable[..., Iterable[T]],
    *arguments: Any,  # noqa: ANN401 - whatever ``make`` takes
    context: BaseContext | None = None,
) -> Iterator[Iterator[T]]:
    """Gives the items of ``make(*arguments)``, made in another process that ends with the block, however that ends.

    Args:
        make: a function of a module, as the other process must find it.
        arguments: for it; they are sent there.
        context: how the process is started; None for the platform's way.

    Raises:
        PageError: while going through it: the other process was killed.
        Exception: what ``make`` raises, after the items before it.
    """
    context = context or multiprocessing.get_context()
    items: Queue[Any] = context.Queue(_WAITING)
    process = context.Process(target=_fill, args=(items, make, arguments))  # type: ignore[attr-defined]
    process.start()
    try:
        yield _items(items, process)
    finally:
        process.terminate()
        process.join()


def _items(items: Queue[Any], process: Any) -> Iterator[Any]:  # noqa: ANN401 - a process of whichever context
    while not isinstance(item := _next(items, process), _End):
        if isinstance(item, _Raised):
            raise item.error
        yield item


def _next(items: Queue[Any], process: Any) -> object:  # noqa: ANN401
    while True:
        try:
            return items.get(timeout=_PATIENCE_SECONDS)
        except Empty:
            if not process.is_alive():
                raise PageError(
                    f"the process that reads the input was ended from outside (exit code {process.exitcode})."
                    " What was read before is in the index; if memory is short, give fewer files at once."
                ) from None


def _fill(items: Queue[Any], make: Callable[..., Iterable[Any]], arguments: tuple[Any, ...]) -> None:
    end_with_parent()
    try:
        with seldom_collected():
            for item in make(*arguments):
                items.put(item)
    except Exception as error:  # noqa: BLE001 - raised again in the process that asked
        items.put(_Raised(error=error))
    items.put(_End())
