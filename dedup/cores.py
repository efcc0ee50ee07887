"""Work on all cores of this machine: compiled loops let go of the interpreter, so threads of it run side by side."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def on_all_cores(work: Callable[[slice], None], count: int, *, at_least: int) -> None:
    """Does the work on ``count`` items, each core on a slice of them; on fewer cores where there is little to do.

    Args:
        work: on some of the items; it must not matter what else is done at the same time, and it must not come here.
        count: of items.
        at_least: items that are worth a thread.
    """
    parts = max(1, min(cores(), count // at_least))
    ends = [count * part // parts for part in range(parts + 1)]
    own, *others = [slice(begin, end) for begin, end in pairwise(ends)]
    started = [_threads().submit(work, some) for some in others]
    try:
        work(own)
    finally:
        wait(started)
    for each in started:
        each.result()


@cache
def _threads() -> ThreadPoolExecutor:
    """Kept, as is the memory that they took: loops in new threads wait for theirs."""
    return ThreadPoolExecutor(cores())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_threads.cache_clear)  # a forked process has none of the threads
