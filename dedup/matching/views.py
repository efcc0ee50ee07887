"""Documents as comparing needs them: what is computed once of each, whatever it is compared with.

For compiled loops. Everything lies flat, one document after the other; `view_of` cuts one document out.
Positions are words, counted from the text's beginning.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from dedup.matching.documents import HEADER, LEAD, PUBLISHED, TITLE_SIZE
from dedup.params import SHINGLE_WORDS
from dedup.text.lexicon import AFFIX_BITS, MAX_RARITY, listed
from dedup.text.shingles import shingle_at
from dedup.text.tokens import MARK_BITS, SENTENCE

CONTENT = 2
"""Stems of this rarity and more carry content."""
LONGEST_PIECE, SHORTEST_PIECE = 30, 4
"""Words of a sentence piece."""
_STEM_SHIFT = np.uint32(MARK_BITS + AFFIX_BITS)
_SPREAD = 0x9E3779B1
_SEEN, _MANY = 64, 1_000
"""Numbers of 64 bits: one bit in twenty is set by the shingles of an article; of more words than these, too many are."""


class View(NamedTuple):
    """One document, or several one after the other."""

    tokens: np.ndarray
    stems: np.ndarray
    """The stem's hash of each word."""
    rarity: np.ndarray
    pieces: np.ndarray
    """The number of the sentence piece each word stands in."""
    repeats: np.ndarray
    """Whether the word's stem stands in its piece before."""
    hashes: np.ndarray
    """The hash of the shingle that begins at each word; nothing for the last words."""
    content: np.ndarray
    """Positions of the words that carry content; as many as there are, then nothing."""
    next_content: np.ndarray
    """The position of the next word that carries content; -1 for the last."""


class Views(NamedTuple):
    """Some documents."""

    values: np.ndarray
    """The packed documents."""
    starts: np.ndarray
    """(documents + 1,): where each begins in ``values``."""
    begins: np.ndarray
    """(documents + 1,): where the words of each begin in ``all``."""
    shingle_counts: np.ndarray
    """(documents,): distinct shingles."""
    content_counts: np.ndarray
    """(documents,): words that carry content."""
    all: View


@njit(nogil=True)
def view_of(views, document):
    """One document's part of everything."""
    begin, end = views.begins[document], views.begins[document + 1]
    everything = views.all
    last = views.starts[document + 1]
    return View(
        views.values[last - (end - begin) : last], everything.stems[begin:end], everything.rarity[begin:end],
        everything.pieces[begin:end], everything.repeats[begin:end], everything.hashes[begin:end],
        everything.content[begin : begin + views.content_counts[document]], everything.next_content[begin:end],
    )  # fmt: skip


@njit(nogil=True)
def word(token):
    """The key of a word: its stem and affixes."""
    return token >> np.uint32(MARK_BITS)


@njit(nogil=True)
def stems_of(tokens):
    """The stem's hash of each token."""
    return tokens >> _STEM_SHIFT


@njit(nogil=True)
def title_stems(views, document):
    """The stems of the headline."""
    begin = views.starts[document] + HEADER
    return stems_of(views.values[begin : begin + np.int64(views.values[views.starts[document] + TITLE_SIZE])])


@njit(nogil=True)
def lead_of(views, document):
    """The position at which the lead begins."""
    return np.int64(views.values[views.starts[document] + LEAD])


@njit(nogil=True)
def published_of(views, document):
    """Seconds since 1970; 0 when unknown."""
    return np.int64(views.values[views.starts[document] + PUBLISHED])


@njit(nogil=True)
def stands_in(wanted, values):
    """Whether a value is among some."""
    for value in values:
        if value == wanted:
            return True
    return False


@njit(nogil=True)
def slot_of(key, size):
    """Where to look first in a table of ``size`` slots, a power of two."""
    return ((key * _SPREAD) >> 16) & (size - 1)


@njit(nogil=True)
def views_of(values, starts, stem_rarities):
    """The views of packed documents."""
    count = len(starts) - 1
    begins = np.zeros(count + 1, dtype=np.int64)
    for document in range(count):
        size = starts[document + 1] - starts[document] - HEADER - np.int64(values[starts[document] + TITLE_SIZE])
        begins[document + 1] = begins[document] + size
    words = begins[count]
    everything = View(
        values, np.empty(words, np.uint32), np.empty(words, np.uint8), np.empty(words, np.int32),
        np.empty(words, np.uint8), np.empty(words, np.uint32), np.empty(words, np.int32), np.empty(words, np.int32),
    )  # fmt: skip
    views = Views(values, starts, begins, np.zeros(count, np.int64), begins[1:] - begins[:-1], everything)
    seen = np.empty(_SEEN, dtype=np.uint64)
    for document in range(count):
        view = view_of(views, document)
        view.stems[:] = stems_of(view.tokens)
        for i in range(len(view.stems)):
            known = listed(stem_rarities, np.int64(view.stems[i]))
            view.rarity[i] = known - 1 if known else MAX_RARITY
        _cut(view.tokens, view.pieces)
        _mark_repeats(view.stems, view.pieces, view.repeats)
        views.shingle_counts[document] = _enter_shingles(view.tokens, view.hashes, seen)
        views.content_counts[document] = _enter_content(view.rarity, view.content, view.next_content)
    return views


@njit(nogil=True)
def _cut(tokens, pieces):
    """Sentences, long ones cut, tiny ones joined to the one before."""
    piece, begin = -1, 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i] & SENTENCE or i - begin >= LONGEST_PIECE:
            if i - begin >= SHORTEST_PIECE or piece < 0:
                piece += 1
            pieces[begin:i] = piece
            begin = i


@njit(nogil=True)
def _enter_shingles(tokens, hashes, seen):
    """Fills the array of shingles; how many are distinct."""
    size = max(0, len(tokens) - SHINGLE_WORDS + 1)
    for i in range(size):
        hashes[i] = shingle_at(tokens, i)
    return _distinct(hashes[:size], seen) if size <= _MANY else _distinct_of_many(hashes[:size])


@njit(nogil=True)
def _distinct(hashes, seen):
    """How many are distinct: one bit of ``seen`` stands for many, and only where it is set one looks."""
    seen[:] = 0
    distinct = 0
    for i in range(len(hashes)):
        part, bit = (np.int64(hashes[i]) >> 6) & (_SEEN - 1), np.uint64(1) << np.uint64(hashes[i] & np.uint32(63))
        distinct += not seen[part] & bit or not stands_in(hashes[i], hashes[:i])
        seen[part] |= bit
    return distinct


@njit(nogil=True)
def _distinct_of_many(hashes):
    """The same in time that does not grow with the square."""
    ascending = np.sort(hashes)
    return 1 + (ascending[1:] != ascending[:-1]).sum()


@njit(nogil=True)
def _mark_repeats(stems, pieces, repeats):
    begin = 0
    for i in range(len(stems)):
        if pieces[i] != pieces[begin]:
            begin = i
        same = 0
        for k in range(begin, i):  # all of them: no jump to be guessed wrong
            same |= stems[k] == stems[i]
        repeats[i] = same


@njit(nogil=True)
def _enter_content(rarity, content, next_content):
    """Fills the arrays of content; how many words carry it."""
    count = 0
    for i in range(len(rarity)):
        if rarity[i] >= CONTENT:
            if count:
                next_content[content[count - 1]] = i
            content[count] = i
            next_content[i] = -1
            count += 1
    return count
