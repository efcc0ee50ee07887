"""What text to signature cannot go below: the texts encoded, each code unit looked up, the shingles permuted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

import dedup.compiling  # noqa: F401 - so that numba knows the parts of our loops
from benchmarks.speed.runners.common import NUM_PERM
from dedup.cores import on_all_cores
from dedup.matching.signature import signatures
from dedup.params import NEWS_V1
from dedup.pipeline.batches import in_batches
from dedup.text.cut import cut, expansions, units_table
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SIGNED = replace(NEWS_V1, num_perm=NUM_PERM)
"""The profile keeps fewer values: in this comparison everybody makes as many."""
_HANDED_OVER = 128
"""Texts at a time, about as many as `tokenize` hands over together."""
_WORTH_A_THREAD = 500
"""Texts."""
_numba: Any = numba  # half of it has types


def encoded(texts: list[str]) -> bytes:
    """As loops take them."""
    return "\n".join([*texts, ""]).encode("utf-16-le", "surrogatepass")


def all_but_words(texts: list[str]) -> Callable[[], object]:
    """Everything but what is done with words, on all cores: to know them again, to stem, to hash, to mark them."""
    tokens = tokenize(texts, fold_version=SIGNED.fold_version)
    folds: dict[int, Callable[[], object]] = {}

    def prepare(some: slice) -> None:
        folds[some.start] = folding(texts[some])

    def fold(some: slice) -> None:
        for part in in_batches(texts[some], _HANDED_OVER):
            encoded(part)
        folds[some.start]()

    on_all_cores(prepare, len(texts), at_least=_WORTH_A_THREAD)
    return lambda: (on_all_cores(fold, len(texts), at_least=_WORTH_A_THREAD), signatures(tokens, SIGNED))


def folding(texts: list[str]) -> Callable[[], object]:
    """One look-up for each code unit, and what it gives written: the first loop over a text, all others left out."""
    units = np.frombuffer(encoded(texts), dtype="<u2")
    ends = np.flatnonzero(units == ord("\n")) + 1
    room = 4 * int(np.diff(ends, prepend=0).max())
    tables = (units_table(SIGNED.fold_version), *expansions(SIGNED.fold_version))
    rooms = [np.empty(room, dtype=kind) for kind in (np.uint16, np.uint32, np.uint64, np.uint32, np.int64)]
    arguments = (units, ends, tables, tuple(rooms))
    _fold(*arguments)  # compiles
    return lambda: _fold(*arguments)


@_numba.njit(nogil=True)  # type: ignore[untyped-decorator]
def _fold(
    units: NDArray[np.uint16],
    ends: NDArray[np.int64],
    tables: tuple[NDArray[Any], ...],
    rooms: tuple[NDArray[Any], ...],
) -> int:
    begin = gaps = 0
    for end in ends:
        gaps += cut(units[begin:end], *tables, *rooms)[0]
        begin = end
    return gaps
