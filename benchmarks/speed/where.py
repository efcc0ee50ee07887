"""Where does the time of `dedup index` go? Processor time by the file and function of ours that spends it.

A timer interrupts every five milliseconds of processor time; the innermost function of ours at that
moment is charged, with whatever it called in libraries. Other work on the machine does not count.

    python -m benchmarks.speed.where articles.jsonl
"""

from __future__ import annotations

import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import dedup
from benchmarks.machine import table

if TYPE_CHECKING:
    from types import FrameType

_TICK_SECONDS = 0.005
_SHOWN = 25
_PACKAGE = str(Path(dedup.__file__).parent)


def main() -> None:
    """Indexes a file into a temporary database and prints two tables."""
    files: Counter[str] = Counter()
    functions: Counter[str] = Counter()

    def tick(_: int, frame: FrameType | None) -> None:
        while frame is not None and not frame.f_code.co_filename.startswith(_PACKAGE):
            frame = frame.f_back
        file = frame.f_code.co_filename.removeprefix(_PACKAGE + "/") if frame else "start and end"
        files[file] += 1
        functions[f"{file}: {frame.f_code.co_qualname}" if frame else file] += 1

    signal.signal(signal.SIGPROF, tick)
    signal.setitimer(signal.ITIMER_PROF, _TICK_SECONDS, _TICK_SECONDS)
    from dedup.cli import main as command_line

    with tempfile.TemporaryDirectory() as folder:
        command_line(["index", f"{folder}/index.db", *sys.argv[1:]], standalone_mode=False)
    signal.setitimer(signal.ITIMER_PROF, 0)
    for head, counts in (("file", files), ("function", functions)):
        print(table([[head, "cpu s", "%"], *_rows(counts)]), end="\n\n")


def _rows(counts: Counter[str]) -> list[list[str]]:
    total = counts.total()
    rows = [
        [name, f"{ticks * _TICK_SECONDS:.2f}", f"{100 * ticks / total:.0f}"]
        for name, ticks in counts.most_common(_SHOWN)
    ]
    return [*rows, ["all", f"{total * _TICK_SECONDS:.2f}", "100"]]


if __name__ == "__main__":
    main()
