"""Queries: words, phrases, folding, and what is no word."""

from __future__ import annotations

import pytest
from hypothesis import given

from dedup.text.fold import folded_words
from dedup.text.query import parse_query
from tests.factories import messy_texts


def parts(text: str) -> list[list[str]]:
    return [[term.folded for term in part] for part in parse_query(text, fold_version=1).parts]


@pytest.mark.parametrize("phrase", ['"جسر النهر"', "«جسر النهر»", "\u201cجسر النهر\u201d", '"جسر النهر'])
def test_words_in_quotation_marks_stay_together(phrase: str) -> None:
    """A phrase is one part, in any quotation marks; one that is not closed reaches to the end."""
    assert parts(f"بلدية {phrase}") == [["بلديه"], ["جسر", "النهر"]]


def test_a_part_counts_once() -> None:
    """A word that is repeated, also in another spelling, is looked for once; in a phrase each place counts."""
    assert parts('أحمد احمد "أحمد أحمد"') == [["احمد"], ["احمد", "احمد"]]


@pytest.mark.parametrize("text", ["", "  ", '""', "!؟ «»", "\u200f\u0640"])
def test_marks_alone_are_no_words(text: str) -> None:
    """Without a letter or digit there is nothing to look for (the last: RIGHT-TO-LEFT MARK, ARABIC TATWEEL)."""
    assert parts(text) == []


def test_a_word_keeps_the_spelling_it_was_asked_in() -> None:
    """Hamza and tashkeel are kept beside the folded word."""
    (term,) = parse_query("أُعْلِن", fold_version=1).terms

    assert (term.written, term.folded) == ("أُعْلِن", "اعلن")


@given(messy_texts)
def test_outside_quotation_marks_every_word_is_a_part(text: str) -> None:
    """The words of a query are those of the same text folded."""
    bare = text.translate(dict.fromkeys(map(ord, '"«»\u201c\u201d'), " "))

    assert parts(bare) == [[word] for word in dict.fromkeys(folded_words(bare, version=1))]
