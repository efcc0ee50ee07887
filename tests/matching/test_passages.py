"""Fingerprints: what is shared is found. Candidates: counted as a plain loop counts them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.matching.candidates import Postings, SharedKeys, candidates, sharing_pairs
from dedup.matching.passages import MIN_SHARED, fingerprints, guaranteed_run_words
from dedup.text.shingles import shingle_batch
from tests.factories import arabic_texts, arabic_words


def of_texts(texts: list[str], window: int) -> list[set[int]]:
    """The fingerprints of each text."""
    hashes, owners = fingerprints(shingle_batch(texts, fold_version=1, shingle_words=3), window=window)
    return [set(hashes[owners == i].tolist()) for i in range(len(texts))]


@given(st.lists(arabic_texts, min_size=1, max_size=5), st.integers(1, 7))
def test_fingerprints_are_the_minima_of_all_windows(texts: list[str], window: int) -> None:
    """Each text keeps the smallest hash of each of its windows, or of the whole if it is shorter."""
    batch = shingle_batch(texts, fold_version=1, shingle_words=3)
    for i, found in enumerate(of_texts(texts, window)):
        row = batch.sequence[batch.sequence_offsets[i] : batch.sequence_offsets[i + 1]]
        windows = [row[k : k + window] for k in range(max(1, len(row) - window + 1))] if len(row) else []

        assert found == {int(np.int32(min(w))) if min(w) < 2**31 else int(min(w)) - 2**32 for w in windows}


@given(
    st.lists(arabic_words, min_size=12, max_size=20, unique=True),
    st.lists(arabic_texts, min_size=4, max_size=4),
    st.integers(3, 6),
)
def test_a_shared_run_makes_two_articles_candidates(run: list[str], around: list[str], window: int) -> None:
    """Any verbatim run of the guaranteed length, whatever stands around it, shares two fingerprints."""
    length = guaranteed_run_words(window=window, shingle_words=3)
    words = " ".join((run * 2)[:length]) if len(set(run)) < length else " ".join(run[:length])
    if len(set(words.split())) < length:
        return  # a run that repeats itself has fewer different shingles than its length promises
    first, second = of_texts([f"{around[0]} {words} {around[1]}", f"{around[2]} {words} {around[3]}"], window)

    assert len(first & second) >= MIN_SHARED


def test_the_guarantee_of_the_released_profile_is_twelve_words() -> None:
    """With windows of five 3-word shingles, a run of 12 words is enough."""
    assert guaranteed_run_words(window=5, shingle_words=3) == 12


held = st.dictionaries(st.integers(-50, 50), st.sets(st.integers(1, 12), min_size=1, max_size=6), max_size=15)


@given(held, st.sets(st.integers(1, 12)))
def test_sharing_pairs_are_counted_once_each(by_key: dict[int, set[int]], new: set[int]) -> None:
    """Every pair with a new article in it is counted once a shared key, as a loop over the keys counts."""
    keys = sorted(by_key)
    postings = Postings.of(
        keys,
        [len(by_key[k]) for k in keys],
        np.array([i for k in keys for i in sorted(by_key[k])], dtype=np.int64),
    )
    expected: dict[tuple[int, int], int] = {}
    for members in by_key.values():
        for a, b in combinations(sorted(members), 2):
            if a in new or b in new:
                expected[a, b] = expected.get((a, b), 0) + 1
    shared = sharing_pairs(postings, np.array(sorted(new), dtype=np.int64))

    assert {
        (p >> 32, p & 0xFFFFFFFF): c for p, c in zip(shared.pairs.tolist(), shared.counts.tolist(), strict=True)
    } == expected


def test_one_band_or_two_fingerprints_make_a_candidate() -> None:
    """A single shared fingerprint is not enough; the counts of both kinds come along."""

    def shared(counts: dict[tuple[int, int], int]) -> SharedKeys:
        pairs = sorted((a << 32 | b, count) for (a, b), count in counts.items())
        return SharedKeys(
            pairs=np.array([p for p, _ in pairs], dtype=np.int64),
            counts=np.array([c for _, c in pairs], dtype=np.int64),
        )

    found = candidates(shared({(1, 2): 3}), shared({(1, 2): 1, (1, 3): 1, (2, 3): 2}))

    assert found.pairs.tolist() == [[1, 2], [2, 3]]
    assert found.shared_bands.tolist() == [3, 0]
    assert found.shared_fingerprints.tolist() == [1, 2]
