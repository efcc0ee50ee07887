"""Where the parts of a query stand in texts: by their tokens first, by their letters then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from dedup.text.lexicon import AFFIX_BITS, AFFIXES, stem, word_key
from dedup.text.stems import ending_of
from dedup.text.tokens import MARK_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.text.fold import Folded
    from dedup.text.query import Part, Query, Term
    from dedup.text.tokens import TokenBatch


class Spelling(IntEnum):
    """How near an occurrence is to what was asked for; the smaller the nearer."""

    AS_WRITTEN = 0
    """Letter for letter, with the same marks."""
    SAME_WORD = 1
    """Spelled otherwise: other hamzas, marks, digits."""
    JOINED = 2
    """With another conjunction, article or preposition before it."""
    OTHER_FORM = 3
    """With another ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A part of a query in a text."""

    part: int
    """Its place in the query."""
    first: int
    last: int
    """Words of the folded text, both included."""
    spelling: Spelling


def may_stand_at(batch: TokenBatch, part: Part) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of words, counted in their text, where a part may begin; and the texts they are in, ascending.

    All where it does begin are among them; some have another stem of the same hash.
    """
    stems = batch.tokens >> np.uint32(AFFIX_BITS + MARK_BITS)
    begins = len(stems) - len(part) + 1
    if begins < 1:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found = np.ones(begins, dtype=np.bool_)
    for place, term in enumerate(part):
        found &= stems[place : place + begins] == term.key >> AFFIX_BITS
    at = np.flatnonzero(found)
    texts = np.searchsorted(batch.offsets, at, side="right") - 1
    inside = at + len(part) <= batch.offsets[texts + 1]
    return at[inside] - batch.offsets[texts[inside]], texts[inside]


def occurrences(folded: Folded, query: Query, places: Sequence[tuple[int, int]]) -> list[Occurrence]:
    """Those places, (part, word), where that part of the query does begin, in reading order."""
    found = []
    for number, first in sorted(places, key=lambda place: place[1]):
        part = query.parts[number]
        words = folded.words[first : first + len(part)]
        if all(stem(word) == term.stem for word, term in zip(words, part, strict=True)):
            found.append(
                Occurrence(
                    part=number, first=first, last=first + len(part) - 1, spelling=_spelling(folded, part, first)
                )
            )
    return found


def _spelling(folded: Folded, part: Part, first: int) -> Spelling:
    return max(_spelling_of_word(folded, place, term) for place, term in enumerate(part, first))


def _spelling_of_word(folded: Folded, place: int, term: Term) -> Spelling:
    word = folded.words[place]
    if word == term.folded:
        return Spelling.AS_WRITTEN if folded.excerpt(place, place) == term.written else Spelling.SAME_WORD
    return (
        Spelling.JOINED if ending_of(word_key(word) & AFFIXES) == ending_of(term.key & AFFIXES) else Spelling.OTHER_FORM
    )
