"""How the sentences of one article are found in another, each in one place, however reworded.

For compiled loops. A piece is a sentence, or 30 words of a long one. Its place in the other article
is the two neighbouring pieces that hold most of its stems, by rarity; the score is the share they hold.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from dedup.matching.views import find_stem, stem, word
from dedup.text.lexicon import AFFIX_BITS
from dedup.text.stems import NUMBER_AFFIX

_CLOSE, _MATCHED = 0.8, 0.5
_RARE = 5
_AFFIXES = (1 << AFFIX_BITS) - 1


@njit(nogil=True)
def in_pieces(views, s, l):
    """The pieces of S in L.

    Returns:
        The mean score by words; the share of words in pieces with a close counterpart (0.8 and more); over
        pieces of 0.5 and more: numbers that the counterpart lacks while it has others, of all numbers and
        one; rare words whose stem the counterpart lacks, of all rare words.
    """
    begin, end = views.begins[s], views.begins[s + 1]
    last_place = views.pieces[views.begins[l + 1] - 1] if views.begins[l + 1] > views.begins[l] else -1
    tally = np.zeros(last_place + 2, dtype=np.int64)
    found = close = 0.0
    numbers = replaced = rare = lacking = 0
    first = begin
    while first < end:
        last = first
        while last < end and views.pieces[last] == views.pieces[first]:
            last += 1
        total = _tally(views, first, last, l, tally)
        best = np.argmax(tally) if total else 0
        score = tally[best] / total if total else 0.0
        found += (last - first) * score
        close += (last - first) if score >= _CLOSE else 0
        if score >= _MATCHED:
            low, high = max(best - 1, 0), min(best, last_place)
            conflict = _conflict(views, first, last, l, low, high)
            numbers, replaced = numbers + conflict[0], replaced + conflict[1]
            rare, lacking = rare + conflict[2], lacking + conflict[3]
        first = last
    words = max(1, end - begin)
    return found / words, close / words, replaced / (numbers + 1), lacking / rare if rare else 0.0


@njit(nogil=True)
def _tally(views, first, last, l, tally):
    """Rarity of a piece's stems by place in L: place ``p`` is the pieces ``p - 1`` and ``p``. All of it together."""
    tally[:] = 0
    total = 0
    begin = views.begins[l]
    for i in range(first, last):
        if views.repeats[i]:
            continue
        total += views.rarity[i]
        position, counted = find_stem(views, l, stem(views.tokens[i])), -1
        while position >= 0:
            piece = views.pieces[begin + position]
            for place in range(max(piece, counted + 1), piece + 2):
                tally[place] += views.rarity[i]
            counted = piece + 1
            position = views.next_same_stem[begin + position]
    return total


@njit(nogil=True)
def _is_number(token):
    return (word(token) & _AFFIXES) == NUMBER_AFFIX


@njit(nogil=True)
def _holds_word(views, begin, end, token):
    for i in range(begin, end):
        if word(views.tokens[i]) == word(token):
            return True
    return False


@njit(nogil=True)
def _conflict(views, first, last, l, low, high):
    """Numbers of a piece, those replaced in the pieces ``low`` to ``high`` of L; rare words, those lacking there."""
    begin, end = views.begins[l], views.begins[l + 1]
    while views.pieces[begin] < low:
        begin += 1
    stop = begin
    while stop < end and views.pieces[stop] <= high:
        stop += 1
    numbers = lacking_numbers = rare = lacking = others = 0
    for i in range(first, last):
        token = views.tokens[i]
        if _is_number(token) and not _holds_word(views, first, i, token):
            numbers += 1
            lacking_numbers += not _holds_word(views, begin, stop, token)
        if views.rarity[i] >= _RARE:
            rare += 1
            lacking += not _stem_between(views, l, stem(token), low, high)
    if lacking_numbers:
        for i in range(begin, stop):
            others += _is_number(views.tokens[i]) and not _holds_word(views, first, last, views.tokens[i])
    return numbers, lacking_numbers if others else 0, rare, lacking


@njit(nogil=True)
def _stem_between(views, l, wanted, low, high):
    position = find_stem(views, l, wanted)
    while position >= 0:
        if low <= views.pieces[views.begins[l] + position] <= high:
            return True
        position = views.next_same_stem[views.begins[l] + position]
    return False
