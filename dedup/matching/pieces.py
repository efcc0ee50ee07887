"""How the sentences of one article are found in another, each in one place, however reworded.

For compiled loops. A piece is a sentence, or 30 words of a long one. Its place in the other article
is the two neighbouring pieces that hold most of its stems, by rarity; the score is the share they hold.
"""

from __future__ import annotations

import numpy as np

from dedup.compiled import uncounted
from dedup.matching.memory import TALLY
from dedup.matching.views import word
from dedup.text.lexicon import AFFIX_BITS
from dedup.text.stems import NUMBER_AFFIX

_CLOSE, _MATCHED = 0.8, 0.5
_RARE = 5
_AFFIXES = (1 << AFFIX_BITS) - 1


@uncounted
def in_pieces(x, y, common, memory):
    """The pieces of one view, the shorter article's, in another; ``common`` is where their words stand in each other.

    Returns:
        The mean score by words; the share of words in pieces with a close counterpart (0.8 and more); over
        pieces of 0.5 and more: numbers that the counterpart lacks while it has others, of all numbers and
        one; rare words whose stem the counterpart lacks, of all rare words.
    """
    last_place = y.pieces[-1] if len(y.pieces) else -1
    tally = memory.words[TALLY][: last_place + 2]
    found = close = 0.0
    numbers = replaced = rare = lacking = first = 0
    while first < len(x.pieces):
        last = first
        while last < len(x.pieces) and x.pieces[last] == x.pieces[first]:
            last += 1
        places = common.stems[first:last]
        total = _tally(x.rarity[first:last], x.repeats[first:last], places, common.next_same_back, y.pieces, tally)
        best = np.argmax(tally) if total else 0
        score = tally[best] / total if total else 0.0
        found += (last - first) * score
        close += (last - first) if score >= _CLOSE else 0
        if score >= _MATCHED:
            low, high = max(best - 1, 0), min(best, last_place)
            some = _replaced_numbers(x.tokens[first:last], y.tokens, y.pieces, low, high)
            numbers, replaced = numbers + some[0], replaced + some[1]
            some = _lacking(x.rarity[first:last], places, common.next_same_back, y.pieces, low, high)
            rare, lacking = rare + some[0], lacking + some[1]
        first = last
    words = max(1, len(x.pieces))
    return found / words, close / words, replaced / (numbers + 1), lacking / rare if rare else 0.0


@uncounted
def _tally(rarity, repeats, places, other_next, other_pieces, tally):
    """Rarity of a piece's stems by place in the other: place ``p`` is pieces ``p - 1`` and ``p``. All of it together."""
    tally[:] = 0
    total = 0
    for i in range(len(rarity)):
        if repeats[i] or not rarity[i]:
            continue
        total += rarity[i]
        position, counted = places[i], -1
        while position >= 0:
            piece = other_pieces[position]
            for place in range(max(piece, counted + 1), piece + 2):
                tally[place] += rarity[i]
            counted = piece + 1
            position = other_next[position]
    return total


@uncounted
def is_number(token):
    """Whether the word begins with a digit."""
    return (word(token) & np.uint32(_AFFIXES)) == NUMBER_AFFIX


@uncounted
def _holds_word(tokens, token):
    for other in tokens:
        if word(other) == word(token):
            return True
    return False


@uncounted
def _replaced_numbers(tokens, other_tokens, other_pieces, low, high):
    """Distinct numbers of a piece; those lacking in pieces ``low`` to ``high`` of the other while these have others."""
    begin = np.searchsorted(other_pieces, low)
    there = other_tokens[begin : np.searchsorted(other_pieces, high + 1)]
    numbers = lacking = others = 0
    for i in range(len(tokens)):
        if is_number(tokens[i]) and not _holds_word(tokens[:i], tokens[i]):
            numbers += 1
            lacking += not _holds_word(there, tokens[i])
    if lacking:
        for token in there:
            others += is_number(token) and not _holds_word(tokens, token)
    return numbers, lacking if others else 0


@uncounted
def _lacking(rarity, places, other_next, other_pieces, low, high):
    """Rare words of a piece, and those whose stem is not in the pieces ``low`` to ``high`` of the other."""
    rare = lacking = 0
    for i in range(len(rarity)):
        if rarity[i] >= _RARE:
            rare += 1
            position = places[i]
            while position >= 0 and not low <= other_pieces[position] <= high:
                position = other_next[position]
            lacking += position < 0
    return rare, lacking
