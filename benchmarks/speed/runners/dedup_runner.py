"""Ours, text to signature. The one place that names the function; as a whole process it is `dedup index`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.speed.runners.common import NUM_PERM, run
from dedup.matching.signature import signatures
from dedup.params import NEWS_V1
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = 2_000
"""As many as `dedup index` takes in a batch."""
_PARAMS = replace(NEWS_V1, num_perm=NUM_PERM)
"""The profile keeps fewer values: in this comparison everybody makes as many."""


def sign(texts: list[str]) -> list[NDArray[np.uint32]]:
    """Folding, stemming, shingling and signing, a batch at a time."""
    return [_batch(texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]


def _batch(texts: list[str]) -> NDArray[np.uint32]:
    return signatures(tokenize(texts, fold_version=_PARAMS.fold_version), _PARAMS)


if __name__ == "__main__":
    run(
        signers={"news-v1 with 128 values, folded": sign},
        cluster=None,
        packages=["arabic-news-dedup", "numpy", "xxhash", "numba", "datasketch"],
    )
