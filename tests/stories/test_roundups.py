"""Round-ups: articles in which several others begin, each in a place of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.stories.roundups import are_parts, is_roundup, may_be_quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

ALL = (1 << 64) - 1


class Shared(NamedTuple):
    """What an article shares with another one."""

    span: int
    other_span: int
    lag_hours: float = 5.0


def span(first: int, last: int) -> int:
    """The bits from ``first`` to ``last``."""
    return sum(1 << bit for bit in range(first, last + 1))


def begins_at(first: int, last: int, *, lag_hours: float = 5.0) -> Shared:
    """Another article whose beginning stands in that place."""
    return Shared(span(first, last), span(0, 30), lag_hours)


def quotes(shared: Sequence[Shared], *, word_count: int) -> bool:
    """Whether an article that shares these is a round-up."""
    spans = np.array([one.span for one in shared], dtype=np.uint64)
    others = np.array([one.other_span for one in shared], dtype=np.uint64)
    lags = np.array([one.lag_hours for one in shared], dtype=np.float64)
    return is_roundup(spans[may_be_quoted(spans, others, lags)].tolist(), word_count=word_count)


THREE = [begins_at(0, 12), begins_at(14, 30), begins_at(31, 60)]
spans = st.integers(0, ALL)
some = st.lists(st.builds(Shared, spans, spans, st.one_of(st.just(math.nan), st.floats(0, 300))), max_size=8)


def test_three_stories_that_begin_in_an_article_make_it_a_round_up() -> None:
    """Each in its place; two are not enough, and unknown times speak neither for nor against."""
    assert quotes(THREE, word_count=400)
    assert not quotes(THREE[:2], word_count=400)
    assert quotes([begins_at(0, 12, lag_hours=math.nan), *THREE[1:]], word_count=400)


def test_copies_of_one_story_make_no_round_up() -> None:
    """However many outlets carry the text that stands in one place, it is one story that is quoted."""
    assert not quotes([begins_at(0, 20 + more) for more in range(9)], word_count=400)


@pytest.mark.parametrize(
    "third",
    [
        Shared(span(31, 60), span(30, 60)),
        begins_at(31, 60, lag_hours=24 * 9),
        begins_at(31, 32),
        Shared(sum(1 << bit for bit in range(31, 63, 2)), ALL),
        begins_at(0, 45),
    ],
    ids=["its background", "long ago", "a few words", "set phrases", "most of the article"],
)
def test_what_is_no_quotation_does_not_count(third: Shared) -> None:
    """The middle of an article, an old one, a few words, phrases here and there, and the article's own text."""
    assert not quotes([*THREE[:2], third], word_count=300)


def test_a_text_that_is_mostly_another_is_no_part() -> None:
    """A copy of a round-up is its copy; a quotation is a part."""
    assert are_parts(np.array([ALL, span(0, 20)], dtype=np.uint64)).tolist() == [False, True]


@given(some, st.integers(0, 2000), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(shared: list[Shared], word_count: int, random: Random) -> None:
    """Whichever match came first."""
    assert quotes(shared, word_count=word_count) == quotes(random.sample(shared, len(shared)), word_count=word_count)


@given(some, st.integers(0, 2000))
def test_the_same_again_changes_nothing(shared: list[Shared], word_count: int) -> None:
    """A second copy of what is quoted, by another outlet, is no second quotation."""
    assert quotes(shared, word_count=word_count) == quotes([*shared, *shared], word_count=word_count)
