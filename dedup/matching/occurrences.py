"""Where the parts of a query stand in texts: by their tokens first, by their letters then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from dedup.text.forms import JOINED, NOT_A_FORM, OTHER, SAME
from dedup.text.lexicon import AFFIX_BITS
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
    NONE = 4
    """Not at all."""


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

    All where it does begin are among them; some hold another word with one of its stems, or of the same hash.
    """
    stems = batch.tokens >> np.uint32(AFFIX_BITS + MARK_BITS)
    begins = len(stems) - len(part) + 1
    if begins < 1:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    found = np.ones(begins, dtype=np.bool_)
    for place, term in enumerate(part):
        found &= np.isin(stems[place : place + begins], [form.stem_hash for form in term.forms])
    at = np.flatnonzero(found)
    texts = np.searchsorted(batch.offsets, at, side="right") - 1
    inside = at + len(part) <= batch.offsets[texts + 1]
    return at[inside] - batch.offsets[texts[inside]], texts[inside]


def occurrences(folded: Folded, query: Query, places: Sequence[tuple[int, int]]) -> list[Occurrence]:
    """Those places, (part, word), where that part of the query does begin, in reading order."""
    found = []
    for number, first in sorted(places, key=lambda place: place[1]):
        part = query.parts[number]
        spelling = max(_spelling(folded, place, term) for place, term in enumerate(part, first))
        if spelling is not Spelling.NONE:
            found.append(Occurrence(part=number, first=first, last=first + len(part) - 1, spelling=spelling))
    return found


_SPELLINGS = {SAME: Spelling.SAME_WORD, JOINED: Spelling.JOINED, OTHER: Spelling.OTHER_FORM, NOT_A_FORM: Spelling.NONE}


def _spelling(folded: Folded, place: int, term: Term) -> Spelling:
    away = term.away(folded.words[place])
    if away == SAME and folded.excerpt(place, place) == term.written:
        return Spelling.AS_WRITTEN
    return _SPELLINGS[away]
