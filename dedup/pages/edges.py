"""Whether the edges of a text may hold a byline, a dateline or a sign-off, before they are read for it.

Every form that `dedup.pages.byline` knows names a source, or begins with a place, a word such as
"written by", a photographer or the outlet's own name. Where that is not so, nothing is there.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from dedup.pages.agencies import WORD, plain
from dedup.pages.byline import first_words_of, last_words_of
from dedup.pages.glance import glance, is_name_word, shown_length

if TYPE_CHECKING:
    from dedup.pages.glance import Glance

_HEAD: Final = 600
"""Characters in which the first lines stand."""
_OPENING: Final = 260
"""Characters; twice those that an opening may have once folded, for marks that fold away."""
_LINE: Final = 180
"""The same for a line that is nothing but a byline."""
_BARE_LINE: Final = 92
_TAIL: Final = 160
_LINES_ABOVE: Final = 2
_OPENERS: Final = "MFPAE"
_BEFORE_SOURCE: Final = "SKWGB"
_BEHIND_SOURCE: Final = "BKMSWG"
_LAST: Final = 40
"""Characters that hold the last word."""
_SIGNERS: Final = "MF"
_PLACE: Final = 30
"""Characters of an unknown place before a dash and its agency."""
_DASHES: Final = ("-", "\u2013", "\u2014", "\u0640")  # EN DASH, EM DASH, TATWEEL
_LETTERS: Final = re.compile("[\u0610-\u06d3\ufb50-\ufdff\ufe70-\ufefcA-Za-z]+")
_ALONE: Final = ("(", "/", "[", "|", "\\")
"""What a weak name may stand in to count."""


def may_mention(body: str, seen: Glance) -> bool:
    """Whether a source may be named in running text."""
    return seen.has_strong or (bool(seen) and (seen.is_introduced or any(mark in body for mark in _ALONE)))


def may_open(body: str, seen: Glance, *, outlet: str | None) -> bool:
    """Whether a byline or dateline may stand before the text."""
    own = _first_of(outlet) if outlet else None
    above = 0
    for line in body[:_HEAD].split("\n"):
        if not (bare := line.strip()):
            continue
        first = _first_of(bare[:_OPENING])
        if first in _heads(_OPENERS) or (own and first == own):
            return True
        if seen and (_may_begin(bare, first, seen) or _is_short(bare)) and glance(bare[:_OPENING]):
            return True
        above += 1
        if above > _LINES_ABOVE or len(bare) > _LINE:
            return False
    return len(body) > _HEAD and above == 0


def _may_begin(line: str, first: str | None, seen: Glance) -> bool:
    """Whether a line of text may begin with a source, or have one in brackets behind a place."""
    return (
        first in seen.first_words
        or first in _heads(_BEFORE_SOURCE)
        or any(line.find(mark, 0, _OPENING) >= 0 for mark in _ALONE)
        or any(line.find(mark, 0, _PLACE) >= 0 for mark in _DASHES)
    )


def _is_short(line: str) -> bool:
    """Whether it may be nothing but a byline, marks not counted."""
    return len(line) <= _BARE_LINE or (len(line) <= _LINE and shown_length(line) <= _BARE_LINE)


def may_sign(body: str, seen: Glance) -> bool:
    """Whether the last lines, or the end of the last one, may sign."""
    end = body.rstrip()
    if seen and _ends_in_name(end[-_TAIL:]):
        return True
    if "\n" not in end:
        return False
    last = end[end.rfind("\n") + 1 :]
    if not _is_short(last):
        return False
    first = _first_of(last)
    return first is None or len(last) <= _SHORT_LINE or first in _heads(_SIGNERS)


def _ends_in_name(tail: str) -> bool:
    """Whether the last word may be the last of a signature: of a name, or of what may stand behind one."""
    words = _LETTERS.findall(tail[-_LAST:])
    last = _folded(words[-1]) if words else ""
    return (is_name_word(last) or last in _lasts()) and bool(glance(tail))


@cache
def _lasts() -> frozenset[str]:
    return last_words_of(_BEHIND_SOURCE)


_SHORT_LINE: Final = 40
"""An end mark is shorter."""


def _first_of(line: str) -> str | None:
    """The first word of a line, folded."""
    word = _LETTERS.search(line)
    return _folded(word[0]) if word else None


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    found = WORD.search(plain(word).text)
    return found[0] if found else ""


@cache
def _heads(kinds: str) -> frozenset[str]:
    return first_words_of(kinds)
