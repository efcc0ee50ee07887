"""Light stems: a folded word without its conjunction, its article or preposition, and one ending.

Copies of a text are re-inflected as they are reworded; a light stem holds such words together
(Larkey, Ballesteros, Connell, "Light stemming for Arabic information retrieval", 2007). What is taken
off is kept as a number, so that a stem and its affixes are the word again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import uncounted

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMBER_AFFIX = 255
"""Instead of affixes: the word begins with a digit, and is its own stem."""
MIN_STEM = 3
"""Letters that must be left when an article or an ending is taken off; one more for a preposition of one letter."""
LAST_DIGIT = 0x39
"""No folded letter comes before the folded digits, which are ASCII's."""
_PREFIXES = {"ب": 5, "ل": 6, "لل": 3, "ال": 4, "بال": 1, "كال": 2}
"""The article with what is joined to it, or a preposition, shorter ones first: its number. 0 is "none"."""
_ENDINGS = {"ه": 8, "ي": 9, "ت": 10, "ا": 11, "ها": 1, "هم": 2, "ات": 3, "ون": 4, "ين": 5, "ان": 6, "يه": 7}
_PREFIX_KINDS = len(_PREFIXES) + 1
"""A place of a mixed-radix number."""
ENDINGS = len(_ENDINGS) + 1
"""The same of endings; the lowest place."""

# Tables, as the letters of a word are not to be foreseen: to ask for one after the other is ten times as slow.
_LETTERS = " ابتكلمنهوي"
"""Of affixes, by their class; any other letter is of class 0."""
_CLASS_BITS = 4
_FIRST_LETTER, _LETTER_RANGE = 0x0620, 64
_WAW, _FEH = ord("و"), ord("ف")


def _classes() -> NDArray[np.uint8]:
    """(64,): the class of each letter of the Arabic block; that of the last place is 0."""
    classes = np.zeros(_LETTER_RANGE, dtype=np.uint8)
    for number, letter in enumerate(_LETTERS[1:], 1):
        classes[ord(letter) - _FIRST_LETTER] = number
    return classes


def _by_classes(affixes: dict[str, int], longest: int) -> NDArray[np.uint8]:
    """By the classes of so many letters, the first in the highest bits: the number of the longest affix they begin with."""
    table = np.zeros((1 << _CLASS_BITS,) * longest, dtype=np.uint8)
    for affix, number in affixes.items():
        table[tuple(map(_LETTERS.index, affix))] = number
    return table.ravel()


def _sizes(affixes: dict[str, int]) -> NDArray[np.int64]:
    return np.array([0, *(len(affix) for affix in sorted(affixes, key=affixes.__getitem__))], dtype=np.int64)


_CLASSES = _classes()
_PREFIX_OF, _PREFIX_SIZES = _by_classes(_PREFIXES, 3), _sizes(_PREFIXES)
_ENDING_OF = _by_classes({ending[::-1]: number for ending, number in _ENDINGS.items()}, 2)
_ENDING_SIZES = _sizes(_ENDINGS)


@uncounted
def stem_of(letters: NDArray[np.uint16], begin: int, end: int) -> tuple[int, int, int]:
    """Where the stem of the word in ``letters[begin:end]`` begins and ends, and the number of what is taken off."""
    first = letters[begin]
    if first <= LAST_DIGIT:
        return begin, end, NUMBER_AFFIX
    conjunction = (first == _WAW) + 2 * (first == _FEH) if end - begin > MIN_STEM + 1 else 0
    begin += conjunction != 0
    size = end - begin
    prefix = _PREFIX_OF[
        (_class(letters, begin) << (2 * _CLASS_BITS) if size >= MIN_STEM + 2 else 0)
        | (_class(letters, min(begin + 1, end - 1)) << _CLASS_BITS if size >= MIN_STEM + 2 else 0)
        | (_class(letters, min(begin + 2, end - 1)) if size >= MIN_STEM + 3 else 0)
    ]
    begin += _PREFIX_SIZES[prefix]
    size = end - begin
    ending = _ENDING_OF[
        (_class(letters, end - 1) << _CLASS_BITS if size >= MIN_STEM + 1 else 0)
        | (_class(letters, max(end - 2, begin)) if size >= MIN_STEM + 2 else 0)
    ]
    return begin, end - _ENDING_SIZES[ending], (conjunction * _PREFIX_KINDS + prefix) * ENDINGS + ending


@uncounted
def _class(letters, at):
    place = np.uint64(letters[at]) - np.uint64(_FIRST_LETTER)
    return np.int64(_CLASSES[min(place, np.uint64(_LETTER_RANGE - 1))])
