"""Postings: looked up, counted and capped as a plain loop over sets does it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.matching.postings import SharedKeys, lost_keys, merged, of_articles, postings, shared_keys

# Few keys and many articles, so that keys are shared, and the largest key and number that fit.
article_ids = st.one_of(st.integers(1, 12), st.just(2**32 - 1))
keys = st.one_of(st.integers(0, 30), st.just(2**32 - 1))
held = st.sets(st.tuples(keys, article_ids), max_size=60)


def as_postings(pairs: set[tuple[int, int]]) -> np.ndarray:
    """Postings of (key, article) pairs."""
    ordered = sorted(pairs)
    return postings(
        np.array([key for key, _ in ordered], dtype=np.uint32), np.array([a for _, a in ordered], dtype=np.int64)
    )


def as_dict(shared: SharedKeys) -> dict[tuple[int, int], int]:
    """Pairs and their counts."""
    return {
        (pair & 0xFFFFFFFF, pair >> 32): count
        for pair, count in zip(shared.pairs.tolist(), shared.counts.tolist(), strict=True)
    }


def plainly(pairs: set[tuple[int, int]], articles: set[int], common_after: int) -> dict[tuple[int, int], int]:
    """How many keys, held by no more than so many articles, the pairs with one of ``articles`` share."""
    by_key: dict[int, set[int]] = {}
    for key, article in pairs:
        by_key.setdefault(key, set()).add(article)
    counts: dict[tuple[int, int], int] = {}
    for members in by_key.values():
        if len(members) <= common_after:
            for a, b in combinations(sorted(members), 2):
                if a in articles or b in articles:
                    counts[a, b] = counts.get((a, b), 0) + 1
    return counts


@given(held, st.sets(article_ids), st.integers(1, 8), st.integers(1, 4))
def test_new_articles_find_whom_they_share_keys_with(
    pairs: set[tuple[int, int]], new: set[int], common_after: int, runs: int
) -> None:
    """Pairs, counts and what is too common are those of a loop over sets, however many runs there are."""
    fresh = {pair for pair in pairs if pair[1] in new}
    old = sorted(pairs - fresh)
    parts = [as_postings(set(old[i::runs])) for i in range(runs)]
    shared = shared_keys(as_postings(fresh), parts, common_after=common_after)

    assert as_dict(shared.found) == plainly(pairs, new, common_after)


@given(held, st.sets(article_ids), st.integers(1, 8))
def test_what_was_found_less_what_is_lost_is_what_one_look_gives(
    pairs: set[tuple[int, int]], new: set[int], common_after: int
) -> None:
    """Two batches, with the keys taken back that the second made common, find what one batch finds."""
    everyone = {article for _, article in pairs}
    fresh = {pair for pair in pairs if pair[1] in new}
    old = pairs - fresh
    nothing = as_postings(set())
    first = shared_keys(as_postings(old), [nothing], common_after=common_after)
    second = shared_keys(as_postings(fresh), [as_postings(old)], common_after=common_after)
    total = as_dict(first.found)
    for pair in total:
        total[pair] -= int(lost_keys(second.lost, np.array([pair], dtype=np.int64))[0])
    for pair, count in as_dict(second.found).items():
        total[pair] = total.get(pair, 0) + count

    assert {pair: count for pair, count in total.items() if count} == plainly(pairs, everyone, common_after)


@given(st.lists(held, min_size=1, max_size=4))
def test_merging_keeps_everything_in_order(parts: list[set[tuple[int, int]]]) -> None:
    """Merged runs are one ascending run of all their postings."""
    together = merged([as_postings(part) for part in parts])

    assert together.tolist() == sorted(key << 32 | article for part in parts for key, article in part)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 40))), st.sets(st.integers(0, 60)))
def test_the_postings_of_some_articles_are_those_that_carry_their_numbers(
    held: list[tuple[int, int]], articles: set[int]
) -> None:
    """Whatever their keys; an article that holds nothing has none."""
    run = np.array(sorted(key << 32 | article for key, article in held), dtype=np.uint64)
    found = of_articles(np.array(sorted(articles), dtype=np.int64), run)

    assert found.tolist() == [posting & 0xFFFFFFFF in articles for posting in run.tolist()]
