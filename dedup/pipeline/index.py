"""Records into the index.

A batch is one transaction: in the database whole, with its matches and stories, or not at all.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Literal

from dedup.identity import identity
from dedup.matching.judge import REPUBLISHED
from dedup.models import Article, Reject
from dedup.pipeline.match import add_and_match
from dedup.store import index, runs, stories
from dedup.store.database import transaction
from dedup.store.index import StoredArticle
from dedup.store.runs import RunCounts
from dedup.stories.assign import assign_stories
from dedup.text.shingles import shingle_batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlite_utils import Database

    from dedup.params import IndexParams
    from dedup.pipeline.match import Found
    from dedup.text.shingles import ShingleBatch

Outcome = Literal["indexed", "same", "too short", "unreadable", "other language"]
Accounted = tuple[Article | Reject, int | None, Outcome]

BATCH_SIZE = 2_000
"""Records a transaction: about a second of work, so that whoever browses the file never waits long."""


def index_records(
    db: Database,
    records: Iterable[Article | Reject],
    *,
    params: IndexParams,
    source: str,
    batch_size: int = BATCH_SIZE,
    on_batch: Callable[[RunCounts], None] = lambda _: None,
) -> RunCounts:
    """Brings records into the index and says what became of them.

    Args:
        db: opened for writing.
        records: what the readers gave, in any order.
        params: the index's parameters.
        source: where the records come from, for the table of runs.
        batch_size: records a transaction.
        on_batch: called after each transaction with the counts so far.
    """
    counts = RunCounts()
    with transaction(db):
        run_id = runs.start_run(db, source=source)
    for batch in _batches(records, batch_size):
        with transaction(db):
            counts = counts.plus(_index_batch(db, batch, params=params, run_id=run_id))
            runs.update_run(db, run_id, counts)
        on_batch(counts)
    with transaction(db):
        runs.finish_run(db, run_id)
    return counts


def _batches(records: Iterable[Article | Reject], size: int) -> Iterator[list[Article | Reject]]:
    stream = iter(records)
    while batch := list(islice(stream, size)):
        yield batch


def _index_batch(db: Database, records: Sequence[Article | Reject], *, params: IndexParams, run_id: int) -> RunCounts:
    articles = [record for record in records if isinstance(record, Article)]
    texts = [article.body for article in articles]
    shingles = shingle_batch(texts, fold_version=params.fold_version, shingle_words=params.shingle_words)
    first_new = index.next_article_id(db)
    stored = _with_ids(db, articles, shingles, first_new=first_new)
    new = _first_places(stored, first_new=first_new)
    index.add_articles(db, [stored[place] for place in new])
    matched = [place for place in new if stored[place].word_count >= params.min_words]
    ids = [stored[place].article_id for place in matched]
    found = add_and_match(db, ids, shingles.select(matched), params=params)
    index.add_matches(db, found.matches, shared_keys=found.shared_keys)
    _update_stories(db, found)
    accounted = _account(records, stored, new=set(new), matched=set(matched))
    index.add_records(db, accounted, run_id=run_id)
    return _count((outcome for _, _, outcome in accounted), matches=len(found.matches))


def _with_ids(
    db: Database, articles: Sequence[Article], shingles: ShingleBatch, *, first_new: int
) -> list[StoredArticle]:
    """Each article with the id it has, or gets: records of one article share one."""
    identities = [identity(article, int(text)) for article, text in zip(articles, shingles.text_hashes, strict=True)]
    ids = index.known_identities(db, identities)
    known = len(ids)
    for key in identities:
        ids.setdefault(key, first_new + len(ids) - known)
    return [
        StoredArticle(article_id=ids[key], identity=key, word_count=int(count), article=article)
        for article, key, count in zip(articles, identities, shingles.word_counts, strict=True)
    ]


def _first_places(stored: Sequence[StoredArticle], *, first_new: int) -> list[int]:
    """Where in the batch each new article stands first."""
    places: dict[int, int] = {}
    for place, article in enumerate(stored):
        if article.article_id >= first_new:
            places.setdefault(article.article_id, place)
    return list(places.values())


def _update_stories(db: Database, found: Found) -> None:
    """Makes the stories of every part of the match graph that changed anew."""
    republished = {pair for pair, match in found.matches.items() if match.verdict.relation in REPUBLISHED}
    touched = found.unmatched | {article for pair in republished for article in pair}
    links = stories.touched_links(db, touched)
    members = touched | {article for link in links for article in (link.article_a, link.article_b)}
    groups = assign_stories(links, keys=stories.story_keys(db, members))
    stories.save_stories(db, groups, among=members)


def _account(
    records: Sequence[Article | Reject], stored: Sequence[StoredArticle], *, new: set[int], matched: set[int]
) -> list[Accounted]:
    """What became of each record, in the order they came."""
    places = iter(range(len(stored)))
    accounted: list[Accounted] = []
    for record in records:
        if isinstance(record, Reject):
            accounted.append((record, None, "other language" if record.kind == "language" else "unreadable"))
            continue
        place = next(places)
        outcome: Outcome = "same" if place not in new else "indexed" if place in matched else "too short"
        accounted.append((record, stored[place].article_id, outcome))
    return accounted


def _count(outcomes: Iterable[Outcome], *, matches: int) -> RunCounts:
    counts = Counter(outcomes)
    return RunCounts(
        records=counts.total(),
        indexed=counts["indexed"],
        same=counts["same"],
        too_short=counts["too short"],
        unreadable=counts["unreadable"],
        other_language=counts["other language"],
        matches=matches,
    )
