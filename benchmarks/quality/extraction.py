"""How much of each page's article is found, and how much else comes along.

    python benchmarks/quality/extraction.py FOLDER...

A folder holds pages (.html, .txt) and either ``gold.json`` ({file: {"body": [lines], ...}, ...}) or
``truth/*.articles.jsonl`` (rows with "file" and "body"). Folders without either are skipped.
Prints a row a page and the means: precision, recall and F1 on folded words, whether the first five
words are there, whether the lines are exactly those of the gold, the two finders' agreement.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from dedup.pages.main_text import MainText, from_flattened, from_html
from dedup.text.fold import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAD_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One page's score."""

    name: str
    precision: float
    recall: float
    has_lead: bool
    is_exact: bool
    agreement: float | None
    seconds: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def gold_bodies(folder: Path) -> dict[str, list[str]]:
    """File, relative to the folder -> lines of its article."""
    gold = folder / "gold.json"
    if gold.is_file():
        return {name: row["body"] for name, row in json.loads(gold.read_text("utf-8")).items()}
    rows = [
        json.loads(line)
        for path in sorted(folder.glob("truth/*.articles.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return {row["file"]: _lines(row["body"]) for row in rows if row.get("body")}


def _lines(body: str | list[str]) -> list[str]:
    return [line.strip() for line in (body.splitlines() if isinstance(body, str) else body) if line.strip()]


def score(name: str, found: MainText, gold: Sequence[str], seconds: float) -> Row:
    """Compares the body that was found with the gold one, as bags of folded words and line by line."""
    ours, theirs = (folded_words("\n".join(lines), version=1) for lines in (found.body, gold))
    shared = (Counter(ours) & Counter(theirs)).total()
    lead = " ".join(theirs[:LEAD_WORDS])
    return Row(
        name=name,
        precision=shared / max(1, len(ours)),
        recall=shared / max(1, len(theirs)),
        has_lead=f" {lead} " in f" {' '.join(ours)} ",
        is_exact=[line.split() for line in found.body] == [line.split() for line in gold],
        agreement=found.agreement,
        seconds=seconds,
    )


def score_folder(folder: Path) -> Iterator[Row]:
    """Each page of the folder that has a gold body, in the gold's order."""
    for name, gold in gold_bodies(folder).items():
        path = next((p for p in (folder / name, *folder.glob(f"*/{name}")) if p.is_file()), None)
        if path is None or path.suffix not in {".html", ".htm", ".txt"}:
            continue
        content = _decoded(path.read_bytes())
        start = time.process_time()
        found = from_flattened(content) if path.suffix == ".txt" else from_html(content)
        yield score(name, found, gold, time.process_time() - start)


def _decoded(data: bytes) -> str:
    """Reading is not measured here: Arabic pages are UTF-8 or else windows-1256."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1256", errors="replace")


def report(folder: Path) -> None:
    """Prints the table of one folder."""
    rows = list(score_folder(folder))
    print(f"{folder}: {len(rows)} pages")
    if not rows:
        return
    print(f"{'page':44} {'P':>6} {'R':>6} {'F1':>6} lead exact agree")
    for row in rows:
        agree = "    -" if row.agreement is None else f"{row.agreement:5.2f}"
        marks = f"{'yes' if row.has_lead else 'NO':>4} {'yes' if row.is_exact else 'no':>5}"
        print(f"{row.name:44.44} {row.precision:6.3f} {row.recall:6.3f} {row.f1:6.3f} {marks} {agree}")
    print(
        f"mean F1 {fmean(row.f1 for row in rows):.4f}, worst {min(row.f1 for row in rows):.4f}, "
        f"lead {sum(row.has_lead for row in rows)}/{len(rows)}, exact {sum(row.is_exact for row in rows)}, "
        f"{len(rows) / sum(row.seconds for row in rows):.0f} pages/s on one core, start-up included"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="+", type=Path)
    for folder in parser.parse_args().folder:
        report(folder)


if __name__ == "__main__":
    main()
