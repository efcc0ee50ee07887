"""Shingle sets to MinHash signatures: datasketch's own values, for a batch at once.

Scheme ``affine32`` of datasketch 2: each 32-bit hash goes once through MurmurHash3's finalizer,
then permutation ``k`` maps it to ``a[k] * h + b[k] mod 2^32``; the signature keeps the minima.
`as_minhash` is the only door to datasketch.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash
    from numpy.typing import NDArray

    from dedup.params import IndexParams
    from dedup.text.shingles import ShingleBatch

EMPTY = np.uint32(0xFFFFFFFF)
"""Every value of the signature of an empty set."""

_TEXTS_AT_ONCE = 256  # one permutation's values of 256 texts stay in the second-level cache


def signatures(batch: ShingleBatch, params: IndexParams) -> NDArray[np.uint32]:
    """The signatures of a batch: (texts, num_perm). An empty set has ``EMPTY`` throughout."""
    result = np.full((len(batch), params.num_perm), EMPTY, dtype=np.uint32)
    filled = np.flatnonzero(np.diff(batch.offsets))
    for begin in range(0, len(filled), _TEXTS_AT_ONCE):
        some = filled[begin : begin + _TEXTS_AT_ONCE]
        first, last = batch.offsets[some[0]], batch.offsets[some[-1] + 1]
        result[some] = _minima(batch.hashes[first:last], batch.offsets[some] - first, params)
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


def _minima(hashes: NDArray[np.uint32], starts: NDArray[np.int64], params: IndexParams) -> NDArray[np.uint32]:
    """(texts, num_perm) minima of the runs of ``hashes`` that begin at ``starts``."""
    a, b = _cached_permutations(num_perm=params.num_perm, seed=params.seed)
    mixed = _fmix32(hashes)
    columns = [np.minimum.reduceat(mixed * a[k] + b[k], starts) for k in range(params.num_perm)]
    return np.stack(columns, axis=1)


def _fmix32(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """MurmurHash3's 32-bit finalizer."""
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values = values ^ (values >> np.uint32(13))
    values = values * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))
