"""Packed postings: nothing is lost, each block stands alone, and common keys take about a byte an article."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.matching.packed import packed_blocks, unpacked

numbers = st.integers(0, 2**32 - 1)
ascending = st.sets(st.tuples(st.one_of(numbers, st.integers(0, 3)), st.one_of(numbers, st.integers(0, 40)))).map(
    lambda pairs: np.array(sorted(key << 32 | article for key, article in pairs), dtype=np.uint64)
)


@given(ascending, st.integers(1, 7))
def test_packing_loses_nothing(postings: np.ndarray, size: int) -> None:
    """Blocks give back the postings they were made from, together and each alone."""
    blocks = packed_blocks(postings, size=size)
    alone = [unpacked(block, at_most=size).tolist() for block in blocks]

    assert unpacked(b"".join(blocks), at_most=len(postings)).tolist() == postings.tolist()
    assert alone == [postings[begin : begin + size].tolist() for begin in range(0, len(postings), size)]


def test_a_key_that_everybody_holds_takes_a_byte_an_article() -> None:
    """2,000 articles with one key take 2,000 bytes and a few more; unpacked they take eight times as much."""
    postings = np.uint64(7 << 32) | np.arange(5_000_000, 5_002_000, dtype=np.uint64)

    assert sum(map(len, packed_blocks(postings, size=1024))) < 2_040
