"""Pages to articles: this room composed. Reads, finds the text, and what stands around it."""

from __future__ import annotations

import datetime as dt
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from dedup.errors import PageError
from dedup.models import Article, Page, Reject
from dedup.pages.credits import attribute
from dedup.pages.dates import parse_stamps
from dedup.pages.glance import glance
from dedup.pages.language import language
from dedup.pages.moment import Moment
from dedup.pages.owners import known_owners, read_owners
from dedup.pages.read import ReadOptions, read_pages
from dedup.pages.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dedup.pages.glance import Glance
    from dedup.pages.main_text import MainText
    from dedup.pages.owners import Owners
    from dedup.pages.source import Progress

_FARTHEST = dt.timedelta(hours=14)
_ZONE_STEP = dt.timedelta(minutes=30)
UNKNOWN_OUTLET = "unknown outlet"


class Examined(NamedTuple):
    """An article with what it was understood from."""

    article: Article
    found: MainText | None
    """None where the record's text is the article already."""
    url: str | None
    """The address as the record or the page gives it."""
    published: Moment | None
    """As it was stated, on the page's own clock."""
    updated: Moment | None
    """The same; a time without a date where the page gives no more."""


def read_articles(
    paths: Sequence[str], *, options: ReadOptions, zone: dt.tzinfo, progress: Progress | None = None
) -> Iterator[Article | Reject]:
    """The articles that the paths hold, lazily, in a fixed order; what is none as a `Reject`.

    Arguments and errors as for `read_pages`; ``zone`` is the clock of times that name none.
    """
    from dedup.pages.parallel import LOOKED_AT, batches, understand_all, worth

    owners = read_owners(options.owners)
    pages = batches(read_pages(paths, options=options, progress=progress))
    first = list(islice(pages, LOOKED_AT)) if options.workers is None else []
    workers = worth(chain(*first)) if options.workers is None else options.workers
    if workers:
        yield from understand_all(chain(first, pages), zone=zone, owners=owners, workers=workers)
        return
    for batch in chain(first, pages):
        yield from understand_many(batch, zone=zone, owners=owners)


def articles_only(path: str, *, options: ReadOptions, zone: dt.tzinfo) -> list[Article]:
    """The articles of one path.

    Raises:
        PageError: it holds none; the message says why for the first record.
    """
    records = list(read_articles([path], options=options, zone=zone))
    articles = [record for record in records if isinstance(record, Article)]
    if not articles:
        raise PageError(f"{path}: no article in it: " + "; ".join(r.reason for r in records if isinstance(r, Reject)))
    return articles


def understand(page: Page, *, zone: dt.tzinfo, owners: Owners | None = None) -> Article | Reject:
    """What a page says; a `Reject` for one in another language, or without any text.

    Args:
        page: as a reader found it.
        zone: the clock of times that name none.
        owners: who owns which outlet; None for the package's table.
    """
    read = examine(page, zone=zone, owners=owners)
    return read if isinstance(read, Reject) else read.article


def understand_many(
    pages: Iterable[Page | Reject], *, zone: dt.tzinfo, owners: Owners | None = None
) -> list[Article | Reject]:
    """As `understand` for each, and faster than one by one; rejects stay what they are."""
    owners = owners or known_owners()
    opened = [page if isinstance(page, Reject) else _open(page) for page in pages]
    read = [each for each in opened if isinstance(each, _Opened)]
    seen = iter(
        glance([each.title or "" for each in read], [each.signed for each in read], [each.outlet for each in read])
    )
    return [
        each if isinstance(each, Reject) else _examined(each, seen=next(seen), zone=zone, owners=owners).article
        for each in opened
    ]


def examine(page: Page, *, zone: dt.tzinfo, owners: Owners | None = None) -> Examined | Reject:
    """As `understand`, with what it was understood from."""
    opened = _open(page)
    if isinstance(opened, Reject):
        return opened
    return _examined(opened, seen=None, zone=zone, owners=owners or known_owners())


class _Opened(NamedTuple):
    """A page whose text was found."""

    page: Page
    found: MainText | None
    url: str | None
    outlet: str
    title: str | None
    body: str
    signed: str
    """The body with the sign-off that was set apart from it."""


