"""Work on all cores of this machine: compiled loops let go of the interpreter, so threads of it run side by side."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
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
        work: on some of the items; it must not matter what else is done at the same time.
        count: of items.
        at_least: items that are worth a thread.
    """
    parts = max(1, min(cores(), count // at_least))
    ends = [count * part // parts for part in range(parts + 1)]
    slices = [slice(begin, end) for begin, end in pairwise(ends)]
    if parts == 1:
        work(slices[0])
        return
    with ThreadPoolExecutor(parts) as threads:
        list(threads.map(work, slices))
