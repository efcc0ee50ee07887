"""What a person looks for: words and phrases, folded as texts are, and as they were written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.text.fold import fold
from dedup.text.forms import NOT_A_FORM, Form, forms_of
from dedup.text.lexicon import stem_and_affixes

if TYPE_CHECKING:
    from collections.abc import Iterator

# Quotation marks in pairs: QUOTATION MARK, GUILLEMETS, DOUBLE QUOTATION MARKS; one that is never closed
# reaches to the end.
_PIECES = re.compile('"([^"]*)"?|\u00ab([^\u00bb]*)\u00bb?|\u201c([^\u201d]*)\u201d?|([^"\u00ab\u201c]+)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word of a query."""

    written: str
    """As the person wrote it."""
    folded: str
    forms: tuple[Form, ...]
    """In which it is found, by their stems."""

    def away(self, word: str) -> int:
        """How near a folded word is, as in `Form.away`."""
        stem, affixes = stem_and_affixes(word)
        return next((form.away[affixes] for form in self.forms if form.stem == stem), NOT_A_FORM)


Part = tuple[Term, ...]
"""A word, or the words of a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What must occur: every part, the words of a phrase one after the other."""

    parts: tuple[Part, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The words of all parts."""
        return tuple(term for part in self.parts for term in part)

    @property
    def has_phrases(self) -> bool:
        """Whether the order of words matters."""
        return any(len(part) > 1 for part in self.parts)


def parse_query(text: str, *, fold_version: int) -> Query:
    """The words of ``text``, and as phrases those in quotation marks; each part once. Marks alone are no words."""
    parts: dict[tuple[str, ...], Part] = {}
    for piece in _PIECES.finditer(text):
        terms = tuple(_terms(piece[0], fold_version=fold_version))
        for part in [(term,) for term in terms] if piece[4] else [terms]:
            if part:
                parts.setdefault(tuple(term.folded for term in part), part)
    return Query(parts=tuple(parts.values()))


def _terms(text: str, *, fold_version: int) -> Iterator[Term]:
    folded = fold(text, version=fold_version)
    for place, word in enumerate(folded.words):
        yield Term(written=folded.excerpt(place, place), folded=word, forms=forms_of(word))
