"""Where the words of two documents stand in each other: looked up once for a pair, for all that is asked of it.

For compiled loops. One document is entered into tables; any number of others are looked up there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.compiled import uncounted
from dedup.matching.memory import (
    NEXT_SAME_BACK,
    NEXT_SHINGLE,
    NEXT_STEM,
    ROOM,
    SHINGLES,
    SHINGLES_BACK,
    STEMS,
    STEMS_BACK,
)
from dedup.params import SHINGLE_WORDS

_KEY_BITS = 32
_KEY = (1 << _KEY_BITS) - 1


class Positions(NamedTuple):
    """Where 32-bit hashes stand in one sequence of them."""

    table: np.ndarray
    """Open addressing by the low bits: a hash, and above it its first position and 1; 0 is an empty slot."""
    next_same: np.ndarray
    """For each position the next one of the same hash; -1 for the last."""


class Entered(NamedTuple):
    """One document's positions."""

    shingles: Positions
    stems: Positions


class Common(NamedTuple):
    """Of each word of two views, ``x`` and ``y``, the first position of the same in the other; -1 if it is nowhere."""

    shingles: np.ndarray
    """In ``y``, of the shingles that begin at the words of ``x``; -1 for the last words."""
    shingles_back: np.ndarray
    """In ``x``, of those of ``y``."""
    stems: np.ndarray
    """In ``y``, of the stems of ``x``."""
    stems_back: np.ndarray
    """In ``x``, of the stems of ``y``."""
    next_same: np.ndarray
    """In ``x``, the next position of a stem that both have; -1 for the last."""
    next_same_back: np.ndarray
    """In ``y``."""


@uncounted
def group_of(pairs, begin):
    """The end of the pairs from ``begin`` on that have one document, to be entered once; the column it stands in."""
    column = 1 if begin + 1 < len(pairs) and pairs[begin, 1] == pairs[begin + 1, 1] else 0
    end = begin + 1
    while end < len(pairs) and pairs[end, column] == pairs[begin, column]:
        end += 1
    return end, column


@uncounted
def entered(view, memory):
    """The positions of a view's shingles and stems."""
    shingles = view.hashes[: max(0, len(view.hashes) - SHINGLE_WORDS + 1)]
    return Entered(
        positions_of(shingles, memory.tables[0], memory.words[NEXT_SHINGLE]),
        positions_of(view.stems, memory.tables[1], memory.words[NEXT_STEM]),
    )


@uncounted
def positions_of(hashes, table, next_same):
    """The positions of hashes, in memory that may be larger."""
    size = 4
    while size < ROOM * len(hashes):
        size *= 2
    table, next_same = table[:size], next_same[: len(hashes)]
    table[:] = 0
    for i in range(len(hashes) - 1, -1, -1):  # backwards: a slot holds the first position
        hashed = np.int64(hashes[i])
        slot = _slot_of(hashed, table)
        next_same[i] = (table[slot] >> _KEY_BITS) - 1
        table[slot] = ((i + 1) << _KEY_BITS) | hashed
    return Positions(table, next_same)


@uncounted
def _slot_of(hashed, table):
    """Where a hash stands in the table, or would stand."""
    slot = hashed & (len(table) - 1)
    while table[slot] and table[slot] & _KEY != hashed:
        slot = (slot + 1) & (len(table) - 1)
    return slot


@uncounted
def first_position(hashed, positions):
    """Where a hash stands first; -1 if it does not."""
    return (positions.table[_slot_of(np.int64(hashed), positions.table)] >> _KEY_BITS) - 1


@uncounted
def common_of(known, x, y, memory):
    """Where the words of ``x``, which is ``known``, and of ``y`` stand in each other."""
    size_x, size_y, words = len(x.tokens), len(y.tokens), memory.words
    shingles, shingles_back = words[SHINGLES][:size_x], words[SHINGLES_BACK][:size_y]
    stems, stems_back, next_same_back = (
        words[STEMS][:size_x],
        words[STEMS_BACK][:size_y],
        words[NEXT_SAME_BACK][:size_y],
    )
    some = max(0, size_y - SHINGLE_WORDS + 1)
    shingles[:], shingles_back[some:], stems[:] = -1, -1, -1
    _look_up(y.hashes[:some], known.shingles, shingles, shingles_back, next_same_back)
    _look_up(y.stems, known.stems, stems, stems_back, next_same_back)
    return Common(shingles, shingles_back, stems, stems_back, known.stems.next_same, next_same_back)


@uncounted
def _look_up(hashes, positions, there, back, next_same_back):
    """Fills ``back`` with the first positions of ``hashes``, ``there`` with theirs, -1 before, of all positions."""
    for j in range(len(hashes)):
        back[j] = first_position(hashes[j], positions)
    for j in range(len(hashes) - 1, -1, -1):
        if back[j] >= 0:
            next_same_back[j] = there[back[j]]
            there[back[j]] = j
    for i in range(len(positions.next_same)):
        if positions.next_same[i] >= 0:
            there[positions.next_same[i]] = there[i]


@uncounted
def swapped(common):
    """The same, told of ``y`` and ``x``."""
    return Common(
        common.shingles_back, common.shingles, common.stems_back, common.stems, common.next_same_back, common.next_same
    )
