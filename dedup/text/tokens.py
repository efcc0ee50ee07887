"""Texts to tokens: each folded word as 22 bits of its stem's hash, 8 bits of what was taken off, 2 marks.

One pass over the UTF-16 code units of a batch of texts: table look-up, stem, hash, marks. A token is
all that is kept of a word for comparing: four bytes, in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from dedup.compiled import compiled
from dedup.text.characters import EXPANDS, SPACE, fold_table
from dedup.text.hashing import xxh64_chain, xxh64_units
from dedup.text.lexicon import AFFIX_BITS, SAYING, STEM_BITS, lexicon, listed
from dedup.text.stems import LAST_DIGIT, stem_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MARK_BITS = 2
SENTENCE = 1 << 0
"""The word begins a sentence."""
SPEECH = 1 << 1
"""It is somebody's words: in quotation marks, or after a verb of saying to the end of the sentence."""
MIN_LEAD_WORDS = 8
"""Opening lines with fewer words are bylines and datelines, not the lead."""

_LONGEST_QUOTATION = 120
"""Words after which an open quotation mark was no opening one."""
_NEWLINE, _STOP, _DOT, _OPEN, _CLOSE, _TOGGLE, _HALF = range(1, 8)
_SEPARATORS = {
    "\n\u2028\u2029": _NEWLINE,  # LINE SEPARATOR, PARAGRAPH SEPARATOR
    "!?؟…؛": _STOP,
    ".": _DOT,
    "«\u201c": _OPEN,  # LEFT DOUBLE QUOTATION MARK
    "»\u201d": _CLOSE,  # RIGHT DOUBLE QUOTATION MARK
    '"': _TOGGLE,
    "'\u2018\u2019": _HALF,  # typed twice, quotation marks: APOSTROPHE, SINGLE QUOTATION MARKs
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenBatch:
    """The tokens of some texts, one after the other."""

    tokens: NDArray[np.uint32]
    """All texts concatenated, in reading order."""
    offsets: NDArray[np.int64]
    """(texts + 1,): text ``i`` has ``tokens[offsets[i]:offsets[i + 1]]``."""
    text_hashes: NDArray[np.uint64]
    """(texts,): equal for texts with equal folded words."""
    leads: NDArray[np.int64]
    """(texts,): the word each text's lead begins with, after the bylines."""

    def __len__(self) -> int:
        return len(self.text_hashes)

    @property
    def word_counts(self) -> NDArray[np.int64]:
        """(texts,): folded words in each text."""
        return np.diff(self.offsets)

    def of(self, index: int) -> NDArray[np.uint32]:
        """The tokens of text ``index``."""
        return self.tokens[self.offsets[index] : self.offsets[index + 1]]

    def select(self, places: Sequence[int]) -> TokenBatch:
        """A batch of the texts at ``places`` alone."""
        chosen = np.asarray(places, dtype=np.int64)
        parts = [self.of(place) for place in places]
        sizes = np.array([len(part) for part in parts], dtype=np.int64)
        return TokenBatch(
            tokens=np.concatenate([self.tokens[:0], *parts]),
            offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            text_hashes=self.text_hashes[chosen],
            leads=self.leads[chosen],
        )


def tokenize(texts: Sequence[str], *, fold_version: int) -> TokenBatch:
    """The tokens of ``texts``, folded by that version of the table.

    Raises:
        DataError: there is no such version, or a data file is damaged.
    """
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    ends = np.cumsum(np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded)) // 2 + 1)
    units = np.frombuffer(_LINE_END.join([*encoded, b""]), dtype="<u2")  # so that each text's last word ends
    table = fold_table(fold_version)
    tokens, offsets, text_hashes, leads = _tokenize(
        units, ends, table.units, _separators(), lexicon(fold_version).words, *_expansions(fold_version)
    )
    return TokenBatch(tokens=tokens, offsets=offsets, text_hashes=text_hashes, leads=leads)


