"""What do ten thousand, a hundred thousand, a million articles cost, and does the cost grow? ``make scale``."""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import sqlite3
import sys
import tempfile
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.machine import CORPUS, circumstances, table, write_result
from benchmarks.measure import measure
from benchmarks.scale.corpus import base_size, write_corpus

_WARM_UP = 500
"""Articles indexed before anything is measured: the first command after installing compiles."""
_STAGES = 10
"""Parts of a run whose costs are shown one by one."""


def main() -> None:
    """Indexes each size into an empty file, then asks it; prints a table and keeps the figures."""
    options = _options()
    result = {**circumstances(), "corpus": options.base.name if options.base else "invented", "seed": options.seed}
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="dedup-scale-") as name:
        _size(Path(name), _WARM_UP, options)
        sizes = [_size(Path(name), count, options) for count in sorted(options.sizes)]
    result |= {"sizes": sizes, "exponent": _exponent(sizes), "marginal_us": _marginal(sizes)}
    _show(result)
    if options.save:
        print("kept as", write_result(options.save, result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--base", type=Path, default=CORPUS if CORPUS.exists() else None, help="JSONL, plain or .xz")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--checks", type=int, default=100)
    parser.add_argument("--folder", help="for temporary files: a million articles take about 10 GB")
    parser.add_argument("--save", default="scale", help="name of the result; empty keeps none")
    return parser.parse_args()


def _size(folder: Path, count: int, options: argparse.Namespace) -> dict[str, Any]:
    articles, db = folder / "articles.jsonl", folder / "index.db"
    print(f"{count:,}: writing the articles", file=sys.stderr)
    # In a process of its own: the kernel counts a parent's memory into the peak of a child that it starts.
    maker = multiprocessing.get_context("spawn").Process(
        target=write_corpus, args=(articles,), kwargs={"count": count, "base": options.base, "seed": options.seed}
    )
    maker.start()
    maker.join()
    if maker.exitcode:
        raise SystemExit(f"the corpus was not written: exit code {maker.exitcode}")
    print(f"{count:,}: indexing", file=sys.stderr)
    curve: list[tuple[float, int]] = []
    command = [str(Path(sys.executable).with_name("dedup")), "index", str(db), str(articles)]
    run = measure(command, log=folder / "index.log", on_sample=lambda s: curve.append((s, _records(db))))
    if run.returncode:
        raise SystemExit(
            f"dedup index ended with {run.returncode}:\n{(folder / 'index.log').read_text('utf-8')[-2000:]}"
        )
    bytes_in = articles.stat().st_size
    figures = {"articles": count, "seconds": run.seconds, "cpu_seconds": run.cpu_seconds, "peak_mb": run.peak_tree_mb}
    figures |= {"us_an_article": round(run.seconds / count * 1e6, 1), "jsonl_mb": round(bytes_in / 1e6, 1)}
    figures |= {"file_mb": round(db.stat().st_size / 1e6, 1), "bytes_an_article": round(db.stat().st_size / count)}
    curve = [(0.0, 0), *curve, (run.seconds, count)]
    figures |= {
        "stages_us": _stages(curve, count),
        "tenthousandth_us": _between(curve, *_around_the_tenthousandth(count)),
        "again_us": _again(curve, count, base_size(options.base)),
    }
    figures |= _matches(db, count)
    figures |= {"said": run.stdout.strip().splitlines()}
    print(f"{count:,}: asking", file=sys.stderr)
    figures["check"] = _latency(db, articles, folder=folder, checks=options.checks)
    for path in (*folder.glob("index.db*"), articles):
        path.unlink()
    return figures


def _latency(db: Path, articles: Path, *, folder: Path, checks: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scale.latency", str(db), str(articles), "--checks", str(checks)]
    run = measure(command, log=folder / "check.log")
    if run.returncode:
        raise SystemExit(f"asking ended with {run.returncode}:\n{(folder / 'check.log').read_text('utf-8')[-2000:]}")
    return {**json.loads(run.stdout), "peak_mb": run.peak_rss_mb}


def _records(db: Path) -> int:
    """Records in the file so far, without keeping a lock; 0 where it cannot be asked at this moment."""
    try:
        connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=0)
    except sqlite3.OperationalError:
        return 0
    try:
        return int(connection.execute("SELECT max(rowid) FROM records").fetchone()[0] or 0)
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def _between(curve: list[tuple[float, int]], low: float, high: float) -> float | None:
    """Microseconds an article from when the file first held ``low`` records to when it held ``high``."""
    at_low = next(point for point in curve if point[1] >= low)
    at_high = next(point for point in curve if point[1] >= high)
    records = at_high[1] - at_low[1]
    return round((at_high[0] - at_low[0]) / records * 1e6, 1) if records else None


def _around_the_tenthousandth(count: int) -> tuple[float, float]:
    return min(0.2 * count, 2_000), min(count, 18_000)


def _again(curve: list[tuple[float, int]], count: int, epoch: int) -> float | None:
    """What the articles around the ten-thousandth cost in other words, in the last epoch that has all of them.

    They have as many copies there, so that only what grows with the index is left of the difference.
    """
    low, high = _around_the_tenthousandth(count)
    before = int((count - high) // epoch) * epoch
    return _between(curve, before + low, before + high) if before > 0 else None


def _matches(db: Path, count: int) -> dict[str, Any]:
    """Matches with earlier articles that an article has, in the stages of the run: what there is to do grows too."""
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        (last,) = connection.execute("SELECT max(id) FROM articles").fetchone()

        def each(low: float, high: float) -> float:
            # Articles have fewer numbers than records: some records become none, or one that is there.
            ends = [int(edge * last / count) for edge in (low, high)]
            (found,) = connection.execute(
                "SELECT count(*) FROM matches WHERE article_b > ? AND article_b <= ?", ends
            ).fetchone()
            return round(found / max(1, ends[1] - ends[0]), 2)

        edges = [count * stage / _STAGES for stage in range(_STAGES + 1)]
        return {
            "stages_matches": [each(low, high) for low, high in pairwise(edges)],
            "tenthousandth_matches": each(*_around_the_tenthousandth(count)),
        }


def _stages(curve: list[tuple[float, int]], count: int) -> list[float | None]:
    """The cost in each tenth of a run."""
    edges = [count * stage / _STAGES for stage in range(_STAGES + 1)]
    return [_between(curve, low, high) for low, high in pairwise(edges)]


def _exponent(sizes: list[dict[str, Any]]) -> float | None:
    """Slope of log(seconds) over log(articles), least squares: 1 is a cost that does not grow."""
    if len(sizes) < 2:
        return None
    points = [(math.log(size["articles"]), math.log(size["seconds"])) for size in sizes]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    return round(slope, 3)


def _marginal(sizes: list[dict[str, Any]]) -> list[float]:
    """Microseconds for each article more, from one size to the next."""
    return [round((b["seconds"] - a["seconds"]) / (b["articles"] - a["articles"]) * 1e6, 1) for a, b in pairwise(sizes)]


def _show(result: dict[str, Any]) -> None:
    heads = ["articles", "s", "us each", "10,000th", "again", "last tenth", "matches, 10,000th", "last tenth"]
    rows = [[*heads, "peak MB", "file MB", "B each", "check p50", "p95 ms"]]
    for size in result["sizes"]:
        around = [size["tenthousandth_us"], size["again_us"]]
        costs = [size["seconds"], size["us_an_article"], *around, size["stages_us"][-1]]
        matches = [size["tenthousandth_matches"], size["stages_matches"][-1]]
        figures = [*costs, *matches, size["peak_mb"], size["file_mb"], size["bytes_an_article"]]
        asked = [size["check"]["p50_ms"], size["check"]["p95_ms"]]
        rows.append(
            [f"{size['articles']:,}", *("-" if figure is None else f"{figure:,.1f}" for figure in (*figures, *asked))]
        )
    print(table(rows))
    print(f"\nexponent {result['exponent']}; us for each article more, size to size: {result['marginal_us']}")


if __name__ == "__main__":
    main()
