"""The quick look for names of sources must never miss what the slow search finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.pages.agencies import WORD, read_table, source_index
from dedup.pages.byline import read_atoms
from dedup.pages.credits import attribute
from dedup.pages.glance import Glance, glance
from dedup.pages.plain import plain

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


def look(body: str, *, title: str = "", outlet: str | None = None) -> Glance:
    (seen,) = glance([title], [body], [outlet])
    return seen


def all_allowed(text: str) -> Glance:
    """A glance that saw nothing that could be left out."""
    every = [word.start() for word in WORD.finditer(plain(text).text)]
    return Glance(opens=True, signs=True, names=True, mentions=every)


def named_in(text: str) -> list[int]:
    """Where sources are named, whatever would make them one."""
    folded = plain(text).text
    return [
        word.start()
        for word in WORD.finditer(folded)
        if (name := source_index().at(folded, word)) and word.start() == name.start
    ]


@given(st.lists(texts, max_size=4))
def test_a_glance_misses_no_name_that_the_search_finds(batch: list[str]) -> None:
    """Every text with a name of any strength has names; a headline with a source in it has a mention."""
    for text, seen in zip(batch, glance(batch, batch, [None] * len(batch)), strict=True):
        read = attribute(byline=None, title=text, body="", outlet=None)

        assert set(seen.in_headline) or not read.mentions
        assert seen.mentions == seen.in_headline
        assert seen.names or not (seen and named_in(text))
        if seen.body:
            assert (seen.body.text, seen.body.origins.tolist()) == (plain(text).text, plain(text).origins.tolist())


OPENERS = ("القاهرة", "كتب", "كتبت", "تصوير", "بيروت", "من", "مراسل", "النشرة", "سعيد رزق", "محرر", "5 مايو", "انتهى")
SEPARATORS = (" ", " - ", ": ", "/", " (", ") ", "\n", ". ", "\n\n", "-", "،")
pieces = st.one_of(names, names, st.sampled_from(OPENERS), st.sampled_from(OPENERS), st.sampled_from(WORDS))
framed = st.lists(st.tuples(pieces, st.sampled_from(SEPARATORS)), max_size=8).map(
    lambda parts: "".join(part for pair in parts for part in pair)
)
PROSE = "هطل المطر في البلدة منذ الصباح وأغلقت الطريق المؤدية إلى الجسر القديم حتى المساء كما قال الناس هناك"


@settings(max_examples=300)
@given(framed, st.sampled_from(("", "\n" + PROSE + ".\n", PROSE)), framed, st.sampled_from((None, "النشرة", "رويترز")))
def test_edges_are_read_wherever_they_say_anything(head: str, prose: str, tail: str, outlet: str | None) -> None:
    """What a glance lets be left out says nothing: all of a body read gives the same."""
    body = head + prose + tail
    read, whole = (
        attribute(byline=None, title=None, body=body, outlet=outlet, seen=seen) for seen in (None, all_allowed(body))
    )

    assert read._replace(body_end=0) == whole._replace(body_end=0)
    assert plain(body[: read.body_end]).text.rstrip() == plain(body[: whole.body_end]).text.rstrip()


@given(texts)
def test_a_name_is_the_first_of_its_word_whose_other_words_follow(text: str) -> None:
    """All names of a first word are looked for at once: as one after the other, in the order of the index."""
    folded = plain(text).text
    for word in WORD.finditer(folded):
        aliases = source_index().aliases.get(word[0], ())
        rests = ((alias, re.compile(alias.rest).match(folded, word.end())) for alias in aliases)
        expected = next(((alias.source, alias.strength, rest.end()) for alias, rest in rests if rest), None)
        name = source_index().at(folded, word)

        assert expected is None or name == (*expected[:2], word.start(), expected[2])


@given(framed, st.sampled_from((None, plain("النشرة").text)))
def test_a_line_is_read_alone_as_in_its_text(text: str, outlet: str | None) -> None:
    """Nothing around a line changes what it says, so that it needs to be read only once."""
    folded = plain(text).text
    for line in re.finditer(r"\S(?:[^\n]*\S)?", folded):
        begin, end = line.span()
        alone = read_atoms(line[0], start=0, end=end - begin, outlet=outlet)
        moved = [
            atom._replace(
                start=atom.start + begin,
                end=atom.end + begin,
                name=atom.name and atom.name._replace(start=atom.name.start + begin, end=atom.name.end + begin),
            )
            for atom in alone
        ]

        assert moved == read_atoms(folded, start=begin, end=end, outlet=outlet)


def test_a_text_without_names_is_nothing() -> None:
    """Ordinary words, digits and Latin letters are no names."""
    assert look("هطل المطر في البلدة 24 ساعة وأغلقت الطريق إلى NATO.") == Glance()


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
    seen = look(text)

    assert len(named_in(text)) == 1
    assert bool(seen.mentions) == is_mention
