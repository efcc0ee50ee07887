"""Fingerprints of passages: which articles may share a run of words, however little of both it is.

Winnowing keeps the smallest shingle hash of every window of ``w`` shingles in a row. Two texts that
share a run hold the same windows inside it, so they keep the same hashes there: a run of ``2 w``
different shingles shares at least two. Source: Schleimer, Wilkerson, Aiken, "Winnowing: local
algorithms for document fingerprinting", SIGMOD 2003.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.text.arrays import sorted_unique

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.text.shingles import ShingleBatch

MIN_SHARED = 2
"""Fingerprints that two articles must share to be compared; one is often a set phrase."""


def guaranteed_run_words(*, window: int, shingle_words: int) -> int:
    """The length of run, in folded words, from which two texts surely share ``MIN_SHARED``."""
    return MIN_SHARED * window + shingle_words - 1


def fingerprints(batch: ShingleBatch, *, window: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The fingerprints of a batch of texts.

    A text of fewer than ``window`` shingles keeps its smallest.

    Returns:
        Hashes, read as signed 32-bit integers, and the place in the batch of the text each belongs
        to; both (n,), ordered by text, each hash once a text.
    """
    hashes, sizes = batch.sequence, np.diff(batch.sequence_offsets)
    minima = hashes.copy()
    for shift in range(1, window):
        np.minimum(minima[:-shift], hashes[shift:], out=minima[:-shift])
    owners = np.repeat(np.arange(len(batch)), sizes)
    whole = np.zeros(len(hashes), dtype=bool)
    last = max(0, len(hashes) - window + 1)
    whole[:last] = owners[:last] == owners[window - 1 : window - 1 + last]
    short = np.flatnonzero((sizes > 0) & (sizes < window))
    smallest = [hashes[batch.sequence_offsets[i] : batch.sequence_offsets[i + 1]].min() for i in short]
    keys = sorted_unique(
        np.concatenate([_keys(owners[whole], minima[whole]), _keys(short, np.array(smallest, dtype=np.uint32))])
    )
    return keys.astype(np.uint32).astype(np.int32).astype(np.int64), (keys >> np.uint64(32)).astype(np.int64)


def _keys(owners: NDArray[np.int64], hashes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    keys: NDArray[np.uint64] = (owners.astype(np.uint64) << np.uint64(32)) | hashes
    return keys
