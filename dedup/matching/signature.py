"""Tokens to MinHash signatures: datasketch's own values, for a batch at once.

Scheme ``affine32`` of datasketch 2: each 32-bit shingle hash goes once through MurmurHash3's
finalizer, then permutation ``k`` maps it to ``a[k] * h + b[k] mod 2^32``; the signature keeps the
minima. `as_minhash` is the only door to datasketch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, part, uncounted
from dedup.cores import on_all_cores
from dedup.kept import kept
from dedup.params import SHINGLE_WORDS
from dedup.text.shingles import shingle_at
from dedup.text.tokens import longest_text

if TYPE_CHECKING:
    from datasketch import MinHash
    from numpy.typing import NDArray

    from dedup.params import IndexParams
    from dedup.text.tokens import TokenBatch

EMPTY = 0xFFFFFFFF
"""Every value of the signature of an empty set."""
_WORTH_A_THREAD = 500
"""Texts: a millisecond and more."""
_AT_ONCE = 4
"""Shingles that are permuted at once; the last of a text is repeated, which changes no minimum."""


def signatures(batch: TokenBatch, params: IndexParams) -> NDArray[np.uint32]:
    """The signatures of a batch: (texts, num_perm). A text without a shingle has ``EMPTY`` throughout."""
    a, b = permutations(params.num_perm, params.seed)
    result = np.empty((len(batch), params.num_perm), dtype=np.uint32)

    def sign(some: slice) -> None:
        _sign(batch.tokens, batch.offsets[some.start : some.stop + 1], a, b, result[some])

    on_all_cores(sign, len(batch), at_least=_WORTH_A_THREAD)
    return result


@kept
def permutations(num_perm: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
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


@part
def _fmix32(value: np.uint32) -> np.uint32:
    """MurmurHash3's 32-bit finalizer."""
    value = np.uint32(value ^ (value >> np.uint32(16)))
    value = np.uint32(value * np.uint32(0x85EBCA6B))
    value = np.uint32(value ^ (value >> np.uint32(13)))
    value = np.uint32(value * np.uint32(0xC2B2AE35))
    return np.uint32(value ^ (value >> np.uint32(16)))


@uncounted
def _mix(tokens, mixed):
    """Writes the shingles of a text through the finalizer, the last one several times; how many there are."""
    count = max(0, len(tokens) - SHINGLE_WORDS + 1)
    for i in range(count):
        mixed[i] = _fmix32(shingle_at(tokens, i))
    if count:
        mixed[count : count + _AT_ONCE - 1] = mixed[count - 1]
    return count


@uncounted
def _keep_least(least, a, b, first, second, third, fourth):
    """Takes four shingles at once: a factor is read, and a minimum kept, once for all of them."""
    for k in range(len(a)):
        low = min(np.uint32(a[k] * first + b[k]), np.uint32(a[k] * second + b[k]))
        high = min(np.uint32(a[k] * third + b[k]), np.uint32(a[k] * fourth + b[k]))
        least[k] = min(least[k], low, high)


@compiled("void(u4[::1], i8[::1], u4[::1], u4[::1], u4[:, ::1])")
def _sign(tokens, offsets, a, b, result):
    result[:] = EMPTY
    mixed = np.empty(longest_text(offsets[1:] - offsets[0]) + _AT_ONCE, dtype=np.uint32)
    for text in range(len(offsets) - 1):
        for i in range(0, _mix(tokens[offsets[text] : offsets[text + 1]], mixed), _AT_ONCE):
            _keep_least(result[text], a, b, mixed[i], mixed[i + 1], mixed[i + 2], mixed[i + 3])
