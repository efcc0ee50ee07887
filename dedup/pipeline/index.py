"""Records into the index.

A batch is one transaction: in the database whole, with its matches, or not at all. The stories are made when all
matches are known, at the end of a run (`dedup.pipeline.settle`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from dedup.matching.words import renumbered
from dedup.pipeline.batches import BATCH_SIZE, in_batches
from dedup.pipeline.boilerplate import learn, recleaned
from dedup.pipeline.garbage import seldom_collected
from dedup.pipeline.match import Matcher
from dedup.pipeline.prepare import prepare
from dedup.pipeline.settle import settle
from dedup.store import boilerplate as store_boilerplate
from dedup.store import index, runs
from dedup.store.boilerplate import add_edges
from dedup.store.database import Checkpoints, transaction
from dedup.store.known import Identities
from dedup.store.matches import add_matches
from dedup.store.postings import PostingStore
from dedup.store.runs import RunCounts
from dedup.store.unsettled import wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlite_utils import Database

    from dedup.models import Article, Reject
    from dedup.params import IndexParams
    from dedup.pipeline.match import Added
    from dedup.pipeline.prepare import Prepared
    from dedup.store.rows import Outcome

_COMPARED_ANEW = 5_000
"""Articles that are compared anew at a time: memory stays bounded, and each time all keys are gone through."""


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
    batches = (prepare(batch, params=params) for batch in in_batches(records, batch_size))
    return index_prepared(db, batches, params=params, source=source, on_batch=on_batch)


def index_prepared(
    db: Database,
    batches: Iterable[Prepared],
    *,
    params: IndexParams,
    source: str,
    on_batch: Callable[[RunCounts], None] = lambda _: None,
    on_settled: Callable[[float], None] = lambda _: None,
) -> RunCounts:
    """`index_records` for records that were prepared elsewhere; ``on_settled`` as `dedup.pipeline.settle.settle` has it."""
    with transaction(db):
        run_id = runs.start_run(db, source=source)
    counts = _match(db, batches, params=params, run_id=run_id, on_batch=on_batch)
    settle(db, on_part=on_settled)
    with transaction(db):
        runs.finish_run(db, run_id)
    return counts


def _match(
    db: Database,
    batches: Iterable[Prepared],
    *,
    params: IndexParams,
    run_id: int,
    on_batch: Callable[[RunCounts], None],
) -> RunCounts:
    """Stores the records, and the matches of their articles; what looking up holds in memory is let go at the end."""
    counts = RunCounts()
    identities, matcher = Identities(db), Matcher(db, params=params)
    first_new = index.first_uncleaned_article(db)
    with seldom_collected(), Checkpoints(db) as checkpoints:
        for batch in batches:
            with transaction(db):
                added = _index_batch(db, batch, identities=identities, matcher=matcher, params=params, run_id=run_id)
                counts = counts.plus(added)
                runs.update_run(db, run_id, counts)
            checkpoints.committed()
            on_batch(counts)
    with transaction(db):
        counts = counts.plus(_clean(db, matcher, params=params, first_new=first_new))
        runs.update_run(db, run_id, counts)
    return counts


def _clean(db: Database, matcher: Matcher, *, params: IndexParams, first_new: int) -> RunCounts:
    """Learns what outlets repeat, and compares anew the articles whose text was polluted by it."""
    polluted = learn(db, store_boilerplate.outlets_since(db, first_new), first_new=first_new)
    return compare_anew(db, polluted, matcher=matcher, params=params)


def compare_anew(db: Database, article_ids: Sequence[int], *, matcher: Matcher, params: IndexParams) -> RunCounts:
    """Cleans articles again, and judges those anew whose compared text is another now; the matches that came or went.

    What they make of the stories is left to `dedup.pipeline.settle`.

    Args:
        db: inside a transaction.
        article_ids: at whose edges a line stands that is boilerplate now, or no more.
        matcher: of this index.
        params: the index's parameters.
    """
    counts = RunCounts()
    for some in in_batches(recleaned(db, article_ids, params=params), _COMPARED_ANEW):
        added = matcher.replace(dict(some))
        _add_matches(db, added)
        counts = counts.plus(RunCounts(matches=len(added.matches.pairs) - added.removed))
    return counts


def _index_batch(
    db: Database, batch: Prepared, *, identities: Identities, matcher: Matcher, params: IndexParams, run_id: int
) -> RunCounts:
    first_new = index.next_article_id(db)
    ids = _ids(identities.of(batch.identities), batch.identities, first_new=first_new)
    new = _first_places(ids, first_new=first_new)
    documents = {ids[place]: batch.documents[place] for place in new}
    new_identities = [batch.identities[place] for place in new]
    identities.add(new_identities, list(documents))
    index.add_articles(
        db,
        batch.rows,
        new,
        ids=list(documents),
        identities=new_identities,
        word_counts=batch.word_counts[new].tolist(),
        documents=list(documents.values()),
    )
    add_edges(db, ((ids[place], batch.edges[place]) for place in new))
    _add_words(db, batch, {place: ids[place] for place in new})
    added = matcher.add(
        batch.keys.of(np.array(new, dtype=np.int64)), article_ids=np.array(ids, dtype=np.int64), documents=documents
    )
    _add_matches(db, added)
    article_ids, outcomes = _account(batch, ids, new=set(new), min_words=params.min_words)
    index.add_records(db, batch.rows.records, article_ids=article_ids, outcomes=outcomes, run_id=run_id)
    return _count(outcomes, added)


def _add_words(db: Database, batch: Prepared, article_ids: Mapping[int, int]) -> None:
    """Stores what new articles, by place, are searched by; it depends on the article alone, and never changes."""
    ids = np.zeros(len(batch.identities), dtype=np.int64)
    ids[list(article_ids)] = list(article_ids.values())
    PostingStore(db, "words").add(renumbered(batch.words, ids))


def _ids(known: Mapping[int, int], identities: Sequence[int], *, first_new: int) -> list[int]:
    """The id each article has, or gets: records of one article share one."""
    ids = dict(known)
    for key in identities:
        ids.setdefault(key, first_new + len(ids) - len(known))
    return [ids[key] for key in identities]


def _first_places(ids: Sequence[int], *, first_new: int) -> list[int]:
    """Where in the batch each new article stands first."""
    places: dict[int, int] = {}
    for place, article_id in enumerate(ids):
        if article_id >= first_new:
            places.setdefault(article_id, place)
    return list(places.values())


def _add_matches(db: Database, added: Added) -> None:
    """Stores new matches; all articles whose matches came or went wait to be settled."""
    add_matches(db, added.matches)
    wait(db, {*added.unmatched, *added.matches.pairs.ravel().tolist()})


def _account(
    batch: Prepared, ids: Sequence[int], *, new: set[int], min_words: int
) -> tuple[list[int | None], list[Outcome]]:
    """The article each record became, and what became of the record."""
    fates: Iterator[tuple[int, Outcome]] = (
        (article_id, "same" if place not in new else "too short" if words < min_words else "indexed")
        for place, (article_id, words) in enumerate(zip(ids, batch.word_counts.tolist(), strict=True))
    )
    accounted = [(None, refused) if refused else next(fates) for refused in batch.rows.refused]
    return [article_id for article_id, _ in accounted], [outcome for _, outcome in accounted]


def _count(outcomes: Iterable[Outcome], added: Added) -> RunCounts:
    counts = Counter(outcomes)
    return RunCounts(
        records=counts.total(),
        indexed=counts["indexed"],
        same=counts["same"],
        too_short=counts["too short"],
        unreadable=counts["unreadable"],
        other_language=counts["other language"],
        matches=len(added.matches.pairs) - added.removed,
        common_keys=added.common_keys,
    )
