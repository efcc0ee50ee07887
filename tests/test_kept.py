"""What is made of data files is made once, and anew where they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dedup import kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MADE: list[str] = []


def table(version: str) -> dict[str, str]:
    """Stands for a table of a data file, and counts how often it is made."""
    MADE.append(version)
    return {"version": version}


@pytest.fixture
def process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Callable[[str], dict[str, str]]]:
    """Each call gives the table as another process has it: nothing is in memory."""
    monkeypatch.setattr(kept, "_FOLDER", str(tmp_path))
    monkeypatch.setattr(kept, "_stamp_of_data", lambda: "as released")
    MADE.clear()
    return lambda: kept.kept(table)


def test_a_table_is_made_once_for_each_of_its_arguments(
    process: Callable[[], Callable[[str], dict[str, str]]],
) -> None:
    """Within a process it is one object, and another process reads what was kept."""
    first = process()
    assert first("1") is first("1")
    assert process()("1") == {"version": "1"}
    assert process()("2") == {"version": "2"}
    assert MADE == ["1", "2"]


def test_a_table_is_made_anew_where_the_data_changed(
    process: Callable[[], Callable[[str], dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that was added to a data file is known to the next command."""
    process()("1")
    monkeypatch.setattr(kept, "_stamp_of_data", lambda: "with one more name")
    process()("1")
    assert MADE == ["1", "1"]


@pytest.mark.parametrize("damage", [b"", b"as released\n", b"as released\n\x80\x05]", b"as released\nnothing of ours"])
def test_what_is_damaged_on_disk_is_made_anew(
    process: Callable[[], Callable[[str], dict[str, str]]], tmp_path: Path, damage: bytes
) -> None:
    """No command fails for it, and the next one finds it whole."""
    process()("1")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert process()("1") == {"version": "1"}
    assert process()("1") == {"version": "1"}
    assert MADE == ["1", "1"]


@pytest.mark.parametrize("folder", ["", "gone"])
def test_where_nothing_can_be_kept_each_process_makes_its_own(
    process: Callable[[], Callable[[str], dict[str, str]]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
) -> None:
    """A read-only installation works all the same."""
    monkeypatch.setattr(kept, "_FOLDER", folder and str(tmp_path / folder))
    assert process()("1") == process()("1") == {"version": "1"}
    assert MADE == ["1", "1"]