@cache
def _expansions(fold_version: int) -> tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.uint16]]:
    """The code points that become several, ascending; where each one's begin; all of them, concatenated."""
    expansions = sorted(fold_table(fold_version).expansions.items())
    starts = np.cumsum([0, *(len(points) for _, points in expansions)])
    points = np.array([point for point, _ in expansions], dtype=np.uint16)
    return points, starts, np.array([code for _, codes in expansions for code in codes], dtype=np.uint16)


@cache
def _separators() -> NDArray[np.uint8]:
    kinds = np.zeros(0x10000, dtype=np.uint8)
    for characters, kind in _SEPARATORS.items():
        for character in characters:
            kinds[ord(character)] = kind
    return kinds


_LINE_END = "\n".encode("utf-16-le")
_SEEN_BITS = 14
_SHORT = 16  # letters in four lanes of 64 bits
_MIX_1, _MIX_2 = np.uint64(0x9E3779B185EBCA87), np.uint64(0xC2B2AE3D27D4EB4F)

# What a text's loop carries from word to word, as places in a small array.
_LAST_LENGTH, _LAST_ENDED_WITH_DIGIT, _SAID = 0, 1, 2
_AT_LINE, _AT_STOP, _AT_DOT, _IN_QUOTES, _QUOTED_WORDS, _AFTER_HALF = 3, 4, 5, 6, 7, 8
_LINE_BEGAN, _LEAD = 9, 10


@njit(nogil=True)
def _separate(state: NDArray[np.int64], kind: int) -> None:
    """A separator stands between two words."""
    if kind == _NEWLINE:
        state[_AT_LINE], state[_IN_QUOTES] = 1, 0
    elif kind == _STOP:
        state[_AT_STOP] = 1
    elif kind == _DOT:
        state[_AT_DOT] = 1
    elif kind == _OPEN:
        state[_IN_QUOTES], state[_QUOTED_WORDS] = 1, 0
    elif kind == _CLOSE:
        state[_IN_QUOTES] = 0
    elif kind == _TOGGLE or (kind == _HALF and state[_AFTER_HALF]):
        state[_IN_QUOTES], state[_QUOTED_WORDS] = 1 - state[_IN_QUOTES], 0
    state[_AFTER_HALF] = 1 if kind == _HALF and not state[_AFTER_HALF] else 0


@njit(nogil=True)
def _take_marks(state, word, length, number, is_saying):
    """The marks of word ``number`` of a text; the state is made ready for the next word."""
    # A full stop after an initial or inside a number ends no sentence.
    inside = state[_LAST_LENGTH] == 1 or (state[_LAST_ENDED_WITH_DIGIT] and word[0] <= LAST_DIGIT)
    begins = state[_AT_LINE] or state[_AT_STOP] or (state[_AT_DOT] and not inside)
    if begins:
        state[_SAID] = 0
    marks = (SENTENCE if begins else 0) + (SPEECH if state[_SAID] or state[_IN_QUOTES] else 0)
    if is_saying:
        state[_SAID] = 1
    if state[_IN_QUOTES]:
        state[_QUOTED_WORDS] += 1
        if state[_QUOTED_WORDS] > _LONGEST_QUOTATION:
            state[_IN_QUOTES] = 0
    if state[_AT_LINE]:
        _end_line(state, number)
    state[_LAST_LENGTH], state[_LAST_ENDED_WITH_DIGIT] = length, word[length - 1] <= LAST_DIGIT
    state[_AT_LINE] = state[_AT_STOP] = state[_AT_DOT] = state[_AFTER_HALF] = 0
    return marks


@njit(nogil=True)
def _end_line(state, number):
    """A line ends before word ``number``: the first that is long enough is the lead."""
    if state[_LEAD] < 0 and number - state[_LINE_BEGAN] >= MIN_LEAD_WORDS:
        state[_LEAD] = state[_LINE_BEGAN]
    state[_LINE_BEGAN] = number


