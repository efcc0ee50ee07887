"""What is compiled is compiled once."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dedup import compiled
from tests.factories import article

if TYPE_CHECKING:
    from pathlib import Path

_INDEX_AND_TELL = """
import sys
from numba.core import event
seen = event.RecordingListener()
event.register("numba:compile", seen)
from dedup.cli import main
main(["index", *sys.argv[1:]], standalone_mode=False)
main(["check", *sys.argv[1:]], standalone_mode=False)
sys.stderr.write("compiled: %s" % [str(e.data["dispatcher"]) for _, e in seen.buffer])
"""


@pytest.mark.skipif(not compiled._FOLDER, reason="there is no place to keep compiled code in")
def test_indexing_and_checking_compile_nothing_anew(tmp_path: Path) -> None:
    """Once everything was compiled and kept, no command waits for a compiler, not for the smallest function."""
    text = tmp_path / "page.txt"
    text.write_text(article().body, encoding="utf-8")
    for name in ("first.db", "second.db"):
        command = [sys.executable, "-c", _INDEX_AND_TELL, str(tmp_path / name), str(text)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    assert done.stderr.endswith("compiled: []")
