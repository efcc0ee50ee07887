"""The UTF-16 code units of a text to folded words, in one pass: letters, ends, and the separators between them.

The pass knows no words. What a unit becomes is not to be foreseen, so it asks as little as it can: every place
that may come next is written, whether it counts or not. Only what is rare is asked for, as that is foreseen.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import uncounted
from dedup.text.characters import EXPANDS, SPACE, fold_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEWLINE, STOP, DOT, OPEN, CLOSE, TOGGLE, HALF = range(1, 8)
KIND_BITS = 3
"""Of a separator, below the number of the gap that it stands before."""
PACKED_LETTERS, LETTER_BITS = 10, 6
"""A word of so many letters of the alphabet is a number: so many bits for each letter's place in the alphabet."""

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
_UNPACKED = np.uint64(0xFFFFFFFFFFFFFFFF)
"""A word with letters beyond the alphabet: with ten more letters behind it is still more than any packed word."""
_ONE = np.uint64(1)  # places are unsigned: a signed one is first looked at for being negative


@cache
def expansions(fold_version: int) -> tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.uint16]]:
    """The code points that become several, ascending; where each one's begin; all of them, concatenated."""
    rows = sorted(fold_table(fold_version).expansions.items())
    starts = np.cumsum([0, *(len(points) for _, points in rows)])
    points = np.array([point for point, _ in rows], dtype=np.uint16)
    return points, starts, np.array([code for _, codes in rows for code in codes], dtype=np.uint16)


@cache
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
def cut(units, table, points, starts, codes, letters, ends, packed, separators):
    """Writes the folded letters of a text with its spaces; how many of these there are, and how many separators.

    A space ends what stands before it, a word or nothing: ``ends`` tells where it stands, ``packed`` the word as a
    number. ``separators`` are the number of the gap that each stands before, then its kind.
    """
    size = gaps = marks = word = np.uint64(0)
    for i in range(len(units)):
        entry = table[units[i]]
        code = np.uint16(entry)
        if entry & _IS_RARE:
            if code == EXPANDS:
                place = np.searchsorted(points, units[i])
                expansion = codes[starts[place] : starts[place + 1]]
                size, gaps, word = _write(expansion, letters, ends, packed, size, gaps, word)
                continue
            if code == 0:
                continue
            if code == SPACE:
                kind = np.uint64((entry >> _SEPARATOR_BIT) & _KINDS)
                separators[marks] = ((gaps + _ONE) << np.uint64(KIND_BITS)) | kind
                marks += _ONE
            else:
                word = _UNPACKED
        letters[size], ends[gaps], packed[gaps] = code, size, word
        size += _ONE
        is_space = np.uint64((entry & _IS_SPACE) >> np.uint32(16))
        gaps += is_space
        word = ((word << np.uint64(LETTER_BITS)) | np.uint64(entry >> _LETTER_BIT)) & (is_space - _ONE)
    return np.int64(gaps), np.int64(marks)


@uncounted
def _write(codes, letters, ends, packed, size, gaps, word):
    """What one code unit becomes, if several."""
    for code in codes:
        letters[size], ends[gaps], packed[gaps] = code, size, word
        size += _ONE
        is_space = code == SPACE
        gaps += np.uint64(is_space)
        word = np.uint64(0) if is_space else _UNPACKED
    return size, gaps, word
