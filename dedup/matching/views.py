"""Documents as comparing needs them: what is computed once of each, whatever it is compared with.

For compiled loops. Everything lies flat, one document after the other; `view_of` cuts one document out.
Positions are words, counted from the text's beginning.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dedup.compiled import uncounted
from dedup.matching.common import positions_of
from dedup.matching.documents import HEADER, LEAD, PUBLISHED, text_begin
from dedup.matching.memory import NEXT_SHINGLE, SEEN
from dedup.params import SHINGLE_WORDS
from dedup.text.lexicon import AFFIX_BITS, MAX_RARITY, listed
from dedup.text.tokens import MARK_BITS, SENTENCE

CONTENT = 2
"""Stems of this rarity and more carry content."""
LONGEST_PIECE, SHORTEST_PIECE = 30, 4
"""Words of a sentence piece."""
_STEM_SHIFT = np.uint32(MARK_BITS + AFFIX_BITS)
_SPREAD = 0x9E3779B1
_MANY = 1_000
"""Of more words than these, too many bits of what was seen are set."""


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
    title_stems: np.ndarray
    """The stems of the headline."""


class Views(NamedTuple):
    """Some documents."""

    values: np.ndarray
    """The packed documents."""
    starts: np.ndarray
    """(documents + 1,): where each begins in ``values``."""
    shingle_counts: np.ndarray
    """(documents,): distinct shingles."""
    content_counts: np.ndarray
    """(documents,): words that carry content."""
    all: View
    """A place for each of ``values``."""


@uncounted
def view_of(views, document):
    """One document's part of everything; `looked_at` comes before."""
    begin, end = text_begin(views.values, views.starts, document), views.starts[document + 1]
    everything = views.all
    return View(
        views.values[begin:end], everything.stems[begin:end], everything.rarity[begin:end],
        everything.pieces[begin:end], everything.repeats[begin:end], everything.hashes[begin:end],
        everything.content[begin : begin + views.content_counts[document]], everything.next_content[begin:end],
        everything.stems[views.starts[document] + HEADER : begin],
    )  # fmt: skip


@uncounted
def word(token):
    """The key of a word: its stem and affixes."""
    return token >> np.uint32(MARK_BITS)


@uncounted
def lead_of(views, document):
    """The position at which the lead begins."""
    return np.int64(views.values[views.starts[document] + LEAD])


@uncounted
def published_of(views, document):
    """Seconds since 1970; 0 when unknown."""
    return np.int64(views.values[views.starts[document] + PUBLISHED])


@uncounted
def stands_in(wanted, values):
    """Whether a value is among some."""
    for value in values:
        if value == wanted:
            return True
    return False


@uncounted
def slot_of(key, size):
    """Where to look first in a table of ``size`` slots, a power of two."""
    return ((key * _SPREAD) >> 16) & (size - 1)


@uncounted
def views_in(memory, values, starts, shingles):
    """The views of packed documents, none of which was looked at yet."""
    everything = View(
        values, memory.stems, memory.marks[0], memory.positions[0], memory.marks[1], shingles,
        memory.positions[1], memory.positions[2], memory.stems,
    )  # fmt: skip
    return Views(values, starts, memory.documents[0], memory.documents[1], everything)


@uncounted
def look_at(views, document, stem_rarities, memory):
    """Fills the view of a document, if that was not done before."""
    if views.content_counts[document] >= 0:
        return
    begin, end = views.starts[document] + HEADER, views.starts[document + 1]
    for i in range(begin, end):
        views.all.stems[i] = views.values[i] >> _STEM_SHIFT
    views.content_counts[document] = 0
    view = view_of(views, document)
    for i in range(len(view.stems)):
        known = listed(stem_rarities, np.int64(view.stems[i]))
        view.rarity[i] = known - 1 if known else MAX_RARITY
    _cut(view.tokens, view.pieces)
    _mark_repeats(view.stems, view.pieces, view.repeats)
    views.shingle_counts[document] = _distinct_shingles(view.hashes, memory)
    content = views.all.content[text_begin(views.values, views.starts, document) : end]
    views.content_counts[document] = _enter_content(view.rarity, content, view.next_content)


@uncounted
def _cut(tokens, pieces):
    """Sentences, long ones cut, tiny ones joined to the one before."""
    piece, begin = -1, 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i] & SENTENCE or i - begin >= LONGEST_PIECE:
            if i - begin >= SHORTEST_PIECE or piece < 0:
                piece += 1
            pieces[begin:i] = piece
            begin = i


@uncounted
def _distinct_shingles(hashes, memory):
    """How many distinct shingles a document has."""
    size = max(0, len(hashes) - SHINGLE_WORDS + 1)
    return (
        _distinct(hashes[:size], memory.bits[0][:SEEN]) if size <= _MANY else _distinct_of_many(hashes[:size], memory)
    )


@uncounted
def _distinct(hashes, seen):
    """How many are distinct: one bit of ``seen`` stands for many, and only where it is set one looks."""
    seen[:] = 0
    distinct = 0
    for i in range(len(hashes)):
        part, bit = (np.int64(hashes[i]) >> 6) & (SEEN - 1), np.uint64(1) << np.uint64(hashes[i] & np.uint32(63))
        distinct += not seen[part] & bit or not stands_in(hashes[i], hashes[:i])
        seen[part] |= bit
    return distinct


@uncounted
def _distinct_of_many(hashes, memory):
    """The same in time that does not grow with the square."""
    last = 0
    for following in positions_of(hashes, memory.tables[0], memory.words[NEXT_SHINGLE]).next_same:
        last += following < 0
    return last


@uncounted
def _mark_repeats(stems, pieces, repeats):
    begin = 0
    for i in range(len(stems)):
        if pieces[i] != pieces[begin]:
            begin = i
        same = 0
        for k in range(begin, i):  # all of them: no jump to be guessed wrong
            same |= stems[k] == stems[i]
        repeats[i] = same


@uncounted
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
