"""Times, spans, shares and headlines as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.words import counted, counted_rows, headline, lag, moment, pad, percent, shortened, width
from tests.factories import arabic_texts


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "unknown"),
        (0, "0 min"),
        (-1500, "25 min"),
        (3599, "1 h"),
        (12000, "3 h 20 min"),
        (86399, "1 d"),
        (187200, "2 d 4 h"),
    ],
)
def test_lag(seconds: int | None, said: str) -> None:
    """A span is said in its two largest units, without a zero beside it."""
    assert said == lag(seconds)


@pytest.mark.parametrize(
    ("share", "said"),
    [(None, "?"), (0.0, "0 %"), (0.0004, "1 %"), (0.5, "50 %"), (0.9999, "99 %"), (1.0, "100 %")],
)
def test_percent(share: float | None, said: str) -> None:
    """Only the whole is 100 %, only nothing is 0 %."""
    assert said == percent(share)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (None, "time unknown"),
        ("2026-03-02", "2026-03-02"),
        ("2026-03-02T05:40:00Z", "2026-03-02 05:40"),
        ("2026-03-02T05:40:31Z", "2026-03-02 05:40"),
    ],
)
def test_moment(time: str | None, said: str) -> None:
    """To the minute, or only the day where no more is known."""
    assert said == moment(time)


def test_counted() -> None:
    """One is singular, the rest plural, also where the plural is irregular."""
    assert [
        counted(1, "story"),
        counted(0, "story"),
        counted(2000, "article"),
    ] == ["1 story", "0 stories", "2,000 articles"]


def test_counted_rows() -> None:
    """By the plural that a table is called."""
    assert [counted_rows(1, "stories"), counted_rows(1, "runs"), counted_rows(2, "matches")] == [
        "1 story",
        "1 run",
        "2 matches",
    ]


def test_marks_take_no_column() -> None:
    """A vocalised word is as wide as the bare one, so that columns stay aligned."""
    assert width("مُحَمَّد") == 4
    assert pad("مُحَمَّد", 6) == "مُحَمَّد  "


def test_a_missing_headline_is_said() -> None:
    """No headline is no empty line."""
    assert headline(None) == headline("") == "(no headline)"


@given(text=arabic_texts, columns=st.integers(10, 80))
def test_shortened_fits_and_keeps_whole_words(text: str, columns: int) -> None:
    """A shortened text fits; what is cut is marked, after a whole word of the text."""
    short = shortened(text, columns)

    assert width(short) <= columns
    assert short == text or (short.endswith("…") and text.startswith(short[:-1] + " "))
