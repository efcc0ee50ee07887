"""Which candidates share enough to be looked at closer: four in five do not, and this tells them cheaply."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part
from dedup.cores import on_all_cores
from dedup.matching.common import group_of
from dedup.matching.documents import text_begin
from dedup.matching.views import slot_of
from dedup.params import SHINGLE_WORDS
from dedup.text.tokens import longest_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.matching.documents import Documents

MIN_OVERLAP = 0.08
"""Of 314,000 candidates of the development corpus that share less of both texts, none was republished."""

_WORTH_A_THREAD = 2_000
"""Pairs: some milliseconds."""
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
    result = np.zeros(len(pairs), dtype=np.bool_)

    def tell_some(some: slice) -> None:
        _overlapping(documents.values, documents.starts, documents.shingles, pairs[some], result[some])

    on_all_cores(tell_some, len(pairs), at_least=_WORTH_A_THREAD)
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


@part
def _shingles_of(document, values, starts, shingles):
    begin = text_begin(values, starts, document)
    return shingles[begin : max(begin, starts[document + 1] - SHINGLE_WORDS + 1)]


@compiled("void(Array(u4, 1, 'C', readonly=True), i8[::1], u4[::1], i8[:, ::1], b1[::1])")
def _overlapping(values, starts, shingles, pairs, result):
    longest = longest_text(starts)
    hits, times = np.empty(longest, dtype=np.uint8), np.empty(longest, dtype=np.int32)
    begin = 0
    while begin < len(pairs):
        end, column = group_of(pairs, begin)
        left = _shingles_of(pairs[begin, column], values, starts, shingles)
        size = 4
        while size < 2 * len(left):
            size *= 2
        slots, sieve = np.empty(size, dtype=np.int32), np.empty(size // _SIEVE, dtype=np.uint64)
        _enter(left, slots, times, sieve)
        for row in range(begin, end):
            right = _shingles_of(pairs[row, 1 - column], values, starts, shingles)
            own, found = _count(left, right, slots, times, sieve, hits)
            result[row] = own >= MIN_OVERLAP * max(1, len(left)) or found >= MIN_OVERLAP * max(1, len(right))
        begin = end
