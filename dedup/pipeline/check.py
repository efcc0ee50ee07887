"""Was this text republished? One text against the whole index; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dedup.matching.compare import CONTAINMENT_A, CONTAINMENT_B
from dedup.matching.documents import pack, seconds
from dedup.matching.judge import RELATIONS
from dedup.pages.boilerplate import clean, scan
from dedup.pipeline.boilerplate import lines_of_named
from dedup.pipeline.match import match_text
from dedup.pipeline.prepare import keys_of
from dedup.pipeline.roundups import relations_of_text
from dedup.pipeline.settle import in_context
from dedup.store import queries
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlite_utils import Database

    from dedup.models import Article
    from dedup.params import IndexParams


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One article that shares text with the one asked about."""

    article_id: int
    outlet: str
    owner_group: str | None
    title: str | None
    published_at: str | None
    url: str | None
    story_id: int | None
    relation: str
    score: float
    share_of_asked: float
    """How much of the asked text stands there."""
    share_of_other: float
    """How much of that article is the asked text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What `check` found. ``sightings`` are in the order of publication, unknown times last."""

    title: str | None
    outlet: str | None
    word_count: int
    too_short: bool
    """Fewer words than can be looked up: nothing was searched."""
    articles_searched: int
    sightings: tuple[Sighting, ...]

    @property
    def republished(self) -> tuple[Sighting, ...]:
        """Those that carry the text: copies, edits and partial uses, not look-alikes."""
        return tuple(s for s in self.sightings if s.relation != "template")

    @property
    def lookalikes(self) -> tuple[Sighting, ...]:
        """Those of the same form about other news."""
        return tuple(s for s in self.sightings if s.relation == "template")


def check_article(db: Database, article: Article, *, params: IndexParams) -> Answer:
    """What in the index shares text with ``article``, which need not be in it."""
    body = clean(scan(article.body), lines=lines_of_named(db, article.outlet)).body
    texts = tokenize([body], fold_version=params.fold_version)
    titles = tokenize([article.title or ""], fold_version=params.fold_version)
    keys = keys_of(texts, params=params)
    alone = match_text(db, keys, pack(texts, titles, [article.published_at])[0], params=params)
    matches = in_context(db, alone, published=seconds(article.published_at))
    relations = relations_of_text(db, matches, word_count=int(texts.word_counts[0]))
    found = queries.articles_by_id(db, matches.pairs[:, 1].tolist())
    sightings = [
        _sighting(
            found[b],
            relation=str(RELATIONS[relation]),
            score=score,
            share_of_asked=evidence[CONTAINMENT_A],
            share_of_other=evidence[CONTAINMENT_B],
        )
        for (_, b), relation, score, evidence in zip(
            matches.pairs.tolist(),
            relations.tolist(),
            matches.scores.tolist(),
            matches.evidence.tolist(),
            strict=True,
        )
    ]
    return Answer(
        title=article.title,
        outlet=article.outlet,
        word_count=int(texts.word_counts[0]),
        too_short=int(texts.word_counts[0]) < params.min_words,
        articles_searched=queries.counts(db)["articles"],
        sightings=_in_order(sightings),
    )


def check_stored(db: Database, name: str) -> Answer:
    """What the index already knows about one of its articles.

    Raises:
        ArticleNotFound: no article answers to ``name``.
    """
    article = queries.find_article(db, name)
    rows = queries.run(db, queries.ARTICLE_MATCHES, article_id=article["article_id"])
    return Answer(
        title=article["title"],
        outlet=article["outlet"],
        word_count=article["word_count"],
        too_short=False,
        articles_searched=queries.counts(db)["articles"],
        sightings=_in_order(
            [
                _sighting(
                    row,
                    relation=row["relation"],
                    score=row["score"],
                    share_of_asked=row["share_of_this"],
                    share_of_other=row["share_of_other"],
                )
                for row in rows
            ]
        ),
    )


def _sighting(
    row: dict[str, Any], *, relation: str, score: float, share_of_asked: float, share_of_other: float
) -> Sighting:
    return Sighting(
        article_id=row["article_id"],
        outlet=row["outlet"],
        owner_group=row["owner_group"],
        title=row["title"],
        published_at=row["published_at"],
        url=row["url"],
        story_id=row["story_id"],
        relation=relation,
        score=round(score, 4),
        share_of_asked=round(share_of_asked, 4),
        share_of_other=round(share_of_other, 4),
    )


def _in_order(sightings: Sequence[Sighting]) -> tuple[Sighting, ...]:
    return tuple(
        sorted(sightings, key=lambda s: (s.published_at is None, s.published_at or "", -s.score, s.article_id))
    )
