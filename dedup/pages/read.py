"""The door of this room's first half: paths in, pages out, one after another.

A format is one module with ``looks_like(head, name)`` and ``read(stream, *, options)``, and one
row in `_FORMATS`.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from dedup.errors import PageError
from dedup.models import Page, Reject
from dedup.pages import csv, feed, html, jsonl, mhtml, sqlite, text, warc
from dedup.pages.decode import NoText
from dedup.pages.records import parse_mapping
from dedup.pages.source import Progress, find_sources, open_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dedup.pages.source import Source, Stream


class _Format(Protocol):
    def looks_like(self, head: bytes, name: str) -> bool: ...
    def read(self, stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]: ...


_FORMATS: dict[str, _Format] = {
    "sqlite": sqlite,
    "warc": warc,
    "feed": feed,
    "mhtml": mhtml,
    "jsonl": jsonl,
    "html": html,
    "csv": csv,
    "text": text,
}
"""Asked in this order: the surest signs first, and any text is text."""

FORMATS = tuple(sorted(_FORMATS))
"""The names that ``--format`` takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the user said about the input; nothing of it is needed."""

    format: str | None = None
    """One of `FORMATS`; None to look at the content."""
    outlet: str | None = None
    """Of every page, whatever the records say."""
    table: str | None = None
    """Of a SQLite database."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Our field to the record's key or column."""
    encoding: str | None = None
    owners: str | None = None
    """A file that says who owns which outlet (`dedup.pages.owners`), besides what is known anyway."""
    workers: int | None = 0
    """Processes that understand what is read; 0 for this one alone, None for as many as the pages are worth
    (`dedup.pages.parallel.worth`)."""


def read_pages(
    paths: Sequence[str], *, options: ReadOptions, progress: Progress | None = None
) -> Iterator[Page | Reject]:
    """Every page that the paths hold, lazily, in a fixed order; what cannot be read as a `Reject`.

    Args:
        paths: files, folders, globs; ``-`` is the standard input.
        options: what the user said about them.
        progress: gets the total at once, and the bytes read so far as reading goes on.

    Raises:
        PageError: at once: a path is missing, or an option makes no sense. While reading: the
            table or column that the user named is not there, or a package for a format is missing.
    """
    _check(options)
    sources = find_sources(paths)
    progress = progress or Progress()
    sizes = [source.size for source in sources]
    progress.total = None if None in sizes else sum(size for size in sizes if size is not None)
    return _read(sources, options, progress)


def _check(options: ReadOptions) -> None:
    if options.format not in (None, *FORMATS):
        raise PageError(f"no format {options.format!r}. The formats are {', '.join(FORMATS)}.")
    parse_mapping(options.mapping)
    try:
        codecs.lookup(options.encoding or "utf-8")
    except LookupError:
        raise PageError(f"no encoding {options.encoding!r}. Common ones are utf-8, windows-1256, iso-8859-6.") from None


def _read(sources: Sequence[Source], options: ReadOptions, progress: Progress) -> Iterator[Page | Reject]:
    end = 0
    for source in sources:
        for record in _read_source(source, options, progress):
            if options.outlet is not None and isinstance(record, Page):
                yield record._replace(outlet=options.outlet)
            else:
                yield record
        end += source.size or 0
        progress.done = max(progress.done, end)  # a database is read behind our back


def _read_source(source: Source, options: ReadOptions, progress: Progress) -> Iterator[Page | Reject]:
    position = 0
    try:
        with open_source(source, progress) as stream:
            name = options.format or _sniff(stream)
            for record in _FORMATS[name].read(stream, options=options):
                yield record
                position = record.position
    except (OSError, NoText) as error:
        said = error.strerror if isinstance(error, OSError) else None
        reason = f"cannot be read: {said}. Look at the file and its permissions" if said else str(error)
        yield Reject(path=source.path, position=position + 1, reason=reason)


def _sniff(stream: Stream) -> str:
    if not stream.head.strip():
        raise NoText("it is empty")
    for name, reader in _FORMATS.items():
        if reader.looks_like(stream.head, stream.source.path):
            return name
    raise NoText(f"it is in none of the formats {', '.join(FORMATS)}. If it is in one, name it with --format")
