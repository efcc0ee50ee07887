"""Shared passages against their definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedup.matching.align import shared_runs
from dedup.text.fold import folded_words
from tests.factories import BRIDGE, HARVEST, LIBRARY

short_texts = st.lists(st.sampled_from("ابتثج"), max_size=30)


@given(short_texts, short_texts, st.integers(1, 4))
def test_runs_stand_in_both_texts_and_share_no_word(a: list[str], b: list[str], least: int) -> None:
    """Each run reads the same on both sides, is long enough, and no word belongs to two."""
    runs = shared_runs(a, b, min_words=least)

    for run in runs:
        assert a[run.start_a : run.start_a + run.words] == b[run.start_b : run.start_b + run.words]
        assert run.words >= least
    for side in ("start_a", "start_b"):
        words = [getattr(run, side) + i for run in runs for i in range(run.words)]
        assert len(words) == len(set(words))


@given(short_texts, short_texts, st.integers(1, 4))
def test_the_longest_shared_run_is_found(a: list[str], b: list[str], least: int) -> None:
    """The longest common run of words, found by trying all, is among the runs."""
    longest = max(
        (n for n in range(1, min(len(a), len(b)) + 1) for i in range(len(a) - n + 1) for j in range(len(b) - n + 1)
         if a[i : i + n] == b[j : j + n]),
        default=0,
    )  # fmt: skip
    found = max((run.words for run in shared_runs(a, b, min_words=least)), default=0)

    assert found == (longest if longest >= least else 0)


def test_a_quoted_paragraph_is_found_whole_in_a_longer_text() -> None:
    """An embedded text is one run, at the right place."""
    part, whole = folded_words(BRIDGE, version=1), folded_words(f"{HARVEST} {BRIDGE} {LIBRARY}", version=1)
    (run,) = shared_runs(part, whole, min_words=6)

    assert (run.start_a, run.words) == (0, len(part))
    assert run.start_b == len(folded_words(HARVEST, version=1))
