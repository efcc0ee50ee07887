"""Whether the edges of a text may hold a byline, a dateline or a sign-off, before they are read for it.

Every form that `dedup.pages.byline` knows names a source, or begins with a place, a word such as
"written by", a photographer or the outlet's own name. Where that is not so, nothing is there.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from dedup.pages.agencies import WORD, dash_tatweels, folded_units, folds
from dedup.pages.byline import first_words_of, last_words_of
from dedup.pages.name_table import name_words

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


def may_open(body: str, seen: Glance, *, outlet: str | None) -> bool:
    """Whether a byline or dateline may stand before the text."""
    own = _own_word(outlet) if outlet else None
    openers = _heads(_OPENERS)
    start, above = 0, 0
    for line in body[:_HEAD].split("\n"):
        if bare := line.strip():
            word = _LETTERS.search(line)
            first = _folded(word[0]) if word else None
            if first in openers or (own and first == own):
                return True
            if seen.places and seen.any_in(start, start + len(line)):
                begins = word is not None and seen.any_in(start + word.start(), start + word.end())
                if begins or first in _heads(_BEFORE_SOURCE) or _has_mark(bare) or _is_short(bare):
                    return True
            above += 1
            if above > _LINES_ABOVE or len(bare) > _LINE:
                return False
        start += len(line) + 1
    return len(body) > _HEAD and above == 0


def _has_mark(line: str) -> bool:
    """Whether a line of text may have a source in brackets, or behind a place and a dash."""
    return any(line.find(mark, 0, _OPENING) >= 0 for mark in _ALONE) or any(
        line.find(mark, 0, _PLACE) >= 0 for mark in _DASHES
    )


def _is_short(line: str) -> bool:
    """Whether it may be nothing but a byline, what folding deletes not counted."""
    return len(line) <= _BARE_LINE or (
        len(line) <= _LINE and len(line) - sum(map(len, _deleted().findall(line))) <= _BARE_LINE
    )


@cache
def _deleted() -> re.Pattern[str]:
    points = np.flatnonzero(folded_units() == 0)
    return re.compile("[" + "".join(re.escape(chr(point)) for point in points) + "]+")


def may_sign(body: str, seen: Glance) -> bool:
    """Whether the last lines, or the end of the last one, may sign."""
    end = body.rstrip()
    if seen and _ends_in_name(end, seen):
        return True
    if "\n" not in end:
        return False
    last = end[end.rfind("\n") + 1 :]
    if not _is_short(last):
        return False
    first = _first_of(last)
    return first is None or len(last) <= _SHORT_LINE or first in _heads(_SIGNERS)


def _ends_in_name(body: str, seen: Glance) -> bool:
    """Whether the last word may be the last of a signature: of a name, or of what may stand behind one."""
    if not seen.any_in(len(body) - _TAIL, len(body)):
        return False
    words = _LETTERS.findall(body[-_LAST:])
    last = _folded(words[-1]) if words else ""
    return last in name_words() or last in _lasts()


@cache
def _lasts() -> frozenset[str]:
    return last_words_of(_BEHIND_SOURCE)


_SHORT_LINE: Final = 40
"""An end mark is shorter."""


@lru_cache(maxsize=4096)
def _own_word(outlet: str) -> str | None:
    return _first_of(outlet)


def _first_of(line: str) -> str | None:
    """The first word of a line, folded."""
    word = _LETTERS.search(line)
    return _folded(word[0]) if word else None


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    found = WORD.search(dash_tatweels(word).translate(_folds()))  # faster than `plain` for one word
    return found[0] if found else ""


@cache
def _folds() -> dict[int, str]:
    return str.maketrans(folds())


@cache
def _heads(kinds: str) -> frozenset[str]:
    return first_words_of(kinds)
