"""Text to signature by turns: ours signs some articles, a peer the same ones, ours again, the next peer.

The speed of a machine may change by half within a second. So all systems run at once, as processes that wait for
their turn, and what a peer takes is set against what ours took right before.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from dedup.pipeline.batches import BATCH_SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.speed.systems import System


_CLOCKS = ("us", "cpu_us")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    """A way to sign, of a system that waits in a process of its own."""

    system: str
    name: str
    process: subprocess.Popen[str]
    turns: list[dict[str, float]] = field(default_factory=list)
    of_ours: list[dict[str, float]] = field(default_factory=list)
    """How many times as long as ours, right before, each of the turns took, by the clock and in processor time; nothing
    for ours itself."""

    def sign(self, begin: int, end: int) -> dict[str, float]:
        """Signs these articles; microseconds for each, by the clock and in processor time.

        Raises:
            RuntimeError: the process ended.
        """
        assert self.process.stdin
        self.process.stdin.write(json.dumps([self.name, begin, end]) + "\n")
        self.process.stdin.flush()
        took: dict[str, float] = _said(self.process)
        if not took:
            raise RuntimeError(f"{self.system} ended while it signed with {self.name}; leave it out with --only")
        self.turns.append(took)
        return took


def signing(systems: Sequence[System], articles: Path, *, rounds: int, log: Path) -> dict[str, dict[str, Any]]:
    """Signs the articles so many times; for each signer the medians, and how many times as long as ours it takes.

    Args:
        systems: the compared; ours is the first signer of the first.
        articles: JSONL; the same few for all.
        rounds: through all of them.
        log: for what the systems say on standard error.
    """
    with ExitStack() as stack, log.open("w", encoding="utf-8") as errors:
        started = [(system, *_start(system, articles, errors, stack)) for system in systems]
        signers = [
            _Signer(system=system.name, name=name, process=process)
            for system, process, said in started
            for name in said.get("signers", ())
        ]
        versions = {system.name: said["versions"] for system, _, said in started if said}
        count = min(said["articles"] for _, _, said in started if said)
        for number in range(rounds):
            for begin in range(0, count, BATCH_SIZE):
                print(f"signing, round {number + 1}: from article {begin}", file=sys.stderr)
                _take_turns(signers, begin, min(begin + BATCH_SIZE, count))
    return {
        f"{signer.system}: {signer.name}": {**_summary(signer), "articles": count, "versions": versions[signer.system]}
        for signer in signers
    }


def _start(
    system: System, articles: Path, errors: IO[str], stack: ExitStack
) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """The process of a system, and how it introduces itself; it says nothing where it does not run here."""
    process = stack.enter_context(
        subprocess.Popen(system.sign(articles), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)  # noqa: S603
    )
    said = _said(process)
    if not said:
        print(f"{system.name} does not run here", file=sys.stderr)
    return process, said


def _said(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout
    line = process.stdout.readline()
    result: dict[str, Any] = json.loads(line) if line else {}
    return result


def _take_turns(signers: Sequence[_Signer], begin: int, end: int) -> None:
    ours, *others = signers
    for other in others:
        before, after = ours.sign(begin, end), other.sign(begin, end)
        other.of_ours.append({key: after[key] / before[key] for key in _CLOCKS})
    if not others:
        ours.sign(begin, end)


def _summary(signer: _Signer) -> dict[str, Any]:
    medians = {key: round(statistics.median(turn[key] for turn in signer.turns), 2) for key in _CLOCKS}
    of_ours, cpu_of_ours = (
        [round(ratio, 2) for ratio in _quartiles([turn[key] for turn in signer.of_ours])] for key in _CLOCKS
    )
    return {**medians, "of_ours": of_ours, "cpu_of_ours": cpu_of_ours}


def _quartiles(ratios: Sequence[float]) -> Sequence[float]:
    """The lower quartile, the median, the upper; of no ratio nothing."""
    return statistics.quantiles(ratios, n=4, method="inclusive") if len(ratios) > 1 else [*ratios] * 3
