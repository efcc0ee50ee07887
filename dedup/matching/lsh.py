"""Signatures to band keys: two texts that share a key are candidates.

The bands are datasketch's: band ``i`` is the values ``i * rows`` to ``(i + 1) * rows - 1``. A key is
32 bits of a chain of XXH64 steps over the band's number and its values. That two different bands
get one key happens once in four billion pairs, and costs one comparison.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled
from dedup.text.hashing import xxh64_chain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.params import IndexParams


def band_keys(signatures: NDArray[np.uint32], params: IndexParams) -> NDArray[np.uint32]:
    """The bucket keys of each text, (texts, bands)."""
    keys: NDArray[np.uint32] = _band_keys(signatures, params.bands, params.rows)
    return keys


@compiled("u4[:, ::1](u4[:, ::1], i8, i8)")
def _band_keys(signatures, bands, rows):
    keys = np.empty((len(signatures), bands), dtype=np.uint32)
    for text in range(len(signatures)):
        for band in range(bands):
            state = np.uint64(band)
            for value in signatures[text, band * rows : (band + 1) * rows]:
                state = xxh64_chain(state, np.uint64(value))
            keys[text, band] = np.uint32(state >> np.uint64(32))
    return keys
