"""The UTF-16 code units of a text to folded words, in one pass: letters, ends, and the separators between them.

The pass knows no words. What a unit becomes is not to be foreseen, so it asks as little as it can: every place
that may come next is written, whether it counts or not. Only what is rare is asked for, as that is foreseen; what
is not rare has a loop to itself, so that nothing of the rest takes its registers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import uncounted
from dedup.kept import kept
from dedup.text.characters import EXPANDS, SPACE, fold_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEWLINE, STOP, DOT, OPEN, CLOSE, TOGGLE, HALF = range(1, 8)
KIND_BITS = 3
"""Of a separator, below the number of the gap that it stands before."""
PACKED_LETTERS, LETTER_BITS = 10, 6
"""A word of so many letters of the alphabet is a number: so many bits for each letter's place in the alphabet, from 1."""

_SEPARATORS = {
    "\n\u2028\u2029": NEWLINE,  # LINE SEPARATOR, PARAGRAPH SEPARATOR
    "!?؟…؛": STOP,
    ".": DOT,
    "«\u201c": OPEN,  # LEFT DOUBLE QUOTATION MARK
    "»\u201d": CLOSE,  # RIGHT DOUBLE QUOTATION MARK
    '"': TOGGLE,
    "'\u2018\u2019": HALF,  # typed twice, quotation marks: APOSTROPHE, SINGLE QUOTATION MARKs
}
_ALPHABET = "0123456789ءابتثجحخدذرزسشصضطظعغفقكلمنهويabcdefghijklmnoprstuvwxy"
"""Places 1 to 63; of the folded letters that news are made of, only q and z have no room."""
_IS_SPACE, _IS_RARE = np.uint32(1 << 16), np.uint32(1 << 17)
_SEPARATOR_BIT, _LETTER_BIT = np.uint32(18), np.uint32(26)
"""Above the 16 bits of what a code unit becomes."""
_KINDS = np.uint32((1 << KIND_BITS) - 1)
_ONE = np.uint64(1)  # places are put together with kinds, which are unsigned: numba adds one of each as floats


@kept
def expansions(fold_version: int) -> tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.uint16]]:
    """The code points that become several, ascending; where each one's begin; all of them, concatenated."""
    rows = sorted(fold_table(fold_version).expansions.items())
    starts = np.cumsum([0, *(len(points) for _, points in rows)])
    points = np.array([point for point, _ in rows], dtype=np.uint16)
    return points, starts, np.array([code for _, codes in rows for code in codes], dtype=np.uint16)


@kept
def units_table(fold_version: int) -> NDArray[np.uint32]:
    """(65536,): what each code unit becomes, whether that is a space, and its place in the alphabet.

    Rare are deleted ones, those that become several, letters beyond the alphabet, and separators, with their kind.
    """
    folds = fold_table(fold_version).units
    is_space = folds == SPACE
    separators, alphabet = np.zeros_like(folds, dtype=np.uint32), np.zeros_like(folds, dtype=np.uint32)
    for characters, kind in _SEPARATORS.items():
        separators[list(map(ord, characters))] = kind
    for place, letter in enumerate(_ALPHABET, 1):
        alphabet[ord(letter)] = place
    places = alphabet[folds]
    is_rare = np.where(is_space, separators != 0, places == 0)
    table: NDArray[np.uint32] = (
        folds | is_space * _IS_SPACE | is_rare * _IS_RARE | separators << _SEPARATOR_BIT | places << _LETTER_BIT
    )
    return table


@uncounted
def cut(units, table, points, starts, codes, letters, ends, packed, separators, odd):
    """Writes the folded letters of a text with its spaces; how many of these there are, and how many separators.

    A space ends what stands before it, a word or nothing: ``ends`` tells where it stands, ``packed`` the last letters
    before it as a number, those of earlier words above its own; 0 if the word is none. ``separators`` are the number of
    the gap that each stands before, then its kind; ``odd`` is for the words that are no numbers. The last unit is a
    line's end.
    """
    at = size = gaps = marks = count = before = np.uint64(0)
    end = np.uint64(len(units))
    while at < end:
        entry = table[units[at]]
        while not entry & _IS_RARE:  # the last unit is
            size, gaps, before = _put(entry, letters, ends, packed, size, gaps, before)
            at += _ONE
            entry = table[units[at]]
        code = np.uint16(entry)
        if code == EXPANDS:
            place = np.searchsorted(points, units[at])
            for letter in codes[starts[place] : starts[place + 1]]:
                odd[count], count = gaps, count + _ONE
                entry = np.uint32(letter) | np.uint32(letter == SPACE) * _IS_SPACE
                size, gaps, before = _put(entry, letters, ends, packed, size, gaps, before)
        elif code:
            if code == SPACE:
                separators[marks] = ((gaps + _ONE) << np.uint64(KIND_BITS)) | ((entry >> _SEPARATOR_BIT) & _KINDS)
                marks += _ONE
            else:
                odd[count], count = gaps, count + _ONE
            size, gaps, before = _put(entry, letters, ends, packed, size, gaps, before)
        at += _ONE
    for gap in odd[:count]:
        packed[gap] = 0
    return np.int64(gaps), np.int64(marks)


@uncounted
def _put(entry, letters, ends, packed, size, gaps, before):
    """Writes what a code unit becomes, and what it would end if it is a space."""
    letters[size], ends[gaps], packed[gaps] = np.uint16(entry), size, before
    gaps += np.uint64((entry & _IS_SPACE) >> np.uint32(16))
    return size + _ONE, gaps, (before << np.uint64(LETTER_BITS)) | np.uint64(entry >> _LETTER_BIT)
