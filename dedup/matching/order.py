"""How much of two articles is the same in the same order: the longest common subsequence of their content stems.

For compiled loops. Of both texts only the words are looked at whose stems stand in the other as well: the others
are in no common subsequence. One bit a word of the shorter article, 64 at a time. Two texts of one event share names
and facts, in any order; a text that was reworked keeps its order. Source: Crochemore, Iliopoulos, Pinzon, Reid, "A
fast and practical bit-vector algorithm for the longest common subsequence problem", Information Processing Letters
80, 2001.
"""

from __future__ import annotations

import numpy as np

from dedup.compiled import uncounted
from dedup.matching.memory import NUMBERS, OF_X, OF_Y

_NONE, _ONE, _ALL = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
_BITS = 64


@uncounted
def common_in_order(x, y, common, memory):
    """How long it is; ``x`` is better the shorter of the two views, ``common`` where their words stand in each other."""
    number = memory.words[NUMBERS]  # of a stem, by its first position: the first place it has below
    of_x, size_x = memory.words[OF_X], 0
    for position in x.content:
        if common.stems[position] >= 0:
            first = common.stems_back[common.stems[position]]
            if first == position:
                number[first] = size_x
            of_x[size_x], size_x = number[first], size_x + 1
    of_y, size_y = memory.words[OF_Y], 0
    for position in y.content:
        if common.stems_back[position] >= 0:
            of_y[size_y], size_y = number[common.stems_back[position]], size_y + 1
    return _longest_common(of_x[:size_x], of_y[:size_y], memory.bits[0][:size_x], memory.bits[1][:size_y])


@uncounted
def _longest_common(left, right, places, carries):
    """The length, of two sequences of numbers below ``len(left)``; the others are memory, as long as they."""
    length = 0
    places[:], carries[:] = _NONE, _NONE
    for begin in range(0, len(left), _BITS):
        end = min(begin + _BITS, len(left))
        for bit in range(end - begin):
            places[left[begin + bit]] |= _ONE << np.uint64(bit)
        # A zero bit is an item that ends a longer subsequence than the items before it do.
        unmatched = _ALL
        for i in range(len(right)):
            same = unmatched & places[right[i]]
            added = unmatched + same
            total = added + carries[i]
            carries[i] = _ONE if added < same or total < added else _NONE
            unmatched = total | (unmatched - same)
        for bit in range(end - begin):
            length += not (unmatched >> np.uint64(bit)) & _ONE
            places[left[begin + bit]] = _NONE
    return length
