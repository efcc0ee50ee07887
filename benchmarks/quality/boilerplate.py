"""What does cleaning take out of real bodies, does it take the lists, does it leave the copies alone?

Every article of the corpus beside the project is counted, then cleaned; records of the same outlet,
headline and text are one article. Printed, as JSON lines: for each outlet the lines learned and the
share of words removed by reason; the bodies that hold headlines of other articles of their outlet,
and in how many of them none is left; how the containment of the hand-read copies changes; processor
time and bytes an article. With ``--sample N``, N removed parts drawn with a fixed seed, to be read.

    python benchmarks/quality/boilerplate.py [--sample 100] > boilerplate.json
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from collections import Counter, defaultdict
from pathlib import Path

from dedup.pages.boilerplate import CleanBody, boilerplate_lines, clean, edges_of, lines_of, scan
from dedup.pages.lines import fold_lines
from dedup.pages.repeated_lines import outlet_edges, repeated_lines
from dedup.text.shingles import shingles_of
from dedup.text.tokens import tokenize

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
CORPUS = SHARED / "data/egypt2013.jsonl.xz"
GOLD = SHARED / "gold/egypt2013.pairs.jsonl"
HEADLINE_WORDS_MIN = 5
BIG_DROP = 0.05

Records = list[dict[str, str]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sample", type=int, default=0)
    wanted = arguments.parse_args().sample
    if not CORPUS.exists():
        raise SystemExit(f"{CORPUS} is not there: the corpus may not be distributed with the project.")
    cleaned: dict[str, CleanBody] = {}
    bodies: dict[str, dict[str, str]] = {}
    parts: list[dict[str, str]] = []
    for outlet, (articles, same) in _outlets().items():
        results = _measure(outlet, articles)
        for article, result in zip(articles, results, strict=True):
            for external_id in same[article["title"], article["text"]]:
                cleaned[external_id], bodies[external_id] = result, article
            parts += [
                {"outlet": outlet, "reason": part.reason, "title": article["title"], "removed": removed}
                for part in result.removed
                if (removed := article["text"][part.begin : part.end].strip())
            ]
    print(json.dumps({"gold": _gold(bodies, cleaned)}, ensure_ascii=False))
    for part in random.Random(2013).sample(parts, min(wanted, len(parts))):  # noqa: S311 - a sample to read
        print(json.dumps(part, ensure_ascii=False))


def _outlets() -> dict[str, tuple[Records, dict[tuple[str, str], list[str]]]]:
    """Of each outlet its articles, and the ids of the records that are one article."""
    found: dict[str, tuple[Records, dict[tuple[str, str], list[str]]]] = {}
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            articles, same = found.setdefault(record["outlet"], ([], defaultdict(list)))
            key = (record["title"], record["text"])
            if key not in same:
                articles.append(record)
            same[key].append(record["id"])
    return found


def _measure(outlet: str, articles: Records) -> list[CleanBody]:
    begun = time.process_time()
    scans = [scan(article["text"]) for article in articles]
    edges = [edges_of(read, title=article["title"]) for read, article in zip(scans, articles, strict=True)]
    counted = outlet_edges(enumerate(edges))
    found = repeated_lines(counted)
    counting = time.process_time() - begun
    learned = {
        hash_: text
        for unit, sample in zip(found.units.tolist(), counted.holders(found.units).tolist(), strict=True)
        for hash_, number, text in lines_of(scans[sample])
        if number == unit
    }
    lines = boilerplate_lines(learned.items())
    begun = time.process_time()
    results = [clean(read, lines=lines) for read in scans]
    cleaning = time.process_time() - begun
    print(
        json.dumps(
            {
                "outlet": outlet,
                "articles": len(articles),
                "changed": sum(bool(result.removed) for result in results),
                "lines": len(learned),
                **_shares(articles, results),
                **_headlines(articles, results),
                "counting_us": round(counting / len(articles) * 1e6, 1),
                "cleaning_us": round(cleaning / len(articles) * 1e6, 1),
                "bytes_an_article": round(sum(map(len, edges)) / len(edges), 1),
            },
            ensure_ascii=False,
        )
    )
    return results


def _shares(articles: Records, results: list[CleanBody]) -> dict[str, float]:
    words = sum(len(article["text"].split()) for article in articles)
    removed: Counter[str] = Counter()
    for article, result in zip(articles, results, strict=True):
        for part in result.removed:
            removed[part.reason] += len(article["text"][part.begin : part.end].split())
    return {f"{reason}_share": round(removed[reason] / words, 5) for reason in ("list", "repeated")}


def _headlines(articles: Records, results: list[CleanBody]) -> dict[str, int]:
    """Bodies with lines that are headlines of other articles of the outlet, and those still with one."""
    keys = fold_lines([" ".join(article["title"].split()) for article in articles])
    titles = {key for key in keys if key.count(" ") + 1 >= HEADLINE_WORDS_MIN}
    held, left = 0, 0
    for article, result, own in zip(articles, results, keys, strict=True):
        others = {key for key in fold_lines(article["text"].split("\n")) if key in titles and key != own}
        if others:
            held += 1
            left += not others.isdisjoint(fold_lines(result.body.split("\n")))
    return {"with_headlines": held, "with_headlines_after": left}


def _gold(bodies: dict[str, dict[str, str]], cleaned: dict[str, CleanBody]) -> dict[str, object]:
    """How the two containments of each hand-read pair change, by label; copies that lost most."""
    changes: dict[str, list[float]] = defaultdict(list)
    drops: list[dict[str, object]] = []
    for line in GOLD.open(encoding="utf-8"):
        pair = json.loads(line)
        ids = (pair["a"], pair["b"])
        before = _containments([bodies[external_id]["text"] for external_id in ids])
        after = _containments([cleaned[external_id].body for external_id in ids])
        changes[pair["label"]] += [new - old for old, new in zip(before, after, strict=True)]
        if pair["label"] in {"copy", "edited"} and max(before) - max(after) > BIG_DROP:
            drops.append({"a": ids[0], "b": ids[1], "label": pair["label"], "before": before, "after": after})
    summary = {
        label: {
            "sides": len(some),
            "lower": sum(change < 0 for change in some),
            "lower_by_0.05": sum(change < -BIG_DROP for change in some),
            "higher": sum(change > 0 for change in some),
            "mean_change": round(sum(some) / len(some), 4),
        }
        for label, some in sorted(changes.items())
    }
    return {"containment3": summary, "drops": drops}


def _containments(texts: list[str]) -> tuple[float, float]:
    batch = tokenize(texts, fold_version=1)
    a, b = (set(shingles_of(batch.of(i)).tolist()) for i in range(2))
    shared = len(a & b)
    return (shared / max(1, len(a)), shared / max(1, len(b)))


if __name__ == "__main__":
    main()
