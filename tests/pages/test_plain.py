"""The compiled folding against one that goes character by character."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from dedup.pages.plain import ARABIC, folds, plain

TATWEEL = "\u0640"
JOINS_NOTHING = "اأإآدذرزوؤةىء"


def oracle(original: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the original, by the tables alone."""
    dashed = re.sub(f"{TATWEEL}+(?![{ARABIC}{TATWEEL}])", dashes, original)
    folded = [(to, at) for at, char in enumerate(dashed) for to in folds().get(char, char)]
    return "".join(to for to, _ in folded), [at for _, at in folded]


def dashes(run: re.Match[str]) -> str:
    before = run.string[run.start() - 1 : run.start()]
    joins = re.match(f"[{ARABIC}]", before) and before not in JOINS_NOTHING
    return run[0] if joins else "-" * len(run[0])


# Readers refuse texts that hold NUL: no database could hold them as they are.
any_texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
# ALLAH LIGATURE, LAM WITH ALEF, FATHATAN, RIGHT-TO-LEFT MARK, EN DASH, no characters
of_news = st.text(st.sampled_from(f"{TATWEEL}{TATWEEL}بدا \n.،«»أىة٢2aA\ufdf2\ufefb\u064b\u200f\u2013\ufffe\uffff😀"))


@given(any_texts | of_news)
def test_a_text_is_folded_as_the_tables_say(original: str) -> None:
    """Letters are folded, marks deleted, dashes put for a TATWEEL that joins nothing; each has its origin."""
    folded = plain(original)
    text, origins = oracle(original)

    assert folded.text == text
    assert folded.origins.tolist() == origins
    assert [folded.origin(at) for at in range(len(text) + 1)] == [*origins, len(original)]


@given(of_news, st.integers(0, 9), st.integers(0, 9))
def test_a_part_of_a_text_knows_its_original(original: str, index: int, end: int) -> None:
    folded = plain(original)

    assert folded.behind(index).slice(0, end) == folded.slice(index, index + end)
