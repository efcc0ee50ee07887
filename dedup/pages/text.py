"""The visible text of one page, as copied from a browser: one file, or the standard input."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.models import Page
from dedup.pages.decode import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.models import Reject
    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Stream

_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a]")
_LOOKED_AT = 4_096
_OTHER = re.compile(rb"\s*(?:<[?!A-Za-z]|%PDF|\{\\rtf)")
"""XML, PDF and RTF begin like text."""


def looks_like(head: bytes, name: str) -> bool:
    """Whether it is text at all; ``name`` is not asked."""
    del name
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in head and not _OTHER.match(head) and len(_CONTROLS.findall(head[:_LOOKED_AT])) < 4


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """The page, with the folder it lies in.

    Raises:
        OSError: as `Stream.chunks`.
        NoText: as `decode`.
    """
    source = stream.source
    text = decode(stream.whole(), encoding=options.encoding).replace("\r\n", "\n")
    extra = {"folder": source.folder} if source.folder else {}
    yield Page(path=source.path, position=1, content=text, kind="flattened", extra=extra)
