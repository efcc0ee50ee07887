"""Does a footer under every article of one outlet change what is found?

Articles are indexed as they are, and again with a fixed invented footer of 60 words under every one of one
outlet's; compared are the relations of all pairs, and the stories. For the sample corpus once for each outlet
with at least ``--articles`` articles. For the real articles beside the project, those that the hand-read pairs
name and ``--others`` more, once, for the commonest outlet, and only the hand-read pairs.

    python -m benchmarks.quality.footer [--others 10000]

Exit code 1 where a relation of the sample changes, or more than 1 % of the hand-read pairs.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import UTC
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.quality.answers import read_answer
from benchmarks.quality.measures import pair
from benchmarks.quality.real import RealPairs
from dedup.models import Article
from dedup.pages.articles import read_articles
from dedup.pages.read import ReadOptions
from dedup.params import NEWS_V1
from dedup.pipeline.index import index_records
from dedup.store.database import open_for_writing

if TYPE_CHECKING:
    from benchmarks.quality.measures import Answer, Pair

FOOTER = (
    "هذه الصفحة من موقع الصحيفة الذي يحرره فريق من مئة صحفي في العاصمة والأقاليم، وتتجدد أخباره على مدار الساعة كل أيام "
    "الأسبوع. لمراسلة هيئة التحرير أو الإعلان معنا اتصلوا بمكتب العلاقات العامة في الطابق الثاني من مبنى الإدارة، أو "
    "زوروا ركن خدمة القراء حيث نستقبل الشكاوى والتصويبات ونرد عليها خلال يومين، وتجدون هناك أيضا شروط الاستخدام "
    "وسياسة الخصوصية وخريطة الموقع ونشرة المساء البريدية."
)
_SAMPLE = ("wire.jsonl", "local.jsonl", "html", "text")
_SHARED = Path(__file__).resolve().parents[2].parent / "shared"
_GOLD_MAY_CHANGE = 0.01


def main() -> int:
    """Prints one JSON object a measurement; 1 where too much changes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--others", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        good = _sample(Path(name), least=asked.articles)
        real = RealPairs(folder=_SHARED)
        if real.is_here:
            good &= _gold(Path(name), real, others=asked.others)
    return 0 if good else 1


def _sample(folder: Path, *, least: int) -> bool:
    with as_file(files("dedup") / "data" / "sample") as sample:
        articles = _articles([str(sample / part) for part in _SAMPLE])
    plain = _indexed(folder / "plain.db", articles)
    good = True
    for outlet, count in Counter(article.outlet for article in articles).most_common():
        if count >= least:
            framed = _indexed(folder / f"{len(list(folder.iterdir()))}.db", _framed(articles, outlet))
            changed = _changed(plain, framed)
            good &= not changed
            _print("sample", outlet, count, pairs=len(plain.relations), changed=len(changed),
                   stories_changed=len(_stories(plain) ^ _stories(framed)))  # fmt: skip
    return good


def _gold(folder: Path, real: RealPairs, *, others: int) -> bool:
    articles = _articles([str(real.write_subset(folder / "subset.jsonl", others=others))])
    named = real.named()
    outlet = Counter(article.outlet for article in articles if article.external_id in named).most_common(1)[0][0]
    plain = _indexed(folder / "real.db", articles)
    framed = _indexed(folder / "framed.db", _framed(articles, outlet))
    rows = map(json.loads, real.pairs.read_text("utf-8").splitlines())
    pairs = [pair(row["a"], row["b"]) for row in rows]
    changed = [each for each in pairs if plain.relations.get(each) != framed.relations.get(each)]
    count = sum(article.outlet == outlet for article in articles)
    everywhere = len(_changed(plain, framed))
    _print("hand-read pairs", outlet, count, pairs=len(pairs), changed=len(changed), changed_of_all_pairs=everywhere,
           all_pairs=len(plain.relations))  # fmt: skip
    return len(changed) <= _GOLD_MAY_CHANGE * len(pairs)


def _articles(paths: list[str]) -> list[Article]:
    records = read_articles(paths, options=ReadOptions(), zone=UTC)
    return [record for record in records if isinstance(record, Article)]


def _framed(articles: list[Article], outlet: str) -> list[Article]:
    return [
        article._replace(body=f"{article.body}\n{FOOTER}") if article.outlet == outlet else article
        for article in articles
    ]


def _indexed(path: Path, articles: list[Article]) -> Answer:
    db = open_for_writing(str(path), params=NEWS_V1)
    index_records(db, articles, params=NEWS_V1, source="benchmark")
    db.close()
    return read_answer(path)


def _changed(plain: Answer, framed: Answer) -> list[Pair]:
    both = plain.relations.keys() | framed.relations.keys()
    return [each for each in both if plain.relations.get(each) != framed.relations.get(each)]


def _stories(answer: Answer) -> set[frozenset[str]]:
    groups: defaultdict[object, set[str]] = defaultdict(set)
    for page, group in answer.stories.items():
        groups[group].add(page)
    return {frozenset(pages) for pages in groups.values()}


def _print(corpus: str, outlet: str, articles: int, **figures: float) -> None:
    json.dump({"corpus": corpus, "outlet": outlet, "articles": articles, **figures}, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    raise SystemExit(main())
