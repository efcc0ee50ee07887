"""Tokens to MinHash signatures: datasketch's own values, for a batch at once.

Scheme ``affine32`` of datasketch 2: each 32-bit shingle hash goes once through MurmurHash3's
finalizer, then permutation ``k`` maps it to ``a[k] * h + b[k] mod 2^32``; the signature keeps the
minima. `as_minhash` is the only door to datasketch.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part
from dedup.params import SHINGLE_WORDS
from dedup.text.shingles import shingle_at

if TYPE_CHECKING:
    from datasketch import MinHash
    from numpy.typing import NDArray

    from dedup.params import IndexParams
    from dedup.text.tokens import TokenBatch

EMPTY = 0xFFFFFFFF
"""Every value of the signature of an empty set."""


def signatures(batch: TokenBatch, params: IndexParams) -> NDArray[np.uint32]:
    """The signatures of a batch: (texts, num_perm). A text without a shingle has ``EMPTY`` throughout."""
    a, b = _cached_permutations(num_perm=params.num_perm, seed=params.seed)
    result: NDArray[np.uint32] = _signatures(batch.tokens, batch.offsets, a, b)
    return result


def permutations(*, num_perm: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Datasketch's ``affine32`` permutations: odd factors ``a`` and addends ``b``, (num_perm,) each.

    They come from numpy's RandomState, whose stream is frozen by numpy's compatibility policy.
    """
    stream = np.random.RandomState(seed)
    a = stream.randint(0, 1 << 31, num_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = stream.randint(0, 1 << 32, num_perm, dtype=np.uint32)
    return a, b


def as_minhash(signature: NDArray[np.uint32], params: IndexParams) -> MinHash:
    """Datasketch's MinHash of a signature, to go on with datasketch's own functions."""
    from datasketch import MinHash  # takes most of a second: SciPy comes with it

    return MinHash(seed=params.seed, hashvalues=signature, scheme="affine32")


_cached_permutations = cache(permutations)


@part
def _fmix32(value: np.uint32) -> np.uint32:
    """MurmurHash3's 32-bit finalizer."""
    value = np.uint32(value ^ (value >> np.uint32(16)))
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value = np.uint32(value ^ (value >> np.uint32(13)))
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@compiled("u4[:, ::1](u4[::1], i8[::1], u4[::1], u4[::1])")
def _signatures(tokens, offsets, a, b):
    result = np.full((len(offsets) - 1, len(a)), EMPTY, dtype=np.uint32)
    for text in range(len(offsets) - 1):
        least = result[text]
        for i in range(offsets[text], offsets[text + 1] - SHINGLE_WORDS + 1):
            mixed = _fmix32(shingle_at(tokens, i))
            for k in range(len(a)):
                least[k] = min(least[k], np.uint32(a[k] * mixed + b[k]))
    return result
