"""dedup index: every kind of input, everything accounted for, nothing twice."""

from __future__ import annotations

import json
import lzma
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from dedup.cli.index import in_words
from dedup.store.runs import RunCounts
from tests.cli.conftest import SAMPLE
from tests.factories import BRIDGE, HARVEST

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


def line(text: str, **fields: str) -> str:
    """One record of a JSON lines file."""
    return json.dumps({"outlet": "صحيفة المرفأ", "text": text, **fields}, ensure_ascii=False) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two articles of two outlets in two files, one of them compressed."""
    pages = tmp_path / "pages"
    (pages / "sub").mkdir(parents=True)
    (pages / "a.jsonl").write_text(line(BRIDGE, id="a"), "utf-8")
    (pages / "sub" / "b.jsonl.xz").write_bytes(lzma.compress(line(BRIDGE, id="b", outlet="أخبار الواحة").encode()))
    return pages


def test_index_says_what_became_of_every_record(shell: Shell, sample_db: Path) -> None:
    """The stored run adds up to the records that came in."""
    run = next(Database(sample_db).query("SELECT * FROM runs"))

    assert run["finished_at"]
    assert run["records"] == sum(run[part] for part in ("indexed", "same", "too_short", "unreadable", "other_language"))


def test_indexing_twice_adds_nothing_and_says_so(shell: Shell, tmp_path: Path) -> None:
    """The second run over the sample changes no table but the log of runs, and says that nothing is new."""
    db = tmp_path / "news.db"
    paths = [SAMPLE / name for name in ("wire.jsonl", "local.jsonl", "html", "text")]
    shell.out("index", db, *paths)
    before = {table: list(Database(db)[table].rows) for table in ("articles", "matches", "stories", "records")}
    again = shell.out("index", db, *paths)
    after = {table: list(Database(db)[table].rows) for table in before}

    assert before == after
    assert "Nothing new" in again
    assert "already there" in again
    assert [row["indexed"] + row["matches"] for row in Database(db)["runs"].rows_where("id > 1")] == [0]


def test_a_run_that_parts_more_pairs_than_it_brings_says_so() -> None:
    """What turned out to be a footer, or common, takes pairs away: no negative number is printed."""
    told = in_words(RunCounts(records=3, indexed=3, matches=-2))

    assert told == "3 records: 3 indexed.\n2 pairs of earlier articles came apart: what they share is everywhere."


def test_json_gives_the_counts(shell: Shell, folder: Path, tmp_path: Path) -> None:
    """The counts of a run as one object, with the names of the table of runs."""
    counts = shell.json("index", tmp_path / "news.db", folder)

    assert asdict(RunCounts(records=2, indexed=2, matches=1)) == counts


def test_progress_and_rejects_stay_off_stdout(shell: Shell, folder: Path, tmp_path: Path) -> None:
    """What is unreadable is named on stderr by file and line, and the run goes on."""
    (folder / "c.jsonl").write_text(line(HARVEST, id="c") + "{broken\n", "utf-8")
    result = shell.run("index", tmp_path / "news.db", folder)

    assert result.exit_code == 0
    assert "3 indexed, 1 unreadable" in result.stdout
    assert "c.jsonl:2: " in result.stderr
    assert "c.jsonl" not in result.stdout


@pytest.mark.parametrize("pattern", ["*.jsonl", "a.jsonl", "**/*.jsonl*"])
def test_a_glob_that_the_shell_left_alone(shell: Shell, folder: Path, tmp_path: Path, pattern: str) -> None:
    """Quoted globs are expanded here, ** across folders."""
    counts = shell.json("index", tmp_path / "news.db", folder / pattern)

    assert counts["indexed"] == (2 if "**" in pattern else 1)


def test_a_dash_is_standard_input(shell: Shell, tmp_path: Path) -> None:
    """Records from a pipe are indexed like those of a file."""
    db = tmp_path / "news.db"
    shell.out("index", db, "-", stdin=line(BRIDGE, id="a") + line(HARVEST, id="b"))

    assert [row["external_id"] for row in Database(db)["records"].rows] == ["a", "b"]


def test_times_without_a_zone_are_read_in_the_zone_given(shell: Shell, tmp_path: Path) -> None:
    """--timezone is the clock of times that name none; UTC is stored."""
    db = tmp_path / "news.db"
    shell.out("index", db, "-", "--timezone", "Asia/Amman", stdin=line(BRIDGE, id="a", published="2026-03-02 09:30"))

    assert next(Database(db)["articles"].rows)["published_at"] == "2026-03-02T06:30:00Z"


def test_workers_change_nothing_in_the_index(shell: Shell, tmp_path: Path) -> None:
    """Articles, records, matches and stories are the same with and without other processes, under the same numbers."""

    def held(workers: str) -> list[object]:
        db = tmp_path / f"{workers}.db"
        shell.out("index", db, SAMPLE / "html", SAMPLE / "wire.jsonl", "--workers", workers)
        tables = ("articles", "article_texts", "records", "matches", "stories")
        return [list(Database(db)[name].rows) for name in tables]

    assert held("2") == held("0")
    assert "--workers" in shell.misused("index", tmp_path / "news.db", SAMPLE, "--workers", "-1")


def test_owners_of_the_users_table_count_once_everywhere(shell: Shell, folder: Path, tmp_path: Path) -> None:
    """index, stories, story and check say who owns an outlet, and count sister sites as one owner."""
    db, owners = tmp_path / "news.db", tmp_path / "owners.tsv"
    owners.write_text("owner_group\tnames\nدار الضفاف\tصحيفة المرفأ;أخبار الواحة\n", "utf-8")
    shell.out("index", db, folder, "--owners", owners)
    story = shell.json("stories", db)[0]

    assert (story["outlets"], story["owners"]) == (2, 1)
    assert "2 articles at 2 outlets of 1 owner" in shell.out("stories", db)
    assert "2 articles at 2 outlets of 1 owner" in shell.out("story", db, story["story_id"])
    assert {row["owner_group"] for row in shell.json("story", db, story["story_id"])} == {"دار الضفاف"}
    assert "Carried by 2 outlets of 1 owner in 2 articles" in shell.out("check", db, "-", stdin=BRIDGE)
    sightings = shell.json("check", db, "-", stdin=BRIDGE)["sightings"]
    assert {sighting["owner_group"] for sighting in sightings} == {"دار الضفاف"}


def test_a_damaged_table_of_owners_stops_the_run_before_it_begins(shell: Shell, folder: Path, tmp_path: Path) -> None:
    """One plain line names the file and the line; no database is made."""
    owners = tmp_path / "owners.tsv"
    owners.write_text("owner_group\tnames\n\tصحيفة المرفأ\n", "utf-8")

    assert "owners.tsv, line 2" in shell.fails("index", tmp_path / "news.db", folder, "--owners", owners)
    assert not (tmp_path / "news.db").exists()


@pytest.mark.parametrize("what", ["missing.jsonl", "*.warc"])
def test_a_path_with_nothing_fails_and_leaves_no_database(shell: Shell, tmp_path: Path, what: str) -> None:
    """A misspelt path is one plain line; no database is made for it."""
    assert what in shell.fails("index", tmp_path / "news.db", tmp_path / what)
    assert not (tmp_path / "news.db").exists()


def test_a_file_that_is_no_database_is_left_alone(shell: Shell, folder: Path, tmp_path: Path) -> None:
    """Indexing into a file of another kind fails, and the file stays as it was."""
    other = tmp_path / "letter.db"
    other.write_text("عزيزي القارئ " * 50, "utf-8")
    before = other.read_bytes()

    assert "letter.db" in shell.fails("index", other, folder)
    assert before == other.read_bytes()


def test_wrong_options(shell: Shell, folder: Path, tmp_path: Path) -> None:
    """An unknown zone and a bad mapping are wrong usage; an unknown format names the known ones."""
    db = tmp_path / "news.db"

    assert "Africa/Cairo" in shell.misused("index", db, folder, "--timezone", "Cairo/Africa")
    assert "FIELD=KEY" in shell.misused("index", db, folder, "--map", "text")
    assert "jsonl" in shell.fails("index", db, folder, "--format", "papyrus")
    assert not db.exists()
