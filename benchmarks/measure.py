"""Runs a command as a process of its own: wall and processor time, peak memory of it and its children."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one process and its children took."""

    returncode: int
    stdout: str
    seconds: float
    """Wall time from start to exit."""
    cpu_seconds: float
    """User and system time, children included."""
    peak_rss_mb: float
    """Of the largest single process, by the kernel's own count."""
    peak_tree_mb: float
    """Of all its processes together, shared pages counted once: sampled, so a short peak may be missed."""


def index_with_command(db: Path, paths: Sequence[Path], *options: str) -> None:
    """``dedup index``, as anyone would run it; what it prints is dropped.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [sys.executable, "-m", "dedup", "index", str(db), *map(str, paths), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


def measure(command: Sequence[str], *, log: Path, on_sample: Callable[[float], None] = lambda _: None) -> Measured:
    """Runs ``command`` to its end; its standard error goes to ``log``.

    Args:
        command: what to run.
        log: file for standard error, to read when a run fails.
        on_sample: called every fifth of a second with the seconds since the start.
    """
    with log.open("wb") as errors, (log.with_suffix(".out")).open("w+b") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors)  # noqa: S603
        sampler = _Sampler(process.pid, start=start, on_sample=on_sample)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.finish()
        output.seek(0)
        stdout = output.read().decode("utf-8", "replace")
    return Measured(
        returncode=process.returncode,
        stdout=stdout,
        seconds=round(seconds, 3),
        cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
        peak_rss_mb=round(usage.ru_maxrss / 1024, 1),
        peak_tree_mb=round(max(sampler.peak_kb / 1024, usage.ru_maxrss / 1024), 1),
    )


class _Sampler(threading.Thread):
    def __init__(self, pid: int, *, start: float, on_sample: Callable[[float], None]) -> None:
        super().__init__(daemon=True)
        self.peak_kb = 0
        self._pid = pid
        self._begin = start
        self._on_sample = on_sample
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            # One process needs no sum, and the kernel counts its peak exactly.
            processes = _tree(self._pid)
            if len(processes) > 1:
                self.peak_kb = max(self.peak_kb, sum(_proportional_kb(pid) for pid in processes))
            self._on_sample(time.perf_counter() - self._begin)

    def finish(self) -> None:
        self._ended.set()
        self.join()


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(descendant for child in children for descendant in _tree(int(child)))]


def _proportional_kb(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it has just ended
        return 0
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