@njit(nogil=True)
def _known_word(lanes, length, lexicon_words, seen, values):
    """The key of the word in the buffer, and whether it is a verb of saying, as the lowest bit.

    Nine words in ten have stood in the batch before: they are recognised by their letters.
    """
    mixed = (lanes[0] ^ (lanes[1] * _MIX_1)) * _MIX_2 + (lanes[2] ^ (lanes[3] * _MIX_1))
    slot = np.int64((mixed * _MIX_1) >> np.uint64(64 - _SEEN_BITS))
    short = length <= _SHORT
    same = (
        (lanes[0] ^ seen[slot, 0])
        | (lanes[1] ^ seen[slot, 1])
        | (lanes[2] ^ seen[slot, 2])
        | (lanes[3] ^ seen[slot, 3])
    )
    if short and same == 0:
        return values[slot]
    word = lanes.view(np.uint16)
    begin, end, affix = stem_of(word, length)
    hashed = xxh64_units(word, begin, end)
    key = int(hashed >> np.uint64(64 - STEM_BITS)) << AFFIX_BITS | affix
    value = (key << 1) | (listed(lexicon_words, key) == SAYING)
    if short:
        seen[slot], values[slot] = lanes[:4], value
    return value


@njit(nogil=True)
def _take_word(lanes, length, number, state, lexicon_words, seen, values, chain):
    """The token of the word in the buffer, which is emptied, and the text's hash with it."""
    value = _known_word(lanes, length, lexicon_words, seen, values)
    marks = _take_marks(state, lanes.view(np.uint16), length, number, value & 1)
    lanes[: length // 4 + 1] = 0
    key = value >> 1
    return np.uint32((key << MARK_BITS) | marks), xxh64_chain(chain, np.uint64(key))


@njit(nogil=True)
def _longest_text(ends: NDArray[np.int64]) -> int:
    longest = begin = 0
    for end in ends:
        longest, begin = max(longest, end - begin), end
    return longest


@compiled(
    "Tuple((u4[::1], i8[::1], u8[::1], i8[::1]))(Array(u2, 1, 'C', readonly=True), i8[::1],"
    "Array(u2, 1, 'C', readonly=True), u1[::1], i8[::1], u2[::1], i8[::1], u2[::1])",
)
def _tokenize(units, ends, folds, separators, lexicon_words, points, starts, codes):
    longest = (starts[1:] - starts[:-1]).max()
    tokens = np.empty(len(units) * longest, dtype=np.uint32)  # what is not written to takes no memory
    lanes = np.zeros(_longest_text(ends) * longest // 4 + 5, dtype=np.uint64)  # the longest word that may come
    word = lanes.view(np.uint16)
    seen, values = np.zeros((1 << _SEEN_BITS, 4), dtype=np.uint64), np.zeros(1 << _SEEN_BITS, dtype=np.int64)
    offsets, leads = np.zeros(len(ends) + 1, dtype=np.int64), np.zeros(len(ends), dtype=np.int64)
    text_hashes = np.zeros(len(ends), dtype=np.uint64)
    state, count, begin = np.zeros(11, dtype=np.int64), 0, 0
    for text in range(len(ends)):
        state[:], state[_AT_LINE], state[_LEAD], chain, length, first = 0, 1, -1, np.uint64(0), 0, count
        for i in range(begin, ends[text]):
            code = folds[units[i]]
            if code == SPACE:
                if length:
                    tokens[count], chain = _take_word(
                        lanes, length, count - first, state, lexicon_words, seen, values, chain
                    )
                    count, length = count + 1, 0
                if separators[units[i]]:
                    _separate(state, separators[units[i]])
            elif code == EXPANDS:
                place = np.searchsorted(points, units[i])
                for k in range(starts[place], starts[place + 1]):
                    if codes[k] != SPACE:
                        word[length] = codes[k]
                        length += 1
                    elif length:
                        tokens[count], chain = _take_word(
                            lanes, length, count - first, state, lexicon_words, seen, values, chain
                        )
                        count, length = count + 1, 0
            elif code:
                word[length] = code
                length += 1
        _end_line(state, count - first)
        offsets[text + 1], text_hashes[text], begin = count, chain, ends[text]
        leads[text] = max(0, state[_LEAD])
    return tokens[:count].copy(), offsets, text_hashes, leads
