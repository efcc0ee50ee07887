"""Signatures to band keys: two texts that share a key are candidates.

The bands are datasketch's: band ``i`` is the values ``i * rows`` to ``(i + 1) * rows - 1``. A key is
the 64-bit XXH64 of a band's values, seeded by the band's number, so that one table holds all bands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.text.hashing import xxh64_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.params import IndexParams


def band_keys(signatures: NDArray[np.uint32], params: IndexParams) -> NDArray[np.int64]:
    """The bucket keys of each text, (texts, bands), signed because SQLite's integers are."""
    used = signatures[:, : params.bands * params.rows]
    values = used.reshape(len(signatures), params.bands, params.rows).astype(np.uint64)
    seed = np.broadcast_to(np.arange(params.bands, dtype=np.uint64), values.shape[:2])
    keys = seed
    for row in range(0, params.rows, 2):
        pair = values[:, :, row]
        if row + 1 < params.rows:
            pair = pair | (values[:, :, row + 1] << np.uint64(32))
        keys = xxh64_rows([pair], seed=keys)
    return keys.astype(np.int64)
