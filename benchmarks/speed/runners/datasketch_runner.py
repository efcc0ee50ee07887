"""datasketch: `MinHash.bulk` (update_batch inside) with scheme affine32 and xxh32, `insertion_session`, `query`."""

from __future__ import annotations

from datasketch import MinHash, MinHashLSH
from xxhash import xxh32_intdigest

from benchmarks.speed.runners.common import BANDS, NUM_PERM, ROWS, byte_shingles, components, read_texts, run


def sign(texts: list[str]) -> list[MinHash]:
    """Signatures, one MinHash an article."""
    return MinHash.bulk(map(byte_shingles, texts), num_perm=NUM_PERM, hashfunc=xxh32_intdigest, scheme="affine32")


def cluster(path: str) -> list[int]:
    """Clusters of a JSONL file, in memory."""
    signed = sign(read_texts(path))
    lsh = MinHashLSH(num_perm=NUM_PERM, params=(BANDS, ROWS))
    with lsh.insertion_session() as session:
        for place, minhash in enumerate(signed):
            session.insert(place, minhash, check_duplication=False)
    return components(len(signed), ((place, lsh.query(minhash)) for place, minhash in enumerate(signed)))


if __name__ == "__main__":
    run(signers={"affine32, xxh32, bulk": sign}, cluster=cluster, packages=["datasketch", "xxhash", "numpy"])
