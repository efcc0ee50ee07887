"""Texts to tokens: each folded word as 22 bits of its stem's hash, 8 bits of what was taken off, 2 marks.

Each text is folded in one pass over its UTF-16 code units that knows no words and so has nothing to
guess; then its words are stemmed, hashed and marked one by one. A token is all that is kept of a word
for comparing: four bytes, in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, uncounted
from dedup.text.characters import DECIMAL_REH, EXPANDS, SPACE, fold_table
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
    joined = "\n".join([*texts, ""])  # so that each text's last word ends
    units = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)
    if len(units) != len(joined):
        ends += np.searchsorted(_two_units(joined), ends)
    tokens, offsets, text_hashes, leads = _tokenize(
        units, ends, _units(fold_version), lexicon(fold_version).words, *_expansions(fold_version)
    )
    return TokenBatch(tokens=tokens, offsets=offsets, text_hashes=text_hashes, leads=leads)


def _two_units(text: str) -> NDArray[np.int64]:
    """Where its characters stand that UTF-16 needs two units for."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.flatnonzero(points >= 0x10000)


@cache
def _expansions(fold_version: int) -> tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.uint16]]:
    """The code points that become several, ascending; where each one's begin; all of them, concatenated."""
    expansions = sorted(fold_table(fold_version).expansions.items())
    starts = np.cumsum([0, *(len(points) for _, points in expansions)])
    points = np.array([point for point, _ in expansions], dtype=np.uint16)
    return points, starts, np.array([code for _, codes in expansions for code in codes], dtype=np.uint16)


@cache
def _units(fold_version: int) -> NDArray[np.uint32]:
    """(65536,): what each code unit becomes, the separator it is, and whether it is a letter or a space."""
    folds = fold_table(fold_version).units
    is_space = folds == SPACE
    separators = np.zeros(len(folds), dtype=np.uint32)
    for characters, kind in _SEPARATORS.items():
        separators[list(map(ord, characters))] = kind
    kinds = np.where(is_space, _IS_SPACE | separators << _SEPARATOR_BIT, np.where(folds, _IS_LETTER, 0))
    return folds | kinds.astype(np.uint32)


_IS_LETTER, _IS_SPACE, _SEPARATOR_BIT = np.uint32(1 << 31), np.uint32(1 << 30), np.uint32(16)
"""Above the 16 bits of what a code unit becomes."""
_NO_SEPARATOR = np.uint32(0xFFFFFFFF)
_KIND_BITS = 3
"""Of a separator, below the number of the word that it stands before."""
_ONE = np.uint64(1)  # places are unsigned: a signed one is first looked at for being negative
_SAYS, _IS_DECIMAL, _FLAG_BITS = np.uint64(1), np.uint64(2), np.uint64(2)
"""Below the key of a word: whether it is a verb of saying, and whether it is a decimal number, which is two words."""
_SEEN_BITS = 14
_LANES = 3
_SHORT = 4 * _LANES
"""Letters of 16 bits in the lanes of 64 by which a word is recognised."""
_LANE_MASKS = np.array(
    [[(1 << 16 * min(max(length - 4 * lane, 0), 4)) - 1 for lane in range(_LANES)] for length in range(_SHORT + 1)],
    dtype=np.uint64,
)
_MIX_1, _MIX_2 = np.uint64(0x9E3779B185EBCA87), np.uint64(0xC2B2AE3D27D4EB4F)

# What a text's loop carries from word to word, as places in a small array.
_LAST_LENGTH, _LAST_ENDED_WITH_DIGIT, _SAID = 0, 1, 2
_AT_LINE, _AT_STOP, _AT_DOT, _IN_QUOTES, _QUOTED_WORDS, _AFTER_HALF = 3, 4, 5, 6, 7, 8
_LINE_BEGAN, _LEAD = 9, 10


@uncounted
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


@uncounted
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


@uncounted
def _end_line(state, number):
    """A line ends before word ``number``: the first that is long enough is the lead."""
    if state[_LEAD] < 0 and number - state[_LINE_BEGAN] >= MIN_LEAD_WORDS:
        state[_LEAD] = state[_LINE_BEGAN]
    state[_LINE_BEGAN] = number


