"""The quick look for names of sources must never miss what the slow search finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pages.agencies import WORD, plain, read_table, source_index
from dedup.pages.credits import attribute
from dedup.pages.glance import glance

COLUMNS = ("strong_aliases", "weak_aliases", "guarded_aliases", "latin")
ALIASES = sorted({a for row in read_table("agencies.tsv") for column in COLUMNS for a in row[column].split(";") if a})
FRONT = ("", "و", "ف", "ب", "ل", "ك", "ال", "لل", "وب", "(", "«", "/", '"', "ـ", "- ")
BEHIND = ("", "،", ".", ")", "»", "/", "ـ", ":", "24", "ية")
WORDS = (
    "قال",
    "وكالة",
    "صحيفة",
    "المطر",
    "في",
    "2013",
    "أ",
    "اليوم",
    "٢٤",
    "ﻷن",
    "😀",
    "ی",
    "NATO",
    "\u064b",
    "\u200f",
)  # FATHATAN, RIGHT-TO-LEFT MARK

names = st.builds("".join, st.tuples(st.sampled_from(FRONT), st.sampled_from(ALIASES), st.sampled_from(BEHIND)))
texts = st.lists(st.one_of(names, st.sampled_from(WORDS)), max_size=12).flatmap(
    lambda parts: st.sampled_from((" ", "  ", "\n", ". ", "")).map(lambda gap: gap.join(parts))
)


@given(st.lists(texts, max_size=4))
def test_a_glance_misses_no_name_that_the_search_finds(batch: list[str]) -> None:
    """Every word with which a name begins, of any strength, is a place; of a source in running text, a mention."""
    for text, seen in zip(batch, glance(batch), strict=True):
        folded = plain(text)
        found = [
            name.start
            for word in WORD.finditer(folded.text)
            if (name := source_index().at(folded.text, word)) and word.start() == name.start
        ]
        read = attribute(byline=None, title=text, body="", outlet=None)

        assert {folded.origin(at) for at in found} <= set(seen.places)
        assert set(seen.mentions) or not read.mentions


# Readers refuse texts that hold NUL: no database could hold them as they are.
any_texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.lists(st.one_of(texts, any_texts), max_size=4))
def test_a_text_is_folded_in_a_batch_as_alone(batch: list[str]) -> None:
    """The folded text and the way back are those of `plain`."""
    for text, seen in zip(batch, glance(batch), strict=True):
        alone, together = plain(text), seen.plain()

        assert together.text == alone.text
        assert [together.origin(at) for at in range(len(alone.text))] == [
            alone.origin(at) for at in range(len(alone.text))
        ]


def test_a_text_without_names_is_nothing() -> None:
    """Ordinary words, digits and Latin letters are no names."""
    (seen,) = glance(["هطل المطر في البلدة 24 ساعة وأغلقت الطريق إلى NATO."])

    assert not seen.places


@pytest.mark.parametrize(
    ("text", "is_mention"),
    [
        ("قالت رويترز إن الجسر أغلق", True),
        ("هذه الأهرام القديمة في الوادي", False),
        ("نقلت صحيفة الأهرام عن الوزير", True),
    ],
)
def test_a_weak_name_is_a_mention_where_a_word_introduces_it(text: str, is_mention: bool) -> None:
    """A word of the language that is also a paper's name is read only behind a word for papers."""
    (seen,) = glance([text])

    assert len(seen.places) == 1
    assert bool(seen.mentions) == is_mention
