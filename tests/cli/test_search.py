"""dedup search on the sample corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


def test_articles_are_listed_with_what_was_found_marked(shell: Shell, sample_db: Path) -> None:
    """How many there are; each with number, story, time and outlet, headline and snippet, in the original spelling."""
    told = shell.out("search", sample_db, "الانتخابات البلديه", "--limit", 2)

    assert told.splitlines()[0].endswith("articles, the first 2:")
    assert "2026-03-02 07:20 UTC, البوصلة نت\n  بعد تسع سنوات من الانتظار.. [الانتخابات] [البلدية]" in told
    assert told.count("\narticle ") == 2


def test_rows_carry_the_places_of_what_was_found(shell: Shell, sample_db: Path) -> None:
    """As JSON: one object an article; marks are begin and end in the snippet."""
    rows = shell.json("search", sample_db, '"مجلس النواب"', "--outlet", "وكالة أنباء الرافد")

    assert rows
    for row in rows:
        assert row["outlet"] == "وكالة أنباء الرافد"
        assert row["spelling"] in {"as written", "same word", "joined", "other form"}
        assert all("مجلس" in row["snippet"][begin:end] for begin, end in row["marks"])


def test_the_limit_and_the_days_narrow(shell: Shell, sample_db: Path) -> None:
    """No more than asked for, and only of the days asked for."""
    rows = shell.json("search", sample_db, "في", "--since", "2026-03-02", "--until", "2026-03-02", "--limit", 5)

    assert len(rows) == 5
    assert {row["published_at"][:10] for row in rows} == {"2026-03-02"}


def test_nothing_found_is_an_answer(shell: Shell, sample_db: Path) -> None:
    """Words that nobody wrote are named; as JSON the list is empty."""
    assert shell.out("search", sample_db, "البلدية كهرمانوفون") == (
        "No article has all of this. In no article, in no form: كهرمانوفون\n"
    )
    assert shell.out("search", sample_db, '"البلدية انتخابات"') == "No article has all of this.\n"
    assert shell.json("search", sample_db, "كهرمانوفون") == []


def test_marks_alone_are_wrong_usage(shell: Shell, sample_db: Path) -> None:
    """A query without a letter or digit is refused."""
    assert "'؟' has no word to look for." in shell.misused("search", sample_db, "؟")
    assert "has no word to look for." in shell.misused("search", sample_db, "")


def test_an_unknown_outlet_is_told_with_those_like_it(shell: Shell, sample_db: Path) -> None:
    """A misspelt outlet is one plain line that names what was meant."""
    assert "وكالة أنباء الرافد" in shell.fails("search", sample_db, "في", "--outlet", "وكالة انباء الرافد")
