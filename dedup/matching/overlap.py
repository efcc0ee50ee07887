"""Which candidates share enough to be looked at closer: four in five do not, and this tells them cheaply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part
from dedup.matching.common import group_of
from dedup.matching.documents import HEADER, TITLE_SIZE
from dedup.matching.views import slot_of
from dedup.text.shingles import shingles_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.matching.documents import Documents

MIN_OVERLAP = 0.08
"""Of 314,000 candidates of the development corpus that share less of both texts, none was republished."""

_SIEVE = 4
"""Slots to 64 bits of the sieve: 32 bits a hash and more."""


def overlapping(documents: Documents, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether at least `MIN_OVERLAP` of either text's shingles stand in the other.

    Args:
        documents: some documents.
        pairs: (n, 2) places in ``documents``; quickest where those of one document are together.

    Returns:
        (n,)
    """
    result: NDArray[np.bool_] = _overlapping(documents.values, documents.starts, pairs)
    return result


@part
def _word_of(hashed, sieve):
    return (np.int64(hashed) >> 6) & (len(sieve) - 1)


@part
def _bit_of(hashed):
    return np.uint64(1) << np.uint64(hashed & np.uint32(63))


@part
def _enter(hashes, slots, times, sieve):
    """Enters the hashes into an open-addressing table of their first places, and counts there how often each stands.

    One bit of the sieve is set for each: of the hashes of another text nineteen in twenty fall through.
    """
    slots[:], sieve[:] = -1, 0
    times[: len(hashes)] = 0
    for i in range(len(hashes)):
        sieve[_word_of(hashes[i], sieve)] |= _bit_of(hashes[i])
        slot = slot_of(np.int64(hashes[i]), len(slots))
        while slots[slot] >= 0 and hashes[slots[slot]] != hashes[i]:
            slot = (slot + 1) & (len(slots) - 1)
        if slots[slot] < 0:
            slots[slot] = i
        times[slots[slot]] += 1


@part
def _count(hashes, others, slots, times, sieve, hits):
    """How many of ``hashes`` and how many of ``others`` stand in the other text too, repeats counted."""
    hits[: len(hashes)] = 0
    own = found = 0
    for other in others:
        if not sieve[_word_of(other, sieve)] & _bit_of(other):
            continue
        slot = slot_of(np.int64(other), len(slots))
        while slots[slot] >= 0 and hashes[slots[slot]] != other:
            slot = (slot + 1) & (len(slots) - 1)
        if slots[slot] >= 0:
            found += 1
            own += 0 if hits[slots[slot]] else times[slots[slot]]
            hits[slots[slot]] = 1
    return own, found


@compiled("b1[::1](Array(u4, 1, 'C', readonly=True), i8[::1], i8[:, ::1])")
def _overlapping(values, starts, pairs):
    count = len(starts) - 1
    hashes, begins = np.empty(len(values), dtype=np.uint32), np.zeros(count + 1, dtype=np.int64)
    longest = 0
    for document in range(count):
        text = values[
            starts[document] + HEADER + np.int64(values[starts[document] + TITLE_SIZE]) : starts[document + 1]
        ]
        own = shingles_of(text)
        hashes[begins[document] : begins[document] + len(own)] = own
        begins[document + 1] = begins[document] + len(own)
        longest = max(longest, len(own))
    hits, times = np.empty(longest, dtype=np.uint8), np.empty(longest, dtype=np.int32)
    result = np.zeros(len(pairs), dtype=np.bool_)
    begin = 0
    while begin < len(pairs):
        end, column = group_of(pairs, begin)
        known = pairs[begin, column]
        left = hashes[begins[known] : begins[known + 1]]
        size = 4
        while size < 2 * len(left):
            size *= 2
        slots, sieve = np.empty(size, dtype=np.int32), np.empty(size // _SIEVE, dtype=np.uint64)
        _enter(left, slots, times, sieve)
        for row in range(begin, end):
            other = pairs[row, 1 - column]
            right = hashes[begins[other] : begins[other + 1]]
            own, found = _count(left, right, slots, times, sieve, hits)
            result[row] = own >= MIN_OVERLAP * max(1, len(left)) or found >= MIN_OVERLAP * max(1, len(right))
        begin = end
    return result
