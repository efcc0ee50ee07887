"""Overlap: what is told apart cheaply is told by a plain definition, and alike from both sides."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.matching.documents import pack, side_by_side
from dedup.matching.overlap import MIN_OVERLAP, overlapping
from dedup.text.tokens import tokenize
from tests.factories import arabic_texts
from tests.text import plain

# Few words, so that shingles are shared and repeated; some long texts, so that shares are small.
repetitive = st.lists(st.sampled_from(["جسر", "نهر", "في", "12"]), max_size=12).map(" ".join)
texts = st.builds(lambda some, own, more: f"{some} {own} {more}", repetitive, arabic_texts, repetitive)


def told(bodies: list[str], pairs: list[tuple[int, int]]) -> list[bool]:
    """What is said of some pairs; each text has a headline that must not count."""
    batch = tokenize(bodies, fold_version=1)
    titles = tokenize(["جسر نهر في جسر نهر في"] * len(bodies), fold_version=1)
    documents = side_by_side(pack(batch, titles, [None] * len(bodies)))
    return overlapping(documents, np.array(pairs, dtype=np.int64).reshape(-1, 2)).tolist()


def plainly(a: str, b: str) -> bool:
    """Whether enough of either text's shingles, repeats counted, stand in the other."""
    left, right = plain.shingles(a), plain.shingles(b)
    return any(
        sum(shingle in others for shingle in own) >= MIN_OVERLAP * max(1, len(own))
        for own, others in ((left, right), (right, left))
    )


@given(st.lists(texts, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_overlap_is_that_of_the_plain_loop_whichever_comes_first(bodies: list[str], random: object) -> None:
    """All pairs of a batch, in any order and both directions."""
    pairs = [(i, j) for i in range(len(bodies)) for j in range(len(bodies)) if i != j]
    random.shuffle(pairs)

    assert told(bodies, pairs) == [plainly(bodies[i], bodies[j]) for i, j in pairs]


def test_texts_without_a_shingle_overlap_with_nothing() -> None:
    """Nothing is similar to empty."""
    assert told(["", "عاجل", "جسر فوق النهر الكبير"], [(0, 0), (0, 1), (1, 2), (2, 0)]) == [False] * 4
    assert told([], []) == []
