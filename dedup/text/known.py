"""The keys of a text's words: 22 bits of the stem's hash, 8 bits of what was taken off, flags.

Five in six words have stood in the batch before, and are known again as the numbers they are packed into.
"""

from __future__ import annotations

import numpy as np

from dedup.compiled import uncounted
from dedup.text.characters import DECIMAL_REH
from dedup.text.cut import LETTER_BITS, PACKED_LETTERS
from dedup.text.hashing import xxh64_units
from dedup.text.lexicon import AFFIX_BITS, SAYING, STEM_BITS, listed
from dedup.text.stems import LAST_DIGIT, stem_of

SAYS, IS_DECIMAL, IS_ONE_LETTER = np.uint64(1), np.uint64(2), np.uint64(4)
BEGINS_WITH_DIGIT, ENDS_WITH_DIGIT = np.uint64(8), np.uint64(16)
FLAG_BITS = np.uint64(5)
"""Below the key of a word: whether it is a verb of saying, a decimal number, which is two words, a single letter."""
_SEEN_BITS = 16
_NUMBER, _KEY = 0, 1
"""Of a word that was seen: the columns."""
_MIX = np.uint64(0x9E3779B185EBCA87)
_OWN = np.array([*((1 << LETTER_BITS * size) - 1 for size in range(PACKED_LETTERS + 1)), 0], dtype=np.uint64)
"""By the letters of a word: its own bits of what is packed; none where there are more letters than are packed."""


@uncounted
def slots_for(units: int) -> int:
    """How many places a table of seen words is given for a batch of that many code units: not to be cleared in vain."""
    bits = 8
    while bits < _SEEN_BITS and 1 << bits < units:
        bits += 1
    return 1 << bits


@uncounted
def know(ends, packed, seen, keys, unknown, numbers):
    """Writes the keys of a text's words, and how many words stand before each gap; how many are not known.

    The gaps that end these follow one upon another in ``unknown``. They are for later: which they are is not to be
    foreseen, and this needs no foresight.
    """
    begin = count = number = np.int64(0)
    for gap in range(len(ends)):
        end = np.int64(ends[gap])
        word = _number_of(packed[gap], end - begin)
        slot = _slot(word, seen)
        keys[number], numbers[gap], unknown[count] = seen[slot, _KEY], number, gap
        is_new = (seen[slot, _NUMBER] != word) | (word == 0)
        is_word = end != begin
        count += np.int64(is_new & is_word)
        number += np.int64(is_word)
        begin = end + 1
    numbers[len(ends)] = number
    return count


@uncounted
def _number_of(packed, letters):
    """The word of so many letters as a number; 0 if it is none."""
    return packed & _OWN[min(letters, len(_OWN) - 1)]


@uncounted
def _slot(word, seen):
    return (word * _MIX >> np.uint64(64 - _SEEN_BITS)) & np.uint64(len(seen) - 1)


@uncounted
def learn(letters, ends, packed, lexicon_words, seen, keys, fractions, unknown, numbers):
    """Writes the keys of words that were not known, and makes them known.

    Of a decimal number it is that of its whole; that of the fraction is kept in ``fractions``.
    """
    for gap in unknown:
        begin, end = np.int64(ends[gap - 1]) + 1 if gap else 0, np.int64(ends[gap])
        number, key = numbers[gap], _key_of(letters, begin, end)
        flags = _flags(letters, begin, end) | (SAYS if listed(lexicon_words, key) == SAYING else np.uint64(0))
        mark = _decimal_mark(letters[begin:end])
        if mark:
            middle = begin + _turn_decimal(letters[begin:end], mark)
            keys[number] = _flagged(_key_of(letters, begin, middle), (flags & ~SAYS) | IS_DECIMAL)
            fraction_flags = _flags(letters, middle + 1, end) | (flags & SAYS)
            fractions[number] = _flagged(_key_of(letters, middle + 1, end), fraction_flags)
            continue
        keys[number] = _flagged(key, flags)
        word = _number_of(packed[gap], end - begin)
        if word:
            slot = _slot(word, seen)
            seen[slot, _NUMBER], seen[slot, _KEY] = word, keys[number]


@uncounted
def _flagged(key, flags):
    return (np.uint64(key) << FLAG_BITS) | flags


@uncounted
def _flags(letters, begin, end):
    """What the letters of a word tell."""
    return (
        np.uint64(end - begin == 1) * IS_ONE_LETTER
        | np.uint64(letters[begin] <= LAST_DIGIT) * BEGINS_WITH_DIGIT
        | np.uint64(letters[end - 1] <= LAST_DIGIT) * ENDS_WITH_DIGIT
    )


@uncounted
def _key_of(letters, begin, end):
    begin, end, affix = stem_of(letters, begin, end)
    return int(xxh64_units(letters, begin, end) >> np.uint64(64 - STEM_BITS)) << AFFIX_BITS | affix


@uncounted
def _decimal_mark(word):
    """Where between digits the only REH of a number stands, letters before it or not; 0 if the word is no such number."""
    if word[len(word) - 1] > LAST_DIGIT:
        return 0
    mark = first = 0
    while word[first] > LAST_DIGIT:
        first += 1
    for at in range(first + 1, len(word)):
        if word[at] > LAST_DIGIT:
            if word[at] != DECIMAL_REH or mark:
                return 0
            mark = at
    return mark


@uncounted
def _turn_decimal(word, mark):
    """Turns fraction, REH, integer to integer, REH, fraction in its place; where the REH stands then."""
    first = 0
    while word[first] > LAST_DIGIT:
        first += 1
    turned = first + len(word) - 1 - mark
    _reverse(word[first:])
    _reverse(word[first:turned])
    _reverse(word[turned + 1 :])
    return turned


@uncounted
def _reverse(letters):
    for at in range(len(letters) // 2):
        letters[at], letters[len(letters) - 1 - at] = letters[len(letters) - 1 - at], letters[at]
