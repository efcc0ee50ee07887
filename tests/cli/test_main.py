"""What holds for every command."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from dedup import __version__
from dedup.cli import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

READING = (
    ("check", "-"),
    ("stories",),
    ("story", "1"),
    ("explain", "1", "2"),
    ("serve",),
    ("doctor",),
    ("search", "خبر"),
)


def test_version_and_help(shell: Shell) -> None:
    """The version, and help that names every command."""
    assert __version__ in shell.out("--version")
    assert all(command in shell.out("-h") for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(shell: Shell, command: str) -> None:
    """Each command's help starts with the sentence the list of commands has, or says more."""
    told = shell.out(command, "--help")

    assert "Usage: dedup " + command in told
    assert len(told.splitlines()) > 4


@pytest.mark.parametrize("words", READING, ids=lambda words: words[0])
def test_what_is_no_index_is_refused_in_one_line(shell: Shell, no_index: Path, words: tuple[str, ...]) -> None:
    """A missing file, another file, an empty one and another database: one plain line that names it, exit 1."""
    command, *rest = words
    before = no_index.read_bytes() if no_index.exists() else None

    assert str(no_index) in shell.fails(command, no_index, *rest, stdin="نص")
    assert before == (no_index.read_bytes() if no_index.exists() else None)


@pytest.mark.parametrize("words", [("bogus",), ("stories",), ("stories", "x.db", "--bogus"), ("explain", "x.db", "1")])
def test_wrong_usage_exits_with_2(shell: Shell, words: tuple[str, ...]) -> None:
    """An unknown command or option and a missing argument are wrong usage, with a pointer to the help."""
    assert "--help" in shell.misused(*words)


def test_a_folder_is_no_database(shell: Shell, tmp_path: Path) -> None:
    """A folder where a database belongs is wrong usage."""
    assert "directory" in shell.misused("stories", tmp_path)


def test_a_damaged_database_is_one_plain_line(shell: Shell, sample_db: Path, tmp_path: Path) -> None:
    """A database cut in the middle, as a broken copy is, gives one line and no traceback."""
    damaged = tmp_path / "damaged.db"
    whole = sqlite3.connect(sample_db)
    whole.execute("VACUUM INTO ?", [str(damaged)])
    whole.close()
    damaged.write_bytes(damaged.read_bytes()[:40_000])

    assert "database" in shell.fails("stories", damaged)
