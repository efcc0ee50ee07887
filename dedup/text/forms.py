"""The forms in which a word may stand in a text: behind a conjunction, an article or a preposition, with any ending.

A light stem takes a letter off that is the word's own where it looks like a preposition: of بلدية it leaves another
stem than of البلدية, and the same as of لديه. So a search looks for the forms that a word would take, each where
its stem puts it, and not for a stem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.text.lexicon import AFFIX_BITS, stem_and_affixes, stem_hash
from dedup.text.stems import ENDINGS, NUMBER_AFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

SAME, JOINED, OTHER, NOT_A_FORM = 0, 1, 2, 255
"""How near a form is: the word itself; with another beginning; with another ending; no form of it."""

_CONJUNCTIONS = ("", "و", "ف")
_ARTICLES = ("ال", "بال", "كال", "لل")
_PREPOSITIONS = ("ب", "ل")
_ONE_LETTER = ("و", "ف", "ب", "ل")
_SHORTEST_BASE, _SHORTEST_AFTER_PREPOSITION = 3, 4
"""Letters of a word that stands behind anything; behind a preposition of one letter: لجنة is no form of جنة."""
_SHORTEST_LEFT = 5
"""Letters that are left where one is taken off a word that was asked for; of shorter ones it is more often their own."""
_WITH_ARTICLE = re.compile(f"[وف]?(?:{'|'.join(_ARTICLES)})(.{{{_SHORTEST_BASE},}})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The forms of a word that have one stem."""

    stem: str
    stem_hash: int
    """As in tokens (`dedup.text.lexicon`)."""
    away: bytes
    """(256,): by the number of affixes, how near that form is."""


def forms_of(word: str) -> tuple[Form, ...]:
    """All forms of a folded word."""
    tables: dict[str, bytearray] = {}
    for base in _bases(word):
        for written in _behind(base):
            stem, affixes = stem_and_affixes(written)
            table = tables.setdefault(stem, bytearray([NOT_A_FORM]) * (1 << AFFIX_BITS))
            for other in _with_any_ending(affixes):
                table[other] = min(table[other], JOINED if other == affixes else OTHER)
            if written == word:
                table[affixes] = SAME
    return tuple(Form(stem=stem, stem_hash=stem_hash(stem), away=bytes(table)) for stem, table in tables.items())


def _bases(word: str) -> Iterator[str]:
    """The word, and what it may be without what is joined to it."""
    yield word
    if behind := _WITH_ARTICLE.fullmatch(word):
        yield behind[1]
    if word[0] in _ONE_LETTER and len(word) > _SHORTEST_LEFT:
        yield word[1:]


def _behind(base: str) -> Iterator[str]:
    """A base behind all that may be joined to it."""
    yield base
    if len(base) < _SHORTEST_BASE:
        return
    joined = [*_ARTICLES, *(_PREPOSITIONS if len(base) >= _SHORTEST_AFTER_PREPOSITION else ())]
    for conjunction in _CONJUNCTIONS:
        for before in ("", *joined):
            yield f"{conjunction}{before}{base}"


def _with_any_ending(affixes: int) -> range:
    """Affixes with the same beginning."""
    if affixes == NUMBER_AFFIX:
        return range(affixes, affixes + 1)
    begin = affixes - affixes % ENDINGS
    return range(begin, begin + ENDINGS)
