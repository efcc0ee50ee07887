"""``python -m benchmarks.quality``: measures, prints, writes JSON, fails under a floor. See README.md."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import index_with_command
from benchmarks.quality.answers import datasketch_answer, index_pages, minhashes
from benchmarks.quality.generate import Page, Size, generate
from benchmarks.quality.generated import generated_figures, same_answer, wrong_pairs
from benchmarks.quality.grammar import seeded
from benchmarks.quality.real import RealPairs, datasketch_figures
from benchmarks.quality.report import (
    COMPARISONS,
    Figures,
    comparison_table,
    read_floors,
    section_table,
    systems_of,
    under_floor,
)
from benchmarks.quality.sample import sample
from benchmarks.quality.spelling import spelling

if TYPE_CHECKING:
    from benchmarks.quality.measures import Answer

_ROOT = Path(__file__).resolve().parents[2]
_SHARED = _ROOT.parent / "shared"
_PEER_THRESHOLDS = [0.9, 0.7, 0.5]  # datasketch's default, its manual's neighbours
_PEER_WORDS = (3, 5)
_OTHER_BATCH = 137
_SHOWN_ERRORS = 12
_DEFAULT_SEED = 2026


def main() -> int:
    """Runs what was asked for; 1 when a figure is under its floor."""
    asked = _arguments()
    started = time.perf_counter()
    results: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _measure_generated(asked, folder, results)
        results["sample"] = sample(folder / "sample.db")
        if not asked.quick:
            _measure_real(asked, folder, results)
    floors = read_floors()
    for section, figures in results.items():
        if "datasketch" not in section:
            print(section_table(section, figures, floors.get(section, {})), end="\n\n")
    _print_comparisons(results)
    seconds = time.perf_counter() - started
    if asked.json:
        _write(asked, results, seconds)
    is_default = (asked.size, asked.seed) == (1.0, _DEFAULT_SEED)
    fallen = list(under_floor(results, floors)) if is_default else []
    print(f"{seconds:.0f} seconds. ", "" if is_default else "Not the default size and seed: floors do not apply.")
    for line in fallen:
        print(f"FAILED {line}", file=sys.stderr)
    return 1 if fallen else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--seed", type=int, default=_DEFAULT_SEED, help="of the generated pages")
    parser.add_argument("--size", type=float, default=1.0, help="times the usual number of generated pages")
    parser.add_argument("--json", type=Path, help="file to write the figures to")
    parser.add_argument("--quick", action="store_true", help="leave the real pairs out")
    parser.add_argument("--errors", action="store_true", help="say between which kinds of pages the errors lie")
    parser.add_argument("--db", type=Path, help="an index of the whole real corpus: score it instead of a subset")
    parser.add_argument("--others", type=int, default=10_000, help="further real articles in the subset")
    parser.add_argument("--shared", type=Path, default=_SHARED, help="folder of the real material")
    return parser.parse_args()


def _measure_generated(asked: argparse.Namespace, folder: Path, results: dict[str, Figures]) -> None:
    pages = generate(seed=asked.seed, size=Size().scaled(asked.size))
    print(f"Generated {len(pages):,} pages, seed {asked.seed}.\n")
    answer = index_pages(folder / "generated.db", pages)
    results["generated"] = generated_figures(answer, pages)
    if asked.errors:
        _print_errors(answer, pages)
    bare = generate(seed=asked.seed, size=Size().scaled(asked.size), footers=False)
    results["generated, no footers"] = generated_figures(index_pages(folder / "bare.db", bare), bare)
    again = seeded(asked.seed + 1).sample(pages, len(pages))
    other = index_pages(folder / "again.db", again, batch_size=_OTHER_BATCH)
    results["order"] = same_answer(answer, other, pages)
    results["spelling"] = spelling(folder / "spelling.db", seed=asked.seed)
    _measure_datasketch(pages, "generated", results)
    _measure_datasketch(bare, "generated, no footers", results)


def _print_errors(answer: Answer, pages: list[Page]) -> None:
    for what, kinds in wrong_pairs(answer, pages).items():
        print(f"Pairs wrongly {what}: {kinds.total():,}" if what == "joined" else f"Pairs {what}: {kinds.total():,}")
        for (one, other), count in kinds.most_common(_SHOWN_ERRORS):
            print(f"  {count:6,}  {one} and {other}")
    print()


def _measure_datasketch(pages: list[Page], what: str, results: dict[str, Figures]) -> None:
    ids = [page.page_id for page in pages]
    for words in _PEER_WORDS:
        signed = minhashes([page.body for page in pages], words=words)
        for threshold in _PEER_THRESHOLDS:
            answer = datasketch_answer(ids, signed, threshold=threshold)
            results[f"{what}: datasketch {words} words {threshold}"] = generated_figures(answer, pages)


def _measure_real(asked: argparse.Namespace, folder: Path, results: dict[str, Figures]) -> None:
    real = RealPairs(folder=asked.shared)
    if not real.is_here:
        print(f"No real pairs: {asked.shared} is not here. Only invented text is measured.\n")
        return
    records = real.write_subset(folder / "subset.jsonl", others=0 if asked.db else asked.others)
    if asked.db:
        print(f"Real pairs: {asked.db}, taken to hold the whole corpus.\n")
        results["real, whole corpus"] = real.score(asked.db)
    else:
        print(
            f"Real pairs: a SUBSET of the corpus, the articles the pairs name and {asked.others:,} more."
            " What is common or boilerplate is known less well than in the whole corpus, and there is less to"
            " confuse: the figures of record are those of an index of all of it (--db).\n"
        )
        index_with_command(folder / "subset.db", [records])
        results["real, subset"] = real.score(folder / "subset.db")
    for words in _PEER_WORDS:
        for threshold in _PEER_THRESHOLDS:
            section = f"real: datasketch {words} words {threshold}"
            results[section] = datasketch_figures(
                real, records, folder / f"{section}.db", words=words, threshold=threshold
            )


def _print_comparisons(results: dict[str, Figures]) -> None:
    for title, names in COMPARISONS.items():
        systems = systems_of(results, title)
        if systems:
            print(f"### {title}: dedup beside plain datasketch\n\n{comparison_table(systems, names)}\n")


def _write(asked: argparse.Namespace, results: dict[str, Figures], seconds: float) -> None:
    packages = ("arabic-news-dedup", "datasketch", "numpy", "xxhash")
    made_with = {name: version(name) for name in packages} | {"python": platform.python_version()}
    made_with["machine"] = platform.machine()
    rounded = {section: {name: round(value, 4) for name, value in rows.items()} for section, rows in results.items()}
    head = {"seed": asked.seed, "size": asked.size, "seconds": round(seconds), "made_with": made_with}
    text = json.dumps(head | {"results": rounded}, ensure_ascii=False, indent=1)
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
