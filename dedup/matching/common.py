"""Where the words of two documents stand in each other: looked up once for a pair, for all that is asked of it.

For compiled loops.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from dedup.matching.views import find
from dedup.params import SHINGLE_WORDS


class Common(NamedTuple):
    """Of each word of two views, ``x`` and ``y``, the first position of the same in the other; -1 if it is not there."""

    shingles: np.ndarray
    """In ``y``, of the shingles that begin at the words of ``x``; -1 for the last words."""
    stems: np.ndarray
    """In ``y``, of the stems of ``x``."""
    stems_back: np.ndarray
    """In ``x``, of the stems of ``y``."""


@njit(nogil=True)
def common_of(x, y):
    """Looks the words of ``x`` up in ``y``."""
    stems, stems_back = _stems(x, y)
    return Common(shingles_in(x, y), stems, stems_back)


@njit(nogil=True)
def shingles_in(x, y):
    """`Common.shingles` alone."""
    found = np.full(len(x.tokens), -1, dtype=np.int32)
    for i in range(len(x.tokens) - SHINGLE_WORDS + 1):
        found[i] = find(x.hashes[i], y.hashes, y.shingle_slots)
    return found


@njit(nogil=True)
def _stems(x, y):
    found, back = np.full(len(x.stems), -2, dtype=np.int32), np.full(len(y.stems), -1, dtype=np.int32)
    for first in range(len(x.stems)):
        if found[first] == -2:
            place = find(x.stems[first], y.stems, y.stem_slots)
            position = np.int64(first)
            while position >= 0:
                found[position] = place
                position = x.next_same_stem[position]
            while place >= 0:
                back[place] = first
                place = y.next_same_stem[place]
    return found, back
