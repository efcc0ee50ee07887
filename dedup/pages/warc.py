"""Web archives: the pages of a WARC, the texts of a WET, read with FastWARC."""

from __future__ import annotations

import mmap
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from dedup.errors import PageError
from dedup.models import Page, Reject
from dedup.pages.decode import NoText, decode
from dedup.pages.source import CHUNK_BYTES, MAX_RECORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastwarc.warc import WarcRecord

    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Readable, Stream

_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_PAGE_RECORDS = frozenset({"response", "conversion"})
_GZIP_MEMBER = b"\x1f\x8b\x08"
_RECORD_END = b"\r\n\r\n"
_RECORD = _RECORD_END + b"WARC/1."
_ADVICE = "Reading goes on behind it"


def looks_like(head: bytes, name: str) -> bool:
    """Whether the file begins with a WARC record; ``name`` is not asked."""
    del name
    return head.lstrip().startswith(b"WARC/")


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """A page for each response that succeeded and is HTML, and for each conversion to text.

    The position counts response and conversion records. Past a damaged one, reading goes on with
    the next that can be found.

    Raises:
        PageError: FastWARC is not installed.
    """
    path = stream.source.path
    number, offset, reported = 0, 0, False
    with ExitStack() as files:
        chunks = stream.chunks() if stream.compression == "xz" else stream.raw_chunks()  # FastWARC knows the others
        file: Readable | None = _ChunkFile(chunks)
        start = 0
        while file is not None:
            try:
                for record in _records(file):
                    number, offset, reported = number + 1, start + record.stream_pos, False
                    if page := _page(record, number, path=path, encoding=options.encoding):
                        yield page
            except OSError as error:
                if not reported:
                    number, reported = number + 1, True
                    yield Reject(
                        path=path, position=number, reason=f"damaged after byte {offset:,}: {error}. {_ADVICE}"
                    )
                offset = start = _next_record(stream, offset + 1)
                file = _ChunkFile(files.enter_context(_open_at(path, offset))) if offset else None
            else:
                return


def _records(file: Readable) -> Iterator[WarcRecord]:
    """Those that may hold a page; ``stream_pos`` counts from where the file was opened."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise PageError("reading WARC files needs one more package: pip install 'arabic-news-dedup[warc]'") from None
    wanted = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.unknown  # the damaged ones
    return iter(ArchiveIterator(cast("BinaryIO", file), record_types=wanted, parse_http=False))


def _page(record: WarcRecord, number: int, *, path: str, encoding: str | None) -> Page | Reject | None:
    """The record as a page; None for what was never one: a picture, an answer of "not found".

    Raises:
        OSError: the archive is cut or damaged here.
    """
    length = int(record.headers.get("Content-Length") or 0)
    if length > MAX_RECORD_BYTES:
        return Reject(
            path=path, position=number, reason=f"above {MAX_RECORD_BYTES:,} bytes, which no page is. Left out"
        )
    if not (record.headers.get("WARC-Type") or "").isalpha():
        return Reject(path=path, position=number, reason=f"record at byte {record.stream_pos:,}: its header is damaged")
    if record.headers["WARC-Type"] not in _PAGE_RECORDS:
        return None
    record.freeze()
    if record.content_length < length:
        raise OSError("the file ends within a record: it was cut")
    try:
        if record.is_http:
            record.parse_http(auto_decode="all")
            if not _is_page(record):
                return None
        text = decode(record.reader.read(), encoding=encoding, declared=record.http_charset if record.is_http else None)
    except (OSError, NoText) as error:
        return Reject(path=path, position=number, reason=f"record at byte {record.stream_pos:,}: {error}")
    return Page(
        path=path,
        position=number,
        content=text,
        kind="html" if record.is_http else "flattened",
        external_id=record.record_id,
        url=(record.headers.get("WARC-Target-URI") or "").strip("<>") or None,
        extra=_extra(record),
    )


def _is_page(record: WarcRecord) -> bool:
    status = record.http_headers.status_code
    return status is not None and 200 <= status < 300 and record.http_content_type in _PAGE_TYPES


def _extra(record: WarcRecord) -> dict[str, str]:
    """When it was fetched, and whether the crawler cut it."""
    names = {"warc_date": "WARC-Date", "warc_truncated": "WARC-Truncated"}
    return {ours: value for ours, name in names.items() if (value := record.headers.get(name))}


def _next_record(stream: Stream, start: int) -> int:
    """Byte at which something that may be a record begins, at or after ``start``; 0 if nothing does."""
    source = stream.source
    if not source.size or stream.compression not in (None, "gz"):
        return 0
    with Path(source.path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if stream.compression == "gz":
            return max(0, data.find(_GZIP_MEMBER, start))
        found = data.find(_RECORD, start)
        return found + len(_RECORD_END) if found > 0 else 0


@contextmanager
def _open_at(path: str, offset: int) -> Iterator[Iterator[bytes]]:
    with Path(path).open("rb") as file:
        file.seek(offset)
        yield iter(lambda: file.read(CHUNK_BYTES), b"")


class _ChunkFile:
    """Chunks of bytes as a file that FastWARC reads."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._ready = b""
        self._given = 0

    def read(self, size: int, /) -> bytes:
        self._ready = self._ready or next(self._chunks, b"")
        data, self._ready = self._ready[:size], self._ready[size:]
        self._given += len(data)
        return data

    def tell(self) -> int:
        return self._given
