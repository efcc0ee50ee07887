"""Texts to tokens: each folded word as 22 bits of its stem's hash, 8 bits of what was taken off, 2 marks.

Each text is folded in one pass over its UTF-16 code units that knows no words and so has nothing to
guess; then its words are stemmed, hashed and marked one by one. A token is all that is kept of a word
for comparing: four bytes, in reading order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.compiled import compiled, uncounted
from dedup.cores import on_all_cores
from dedup.text.cut import CLOSE, DOT, HALF, KIND_BITS, NEWLINE, OPEN, STOP, TOGGLE, cut, expansions, units_table
from dedup.text.hashing import xxh64_chain
from dedup.text.known import (
    BEGINS_WITH_DIGIT,
    ENDS_WITH_DIGIT,
    FLAG_BITS,
    IS_DECIMAL,
    IS_ONE_LETTER,
    SAYS,
    know,
    learn,
    slots_for,
)
from dedup.text.lexicon import lexicon

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

_WORTH_A_THREAD = 200_000
"""Characters: a millisecond and more."""
_AT_ONCE = 1 << 17
"""Characters that are handed over together: while one core hands over, the others work."""
_LONGEST_QUOTATION = 120
"""Words after which an open quotation mark was no opening one."""


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
    tables = (units_table(fold_version), lexicon(fold_version).words, *expansions(fold_version))
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    ends = np.cumsum(sizes)
    batches: dict[int, TokenBatch] = {}

    def tokenize_some(characters: slice) -> None:
        seen = np.zeros((slots_for(characters.stop - characters.start), 2), dtype=np.uint64)
        for begin, end in pairwise(_cuts(ends, characters)):
            batches[begin] = _tokens_of(texts[begin:end], np.cumsum(sizes[begin:end]), tables, seen)

    on_all_cores(tokenize_some, int(ends[-1]) if len(ends) else 0, at_least=_WORTH_A_THREAD)
    return _together([batches[begin] for begin in sorted(batches)])


def _cuts(ends: NDArray[np.int64], characters: slice) -> list[int]:
    """Where the texts begin that are handed over together, of those that end in this part of all characters; and end."""
    at = [*range(characters.start, characters.stop, _AT_ONCE), characters.stop]
    return sorted({*np.searchsorted(ends, at, side="right").tolist()})


def _together(batches: Sequence[TokenBatch]) -> TokenBatch:
    counts = [np.zeros(1, dtype=np.int64), *(batch.word_counts for batch in batches)]
    return TokenBatch(
        tokens=np.concatenate([_NO_TOKENS, *(batch.tokens for batch in batches)]),
        offsets=np.cumsum(np.concatenate(counts)),
        text_hashes=np.concatenate([_NO_HASHES, *(batch.text_hashes for batch in batches)]),
        leads=np.concatenate([_NO_LEADS, *(batch.leads for batch in batches)]),
    )


def _tokens_of(
    texts: Sequence[str], ends: NDArray[np.int64], tables: tuple[NDArray[Any], ...], seen: NDArray[np.uint64]
) -> TokenBatch:
    """The tokens of texts that are handed over together; ``ends`` are theirs, in characters, a line end behind each."""
    joined = _LINE_END.join([*texts, ""])  # so that each text's last word ends
    units = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) != len(joined):
        ends = ends + np.searchsorted(_two_units(joined), ends)
    tokens, offsets, text_hashes, leads = _tokenize(units, ends, *tables, seen)
    return TokenBatch(tokens=tokens, offsets=offsets, text_hashes=text_hashes, leads=leads)


def _two_units(text: str) -> NDArray[np.int64]:
    """Where its characters stand that UTF-16 needs two units for."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.flatnonzero(points >= 0x10000)


_LINE_END = "\n"
_NO_TOKENS, _NO_HASHES, _NO_LEADS = (
    np.zeros(0, dtype=np.uint32),
    np.zeros(0, dtype=np.uint64),
    np.zeros(0, dtype=np.int64),
)

# What a text's loop carries from one run of words to the next, as places in a small array.
_SAID, _AT_LINE, _AT_STOP, _AT_DOT, _IN_QUOTES, _QUOTED_WORDS, _AFTER_HALF, _LINE_BEGAN, _LEAD = range(9)


@uncounted
def _separate(state: NDArray[np.int64], kind: int) -> None:
    """A separator stands between two words."""
    if kind == NEWLINE:
        state[_AT_LINE], state[_IN_QUOTES] = 1, 0
    elif kind == STOP:
        state[_AT_STOP] = 1
    elif kind == DOT:
        state[_AT_DOT] = 1
    elif kind == OPEN:
        state[_IN_QUOTES], state[_QUOTED_WORDS] = 1, 0
    elif kind == CLOSE:
        state[_IN_QUOTES] = 0
    elif kind == TOGGLE or (kind == HALF and state[_AFTER_HALF]):
        state[_IN_QUOTES], state[_QUOTED_WORDS] = 1 - state[_IN_QUOTES], 0
    state[_AFTER_HALF] = 1 if kind == HALF and not state[_AFTER_HALF] else 0