@uncounted
def _fold(units, table, points, starts, codes, letters, ends, separators):
    """Writes the letters of a text's words one after the other; the number of words.

    ``ends`` tells where each word ends among them; ``separators`` are the number of words before each, then its
    kind, with `_NO_SEPARATOR` behind the last.
    """
    size = words = marks = last = np.uint64(0)
    for unit in units:
        entry = table[unit]
        code = np.uint16(entry)
        if code == EXPANDS:
            place = np.searchsorted(points, unit)
            for k in range(starts[place], starts[place + 1]):
                if codes[k] != SPACE:
                    letters[size] = codes[k]
                    size += _ONE
                elif size != last:
                    ends[words] = last = size
                    words += _ONE
            continue
        # Written whether it counts or not: what comes next is not to be foreseen, and this needs no foresight.
        letters[size] = code
        size += np.uint64(entry >> np.uint32(31))
        is_space = np.uint64((entry >> np.uint32(30)) & np.uint32(1))
        ends[words] = size
        words += is_space & np.uint64(size != last)
        last = size if is_space else last
        kind = (entry >> _SEPARATOR_BIT) & np.uint32((1 << _KIND_BITS) - 1)
        separators[marks] = (words << np.uint64(_KIND_BITS)) | np.uint64(kind)
        marks += np.uint64(kind != 0)
    separators[marks] = _NO_SEPARATOR
    return np.int64(words)


@uncounted
def _lane(letters, at):
    """Four letters as 64 bits."""
    return (
        np.uint64(letters[at])
        | (np.uint64(letters[at + np.uint64(1)]) << np.uint64(16))
        | (np.uint64(letters[at + np.uint64(2)]) << np.uint64(32))
        | (np.uint64(letters[at + np.uint64(3)]) << np.uint64(48))
    )


@uncounted
def _key_of(letters, begin, end):
    """22 bits of the stem's hash, 8 bits of what was taken off."""
    begin, end, affix = stem_of(letters, begin, end)
    return int(xxh64_units(letters, begin, end) >> np.uint64(64 - STEM_BITS)) << AFFIX_BITS | affix


@uncounted
def _flagged_key_of(letters, begin, end, lexicon_words):
    """The key of a word, its flags below it."""
    key = _key_of(letters, begin, end)
    is_decimal = _IS_DECIMAL if _decimal_mark(letters[begin:end]) else np.uint64(0)
    return (np.uint64(key) << _FLAG_BITS) | is_decimal | np.uint64(listed(lexicon_words, key) == SAYING)


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
def _turn_decimal(word):
    """Turns fraction, REH, integer to integer, REH, fraction in its place; where the REH stands then."""
    first, mark = 0, _decimal_mark(word)
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


@uncounted
def _know(letters, ends, seen, keys, unknown, lanes):
    """Writes the keys of a text's words; four in five have stood in the batch before, and are known by letter.

    The others follow one upon another in ``unknown``, with their letters in ``lanes``; how many there are. They are
    for later: which they are is not to be foreseen, and this needs no foresight.
    """
    begin = count = np.int64(0)
    for number in range(len(ends)):
        end = np.int64(ends[number])
        length, at = min(int(end - begin), _SHORT), np.uint64(begin)
        first = _lane(letters, at) & _LANE_MASKS[length, 0]
        second = _lane(letters, at + np.uint64(4)) & _LANE_MASKS[length, 1]
        third = _lane(letters, at + np.uint64(8)) & _LANE_MASKS[length, 2]
        slot = _slot(first, second, third)
        keys[number] = seen[slot, _LANES]
        lanes[count, 0], lanes[count, 1], lanes[count, 2], unknown[count] = first, second, third, number
        differs = (seen[slot, 0] ^ first) | (seen[slot, 1] ^ second) | (seen[slot, 2] ^ third)
        count += np.int64((differs != 0) | (end - begin > _SHORT))
        begin = end
    return count


@uncounted
def _slot(first, second, third):
    mixed = ((first ^ (second * _MIX_1)) * _MIX_2 + third) * _MIX_1
    return mixed >> np.uint64(64 - _SEEN_BITS)


