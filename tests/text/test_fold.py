"""Folding: spellings of one word become equal, and every word is found again in the original."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.text.fold import fold, folded_words
from tests.factories import BRIDGE, LETTERS, arabic_texts, messy_texts

EQUAL_SPELLINGS = [
    ("أُعلِنَ", "اعلن"),
    ("إلى", "الي"),
    ("مسؤول", "مسوول"),
    ("شؤون عائلة", "شوون عايله"),
    ("م\u0640\u0640حمد", "محمد"),  # tatweel
    ("هٰذا", "هذا"),  # superscript alef
    ("ٱلله", "الله"),  # alef wasla
    ("\ufdf2", "الله"),  # Allah ligature
    ("\ufef7حمد", "لاحمد"),  # lam with alef with hamza above, isolated form
    ("\ufee3\ufea4\ufee4\ufeaa", "محمد"),  # presentation forms
    ("کتابی", "كتابي"),  # keheh, Farsi yeh
    ("٢٠٢٦", "2026"),
    ("۲۰۲۶", "2026"),
    ("می\u200cرود", "ميرود"),  # zero width non-joiner
    ("\u200fبيلسان\u200e", "بيلسان"),  # direction marks
    ("ا\u0654حمد", "احمد"),  # alef with a combining hamza
    ("٥ر١", "1 5"),  # a decimal with REH, fraction first, is that with a full stop
    ("بـ25ر1", "ب1 25"),
    ("ور05ر1250", "ور1250 05"),
    ("5ر", "5ر"),
    ("1ر2ر3", "1ر2ر3"),
    ("5ر1م", "5ر1م"),
    ("ر5 5 ر 1", "ر5 5 ر 1"),
    ("Reuters", "reuters"),
    ("Café", "cafe"),
]


@pytest.mark.parametrize(("written", "expected"), EQUAL_SPELLINGS)
def test_spellings_of_one_word_fold_alike(written: str, expected: str) -> None:
    """Each everyday restyling gives the plain spelling."""
    assert " ".join(folded_words(written, version=1)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ساعات.ووفق", ["ساعات", "ووفق"]),
        ("1,200.5", ["1", "200", "5"]),
        ("دبي \u0640 العربية", ["دبي", "العربيه"]),
        ("قال:«نعم»، ثم", ["قال", "نعم", "ثم"]),
        ("خبر\u00a0عاجل 😀!", ["خبر", "عاجل"]),
        ("", []),
        (" .،؟ \u064b", []),
    ],
)
def test_everything_but_letters_and_digits_separates_words(written: str, expected: list[str]) -> None:
    """Punctuation, symbols and every kind of space stand between words; marks do not."""
    assert folded_words(written, version=1) == expected


def test_different_words_stay_different() -> None:
    """The folding does not stem, nor drop a lone hamza or a leading waw."""
    assert len({*folded_words("بناء بنا قال وقال الكتاب كتاب سماء سما", version=1)}) == 8


@given(messy_texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    """What folding gives is its own folding."""
    words = folded_words(text, version=1)

    assert folded_words(" ".join(words), version=1) == words


def test_both_words_of_a_decimal_have_the_span_of_the_number() -> None:
    """An excerpt cuts no number in two, wherever it ends."""
    folded = fold("بلغ بـ٢٥ر١٠ دولار", version=1)

    assert folded.words == ["بلغ", "ب10", "25", "دولار"]
    assert [folded.excerpt(at, at) for at in range(4)] == ["بلغ", "بـ٢٥ر١٠", "بـ٢٥ر١٠", "دولار"]
    assert folded.excerpt(0, 1) == "بلغ بـ٢٥ر١٠"
    assert fold("ارتفع ٥ر١", version=1).excerpt(1, 2) == "٥ر١"


@given(messy_texts)
def test_both_ways_of_folding_agree(text: str) -> None:
    """The one with offsets gives the words of the one without."""
    assert fold(text, version=1).words == folded_words(text, version=1)


@given(messy_texts)
def test_each_word_is_found_again_in_the_original(text: str) -> None:
    """A word's span in the original folds to that word, and spans do not overlap."""
    folded = fold(text, version=1)

    if set(text) & set("\ufdfa\ufdfb\u00bc\u00bd\u00be"):
        return  # one character that becomes several words has one span for all
    assert len(folded.words) == len(folded.spans)
    for word, (begin, end) in zip(folded.words, folded.spans, strict=True):
        assert word in " ".join(folded_words(text[begin:end], version=1))
    written = list(dict.fromkeys(map(tuple, folded.spans.tolist())))  # the words of a decimal with REH share one
    assert (np.diff(np.ravel(written)) >= 0).all()


@given(arabic_texts, st.randoms(use_true_random=False))
def test_marks_and_tatweel_inside_words_change_nothing(text: str, random: object) -> None:
    """Tashkeel, tatweel and direction marks after any letter leave the words as they are."""
    marks = ["\u064e", "\u0651\u0650", "\u0640", "\u200f", ""]
    restyled = "".join(c + random.choice(marks) if c in LETTERS else c for c in text)

    assert folded_words(restyled, version=1) == folded_words(text, version=1)


def test_an_excerpt_is_the_original_with_its_marks() -> None:
    """What people are shown is never the folded form."""
    assert fold("قال مُحَمَّدٌ، أهلًا 😀 بكم", version=1).excerpt(1, 2) == "مُحَمَّدٌ، أهلًا"


def test_a_number_in_brackets_that_is_one_character_is_found_again() -> None:
    """PARENTHESIZED DIGIT ONE (U+2474) becomes a word between spaces, all from one place."""
    assert fold("بند \u2474 جديد", version=1).excerpt(1, 1) == "\u2474"


def test_characters_beyond_the_basic_plane_keep_offsets_right() -> None:
    """An emoji is one character in Python and two in UTF-16: spans count in Python's."""
    text = "😀😀 " + BRIDGE
    folded = fold(text, version=1)

    assert text[slice(*folded.spans[0])] == "افتتحت"
