"""text-dedup: its own `text_dedup.minhash`, signatures by `embed_func`; as a whole process it is run by its own command."""

from __future__ import annotations

from typing import Any

import numpy as np
from text_dedup.minhash import RNG, SIGNATURE_COLUMN, embed_func
from text_dedup.utils import xxh3_32hash

from benchmarks.speed.runners.common import BANDS, NUM_PERM, ROWS, WORDS, run

_PRIME = np.uint32((1 << 32) - 5)
_PERMUTATIONS = (
    RNG.randint(1, _PRIME, size=(NUM_PERM,), dtype=np.uint32),
    RNG.randint(0, _PRIME, size=(NUM_PERM,), dtype=np.uint32),
)


def sign(texts: list[str]) -> list[Any]:
    """Band keys, an article at a time, with its 32-bit settings and xxh3 (its fastest)."""
    return [
        embed_func(
            text,
            place,
            num_perm=NUM_PERM,
            ngram_size=WORDS,
            min_length=WORDS,
            hashranges=[(band * ROWS, (band + 1) * ROWS) for band in range(BANDS)],
            permutations=_PERMUTATIONS,
            hash_func=xxh3_32hash,
            dtype=np.uint32,
            max_hash=np.uint32((1 << 32) - 1),
            modulo_prime=_PRIME,
        )[SIGNATURE_COLUMN]
        for place, text in enumerate(texts)
    ]


if __name__ == "__main__":
    run(signers={"32 bits, xxh3": sign}, cluster=None, packages=["text-dedup", "datasets", "xxhash", "numpy"])
