"""Fingerprints of passages: which articles may share a run of words, however little of both it is.

Winnowing keeps the smallest shingle hash of every window of ``w`` shingles in a row. Two texts that
share a run hold the same windows inside it, so they keep the same hashes there: a run of ``2 w``
different shingles shares at least two. Source: Schleimer, Wilkerson, Aiken, "Winnowing: local
algorithms for document fingerprinting", SIGMOD 2003.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part
from dedup.params import SHINGLE_WORDS
from dedup.text.shingles import shingles_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.text.tokens import TokenBatch

MIN_SHARED = 2
"""Fingerprints that two articles must share to be compared; one is often a set phrase."""
_KEPT_WHOLE = 64
"""A text of so many shingles keeps all of them: a brief has too few windows to be found by."""


def guaranteed_run_words(*, window: int) -> int:
    """The length of run, in folded words, from which two texts surely share ``MIN_SHARED``."""
    return MIN_SHARED * window + SHINGLE_WORDS - 1


def fingerprints(batch: TokenBatch, *, window: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The fingerprints of a batch of texts.

    Returns:
        Hashes, and the place in the batch of the text each belongs to; both (n,), ordered by text
        and hash, each hash once a text.
    """
    hashes, counts = _fingerprints(batch.tokens, batch.offsets, window)
    return hashes, np.repeat(np.arange(len(batch)), counts)


@part
def _winnowed(hashes: NDArray[np.uint32], window: int) -> NDArray[np.uint32]:
    """The smallest hash of each window; one that is smallest in several windows in a row, once."""
    if len(hashes) <= _KEPT_WHOLE:
        return hashes
    kept = np.empty(len(hashes), dtype=np.uint32)
    count, smallest = 0, -1
    for last in range(window - 1, len(hashes)):
        first = last - window + 1
        if smallest < first:
            smallest = first
            for i in range(first + 1, last + 1):
                smallest = i if hashes[i] < hashes[smallest] else smallest
        elif hashes[last] < hashes[smallest]:
            smallest = last
        else:
            continue
        kept[count] = hashes[smallest]
        count += 1
    return kept[:count]


@compiled("Tuple((u4[::1], i8[::1]))(u4[::1], i8[::1], i8)")
def _fingerprints(tokens, offsets, window):
    result = np.empty(len(tokens), dtype=np.uint32)
    counts = np.zeros(len(offsets) - 1, dtype=np.int64)
    total = 0
    for text in range(len(offsets) - 1):
        kept = _winnowed(shingles_of(tokens[offsets[text] : offsets[text + 1]]), window)
        kept.sort()
        for i in range(len(kept)):
            if i == 0 or kept[i] != kept[i - 1]:
                result[total + counts[text]] = kept[i]
                counts[text] += 1
        total += counts[text]
    return result[:total].copy(), counts
