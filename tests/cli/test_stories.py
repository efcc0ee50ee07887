"""dedup stories, story, explain and doctor on the sample corpus."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from tests.factories import HARVEST, LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


def test_stories_for_people(shell: Shell, sample_db: Path) -> None:
    """A headline, how widely it ran, who had it first, and which clock the times are of."""
    told = shell.out("stories", sample_db)

    assert "UTC" in told
    assert "مجلس النواب يقر قانون الإدارة المحلية" in told
    assert "at وكالة أنباء الرافد" in told


def test_stories_in_three_formats_are_the_same(shell: Shell, sample_db: Path) -> None:
    """JSON, JSON lines and CSV hold the same rows, widest first."""
    rows = shell.json("stories", sample_db)
    lines = [json.loads(line) for line in shell.out("stories", sample_db, "--nl").splitlines()]
    cells = list(csv.DictReader(io.StringIO(shell.out("stories", sample_db, "--csv"))))

    assert rows == lines
    assert [str(row["story_id"]) for row in rows] == [row["story_id"] for row in cells]
    assert [row["outlets"] for row in rows] == sorted((row["outlets"] for row in rows), reverse=True)


def test_stories_can_be_narrowed(shell: Shell, sample_db: Path) -> None:
    """By day, by outlets and by number; nothing left is said, and is an empty list for machines."""
    late = shell.json("stories", sample_db, "--since", "2026-03-04", "--limit", "3")

    assert 0 < len(late) <= 3
    assert all(row["first_published_at"] >= "2026-03-04" for row in late)
    assert all(row["outlets"] >= 5 for row in shell.json("stories", sample_db, "--outlets", "5"))
    assert shell.json("stories", sample_db, "--outlets", "99") == []
    assert shell.out("stories", sample_db, "--outlets", "99", "--csv") == ""
    assert "No such story" in shell.out("stories", sample_db, "--outlets", "99")


def test_a_moment_with_a_zone_is_turned_into_utc(shell: Shell, sample_db: Path) -> None:
    """Noon in Amman is nine in UTC."""
    asked = shell.json("stories", sample_db, "--since", "2026-03-04T12:00:00+03:00")

    assert asked == shell.json("stories", sample_db, "--since", "2026-03-04T09:00:00")


@pytest.mark.parametrize("words", [("--since", "yesterday"), ("--limit", "0"), ("--outlets", "0"), ("--limit", "x")])
def test_stories_asked_for_wrongly(shell: Shell, sample_db: Path, words: tuple[str, str]) -> None:
    """A day that is none and a number that is none are wrong usage."""
    assert words[0] in shell.misused("stories", sample_db, *words)


def test_a_story_first_to_last(shell: Shell, sample_db: Path) -> None:
    """Its articles in the order of publication, unknown times last, with what each has of the first."""
    widest = shell.json("stories", sample_db, "--limit", "1")[0]
    rows = shell.json("story", sample_db, widest["story_id"])
    times = [row["published_at"] for row in rows if row["published_at"]]
    told = shell.out("story", sample_db, widest["story_id"])

    assert len(rows) == widest["articles"]
    assert times == sorted(times)
    assert times == [row["published_at"] for row in rows][: len(times)]
    assert all(row["outlet"] in told for row in rows)
    assert widest["title"] in told


def test_an_unknown_story(shell: Shell, sample_db: Path) -> None:
    """A number nobody has fails and says how to list them; a word is wrong usage."""
    assert "dedup stories" in shell.fails("story", sample_db, "99999")
    assert "ID" in shell.misused("story", sample_db, "first")


def test_explain_a_pair(shell: Shell, sample_db: Path) -> None:
    """Two articles of one story: their relation, the evidence, and a passage they share."""
    told = shell.out("explain", sample_db, "rafid-001", "marfaa-001")
    answer = shell.json("explain", sample_db, "rafid-001", "marfaa-001")

    assert "They are in one story." in told
    assert "stands in B" in told
    assert "أقر مجلس النواب" in told
    assert answer["same_story"] is True
    assert answer["evidence"]["containment_b"] > 0.9


def test_explain_a_form_filled_in_again(shell: Shell, sample_db: Path) -> None:
    """Two announcements of one form: the rule that tells them apart, and the facts that stand in each other's place."""
    told = shell.out("explain", sample_db, "sahl-204", "sahl-205")
    answer = shell.json("explain", sample_db, "sahl-204", "sahl-205")

    assert answer["relation"] == "template"
    assert "form" in answer["rules"]
    assert {"a": "6840", "b": "2115"} in answer["replaced_facts"]
    assert "a form that was filled in again" in told
    assert "A: «خمسة»  B: «أربعة»" in told


def test_explain_a_pair_that_is_none(shell: Shell, sample_db: Path) -> None:
    """Two articles with nothing in common are explained, too; one that is unknown is one plain line."""
    assert "They are not in one story." in shell.out("explain", sample_db, "rafid-001", "rafid-006")
    assert "'nobody'" in shell.fails("explain", sample_db, "rafid-001", "nobody")


def test_doctor_finds_the_sample_well(shell: Shell, sample_db: Path) -> None:
    """Every check holds on a fresh index; it says how much there is of what, one of it as one."""
    checks = shell.json("doctor", sample_db)["checks"]
    said = shell.out("doctor", sample_db)

    assert "All is well." in said
    assert "stories, 1 run\n" in said
    assert all(check["failures"] == 0 for check in checks)


def test_doctor_finds_what_is_wrong(shell: Shell, sample_db: Path, tmp_path: Path) -> None:
    """A lost text is found, counted, and answered with what to do; the exit code is 1."""
    ill = tmp_path / "ill.db"
    Database(sample_db).execute("VACUUM INTO ?", [str(ill)])
    db = Database(ill)
    db["article_texts"].delete(1)
    db.conn.commit()
    db.close()
    result = shell.run("doctor", ill)

    assert result.exit_code == 1
    assert "no   every article has its text\n     1 time not." in result.stdout


def test_doctor_is_content_once_a_broken_run_was_run_again(shell: Shell, tmp_path: Path) -> None:
    """As after a power cut: it asks for the same files again, and has no complaint when they were read to the end."""
    db, first, other = (tmp_path / name for name in ("broken.db", "first.txt", "other.txt"))
    first.write_text(f"{HARVEST}\n", encoding="utf-8")
    other.write_text(f"{LIBRARY}\n", encoding="utf-8")
    shell.out("index", db, first)
    index = Database(db)
    index.execute("UPDATE runs SET finished_at = NULL")
    index.conn.commit()
    index.close()

    shell.out("index", db, other)
    assert "run it again to read the rest" in shell.run("doctor", db).stdout
    shell.out("index", db, first)
    assert "All is well." in shell.out("doctor", db)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("words", "articles are found by their words"),
        ("identities", "every article is known again"),
        ("names", "every record's article is found by the record's id"),
        ("bands", "every article that is long enough stands in all bands"),
    ],
)
def test_doctor_finds_lost_postings(shell: Shell, sample_db: Path, tmp_path: Path, kind: str, says: str) -> None:
    """Articles that are not found by their words, known again, or compared, are counted."""
    ill = tmp_path / "ill.db"
    Database(sample_db).execute("VACUUM INTO ?", [str(ill)])
    db = Database(ill)
    db.execute("DELETE FROM posting_runs WHERE kind = ?", [kind])
    db.conn.commit()
    db.close()
    (check,) = [each for each in json.loads(shell.run("doctor", ill, "--json").stdout)["checks"] if each["failures"]]

    assert check["says"].startswith(says)
