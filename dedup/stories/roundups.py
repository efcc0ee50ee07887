"""Which articles are round-ups: press reviews, live pages, the day's news in one text.

What gives a round-up away is no single pair, but all that is known of it: several other articles of
these days begin in it, each in a place of its own. It quotes each of them, and republishes none.

Where two texts share words is told by *spans* (`dedup.matching.compare.Compared`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.matching.compare import SPAN_BITS

if TYPE_CHECKING:
    from collections.abc import Iterable

# Chosen on egypt2013: of 400 republished pairs among the hand-read ones they take 1 for a quotation, and what they
# flag are press reviews, talk-show digests and lists of the day's events. docs/stories.md has the figures.
MIN_QUOTED = 3
_MIN_WORDS = 20
"""Of a quotation."""
_MAX_HOURS = 168.0
"""Between a round-up and what it quotes: older text is background."""
_OPENING, _OPENING_FOUND = 6, 4
"""Of the first bits of what is quoted, those that must be set: a round-up takes stories from their beginnings."""
_MAX_COMMON = 0.15
"""Of the smaller of two spans, the share that may lie in both: they are quotations in two places."""
_WHOLE = 40
"""Bits of a text from which it is the other text, and not a quotation of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What an article shares with another one."""

    span: int
    """Where in this article."""
    other_span: int
    """Where in the other one."""
    lag_hours: float | None
    """Between both; None if a time is unknown."""


def is_roundup(shared: Iterable[Shared], *, word_count: int) -> bool:
    """Whether an article quotes several others, each in a place of its own.

    Args:
        shared: with each article it is related to but for templates, in any order.
        word_count: of the article.
    """
    quoted = {_passages(one.span) for one in shared if _is_quotation(one, word_count=word_count)}
    spans = sorted(quoted, key=lambda span: (span.bit_count(), span))
    apart: list[int] = []
    for span in spans:
        if all((span & other).bit_count() <= _MAX_COMMON * min(span.bit_count(), other.bit_count()) for other in apart):
            apart.append(span)
    return len(apart) >= MIN_QUOTED


def is_part(span: int) -> bool:
    """Whether a span is a part of a text only: in a round-up, a quotation."""
    return span.bit_count() < _WHOLE


def _is_quotation(one: Shared, *, word_count: int) -> bool:
    opening = one.other_span & ((1 << _OPENING) - 1)
    return (
        is_part(one.span)
        and _passages(one.span).bit_count() * word_count >= _MIN_WORDS * SPAN_BITS
        and opening.bit_count() >= _OPENING_FOUND
        and (one.lag_hours is None or one.lag_hours <= _MAX_HOURS)
    )


def _passages(span: int) -> int:
    """Without the bits that stand alone: set phrases, which are everywhere."""
    return span & (span << 1 | span >> 1)
