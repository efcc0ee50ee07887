"""rensa: shingles in Python (it has none), the R-, C- and rho sketches in bulk; clusters with the R-sketch and its LSH."""

from __future__ import annotations

from typing import Any

from rensa import CMinHash, RMinHash, RMinHashLSH

from benchmarks.speed.runners.common import BANDS, NUM_PERM, byte_shingles, components, read_texts, run

_SEED = 42
_THRESHOLD = 0.5


def sign_r(texts: list[str]) -> Any:  # noqa: ANN401  # rensa has no types
    """R-MinHash, all articles into one matrix."""
    return RMinHash.digest_matrix_from_token_byte_sets(list(map(byte_shingles, texts)), NUM_PERM, _SEED)


def sign_c(texts: list[str]) -> Any:  # noqa: ANN401
    """C-MinHash, 64-bit values."""
    return CMinHash.digests64_from_token_sets(list(map(byte_shingles, texts)), NUM_PERM, _SEED)


def sign_rho(texts: list[str]) -> Any:  # noqa: ANN401
    """The rho sketch: samples token positions, so it is no MinHash of the whole set."""
    return RMinHash.digest_matrix_from_token_sets_rho(list(map(byte_shingles, texts)), NUM_PERM, _SEED)


def cluster(path: str) -> list[int]:
    """Clusters of a JSONL file, in memory."""
    texts = read_texts(path)
    signed = RMinHash.from_token_sets(list(map(byte_shingles, texts)), NUM_PERM, _SEED)
    lsh = RMinHashLSH(_THRESHOLD, NUM_PERM, BANDS)
    lsh.insert_many(signed)
    return components(len(signed), enumerate(lsh.query_all(signed)))


if __name__ == "__main__":
    run(signers={"R, matrix": sign_r, "C": sign_c, "rho (samples)": sign_rho}, cluster=cluster, packages=["rensa"])