def _open(page: Page) -> _Opened | Reject:
    found = _main_text(page)
    body = page.content if found is None else "\n".join(found.body)
    title = page.title or (found and found.title) or None
    empty = not body or body.isspace()
    if empty and not title:
        return _rejected(page, "it holds no article text and no headline")
    spoken = language(title or "" if empty else body)
    if spoken != "ar":
        return _rejected(page, f"not in Arabic ({spoken})", kind="language")
    signed = "\n".join((body, *found.sign_off)) if found and found.sign_off else body
    url = page.url or (found and found.url) or None
    outlet = page.outlet or (found and found.outlet) or _host(url) or page.extra.get("folder") or UNKNOWN_OUTLET
    return _Opened(page, found, url, outlet, title, body, signed)


def _examined(opened: _Opened, *, seen: Glance | None, zone: dt.tzinfo, owners: Owners) -> Examined:
    page, found, url, outlet, title, body, signed = opened
    attribution = attribute(
        byline=page.byline or (found and found.byline) or None,
        title=title,
        body=signed,
        outlet=outlet,
        seen=seen,
    )
    published, updated = _times(page, found)
    published_at = published.iso(zone=zone) if published else None
    updated_at = updated.iso(zone=zone) if updated else None
    if published_at and updated_at and updated_at < published_at[: len(updated_at)]:
        updated = updated_at = None  # a clock of the page's software, not of the newsroom
    address = (canonical_url(url) or url) if url else None
    group, group_origin = _owner(page, outlet, address, published_at, owners=owners)
    article = Article(
        path=page.path,
        position=page.position,
        external_id=page.external_id or url or f"{page.path}:{page.position}",
        outlet=outlet.strip(),
        owner_group=group,
        owner_group_origin=group_origin,
        body=body,
        title=title,
        url=address,
        byline=attribution.byline,
        dateline_place=attribution.dateline_place,
        published_at=published_at,
        updated_at=updated_at,
        credits=attribution.credits,
        mentions=attribution.mentions,
        extra=page.extra,
    )
    return Examined(article=article, found=found, url=url, published=published, updated=updated)


def _owner(
    page: Page, outlet: str, url: str | None, published_at: str | None, *, owners: Owners
) -> tuple[str | None, str | None]:
    """Who owns the outlet, the record's word before the tables'; and how it is known."""
    if page.owner_group:
        return page.owner_group.strip(), "record"
    owner = owners.of(outlet, url=url)
    owner = owner and owner.at(published_at)
    return (owner.group, owner.origin) if owner else (None, None)


def _main_text(page: Page) -> MainText | None:
    """The article inside a page; ``None`` where the record's text is one already."""
    if page.kind == "article":
        return None
    from dedup.pages.main_text import from_flattened, from_html

    return (from_html if page.kind == "html" else from_flattened)(page.content, title=page.title)


def _times(page: Page, found: MainText | None) -> tuple[Moment | None, Moment | None]:
    """Times of publication and of the last update, the record's own before the page's."""
    published = page.published or (found and found.published)
    updated = page.updated or (found and found.updated)
    stamps = parse_stamps(published) if published else None
    later = parse_stamps(updated) if updated and updated != published else stamps
    last = (later.updated or (later.published if updated else None)) if later else None
    first = stamps.published if stamps else None
    return _on_own_clock(first, found) if first and found else first, last


def _on_own_clock(published: Moment, found: MainText) -> Moment:
    """A tag's time in UTC on the clock of the page, where its header shows the same minute of another zone.

    Readers know the day that the page shows, not the one it was in Greenwich.
    """
    shown = [each.value for each in found.candidates if each.origin == "header line" and each.field == "published"]
    stated = published.start()
    if stated is None or published.utc_offset != dt.timedelta() or not shown:
        return published
    header = parse_stamps(shown[0]).published
    local = header.start() if header and header.utc_offset is None else None
    distance = local - stated.replace(second=0, microsecond=0) if local else dt.timedelta()
    if not dt.timedelta() < distance <= _FARTHEST or distance % _ZONE_STEP:
        return published
    moved = stated + distance
    return Moment(date=moved.date(), time=moved.time(), utc_offset=distance)


def _host(url: str | None) -> str | None:
    host = urlsplit(url).hostname if url and "://" in url else None
    return host.removeprefix("www.") if host else None


def _rejected(page: Page, reason: str, *, kind: Literal["unreadable", "language"] = "unreadable") -> Reject:
    own = page.external_id or page.url or None
    return Reject(path=page.path, position=page.position, reason=reason, kind=kind, external_id=own)
