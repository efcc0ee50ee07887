"""Is it faster than its peers, on the same articles? Interleaved rounds, medians, ratios: ``make bench``."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.machine import circumstances, table, write_result
from benchmarks.measure import Measured, measure
from benchmarks.speed.articles import write_articles
from benchmarks.speed.signing import signing
from benchmarks.speed.systems import System, emptied, systems

_BASES = ("gaoya", "datasketch", "rensa")


def main() -> None:
    """Runs everything, prints two tables, and keeps the figures under benchmarks/results/."""
    options = _options()
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}  # text-dedup looks up no hub
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="dedup-speed-") as name:
        folder = Path(name)
        articles, some = folder / "articles.jsonl", folder / "some.jsonl"
        source = write_articles(articles, count=options.articles, source=options.corpus)
        write_articles(some, count=options.signed, source=options.corpus)
        result = {**circumstances(), "corpus": source, "rounds": options.rounds}
        chosen = [system for system in systems() if not options.only or system.name in options.only]
        result["signing"] = signing(chosen, some, rounds=options.rounds, log=folder / "signing.log")
        clustering = _rounds(chosen, articles=articles, folder=folder, rounds=options.rounds)
        limits = measure([sys.executable, "-m", "benchmarks.speed.limits", str(articles)], log=folder / "limits.log")
    result |= {"clustering": _cluster_summary(clustering), "limits": json.loads(limits.stdout)}
    _show(result)
    if options.save:
        print("kept as", write_result(options.save, result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=31_000, help="for JSONL to clusters")
    parser.add_argument("--signed", type=int, default=10_000, help="for text to signature")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--corpus", type=Path, help="another JSONL file, plain or .xz, instead of egypt2013")
    parser.add_argument("--only", nargs="*", help="names of systems, ours first: what it signs in, all are set against")
    parser.add_argument("--folder", help="for temporary files")
    parser.add_argument("--save", default="speed", help="name of the result; empty keeps none")
    return parser.parse_args()


def _rounds(chosen: list[System], *, articles: Path, folder: Path, rounds: int) -> dict[str, list[dict[str, Any]]]:
    clustering: dict[str, list[dict[str, Any]]] = {system.name: [] for system in chosen}
    for number in range(1, rounds + 1):
        for system in chosen:
            print(f"round {number}: {system.name}", file=sys.stderr)
            clustering[system.name] += _cluster(system, articles, folder=folder)
    return clustering


def _cluster(system: System, articles: Path, *, folder: Path) -> list[dict[str, Any]]:
    output, log = emptied(folder / "output"), folder / "run.log"
    run = measure(system.cluster(articles, output), log=log)
    if _failed(run, system, log):
        return []
    disk = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    figures = {"seconds": run.seconds, "cpu_seconds": run.cpu_seconds, "peak_mb": run.peak_tree_mb}
    return [{**figures, "disk_mb": round(disk / 1e6, 1), "said": run.stdout.strip().splitlines()[:2]}]


def _failed(run: Measured, system: System, log: Path) -> bool:
    if run.returncode:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        print(f"{system.name} failed ({run.returncode}): {' '.join(last)}", file=sys.stderr)
    return bool(run.returncode)


def _cluster_summary(clustering: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    summary: dict[str, dict[str, Any]] = {}
    for name, runs in clustering.items():
        if runs:
            medians = {key: statistics.median(run[key] for run in runs) for key in runs[0] if key != "said"}
            summary[name] = {**medians, "rounds_s": [run["seconds"] for run in runs], "said": runs[-1]["said"]}
    for figures in summary.values():
        for key in ("seconds", "cpu_seconds"):
            bases = {name: summary[name][key] for name in _BASES if name in summary}
            figures[f"{key}_ratio_to"] = {name: round(figures[key] / base, 3) for name, base in bases.items()}
    return summary


def _show(result: dict[str, Any]) -> None:
    print(table(_signing_rows(result["signing"])), end="\n\n")
    print(table(_cluster_rows(result["clustering"])), end="\n\n")
    limits = result["limits"]
    rows = [["limit", "s", "us an article"]]
    rows += [[k, f"{v:.3f}", f"{limits['us_an_article'][k]:.1f}"] for k, v in limits["seconds"].items()]
    print(table(rows), end="\n\n")
    shown = ("articles", "mean_words", "jsonl_mb", "utf16_mb", "memory_pass_gb_s")
    print(", ".join(f"{key} {limits[key]:,}" for key in shown), f"load {result['load']}", sep=", ")


def _signing_rows(signed: dict[str, dict[str, Any]]) -> list[list[str]]:
    """Figures, and how many times as long as ours each takes: in the middle turn, and in the middle half of them; and how
    many times the processor time."""
    rows = [["text to signature", "us", "cpu us", "of ours", "half of the turns", "cpu of ours"]]
    for name, figures in signed.items():
        low, middle, high = figures["of_ours"] or [1.0, 1.0, 1.0]
        cpu = (figures["cpu_of_ours"] or [1.0, 1.0, 1.0])[1]
        shown = [f"{middle:.2f}", f"{low:.2f} to {high:.2f}", f"{cpu:.2f}"]
        rows.append([name, f"{figures['us']:.1f}", f"{figures['cpu_us']:.1f}", *shown])
    return rows


def _cluster_rows(clustering: dict[str, dict[str, Any]]) -> list[list[str]]:
    """Figures, and how many times as long as each base a system takes: by wall time, and by processor time."""
    ratios = [(key, base) for key in ("seconds", "cpu_seconds") for base in _BASES]
    names = [f"of {base}" if key == "seconds" else f"cpu of {base}" for key, base in ratios]
    rows = [["JSONL to clusters", "s", "cpu s", "peak MB", "disk MB", *names]]
    for name, figures in clustering.items():
        shown = [f"{figures[key]:.1f}" for key in ("seconds", "cpu_seconds", "peak_mb", "disk_mb")]
        found = [figures[f"{key}_ratio_to"].get(base) for key, base in ratios]
        rows.append([name, *shown, *("-" if ratio is None else f"{ratio:.2f}" for ratio in found)])
    return rows


if __name__ == "__main__":
    main()
