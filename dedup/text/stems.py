"""Light stems: a folded word without its conjunction, its article or preposition, and one ending.

Copies of a text are re-inflected as they are reworded; a light stem holds such words together
(Larkey, Ballesteros, Connell, "Light stemming for Arabic information retrieval", 2007). What is taken
off is kept as a number, so that a stem and its affixes are the word again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.compiled import part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NUMBER_AFFIX = 255
"""Instead of affixes: the word begins with a digit, and is its own stem."""
MIN_STEM = 3
"""Letters that must be left when an article or an ending is taken off."""
LAST_DIGIT = 0x39
"""No folded letter comes before the folded digits, which are ASCII's."""
_PREFIXES = 7
"""Kinds, "none" included: a place of a mixed-radix number."""
ENDINGS = 12
"""The same of endings; the lowest place."""

_ALEF, _BEH, _TEH, _FEH, _KAF, _LAM, _MEEM, _NOON, _HEH, _WAW, _YEH = (ord(letter) for letter in "ابتفكلمنهوي")


@part
def stem_of(word: NDArray[np.uint16], length: int) -> tuple[int, int, int]:
    """Where the stem of the word in ``word[:length]`` begins and ends, and the number of what is taken off."""
    if word[0] <= LAST_DIGIT:
        return 0, length, NUMBER_AFFIX
    conjunction = 0
    if length > MIN_STEM + 1:
        conjunction = 1 if word[0] == _WAW else 2 if word[0] == _FEH else 0
    begin = 1 if conjunction else 0
    prefix, size = _prefix(word, begin, length)
    begin += size
    ending, size = _ending(word, begin, length)
    return begin, length - size, (conjunction * _PREFIXES + prefix) * ENDINGS + ending


@part
def _prefix(word, begin, end):
    """The article with what is joined to it, or a preposition: its number, 0 for none, and its length."""
    size, first = end - begin, word[begin]
    if size >= MIN_STEM + 3 and word[begin + 1] == _ALEF and word[begin + 2] == _LAM:
        if first == _BEH:
            return 1, 3
        if first == _KAF:
            return 2, 3
    if size >= MIN_STEM + 2 and word[begin + 1] == _LAM:
        if first == _LAM:
            return 3, 2
        if first == _ALEF:
            return 4, 2
    if size > MIN_STEM + 1:
        if first == _BEH:
            return 5, 1
        if first == _LAM:
            return 6, 1
    return 0, 0


@part
def _ending(word, begin, end):
    """One ending: its number, 0 for none, and its length."""
    size, last = end - begin, word[end - 1]
    if size >= MIN_STEM + 2:
        before = word[end - 2]
        if before == _HEH and last in (_ALEF, _MEEM):
            return 1 if last == _ALEF else 2, 2
        if before == _ALEF and last == _TEH:
            return 3, 2
        if last == _NOON and before in (_WAW, _YEH, _ALEF):
            return 4 if before == _WAW else 5 if before == _YEH else 6, 2
        if before == _YEH and last == _HEH:
            return 7, 2
    if size >= MIN_STEM + 1:
        if last == _HEH:
            return 8, 1
        if last == _YEH:
            return 9, 1
        if last == _TEH:
            return 10, 1
        if last == _ALEF:
            return 11, 1
    return 0, 0
