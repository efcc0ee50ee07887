"""The values that pass between the rooms. All are frozen; none knows how it is stored.

What is made for every record is a named tuple: that takes half the time of a frozen dataclass.

Times are ISO 8601 text in UTC (``2013-02-13T21:35:00Z``), dates alone are ``2013-02-13``;
``None`` is "unknown", never "today".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTHING_MORE: Final[Mapping[str, str]] = {}

ContentKind = Literal["article", "flattened", "html"]


class Page(NamedTuple):
    """One input record as a reader found it, before anything is understood.

    ``content`` is a clean body (``article``), the visible text of a whole page with its menus
    (``flattened``) or markup (``html``). Every other field is what the record itself says, as
    it was written: ``published`` is not parsed yet.
    """

    path: str
    position: int
    """Line, record or element number in ``path``, from 1."""
    content: str
    kind: ContentKind
    external_id: str | None = None
    outlet: str | None = None
    owner_group: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    updated: str | None = None
    extra: Mapping[str, str] = _NOTHING_MORE
    """Keys we do not know, kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One input record that became no article, and why."""

    path: str
    position: int
    reason: str
    kind: Literal["unreadable", "language"] = "unreadable"
    """``language``: it was read, and is set aside because it is not in Arabic."""
    external_id: str | None = None
    """The record's own id, else its address; ``None`` where it could not be read so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """A source that a text names."""

    agency: str
    """Id in the agencies table, e.g. ``reuters``."""
    where: Literal["byline", "dateline", "sign-off", "parentheses", "running text"]
    text: str
    """The words of the original that name it."""


class Article(NamedTuple):
    """One article as it was understood: what is stored, shown and compared."""

    path: str
    position: int
    external_id: str
    """The record's own id, else its address, else ``path:position``."""
    outlet: str
    body: str
    owner_group: str | None = None
    """Who owns the outlet, and sister sites with it."""
    owner_group_origin: str | None = None
    """How that is known: ``record``, else what `dedup.pages.owners` found it under."""
    title: str | None = None
    url: str | None = None
    byline: str | None = None
    dateline_place: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    credits: tuple[Credit, ...] = ()
    """Sources the article gives as its own."""
    mentions: tuple[Credit, ...] = ()
    """Sources named in running text: where a fact comes from, not where the article does."""
    extra: Mapping[str, str] = _NOTHING_MORE
