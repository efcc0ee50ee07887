"""Records as rows of tables: what is stored of each that does not depend on what the index holds.

They are made by the process that reads; rows of plain values go to the one that writes in a third of
the time that articles take, and a body that is bytes is neither decoded there nor encoded again.
"""

from __future__ import annotations

from dataclasses import dataclass
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, Literal, TypeAlias

from dedup.models import Reject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.models import Article

Outcome = Literal["indexed", "same", "too short", "unreadable", "other language"]
RecordRow: TypeAlias = tuple[str, str, int, str | None]
"""external_id, path, position, reason."""
ARTICLE_COLUMNS = (
    "title",
    "owner_group",
    "owner_group_origin",
    "published_at",
    "updated_at",
    "url",
    "byline",
    "dateline_place",
    "extra",
)
ArticleRow: TypeAlias = tuple[str | None, ...]
"""`ARTICLE_COLUMNS`."""
CreditRow: TypeAlias = tuple[str, str, str, str]
"""agency, kind, place, text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A batch of records, (records,) and (articles,) each."""

    records: Sequence[RecordRow]
    refused: Sequence[Outcome | None]
    """(records,): what became of each that is no article; None for articles, in the order of the others."""
    articles: Sequence[ArticleRow]
    outlets: Sequence[str]
    bodies: Sequence[bytes]
    """UTF-8."""
    credits: Sequence[Sequence[CreditRow]]


def rows_of(records: Sequence[Article | Reject], articles: Sequence[Article]) -> Rows:
    """The rows of records, ``articles`` being those that are one."""
    return Rows(
        records=[_record(record) for record in records],
        refused=[_refused(record) for record in records],
        articles=[_article(article) for article in articles],
        outlets=[article.outlet for article in articles],
        bodies=[article.body.encode() for article in articles],
        credits=[_credits(article) if article.credits or article.mentions else () for article in articles],
    )


def _record(record: Article | Reject) -> RecordRow:
    external_id = record.external_id or f"{record.path}:{record.position}"
    return external_id, record.path, record.position, record.reason if isinstance(record, Reject) else None


def _refused(record: Article | Reject) -> Outcome | None:
    if not isinstance(record, Reject):
        return None
    return "other language" if record.kind == "language" else "unreadable"


def _article(article: Article) -> ArticleRow:
    return (
        article.title,
        article.owner_group,
        article.owner_group_origin,
        article.published_at,
        article.updated_at,
        article.url,
        article.byline,
        article.dateline_place,
        _encoded(article.extra) if article.extra else None,
    )


def _encoded(extra: Mapping[str, str]) -> str:
    """A JSON object; `json.dumps` makes an encoder for each."""
    return "{" + ", ".join([f"{quoted(key)}: {quoted(text)}" for key, text in extra.items()]) + "}"


def _credits(article: Article) -> list[CreditRow]:
    return [
        (credit.agency, kind, credit.where, credit.text)
        for kind, named in (("credit", article.credits), ("mention", article.mentions))
        for credit in named
    ]
