"""Documents as comparing needs them: what is computed once of each, whatever it is compared with.

For compiled loops. Everything lies flat, one document after the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from dedup.matching.documents import HEADER, LEAD, TITLE_SIZE
from dedup.params import SHINGLE_WORDS
from dedup.text.lexicon import AFFIX_BITS, MAX_RARITY, listed
from dedup.text.shingles import shingle_at
from dedup.text.tokens import MARK_BITS, SENTENCE

CONTENT = 2
"""Stems of this rarity and more carry content."""
LONGEST_PIECE, SHORTEST_PIECE = 30, 4
"""Words of a sentence piece."""
_STEM_SHIFT = MARK_BITS + AFFIX_BITS
_SPREAD = 0x9E3779B1


class Views(NamedTuple):
    """Some documents. Positions are words, counted from each text's beginning."""

    values: np.ndarray
    """The packed documents."""
    starts: np.ndarray
    """(documents + 1,): where each begins in ``values``."""
    begins: np.ndarray
    """(documents + 1,): where each text's words begin in the arrays below."""
    tokens: np.ndarray
    rarity: np.ndarray
    pieces: np.ndarray
    """The number of the sentence piece each word stands in."""
    repeats: np.ndarray
    """Whether the word's stem stands in its piece before."""
    hashes: np.ndarray
    """The hash of the shingle that begins at each word; nothing for the last words."""
    same_shingle: np.ndarray
    """The first position of the shingle that begins here; -1 for the last words."""
    shingle_counts: np.ndarray
    """(documents,): distinct shingles."""
    content: np.ndarray
    """Positions of the words that carry content; as many as there are, then nothing."""
    content_counts: np.ndarray
    """(documents,)"""
    tables: np.ndarray
    """(documents + 1,): where each one's slots begin in the three tables below."""
    shingle_slots: np.ndarray
    stem_slots: np.ndarray
    pair_slots: np.ndarray
    """By neighbouring content stems: the place in ``content`` of the first of both."""
    next_same_stem: np.ndarray
    """The next position of the same stem; -1 for the last."""


@njit(nogil=True)
def stem(token: np.uint32) -> int:
    """The stem's hash."""
    return int(token) >> _STEM_SHIFT


@njit(nogil=True)
def word(token: np.uint32) -> int:
    """The key of the word: its stem and affixes."""
    return int(token) >> MARK_BITS


@njit(nogil=True)
def title_of(views, document):
    """The tokens of the headline."""
    begin = views.starts[document] + HEADER
    return views.values[begin : begin + views.values[views.starts[document] + TITLE_SIZE]]


@njit(nogil=True)
def lead_of(views, document):
    """The position at which the lead begins."""
    return np.int64(views.values[views.starts[document] + LEAD])


@njit(nogil=True)
def slot_of(key, size):
    """Where to look first in a table of ``size`` slots, a power of two."""
    return ((key * _SPREAD) >> 16) & (size - 1)


@njit(nogil=True)
def pair_key(tokens, content, place):
    """A key for the content stems at ``place`` and after it."""
    return stem(tokens[content[place]]) * 0x2545F491 + stem(tokens[content[place + 1]])


@njit(nogil=True)
def find_stem(views, document, wanted):
    """The first position of a stem in a document; -1 if it is not there."""
    first, begin = views.tables[document], views.begins[document]
    size = views.tables[document + 1] - first
    slot = slot_of(wanted, size)
    while views.stem_slots[first + slot] >= 0:
        position = views.stem_slots[first + slot]
        if stem(views.tokens[begin + position]) == wanted:
            return position
        slot = (slot + 1) & (size - 1)
    return -1


