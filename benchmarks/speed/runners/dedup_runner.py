"""Ours, text to signature. The one place that names the function; as a whole process it is `dedup index`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.speed.floor import SIGNED, all_but_words
from benchmarks.speed.runners.common import run
from dedup.matching.signature import signatures
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def sign(texts: list[str]) -> NDArray[np.uint32]:
    """Folding, stemming, shingling and signing."""
    return signatures(tokenize(texts, fold_version=SIGNED.fold_version), SIGNED)


if __name__ == "__main__":
    run(
        signers={"news-v1 with 128 values, folded": sign},
        floors={"all but the words": all_but_words},
        cluster=None,
        packages=["arabic-news-dedup", "numpy", "xxhash", "numba", "datasketch"],
    )
