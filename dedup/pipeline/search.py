"""Words into the articles that hold them: look up, read, confirm, order, cut a snippet.

Every word must occur, in any form of its stem; words in quotation marks one after the other. The index
gives the articles that hold the words; those that are shown are read, because two stems in some share a hash
and because only the text knows the order and the spelling of its words. What is searched is the headline and
the body, without its lists of other stories.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.matching.occurrences import Occurrence, Spelling, may_stand_at, occurrences
from dedup.matching.words import holders_of, keys_of
from dedup.pages.boilerplate import BoilerplateLines, clean, scan
from dedup.store import queries
from dedup.store.postings import postings_between
from dedup.text.fold import fold
from dedup.text.query import Query, parse_query
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from sqlite_utils import Database

    from dedup.params import IndexParams
    from dedup.store.queries import Row
    from dedup.text.fold import Folded

READ_AT_ONCE = 500
"""Articles that are read and put in the order of their spelling: so many take a tenth of a second."""
_SNIPPET, _BEFORE = 30, 6
"""Words of a snippet, and of them before the first that was found."""
_NO_LINES = BoilerplateLines(hashes=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Original text on one line, and what of it was looked for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """Begin and end in ``text``, ascending."""

    def between(self, before: str, after: str) -> str:
        """The text with signs round each mark."""
        told = self.text
        for begin, end in reversed(self.marks):
            told = f"{told[:begin]}{before}{told[begin:end]}{after}{told[end:]}"
        return " ".join(told.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that was found."""

    article_id: int
    outlet: str
    published_at: str | None
    url: str | None
    story_id: int | None
    title: Marked
    snippet: Marked
    spelling: Spelling
    """Of the part of the query that it holds in the least near spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search gave."""

    query: Query
    hits: tuple[Hit, ...]
    """Nearest spelling first, then newest; not more than were asked for."""
    total: int
    total_is: Literal["exact", "about", "at least"]
    """``about``: the index says so, and not all were read. ``at least``: so many were read that have the phrases."""
    unseen: tuple[str, ...]
    """Words of the query that stand in no article, in no form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """The articles that hold all words by the index, ascending."""

    every: NDArray[np.int64]
    away: NDArray[np.int64]
    """How near they are: of the word that is least near in each, as in `holders_of`."""
    unseen: tuple[str, ...]

    def nearest_first(self, article_ids: Sequence[int]) -> list[int]:
        """Some of the articles, those that are equally near in the order given."""
        some = np.array(article_ids, dtype=np.int64)
        away = self.away[np.searchsorted(self.every, some)]
        nearest: list[int] = some[np.argsort(away, kind="stable")].tolist()
        return nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Article:
    """One that was read and holds all parts."""

    row: Row
    title: Folded
    body: Folded
    in_title: list[Occurrence]
    in_body: list[Occurrence]

    @property
    def spelling(self) -> Spelling:
        """The nearest spelling of each part; of these the least near."""
        nearest: dict[int, Spelling] = {}
        for found in (*self.in_title, *self.in_body):
            nearest[found.part] = min(found.spelling, nearest.get(found.part, found.spelling))
        return max(nearest.values())


def search(
    db: Database,
    text: str,
    *,
    params: IndexParams,
    limit: int,
    outlet: str = "",
    since: str = "",
    until: str = "",
) -> Found:
    """The articles that hold what ``text`` asks for.

    Args:
        db: an open index.
        text: words, and phrases in quotation marks. Without a letter or digit it finds nothing.
        params: the index's parameters.
        limit: how many to give at most.
        outlet: only of this one.
        since: only published on this day or moment, or later.
        until: only published on this day or moment, or earlier.

    Raises:
        ArticleNotFound: there is no such outlet.
    """
    if outlet:
        queries.find_outlet(db, outlet)
    query = parse_query(text, fold_version=params.fold_version)
    candidates = _look_up(db, query)
    newest = queries.newest_first(db, candidates.every.tolist(), outlet=outlet, since=since, until=until)
    ordered = candidates.nearest_first(newest)
    articles, left = _read_enough(db, ordered, query, params=params, limit=limit)
    articles.sort(key=lambda article: article.spelling)
    phrases = left > 0 and query.has_phrases
    return Found(
        query=query,
        hits=tuple(_hit(article) for article in articles[:limit]),
        total=len(articles) if phrases else len(articles) + left,
        total_is="at least" if phrases else "about" if left else "exact",
        unseen=candidates.unseen,
    )


def matching_ids(db: Database, text: str, *, params: IndexParams) -> list[int]:
    """The numbers of all articles that hold what ``text`` asks for, ascending.

    Of more than `READ_AT_ONCE` that hold the words, only phrases are confirmed: by reading all of them.
    """
    query = parse_query(text, fold_version=params.fold_version)
    ids: list[int] = _look_up(db, query).every.tolist()
    if len(ids) > READ_AT_ONCE and not query.has_phrases:
        return ids
    parts = (ids[begin : begin + READ_AT_ONCE] for begin in range(0, len(ids), READ_AT_ONCE))
    return [article.row["article_id"] for part in parts for article in _read(db, part, query, params=params)]


def searched_bodies(bodies: Sequence[str]) -> list[str]:
    """What of some bodies is searched."""
    return [clean(scan(body), lines=_NO_LINES).body for body in bodies]


def _look_up(db: Database, query: Query) -> _Candidates:
    every, away = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    unseen: dict[str, None] = {}
    for number, term in enumerate(query.terms):
        holding, near = holders_of([(form, postings_between(db, "words", *keys_of(form))) for form in term.forms])
        if not len(holding):
            unseen[term.written] = None
        if number == 0:
            every, away = holding, near
        else:
            every, left, right = np.intersect1d(every, holding, assume_unique=True, return_indices=True)
            away = np.maximum(away[left], near[right])
    return _Candidates(every=every, away=away, unseen=tuple(unseen))


def _read_enough(
    db: Database, ordered: Sequence[int], query: Query, *, params: IndexParams, limit: int
) -> tuple[list[_Article], int]:
    """The articles that were read and hold all parts, so many at least where there are; and how many were not read."""
    articles: list[_Article] = []
    read = 0
    while read < len(ordered) and (not read or len(articles) < limit):
        articles += _read(db, ordered[read : read + READ_AT_ONCE], query, params=params)
        read = min(len(ordered), read + READ_AT_ONCE)
    return articles, len(ordered) - read


def _read(db: Database, article_ids: Sequence[int], query: Query, *, params: IndexParams) -> Iterator[_Article]:
    """Those of some articles that hold all parts, in their order."""
    rows = queries.articles_by_id(db, list(article_ids))
    bodies = searched_bodies([rows[article]["body"] for article in article_ids])
    texts = [
        text for article, body in zip(article_ids, bodies, strict=True) for text in (rows[article]["title"] or "", body)
    ]
    batch = tokenize(texts, fold_version=params.fold_version)
    places: dict[int, list[tuple[int, int]]] = {}
    for part, terms in enumerate(query.parts):
        for first, text in zip(*(found.tolist() for found in may_stand_at(batch, terms)), strict=True):
            places.setdefault(text, []).append((part, first))
    for number, article in enumerate(article_ids):
        of_title, of_body = places.get(2 * number, []), places.get(2 * number + 1, [])
        if len({part for part, _ in of_title + of_body}) < len(query.parts):
            continue
        title, body = (fold(text, version=params.fold_version) for text in texts[2 * number : 2 * number + 2])
        in_title, in_body = occurrences(title, query, of_title), occurrences(body, query, of_body)
        if len({found.part for found in in_title + in_body}) == len(query.parts):
            yield _Article(row=rows[article], title=title, body=body, in_title=in_title, in_body=in_body)


def _hit(article: _Article) -> Hit:
    row = article.row
    words = len(article.title.words)
    return Hit(
        article_id=row["article_id"],
        outlet=row["outlet"],
        published_at=row["published_at"],
        url=row["url"],
        story_id=row["story_id"],
        title=_marked(article.title, article.in_title, first=0, last=words - 1),
        snippet=_snippet(article.body, article.in_body),
        spelling=article.spelling,
    )


def _snippet(body: Folded, found: Sequence[Occurrence]) -> Marked:
    """The words round the place where most of the query stands close together; the beginning where none does."""

    def worth(start: Occurrence) -> tuple[int, int]:
        near = {other.part for other in found if 0 <= other.first - start.first < _SNIPPET - _BEFORE}
        return len(near), -start.spelling

    first = max(found, key=worth).first if found else 0
    begin = max(0, min(first - _BEFORE, len(body.words) - _SNIPPET))
    return _marked(body, found, first=begin, last=min(len(body.words), begin + _SNIPPET) - 1)


def _marked(text: Folded, found: Sequence[Occurrence], *, first: int, last: int) -> Marked:
    """The original from one word to another, with the occurrences in it."""
    if last < first:
        return Marked(text=" ".join(text.original.split()))
    whole = last - first + 1 == len(text.words)
    begin, end = (0, len(text.original)) if whole else (int(text.spans[first, 0]), int(text.spans[last, 1]))
    before, after = "…" if first else "", "…" if last < len(text.words) - 1 else ""
    excerpt = "".join(" " if mark.isspace() else mark for mark in text.original[begin:end])
    spans = [
        (int(text.spans[one.first, 0]) - begin + len(before), int(text.spans[one.last, 1]) - begin + len(before))
        for one in found
        if first <= one.first and one.last <= last
    ]
    return Marked(text=f"{before}{excerpt}{after}", marks=_joined(spans))


def _joined(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans ascending, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if joined and begin < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)
