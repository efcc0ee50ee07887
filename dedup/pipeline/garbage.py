"""Python's search for cyclic garbage, made seldom while modules are loaded and where batches are worked through.

Both make tens of thousands of objects that stay, and no cycles: going through them again and again finds
nothing. It took a tenth of the start of every command, and of the processor time of `dedup index`.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEW_OBJECTS = 100_000
"""So many more must have been made than freed before it is looked for again: not yet a batch's."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Inside, garbage is looked for seldom; afterwards as before."""
    before = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
