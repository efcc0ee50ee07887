"""Which articles are round-ups: press reviews, live pages, the day's news in one text.

What gives a round-up away is no single pair, but all that is known of it: several other articles of
these days begin in it, each in a place of its own. It quotes each of them, and republishes none.

Where two texts share words is told by *spans* (`dedup.matching.compare.Compared`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.compare import SPAN_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Chosen on egypt2013: of 370 republished pairs among the hand-read ones they take none for a quotation; what they
# flag are press reviews, talk-show digests and lists of the day's events. docs/stories.md has the figures.
MIN_QUOTED = 3
_MIN_WORDS = 12
"""Of a quotation."""
_MAX_HOURS = 168.0
"""Between a round-up and what it quotes: older text is background."""
_OPENING, _OPENING_FOUND = np.uint64((1 << 6) - 1), 4
"""The first bits of what is quoted, and how many must be set: a round-up takes stories from their beginnings."""
_MAX_COMMON = 0.15
"""Of the smaller of two spans, the share that may lie in both: they are quotations in two places."""
_WHOLE = 40
"""Bits of a text from which it is the other text, and not a quotation of it."""


def are_parts(spans: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which spans are a part of a text only: in a round-up, quotations; of the shape of ``spans``."""
    return np.asarray(np.bitwise_count(spans) < _WHOLE)


def may_be_quoted(
    spans: NDArray[np.uint64], other_spans: NDArray[np.uint64], lag_hours: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Which of the articles that others share text with may be quoted in them, (n,).

    Args:
        spans: (n,) where in the article that may be a round-up.
        other_spans: (n,) where in the one that may be quoted.
        lag_hours: (n,) between both; NaN if a time is unknown.
    """
    begins = np.bitwise_count(other_spans & _OPENING) >= _OPENING_FOUND
    return np.asarray(are_parts(spans) & begins & ~(lag_hours > _MAX_HOURS))


def is_roundup(spans: Iterable[int], *, word_count: int) -> bool:
    """Whether an article quotes several others, each in a place of its own.

    Args:
        spans: where the text of each article stands in it that `may_be_quoted`, in any order.
        word_count: of the article.
    """
    quoted = {passages for span in spans if _words(passages := _passages(span), word_count) >= _MIN_WORDS}
    apart: list[int] = []
    for span in sorted(quoted, key=lambda span: (span.bit_count(), span)):
        if all((span & other).bit_count() <= _MAX_COMMON * min(span.bit_count(), other.bit_count()) for other in apart):
            apart.append(span)
    return len(apart) >= MIN_QUOTED


def _words(span: int, word_count: int) -> float:
    return span.bit_count() * word_count / SPAN_BITS


def _passages(span: int) -> int:
    """Without the bits that stand alone: set phrases, which are everywhere."""
    return span & (span << 1 | span >> 1)
