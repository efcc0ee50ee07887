"""A web page saved as one .mhtml file: a mail with the page and its pictures as parts."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from dedup.models import Page, Reject
from dedup.pages.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Stream

_HEADER = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)


def looks_like(head: bytes, name: str) -> bool:
    """Whether the file begins with the header of such a mail; ``name`` is not asked."""
    del name
    start = head.lstrip().replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    return _HEADER.search(start) is not None and b"MIME-Version" in start


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """The page, with its address.

    Raises:
        OSError: as `Stream.chunks`.
        NoText: as `decode`.
    """
    path = stream.source.path
    message = message_from_bytes(stream.whole().lstrip(), policy=policy.default)
    part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    if part is None:
        yield Reject(path=path, position=1, reason="the file holds no text/html part. Save the page again as HTML")
        return
    text = decode(_payload(part), encoding=options.encoding, declared=part.get_content_charset())
    url = message.get("Snapshot-Content-Location") or part.get("Content-Location")
    extra = {"folder": stream.source.folder} if stream.source.folder else {}
    yield Page(path=path, position=1, content=text, kind="html", url=str(url) if url else None, extra=extra)


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
