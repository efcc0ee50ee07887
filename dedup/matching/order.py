"""How much of two articles is the same in the same order: the longest common subsequence of their content stems.

For compiled loops. One bit a word of the shorter article, 64 at a time; a word of the longer one touches only the
bits of its own stem and what they carry into, and the bits of words without content never match. Two texts of one event share names and facts, in any order; a text
that was reworked keeps its order. Source: Crochemore, Iliopoulos, Pinzon, Reid, "A fast and practical
bit-vector algorithm for the longest common subsequence problem", Information Processing Letters 80, 2001.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from dedup.matching.views import find

_ONE, _ALL = np.uint64(1), np.uint64(0xFFFFFFFFFFFFFFFF)
_BITS = 64


@njit(nogil=True)
def common_in_order(x, y):
    """How long it is; ``x`` is better the shorter of the two views."""
    # A zero bit is a word that ends a longer subsequence than the words before it do.
    unmatched = np.full(len(x.stems) // _BITS + 1, _ALL)
    for place in y.content:
        position = find(y.stems[place], x.stems, x.stem_slots)
        if position >= 0:
            _match(unmatched, position, x.next_same_stem)
    matched = 0
    for place in x.content:
        matched += not (unmatched[place // _BITS] >> np.uint64(place % _BITS)) & _ONE
    return matched


@njit(nogil=True)
def _match(unmatched, position, next_same):
    """``unmatched = (unmatched + u) | (unmatched - u)``, u being its bits at the positions of one stem."""
    carry = _ONE - _ONE
    at = position // _BITS
    while at < len(unmatched) and (position >= 0 or carry):
        stem = _ONE - _ONE
        while position >= 0 and position // _BITS == at:
            stem |= _ONE << np.uint64(position % _BITS)
            position = next_same[position]
        before = unmatched[at]
        added = before + (before & stem)
        total = added + carry
        carry = _ONE if added < before or total < added else _ONE - _ONE
        unmatched[at] = total | (before & ~stem)
        at = at + 1 if carry or position < 0 else position // _BITS
