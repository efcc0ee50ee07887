"""A saved web page: one file, one page."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from dedup.models import Page
from dedup.pages.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.models import Reject
    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Stream

_DOCUMENT = re.compile(
    rb"<!doctype\s+html|<html[\s>]|\A\s*<(?:head|body|meta|div|p|article|section|title|!--)\b", re.IGNORECASE
)
_LOOKED_AT = 4_096
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(\S+)")
"""What browsers, and the SingleFile extension, note at the top of a page they save."""


def looks_like(head: bytes, name: str) -> bool:
    """Whether the file begins as a web page does; ``name`` is not asked."""
    del name
    start = head[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf")
    return _DOCUMENT.search(start) is not None


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """The page, with the folder it lies in and the address it was saved from.

    Raises:
        OSError: as `Stream.chunks`.
        NoText: as `decode`.
    """
    source = stream.source
    text = decode(stream.whole(), encoding=options.encoding)
    saved_from = _SAVED_FROM.search(text[:_LOOKED_AT])
    yield Page(
        path=source.path,
        position=1,
        content=text,
        kind="html",
        url=html.unescape(saved_from[1]) if saved_from else None,
        extra={"folder": source.folder} if source.folder else {},
    )
