"""The memory that articles are compared in, made once for a batch: compiled loops cut it up and make no arrays.

A pair takes some twenty arrays. To make each anew, and to count who holds it, took a third of comparing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.matching.documents import HEADER
from dedup.params import SHINGLE_WORDS
from dedup.text.lexicon import FACT_KINDS

if TYPE_CHECKING:
    from dedup.matching.documents import Documents

MEMORY = (
    "Tuple((i8[:, ::1], u4[::1], i4[:, ::1], u1[:, ::1],"
    " i8[:, ::1], i4[:, ::1], u8[:, ::1], u1[:, ::1], i4[:, ::1], i8[:, ::1]))"
)
"""The type of `Memory` as a tuple, for signatures."""
FACTS = len(FACT_KINDS) + 1
"""Kinds of facts: those that are listed, and numbers."""
SEEN = 64
"""Numbers of 64 bits: one bit in twenty is set by the shingles of an article."""
ROOM = 8
"""Slots to a word, at least: a look-up ends at the first one, nearly always."""

# What lies in the rows of `Memory.words`: see `dedup.matching.common`, `.order`, `.pieces` and `.slots`.
NEXT_SHINGLE, NEXT_STEM, SHINGLES, SHINGLES_BACK, STEMS, STEMS_BACK, NEXT_SAME_BACK = range(7)
NUMBERS, OF_X, OF_Y, TALLY = range(7, 11)
_ROWS = TALLY + 1
REPLACED = 2
"""The row of `Memory.facts` that is the sum of all slots."""


class Memory(NamedTuple):
    """A row is an array of its own."""

    documents: np.ndarray
    """(2, documents): distinct shingles, content words; -1 where a document was not looked at yet."""
    stems: np.ndarray
    """(values,): hashes; for each value of the packed documents."""
    positions: np.ndarray
    """(3, values): sentence pieces, content words, the next content word."""
    marks: np.ndarray
    """(2, values): rarity, repeats."""
    tables: np.ndarray
    """(2, slots): where the shingles and the stems of the longest document stand."""
    words: np.ndarray
    """(rows, words of the longest document and more)."""
    bits: np.ndarray
    """(2, words of the longest document)."""
    covered: np.ndarray
    """(2, words of the longest document)."""
    gaps: np.ndarray
    """(gaps of the longest document, 4)."""
    facts: np.ndarray
    """(3, `FACTS`): of a slot on either side, and `REPLACED`."""


def memory_for(documents: Documents) -> Memory:
    """What comparing any pairs of these documents takes."""
    values = len(documents.values)
    longest = max(SEEN, int(np.diff(documents.starts).max(initial=0)) - HEADER)
    return Memory(
        documents=np.full((2, len(documents)), -1, dtype=np.int64),
        stems=np.empty(values, dtype=np.uint32),
        positions=np.empty((3, values), dtype=np.int32),
        marks=np.empty((2, values), dtype=np.uint8),
        tables=np.empty((2, 1 << (ROOM * longest - 1).bit_length()), dtype=np.int64),
        words=np.empty((_ROWS, longest + 2), dtype=np.int32),  # tallies are of one place more than pieces, or two
        bits=np.empty((2, longest), dtype=np.uint64),
        covered=np.empty((2, longest), dtype=np.uint8),
        gaps=np.empty((longest // SHINGLE_WORDS + 2, 4), dtype=np.int32),
        facts=np.empty((3, FACTS), dtype=np.int64),
    )