@uncounted
def _learn(letters, ends, lexicon_words, seen, keys, unknown, lanes):
    """Writes the keys of words that were not known, and makes them known."""
    for i in range(len(unknown)):
        number = unknown[i]
        begin, end = np.int64(ends[number - 1]) if number else 0, np.int64(ends[number])
        keys[number] = _flagged_key_of(letters, begin, end, lexicon_words)
        if end - begin <= _SHORT:
            first, second, third = lanes[i]
            slot = _slot(first, second, third)
            seen[slot, 0], seen[slot, 1], seen[slot, 2], seen[slot, _LANES] = first, second, third, keys[number]


@uncounted
def longest_text(ends):
    """The length of the longest of texts that stand one after the other and end there."""
    longest = begin = 0
    for end in ends:
        longest, begin = max(longest, end - begin), end
    return longest


@uncounted
def _take_words(letters, ends, separators, keys, state, tokens):
    """Writes the tokens of one folded text; how many there are, and the text's hash."""
    state[:], state[_AT_LINE], state[_LEAD], chain, begin, mark, count = 0, 1, -1, np.uint64(0), np.int64(0), 0, 0
    for number in range(len(ends) + 1):
        while separators[mark] >> _KIND_BITS == number:
            _separate(state, separators[mark] & ((1 << _KIND_BITS) - 1))
            mark += 1
        if number < len(ends):
            end, key = np.int64(ends[number]), keys[number] >> _FLAG_BITS
            if keys[number] & _IS_DECIMAL:
                middle = begin + _turn_decimal(letters[begin:end])
                whole = np.uint64(_key_of(letters, begin, middle))
                chain = _take_word(letters[begin:middle], whole, 0, count, state, tokens, chain)
                begin, count = middle + 1, count + 1
                key = np.uint64(_key_of(letters, begin, end))
            chain = _take_word(letters[begin:end], key, keys[number] & _SAYS, count, state, tokens, chain)
            begin, count = end, count + 1
    _end_line(state, count)
    return count, chain


@uncounted
def _take_word(word, key, is_saying, number, state, tokens, chain):
    """Writes the token of word ``number`` of a text; the hash of the text up to it."""
    marks = _take_marks(state, word, len(word), number, is_saying)
    tokens[number] = np.uint32((key << np.uint64(MARK_BITS)) | np.uint64(marks))
    return xxh64_chain(chain, key)


@compiled(
    "Tuple((u4[::1], i8[::1], u8[::1], i8[::1]))(Array(u2, 1, 'C', readonly=True), i8[::1],"
    "u4[::1], i8[::1], u2[::1], i8[::1], u2[::1])",
)
def _tokenize(units, text_ends, table, lexicon_words, points, starts, codes):
    longest = (starts[1:] - starts[:-1]).max()
    tokens = np.empty(len(units) * longest, dtype=np.uint32)  # what is not written to takes no memory
    room = longest_text(text_ends) * longest + _SHORT
    letters, ends, separators = np.empty(room, np.uint16), np.empty(room, np.uint32), np.empty(room, np.uint32)
    keys, unknown, lanes = np.empty(room, np.uint64), np.empty(room, np.int64), np.empty((room, _LANES), np.uint64)
    seen, state = np.zeros((1 << _SEEN_BITS, _LANES + 1), dtype=np.uint64), np.zeros(11, dtype=np.int64)
    offsets, leads = np.zeros(len(text_ends) + 1, dtype=np.int64), np.zeros(len(text_ends), dtype=np.int64)
    text_hashes, begin, count = np.zeros(len(text_ends), dtype=np.uint64), 0, 0
    for text in range(len(text_ends)):
        words = _fold(units[begin : text_ends[text]], table, points, starts, codes, letters, ends, separators)
        new = _know(letters, ends[:words], seen, keys, unknown, lanes)
        _learn(letters, ends, lexicon_words, seen, keys, unknown[:new], lanes)
        taken, text_hashes[text] = _take_words(letters, ends[:words], separators, keys, state, tokens[count:])
        begin, count = text_ends[text], count + taken
        offsets[text + 1], leads[text] = count, max(0, state[_LEAD])
    return tokens[:count].copy(), offsets, text_hashes, leads
