"""Does `dedup.pages.credits` find the sources an article gives as its own, and no others?

`credits.egypt2013.jsonl` holds two samples of 205 articles each, drawn with a fixed seed, the first
105 of each from the articles that name any source anywhere. Their opening, their end and every
place with a source's name were read by hand, before the program's answer was seen. `development` was
read while rules were being written, `fresh` afterwards; no rule was made for an error in `fresh`. Run with the corpus beside the project:

    python benchmarks/quality/credits.py
"""

from __future__ import annotations

import json
import lzma
from collections import Counter
from pathlib import Path

from dedup.pages.credits import attribute

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parents[1].parent / "shared/data/egypt2013.jsonl.xz"


def main() -> None:
    """Print precision, recall and the confusion of each sample as JSON."""
    if not CORPUS.exists():
        raise SystemExit(f"{CORPUS} is not there: the corpus may not be distributed with the project.")
    labels = [json.loads(line) for line in (HERE / "credits.egypt2013.jsonl").open(encoding="utf-8")]
    articles = _articles({label["id"] for label in labels})
    for sample in ("development", "fresh"):
        print(json.dumps(_score([label for label in labels if label["sample"] == sample], articles)))


def _articles(ids: set[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["id"] in ids:
                found.setdefault(article["id"], article)
    return found


def _score(labels: list[dict[str, object]], articles: dict[str, dict[str, str]]) -> dict[str, object]:
    counts: Counter[str] = Counter()
    errors: list[dict[str, object]] = []
    for label in labels:
        article = articles[str(label["id"])]
        read = attribute(byline=None, title=article["title"], body=article["text"], outlet=article["outlet"])
        found, expected = {credit.agency for credit in read.credits}, set(label["credits"])  # type: ignore[call-overload]  # JSON
        counts.update(right=len(found & expected), wrong=len(found - expected), missed=len(expected - found))
        if found != expected:
            errors.append({"id": label["id"], "found": sorted(found), "expected": sorted(expected)})
    return {
        "sample": labels[0]["sample"],
        "articles": len(labels),
        **counts,
        "precision": round(counts["right"] / (counts["right"] + counts["wrong"]), 4),
        "recall": round(counts["right"] / (counts["right"] + counts["missed"]), 4),
        "errors": errors,
    }


if __name__ == "__main__":
    main()
