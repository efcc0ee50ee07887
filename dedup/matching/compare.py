"""Two articles to the evidence of what they share. Exact: from their tokens, in compiled loops.

`EVIDENCE` names the columns. The plain implementation that the tests hold this against is
tests/matching/plain_compare.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from dedup.compiled import compiled
from dedup.matching.documents import HEADER
from dedup.params import SHINGLE_WORDS
from dedup.text.shingles import shingles_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.matching.documents import Documents

EVIDENCE = ("shared_shingles", "jaccard", "containment_a", "containment_b", "longest_run")
SHARED, JACCARD, CONTAINMENT_A, CONTAINMENT_B, LONGEST_RUN = range(len(EVIDENCE))


def compare(documents: Documents, pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    """The evidence of each pair.

    Args:
        documents: some documents.
        pairs: (n, 2) places in ``documents``; quickest when ordered by the first.

    Returns:
        (n, len(EVIDENCE)).
    """
    evidence: NDArray[np.float32] = _compare(documents.values, documents.starts, pairs)
    return evidence


@njit(nogil=True)
def _table(hashes, size):
    """An open-addressing table of the distinct hashes, the slot of each hash, and how many are distinct."""
    slots = np.full(size, -1, dtype=np.int64)
    slot_of = np.empty(len(hashes), dtype=np.int64)
    distinct = 0
    for i in range(len(hashes)):
        slot = np.int64(hashes[i]) & (size - 1)
        while slots[slot] >= 0 and hashes[slots[slot]] != hashes[i]:
            slot = (slot + 1) & (size - 1)
        if slots[slot] < 0:
            slots[slot] = i
            distinct += 1
        slot_of[i] = slot
    return slots, slot_of, distinct


@njit(nogil=True)
def _tokens_of(values, starts, place):
    """The tokens of a document's text."""
    begin = starts[place]
    return values[begin + HEADER + np.int64(values[begin + 1]) : starts[place + 1]]


@njit(nogil=True)
def _distinct(hashes):
    ordered = np.sort(hashes)
    count = min(1, len(ordered))
    for i in range(1, len(ordered)):
        count += ordered[i] != ordered[i - 1]
    return count


@njit(nogil=True)
def _longest(covered):
    longest = run = 0
    for word in covered:
        run = run + 1 if word else 0
        longest = max(longest, run)
    return longest


@compiled("f4[:, ::1](Array(u4, 1, 'C', readonly=True), i8[::1], i8[:, ::1])")
def _compare(values, starts, pairs):
    evidence = np.zeros((len(pairs), 5), dtype=np.float32)
    current = -1
    tokens_a = values[:0]
    hashes_a = shingles_of(tokens_a)
    slots, slot_of, distinct_a = _table(hashes_a, 1)
    for row in range(len(pairs)):
        if pairs[row, 0] != current:
            current = pairs[row, 0]
            tokens_a = _tokens_of(values, starts, current)
            hashes_a = shingles_of(tokens_a)
            size = 1
            while size < 2 * len(hashes_a) + 2:
                size *= 2
            slots, slot_of, distinct_a = _table(hashes_a, size)
        tokens_b = _tokens_of(values, starts, pairs[row, 1])
        hashes_b = shingles_of(tokens_b)
        hits = np.zeros(len(slots), dtype=np.uint8)
        covered_a, covered_b = np.zeros(len(tokens_a), dtype=np.uint8), np.zeros(len(tokens_b), dtype=np.uint8)
        shared = 0
        for j in range(len(hashes_b)):
            slot = np.int64(hashes_b[j]) & (len(slots) - 1)
            while slots[slot] >= 0 and hashes_a[slots[slot]] != hashes_b[j]:
                slot = (slot + 1) & (len(slots) - 1)
            if slots[slot] >= 0:
                shared += 1 - hits[slot]
                hits[slot] = 1
                covered_b[j : j + SHINGLE_WORDS] = 1
        for i in range(len(hashes_a)):
            if hits[slot_of[i]]:
                covered_a[i : i + SHINGLE_WORDS] = 1
        distinct_b = _distinct(hashes_b)
        union = distinct_a + distinct_b - shared
        evidence[row, SHARED] = shared
        evidence[row, JACCARD] = shared / union if union else 0.0
        evidence[row, CONTAINMENT_A] = shared / distinct_a if distinct_a else 0.0
        evidence[row, CONTAINMENT_B] = shared / distinct_b if distinct_b else 0.0
        evidence[row, LONGEST_RUN] = _longest(covered_b)
    return evidence
