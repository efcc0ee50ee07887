"""The quick look for names of sources must never miss what the slow search finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedup.pages.agencies import WORD, plain, read_table, source_index
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


@given(texts)
def test_a_glance_misses_no_name_that_the_search_finds(text: str) -> None:
    """Every word with which a name begins, of any strength, is among the first words of the glance."""
    folded = plain(text).text
    found = [(word[0], name) for word in WORD.finditer(folded) if (name := source_index().at(folded, word))]
    seen = glance(text)

    assert {word for word, _ in found} <= seen.first_words
    assert seen.has_strong or not any(name.strength == "strong" for _, name in found)


def test_a_text_without_names_is_nothing() -> None:
    """Ordinary words, digits and Latin letters are no names."""
    assert not glance("هطل المطر في البلدة 24 ساعة وأغلقت الطريق إلى NATO.")
