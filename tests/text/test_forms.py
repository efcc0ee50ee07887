"""Forms of a word: what a search takes for the same word, however it is joined and ends."""

from __future__ import annotations

import pytest
from hypothesis import given

from dedup.text.fold import folded_words
from dedup.text.forms import JOINED, NOT_A_FORM, OTHER, SAME, forms_of
from dedup.text.lexicon import stem_and_affixes, stem_hash, word_key
from tests.factories import arabic_words
from tests.text import plain


def away(asked: str, there: str) -> int:
    """How near a word of a text is to the word asked for."""
    (asked,), (there,) = folded_words(asked, version=1), folded_words(there, version=1)
    stem, affixes = stem_and_affixes(there)
    return {form.stem: form.away[affixes] for form in forms_of(asked)}.get(stem, NOT_A_FORM)


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        *[("القاهرة", there) for there in ("قاهرة", "والقاهرة", "بالقاهرة", "كالقاهرة", "للقاهرة", "وبالقاهرة")],
        *[("بلدية", there) for there in ("البلدية", "والبلدية", "ببلدية", "لبلدية", "وبلدية")],
        *[("البلدية", there) for there in ("بلدية", "للبلدية", "فبلدية")],
        *[("وزارة", there) for there in ("الوزارة", "بوزارة", "ووزارة", "لوزارة")],
        *[("لبنان", there) for there in ("بلبنان", "ولبنان", "اللبنان")],
        *[("كتب", there) for there in ("وكتب", "فكتب", "الكتب")],
        ("لمستشفى", "المستشفى"),
        ("ألمانيا", "لألمانيا"),
        ("والرئيس", "رئيس"),
        ("٢٠١٣", "و2013"),
    ],
)
def test_a_word_is_found_behind_what_is_joined_to_it(asked: str, there: str) -> None:
    """Conjunctions, articles and prepositions keep nothing from being found, also where a stem takes a root letter."""
    assert away(asked, there) == JOINED


@pytest.mark.parametrize(("asked", "there"), [("مدينة", "مدينات"), ("لاعب", "اللاعبون"), ("بلدية", "البلدي")])
def test_another_ending_is_another_form(asked: str, there: str) -> None:
    """Endings are found, and told apart."""
    assert away(asked, there) == OTHER


@pytest.mark.parametrize(("asked", "there"), [("بلدية", "لديه"), ("جنة", "لجنة"), ("في", "وفي"), ("لبنان", "بنان")])
def test_a_root_letter_is_not_taken_for_a_preposition(asked: str, there: str) -> None:
    """Words that only share what is left of a stem are not found."""
    assert away(asked, there) == NOT_A_FORM


@given(arabic_words)
def test_a_word_is_a_form_of_itself(word: str) -> None:
    """Whatever its stem is, it finds itself; stems, hashes and keys are those of tokens."""
    for folded in folded_words(word, version=1):
        stem, affixes = stem_and_affixes(folded)
        assert away(folded, folded) == SAME
        assert (stem, affixes) == plain.stem(folded)
        assert word_key(folded) == plain.word_key(folded)
        assert all(form.stem_hash == stem_hash(form.stem) for form in forms_of(folded))
