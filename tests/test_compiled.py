"""What is compiled is compiled once."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numba.core import config

from dedup import compiled, kept
from dedup.cli.first_use import ensure_compiled
from dedup.pipeline import first_use
from tests.factories import article

if TYPE_CHECKING:
    from pathlib import Path

_INDEX_AND_TELL = """
import sys
from dedup.cli import main
main(["index", *sys.argv[1:]], standalone_mode=False)
main(["check", *sys.argv[1:]], standalone_mode=False)
sys.stderr.write("compiled: %s" % ("numba" in sys.modules))
"""


@pytest.mark.skipif(not kept._FOLDER, reason="there is no place to keep compiled code in")
def test_indexing_and_checking_compile_nothing_anew(tmp_path: Path) -> None:
    """Once everything was compiled and kept, no command loads the compiler."""
    text = tmp_path / "page.txt"
    text.write_text(article().body, encoding="utf-8")
    for name in ("first.db", "second.db"):
        command = [sys.executable, "-c", _INDEX_AND_TELL, str(tmp_path / name), str(text)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert done.stderr.endswith("compiled: False")


@compiled.part
def scaled(values: np.ndarray, factor: int) -> np.ndarray:
    """A loop's part that makes an array."""
    return values * np.uint32(factor)


@compiled.compiled(
    "Tuple((u4[::1], u4[:, ::1], i8, b1[::1]))(Array(u4, 1, 'C', readonly=True), Tuple((i8, u4[:, ::1])))"
)
def tried(values: np.ndarray, more: tuple[int, np.ndarray]) -> tuple[np.ndarray, np.ndarray, int, np.ndarray]:
    """A loop with all kinds of arguments and results."""
    factor, table = more
    return scaled(values, factor), table.copy(), len(values) - factor, values > np.uint32(1)


@compiled.compiled("i8(i8[::1], i8)")
def broken(values: np.ndarray, divisor: int) -> int:
    """A loop that may raise an error."""
    return values[0] // divisor


@pytest.mark.usefixtures("kept_apart")
@pytest.mark.parametrize("size", [0, 3])
def test_a_compiled_loop_gives_what_python_gives(size: int) -> None:
    """Arrays of all kinds, also empty ones and parts of others, go there and come back; just compiled, or from the disk."""
    values, table = np.arange(size + 1, dtype=np.uint32)[1:], np.arange(2 * size, dtype=np.uint32).reshape(2, size)
    values.setflags(write=False)
    expected = tried.function(values, (7, table))
    for loop in (tried, compiled.Loop(tried.function, tried.signature, makes_arrays=True)):
        for found, right in zip(loop(values, (7, table)), expected, strict=True):
            assert np.array_equal(found, right)
            assert np.asarray(found).dtype == np.asarray(right).dtype


@pytest.mark.usefixtures("kept_apart")
def test_a_compiled_loop_takes_only_what_it_was_compiled_for() -> None:
    """Another type, other dimensions, gaps in memory or a missing argument would be read as rubbish.

    What may be written to must not be memory that is to stay as it is.
    """
    right = np.zeros(4, dtype=np.int64)
    kept = right.copy()
    kept.setflags(write=False)
    for wrong in (right.astype(np.int32), right.reshape(2, 2), np.zeros(8, dtype=np.int64)[::2], kept):
        with pytest.raises(TypeError, match="contiguous"):
            broken(wrong, 1)
    with pytest.raises(ValueError, match="shorter"):
        broken(right)


@pytest.mark.usefixtures("kept_apart")
def test_an_error_inside_a_compiled_loop_is_one_outside() -> None:
    """What it would have given is not made up."""
    assert broken(np.array([9], dtype=np.int64), 2) == 4
    with pytest.raises(RuntimeError, match="broken broke off"):
        broken(np.array([9], dtype=np.int64), 0)


@pytest.mark.usefixtures("kept_apart")
def test_what_is_not_kept_is_found_and_compiled_in_other_processes() -> None:
    """Every loop of the package is found; each is kept once it is given, and then is missing no more."""
    missing = first_use.not_kept()
    assert {"dedup.text.tokens._tokenize", "dedup.matching.compare._compare", "dedup.pages.glance._look"} <= {
        loop.name for loop in missing
    }
    smallest = [loop for loop in missing if loop.function.__name__ in {"_fill", "_band_keys"}]
    for loop in first_use.compile_loops(smallest):
        assert loop.is_kept()
    assert {loop.name for loop in missing} - {loop.name for loop in first_use.not_kept()} == {
        loop.name for loop in smallest
    }
    assert list(first_use.compile_loops([])) == []


def test_where_nothing_can_be_kept_any_more_a_loop_runs_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer version of the program that takes the folder away does not end a run that is going on."""
    monkeypatch.setattr(kept, "_FOLDER", str(tmp_path / "gone"))
    loop = compiled.Loop(broken.function, broken.signature, makes_arrays=True)
    assert loop(np.array([9], dtype=np.int64), 2) == 4
    assert not loop.is_kept()
    compiled.say_that_all_are_kept()
    assert not compiled.are_all_kept()


@compiled.compiled("Tuple((i8, i8, i8))(i8[::1], i8, u8)")
def places(values: np.ndarray, at: int, unsigned: int) -> tuple[int, int, int]:
    """A loop that looks a value up in the three ways there are."""
    return values[at], values[unsigned], values[-1]


@pytest.mark.usefixtures("kept_apart")
def test_a_written_index_below_zero_counts_from_the_end() -> None:
    """Computed ones count from the beginning."""
    assert places(np.array([5, 6, 7, 8], dtype=np.int64), 1, 2) == (6, 7, 8)


@pytest.mark.usefixtures("kept_apart")
def test_with_checks_of_bounds_a_loop_breaks_off_outside_of_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that all tests can be run on loops that are known to look at nothing else: NUMBA_BOUNDSCHECK=1 make test."""
    numba_config: Any = config
    monkeypatch.setattr(numba_config, "BOUNDSCHECK", 1)
    checked = compiled.Loop(reached, "i8(i8[::1], i8)", makes_arrays=False)
    values = np.arange(4, dtype=np.int64)
    assert checked(values, 3) == 3
    for outside in (-1, 4):
        with pytest.raises(RuntimeError, match="reached broke off"):
            checked(values, outside)


def reached(values: np.ndarray, at: int) -> int:
    """A loop that looks where it is told to."""
    return values[at]


def test_the_first_use_of_an_installation_is_told_and_the_second_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Whoever waits a minute sees why; where all was compiled already, nothing is said."""
    monkeypatch.setattr(kept, "_FOLDER", str(tmp_path))
    smallest = next(loop for loop in first_use.not_kept() if loop.function.__name__ == "_fill")
    monkeypatch.setattr(first_use, "not_kept", lambda: [loop for loop in [smallest] if not loop.is_kept()])
    ensure_compiled()
    told = capsys.readouterr().err
    ensure_compiled()
    (tmp_path / "all").unlink()
    ensure_compiled()

    assert told.startswith("First use")
    assert smallest.is_kept()
    assert compiled.are_all_kept()
    assert not capsys.readouterr().err