@uncounted
def _begin_run(state, last, first, number):
    """The mark of word ``number`` of a text, behind separators; ``last`` and ``first`` are the keys around these."""
    # A full stop after an initial or inside a number ends no sentence.
    inside = last & IS_ONE_LETTER or (last & ENDS_WITH_DIGIT and first & BEGINS_WITH_DIGIT)
    begins = state[_AT_LINE] or state[_AT_STOP] or (state[_AT_DOT] and not inside)
    if begins:
        state[_SAID] = 0
    if state[_AT_LINE]:
        _end_line(state, number)
    state[_AT_LINE] = state[_AT_STOP] = state[_AT_DOT] = state[_AFTER_HALF] = 0
    return SENTENCE if begins else 0


@uncounted
def _end_line(state, number):
    """A line ends before word ``number``: the first that is long enough is the lead."""
    if state[_LEAD] < 0 and number - state[_LINE_BEGAN] >= MIN_LEAD_WORDS:
        state[_LEAD] = state[_LINE_BEGAN]
    state[_LINE_BEGAN] = number


@uncounted
def _take_words(keys, fractions, numbers, separators, state, tokens):
    """Writes the tokens of one text, run by run between separators; how many there are, and the text's hash."""
    state[:], state[_AT_LINE], state[_LEAD], chain, number, count = 0, 1, -1, np.uint64(0), np.int64(0), 0
    for separator in separators:  # the line's end behind the last word is one
        after = numbers[separator >> KIND_BITS]
        if after != number:
            mark = _begin_run(state, keys[number - 1] if number else np.uint64(0), keys[number], count)
            count, chain = _take_run(keys, fractions, number, after, mark, state, tokens, count, chain)
            number = after
        _separate(state, separator & ((1 << KIND_BITS) - 1))
    _end_line(state, count)
    return count, chain


@uncounted
def _take_run(keys, fractions, number, after, mark, state, tokens, count, chain):
    """Writes the tokens of words with no separator between them; how many there are now, and the text's hash so far."""
    said, in_quotes, quoted = np.uint64(state[_SAID]), state[_IN_QUOTES], state[_QUOTED_WORDS]
    while number < after:
        flagged = keys[number]
        if flagged & IS_DECIMAL:
            keys[number] = fractions[number]  # comes next
        else:
            number += 1
        key, marks = flagged >> FLAG_BITS, mark | (SPEECH if said or in_quotes else 0)
        tokens[count] = np.uint32((key << np.uint64(MARK_BITS)) | np.uint64(marks))
        chain = xxh64_chain(chain, key)
        said |= flagged & SAYS
        quoted += in_quotes
        in_quotes &= quoted <= _LONGEST_QUOTATION
        count, mark = count + 1, 0
    state[_SAID], state[_IN_QUOTES], state[_QUOTED_WORDS] = said, in_quotes, quoted
    return count, chain


@uncounted
def longest_text(ends):
    """The length of the longest of texts that stand one after the other and end there."""
    longest = begin = 0
    for end in ends:
        longest, begin = max(longest, end - begin), end
    return longest


@compiled(
    "Tuple((u4[::1], i8[::1], u8[::1], i8[::1]))(Array(u2, 1, 'C', readonly=True), i8[::1],"
    "u4[::1], i8[::1], u2[::1], i8[::1], u2[::1], u8[:, ::1])",
)
def _tokenize(units, text_ends, table, lexicon_words, points, starts, codes, seen):
    longest = (starts[1:] - starts[:-1]).max()
    tokens = np.empty(len(units) * longest, dtype=np.uint32)  # what is not written to takes no memory
    room = longest_text(text_ends) * longest + 1
    letters, ends, separators = np.empty(room, np.uint16), np.empty(room, np.uint32), np.empty(room, np.uint32)
    packed, keys, fractions = np.empty(room, np.uint64), np.empty(room, np.uint64), np.empty(room, np.uint64)
    unknown, numbers, state = np.empty(room, np.int64), np.empty(room, np.int64), np.zeros(9, dtype=np.int64)
    offsets, leads = np.zeros(len(text_ends) + 1, dtype=np.int64), np.zeros(len(text_ends), dtype=np.int64)
    text_hashes, begin, count = np.zeros(len(text_ends), dtype=np.uint64), 0, 0
    for text in range(len(text_ends)):
        gaps, marks = cut(
            units[begin : text_ends[text]], table, points, starts, codes, letters, ends, packed, separators, unknown
        )
        new = know(ends[:gaps], packed, seen, keys, unknown, numbers)
        learn(letters, ends, packed, lexicon_words, seen, keys, fractions, unknown[:new], numbers)
        taken, text_hashes[text] = _take_words(keys, fractions, numbers, separators[:marks], state, tokens[count:])
        begin, count = text_ends[text], count + taken
        offsets[text + 1], leads[text] = count, max(0, state[_LEAD])
    return tokens[:count].copy(), offsets, text_hashes, leads
