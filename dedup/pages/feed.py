"""RSS and Atom files, read with feedparser: every entry is a page, often only the start of one."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from dedup.models import Page, Reject
from dedup.pages.decode import NoText, decode
from dedup.pages.records import is_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedparser import FeedParserDict

    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Stream

_ROOT = re.compile(rb"<(?:rss|rdf:RDF|(?:atom:)?feed)[\s>]", re.IGNORECASE)
_ENDED = re.compile(r"</(?:rss|rdf:RDF|(?:atom:)?feed)\s*>\s*(?:<!--.*?-->\s*)*\Z", re.IGNORECASE | re.DOTALL)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"&#?[A-Za-z0-9]{2,8};")
_LOOKED_AT = 4_096


def looks_like(head: bytes, name: str) -> bool:
    """Whether the outermost element is that of a feed; ``name`` is not asked."""
    del name
    start = head[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") and _ROOT.search(start) is not None and b"<html" not in start.lower()


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """A page an entry. Of a feed that was cut, the last entry is left out.

    Raises:
        OSError: as `Stream.chunks`, after the entries before the damage.
        NoText: as `decode`, or the file holds no entry.
    """
    import feedparser

    data, damage = stream.readable_part()
    text = decode(data, encoding=options.encoding)
    body = BytesIO(_DECLARATION.sub("", text).encode())
    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries and not damage:
        raise NoText(f"no entry of a feed could be read: {feed.get('bozo_exception', 'it has none')}")
    whole = not feed.bozo or _ENDED.search(text)
    path = stream.source.path
    for number, entry in enumerate(feed.entries if whole else feed.entries[:-1], 1):
        yield _page(entry, number, path=path, feed=feed)
    if damage:
        raise damage
    if not whole:
        yield Reject(path=path, position=len(feed.entries), reason="the file ends within this entry. Fetch it again")


def _page(entry: FeedParserDict, number: int, *, path: str, feed: FeedParserDict) -> Page | Reject:
    parts = [(part.get("value") or "", "content") for part in entry.get("content", [])]
    parts.append((entry.get("summary") or "", "description"))
    content, element = max(parts, key=lambda part: len(part[0]))
    title = entry.get("title") or None
    if not content and not title:
        return Reject(path=path, position=number, reason="an entry without a title and a text. Left out")
    updated = entry["updated"] if "updated" in entry else None  # noqa: SIM401 - its get() gives "published" and warns
    published = entry.get("published") or (updated if feed.version.startswith("rss") else None)
    return Page(
        path=path,
        position=number,
        content=content,
        kind="html" if is_markup(content) or _ENTITY.search(content) else "article",
        external_id=entry.get("id") or None,
        outlet=entry.get("source", {}).get("title") or None,
        url=entry.get("link") or None,
        title=title,
        byline=entry.get("author_detail", {}).get("name") or entry.get("author") or None,
        published=published,
        updated=updated if updated != published else None,
        extra={"feed_element": element, "feed_title": feed.feed.get("title") or ""},
    )