@njit(nogil=True)
def views_of(values, starts, stem_rarities):
    """The views of packed documents."""
    count = len(starts) - 1
    begins, tables = np.zeros(count + 1, dtype=np.int64), np.zeros(count + 1, dtype=np.int64)
    for document in range(count):
        size = starts[document + 1] - starts[document] - HEADER - np.int64(values[starts[document] + TITLE_SIZE])
        begins[document + 1] = begins[document] + size
        slots = 4
        while slots < 2 * size:
            slots *= 2
        tables[document + 1] = tables[document] + slots
    words, slots = begins[count], tables[count]
    views = Views(
        values, starts, begins, np.empty(words, np.uint32), np.empty(words, np.uint8), np.empty(words, np.int32),
        np.zeros(words, np.uint8), np.empty(words, np.uint32), np.full(words, -1, np.int32), np.zeros(count, np.int64),
        np.empty(words, np.int32),
        np.zeros(count, np.int64), tables, np.full(slots, -1, np.int32), np.full(slots, -1, np.int32),
        np.full(slots, -1, np.int32), np.full(words, -1, np.int32),
    )  # fmt: skip
    for document in range(count):
        begin, end = begins[document], begins[document + 1]
        views.tokens[begin:end] = values[starts[document + 1] - (end - begin) : starts[document + 1]]
        for i in range(begin, end):
            known = listed(stem_rarities, stem(views.tokens[i]))
            views.rarity[i] = known - 1 if known else MAX_RARITY
        _cut(views.tokens[begin:end], views.pieces[begin:end])
        _enter_shingles(views, document)
        _enter_stems(views, document)
        _enter_content(views, document)
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
def _enter_shingles(views, document):
    first, begin = views.tables[document], views.begins[document]
    tokens = views.tokens[begin : views.begins[document + 1]]
    size = views.tables[document + 1] - first
    for i in range(len(tokens) - SHINGLE_WORDS + 1):
        shingle = shingle_at(tokens, i)
        views.hashes[begin + i] = shingle
        slot = slot_of(np.int64(shingle), size)
        while views.shingle_slots[first + slot] >= 0:
            other = views.shingle_slots[first + slot]
            if views.hashes[begin + other] == shingle:
                break
            slot = (slot + 1) & (size - 1)
        if views.shingle_slots[first + slot] < 0:
            views.shingle_slots[first + slot] = i
            views.shingle_counts[document] += 1
        views.same_shingle[begin + i] = views.shingle_slots[first + slot]


@njit(nogil=True)
def _enter_stems(views, document):
    first, begin = views.tables[document], views.begins[document]
    size = views.tables[document + 1] - first
    for i in range(views.begins[document + 1] - begin - 1, -1, -1):  # backwards: a slot holds the first position
        wanted = stem(views.tokens[begin + i])
        slot = slot_of(wanted, size)
        while views.stem_slots[first + slot] >= 0:
            later = views.stem_slots[first + slot]
            if stem(views.tokens[begin + later]) == wanted:
                views.next_same_stem[begin + i] = later
                views.repeats[begin + later] = views.pieces[begin + later] == views.pieces[begin + i]
                break
            slot = (slot + 1) & (size - 1)
        views.stem_slots[first + slot] = i


@njit(nogil=True)
def _enter_content(views, document):
    first, begin, end = views.tables[document], views.begins[document], views.begins[document + 1]
    size = views.tables[document + 1] - first
    tokens, content, count = views.tokens[begin:end], views.content[begin:end], 0
    for i in range(end - begin):
        if views.rarity[begin + i] >= CONTENT:
            content[count], count = i, count + 1
    views.content_counts[document] = count
    for place in range(count - 1):
        slot = slot_of(pair_key(tokens, content, place), size)
        while views.pair_slots[first + slot] >= 0:
            slot = (slot + 1) & (size - 1)
        views.pair_slots[first + slot] = place


@njit(nogil=True)
def find_shingle(views, document, shingle):
    """The first position of a shingle in a document; -1 if it is not there."""
    first, begin = views.tables[document], views.begins[document]
    size = views.tables[document + 1] - first
    slot = slot_of(np.int64(shingle), size)
    while views.shingle_slots[first + slot] >= 0:
        position = views.shingle_slots[first + slot]
        if views.hashes[begin + position] == shingle:
            return position
        slot = (slot + 1) & (size - 1)
    return -1


@njit(nogil=True)
def content_pair_is_in(views, x, place, y):
    """Whether the content stems at ``place`` of ``x`` and after it stand next to each other in ``y`` too."""
    content_x, tokens_x = views.content[views.begins[x] :], views.tokens[views.begins[x] :]
    content_y, tokens_y = views.content[views.begins[y] :], views.tokens[views.begins[y] :]
    first = views.tables[y]
    size = views.tables[y + 1] - first
    slot = slot_of(pair_key(tokens_x, content_x, place), size)
    left, right = stem(tokens_x[content_x[place]]), stem(tokens_x[content_x[place + 1]])
    while views.pair_slots[first + slot] >= 0:
        other = views.pair_slots[first + slot]
        if stem(tokens_y[content_y[other]]) == left and stem(tokens_y[content_y[other + 1]]) == right:
            return True
        slot = (slot + 1) & (size - 1)
    return False
