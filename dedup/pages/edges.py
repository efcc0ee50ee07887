"""Whether the edges of a text may hold a byline, a dateline or a sign-off, told by its words before it is read.

Every form that `dedup.pages.byline` knows names a source, or begins with a place, a word such as
"written by", a photographer or the outlet's own name. Where that is not so, nothing is there. A text
is given as its folded code points and its words: their hashes, where they begin, what each may be
(`dedup.pages.name_table.roles`, and `NAMES` where a source's name begins), and where lines end.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dedup.compiled import part
from dedup.pages.name_table import BEFORE_SOURCE, LAST, NAMES, OPENS, SIGNS

LONGEST_LINE: Final = 90
"""A byline or dateline line is shorter; measured longest 84 in the hand-checked sample."""
LONGEST_OPENING: Final = 130
LONGEST_ABOVE: Final = 70
LINES_ABOVE: Final = 2
"""Captions and kickers stand above a byline; more lines than that are text."""
LONGEST_MARK: Final = 40
"""A line with which an agency ends a story is shorter."""

_ZERO, _NINE = ord("0"), ord("9")
_DASH, _SLASH, _OPENED, _CLOSED, _COLON = map(ord, "-/():")
_NONE, _SEPARATED, _MARKED = range(3)


@part
def _first_word(codes, places, word, end):
    """The first from ``word`` on that is no number; the one past the last where there is none before ``end``."""
    while word < len(places) and places[word] < end and _ZERO <= codes[places[word]] <= _NINE:
        word += 1
    return word


@part
def _separation(codes, begin, end):
    """What stands between the words of an opening: a source in brackets or behind a dash, some other separator."""
    found = _NONE
    for at in range(begin, end):
        code = codes[at]
        if code == _DASH or code == _SLASH or code == _OPENED:
            return _MARKED
        if code == _COLON or code == _CLOSED:
            found = _SEPARATED
    return found


@part
def _line_opens(codes, hashes, places, roles, begin, end, word, own):
    """Whether the line ``codes[begin:end]`` with the first word ``word`` may be, or begin with, a byline."""
    edge, any_role, after = places[word] + LONGEST_OPENING, np.uint8(0), word
    while after < len(places) and places[after] < min(end, edge):
        any_role |= roles[after]
        after += 1
    head = _first_word(codes, places, word, end)
    of_head = roles[head] if head < after else np.uint8(0)
    opens = of_head & OPENS or (head < after and hashes[head] == own)
    if not (opens or any_role & NAMES):
        return False
    if places[after - 1] - places[word] <= LONGEST_LINE and (after == len(places) or places[after] > end):
        return True
    separation = _separation(codes, begin, min(end, edge))
    if opens or of_head & (NAMES | BEFORE_SOURCE):
        return separation != _NONE
    return separation == _MARKED


@part
def may_open(text, own):
    """Whether a byline or dateline may stand before the text; ``own`` is the hash of the outlet's first word."""
    codes, hashes, places, roles, breaks = text
    word = begin = line = 0
    for _ in range(LINES_ABOVE + 1):
        if word == len(places):
            return False
        while breaks[line] < places[word]:  # no word in it
            begin, line = breaks[line] + 1, line + 1
        end = breaks[line]
        if _line_opens(codes, hashes, places, roles, begin, end, word, own):
            return True
        if end - begin > LONGEST_ABOVE:
            return False
        while word < len(places) and places[word] < end:
            word += 1
    return False


@part
def may_sign(text):
    """Whether the last line, or the end of it, may sign."""
    codes, _, places, roles, breaks = text
    last = len(places) - 1
    while last >= 0 and _ZERO <= codes[places[last]] <= _NINE:
        last -= 1
    if last < 0:
        return False
    word, any_role = last, np.uint8(0)
    while word >= 0 and places[last] - places[word] <= LONGEST_LINE:
        any_role |= roles[word]
        word -= 1
    if roles[last] & LAST and any_role & NAMES:
        return True
    line = np.searchsorted(breaks, places[last])
    if line == 0 or places[0] > breaks[line - 1]:
        return False
    first = _first_word(codes, places, np.searchsorted(places, breaks[line - 1]), len(codes))
    size = places[last] - places[first]
    return size <= LONGEST_MARK or (size <= LONGEST_LINE and roles[first] & SIGNS != 0)
