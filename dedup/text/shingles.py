"""Tokens to shingles: the runs of three folded words that texts are compared by.

A shingle's hash is the low 32 bits of XXH64 over its words' short hashes, each a 32-bit
little-endian value: it can be made from stored tokens, whatever marks they carry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part
from dedup.params import SHINGLE_WORDS
from dedup.text.hashing import xxh64_three
from dedup.text.tokens import MARK_BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BITS = np.uint64(MARK_BITS)


@part
def shingle_at(tokens: NDArray[np.uint32], i: int) -> np.uint32:
    """The hash of the shingle that begins with token ``i``; for compiled loops."""
    return np.uint32(
        xxh64_three(np.uint64(tokens[i]) >> _BITS, np.uint64(tokens[i + 1]) >> _BITS, np.uint64(tokens[i + 2]) >> _BITS)
    )


@compiled("u4[::1](Array(u4, 1, 'C', readonly=True))")
def shingles_of(tokens: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The shingle hashes of one text in reading order, repeats kept: (max(0, words - 2),)."""
    hashes = np.empty(max(0, len(tokens) - SHINGLE_WORDS + 1), dtype=np.uint32)
    for i in range(len(hashes)):
        hashes[i] = shingle_at(tokens, i)
    return hashes
