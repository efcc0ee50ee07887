"""Ours, text to signature. The one place that names the function; as a whole process it is `dedup index`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.speed.runners.common import run
from dedup.matching.signature import signatures
from dedup.params import NEWS_V1
from dedup.text.shingles import shingle_batch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = 2_000
"""As many as `dedup index` takes in a batch."""


def sign(texts: list[str]) -> list[NDArray[np.uint32]]:
    """Folding, shingling and signing, a batch at a time."""
    return [_batch(texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]


def _batch(texts: list[str]) -> NDArray[np.uint32]:
    shingles = shingle_batch(texts, fold_version=NEWS_V1.fold_version, shingle_words=NEWS_V1.shingle_words)
    return signatures(shingles, NEWS_V1)


if __name__ == "__main__":
    run(
        signers={"news-v1, folded": sign},
        cluster=None,
        packages=["arabic-news-dedup", "numpy", "xxhash", "numba", "datasketch"],
    )
