"""Evidence against sets of plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.matching import compare as module
from dedup.matching.compare import Document, compare, containments, shared_counts

sets = st.lists(st.frozensets(st.integers(0, 60), max_size=30), min_size=1, max_size=8)


def as_array(values: frozenset[int]) -> np.ndarray:
    return np.array(sorted(values), dtype=np.uint32)


@given(sets, st.data())
def test_shared_counts_are_the_sizes_of_intersections(members: list[frozenset[int]], data: st.DataObject) -> None:
    """For any pairs of any sets, the count is that of Python's own intersection."""
    index = st.integers(0, len(members) - 1)
    pairs = data.draw(st.lists(st.tuples(index, index), max_size=12))
    counted = shared_counts([as_array(m) for m in members], np.array(pairs, dtype=np.int64).reshape(-1, 2))

    assert counted.tolist() == [len(members[i] & members[j]) for i, j in pairs]


def test_counting_in_pieces_changes_nothing(monkeypatch: object) -> None:
    """How many elements are held at once does not show in the counts."""
    members = [as_array(frozenset(range(i, i + 20))) for i in range(30)]
    pairs = np.array([(i, j) for i in range(30) for j in range(i)], dtype=np.int64)
    whole = shared_counts(members, pairs).tolist()
    monkeypatch.setattr(module, "_ELEMENTS_AT_ONCE", 50)

    assert shared_counts(members, pairs).tolist() == whole


@given(st.frozensets(st.integers(0, 40)), st.frozensets(st.integers(0, 40)))
def test_shares_are_symmetric_and_between_zero_and_one(a: frozenset[int], b: frozenset[int]) -> None:
    """Turning a pair round swaps the containments and keeps the Jaccard; empty is similar to nothing."""
    jaccard, in_b, in_a = containments(len(a & b), len(a), len(b))

    assert containments(len(a & b), len(b), len(a)) == (jaccard, in_a, in_b)
    assert 0 <= jaccard <= min(in_a, in_b) <= max(in_a, in_b) <= 1
    assert a or b or jaccard == 0


def test_evidence_counts_what_differs() -> None:
    """Numbers, headlines and times are compared as their names say."""
    a = Document(
        shingles=as_array(frozenset(range(10))),
        numbers=frozenset({"12", "2026"}),
        title_words=frozenset({"جسر", "جديد"}),
        published_seconds=0.0,
    )
    b = Document(
        shingles=as_array(frozenset(range(5, 25))),
        numbers=frozenset({"2026", "7", "8"}),
        title_words=frozenset({"جسر", "قديم"}),
        published_seconds=5400.0,
    )
    evidence = compare(a, b, shared=5)

    assert evidence.containment_a == 0.5
    assert evidence.containment_b == 0.25
    assert evidence.differing_numbers == 0.5
    assert evidence.title_likeness == 1 / 3
    assert evidence.lag_seconds == 5400
