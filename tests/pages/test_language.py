"""The letter test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pages.language import language

ARABIC = (
    "أعلنت بلدية المدينة اليوم افتتاح الجسر الجديد بعد انتهاء الأعمال، وقال المهندس المشرف إن الحركة عادت إلى الشارع."
)
PERSIAN = "شهردار اعلام کرد که پل تازه پس از دو سال کار امروز گشایش یافت و رفت و آمد در خیابان از سر گرفته شد"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ARABIC, "ar"),
        ("حريق في سوق قديم", "ar"),
        (PERSIAN, "fa"),
        ("قیمت نان در بازار امروز گران شد", "fa"),
        ("شہر کے میئر نے کہا ہے کہ نیا پل آج ٹریفک کے لیے کھول دیا گیا", "ur"),
        ("پارێزگاری شار ڕایگەیاند کە پردە نوێیەکە ئەمڕۆ کرایەوە", "ckb"),
        ("د ښار ښاروال وویل چې نوی پل نن د خلکو پر مخ پرانیستل شو", "ps"),
        ("The mayor opened a new bridge", "other"),
        ("Мэр открыл новый мост", "other"),
        ("The mayor said الجسر is open to everybody now", "other"),
        ("", "other"),
        ("2026-03-04 12:30", "other"),
    ],
)
def test_language_of_a_text(text: str, expected: str) -> None:
    """Each language is known by its letters."""
    assert language(text) == expected


@pytest.mark.parametrize(
    "swap", [{"ي": "ی", "ك": "ک"}, {"ه": "ھ"}, {"ه": "ہ"}, {"ة": "ه", "ى": "ی", "ي": "ی", "ك": "ک"}]
)
def test_arabic_typed_on_another_keyboard_is_arabic(swap: dict[str, str]) -> None:
    """Letters of Persian or Urdu in place of Arabic ones do not make a text foreign."""
    assert language(ARABIC.translate(str.maketrans(swap))) == "ar"


def test_presentation_forms_are_arabic() -> None:
    """A text stored as shapes of letters is Arabic all the same."""
    assert language("\ufee3\ufeaa\ufef3\ufee8\ufe94 \ufedb\ufe92\ufef4\ufeae\ufe93") == "ar"


def test_one_teh_marbuta_leaves_a_long_persian_text_persian() -> None:
    """A quoted Arabic word does not make Persian news Arabic."""
    assert language(f"{PERSIAN} {PERSIAN} {PERSIAN} {PERSIAN} سورة") == "fa"


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    """No text breaks the test, and what holds no letter of the script is never Arabic."""
    answer = language(text)
    assert answer in {"ar", "fa", "ur", "ckb", "ps", "other"}
    assert answer == "other" or any("\u0600" <= char <= "\u08ff" or char >= "\ufb50" for char in text)
