"""CSV and TSV with a header line, in whatever dialect a spreadsheet or a script wrote them."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from dedup.pages.decode import encoding_of, lines_of
from dedup.pages.records import RecordMapper, check_mapping, known_fields
from dedup.pages.source import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dedup.models import Page, Reject
    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Stream

_DELIMITERS = (",", ";", "\t", "|")
_SUFFIX = re.compile(r"\.(?:csv|tsv|tab)(?:\.[a-z]+)?\Z", re.IGNORECASE)
_QUOTES_OPENED = re.compile(r'(?:^|\t)"', re.MULTILINE)
_QUOTES_CLOSED = re.compile(r'"(?:\t|\r?$)', re.MULTILINE)


def looks_like(head: bytes, name: str) -> bool:
    """Whether it is called so, or its first line names a text or title and one thing more."""
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    fields = known_fields(_header(head.decode(encoding_of(head), "replace")))
    return bool(_SUFFIX.search(name)) or (len(fields) > 1 and bool(fields & {"content", "html", "title"}))


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """A page a row. The position is the number of the row's first line; the header is line 1.

    Raises:
        OSError: as `Stream.chunks`.
        PageError: a column that the user mapped is not there.
    """
    encoding = options.encoding or encoding_of(stream.head)
    path = stream.source.path
    mapper = RecordMapper(path, options.mapping)
    rows = _rows(lines_of(stream.chunks(), encoding), _dialect(stream.head.decode(encoding, "replace")))
    header: list[str] = []
    for line, row in rows:
        if isinstance(row, csv.Error):
            yield mapper.reject(line, f"not readable as a row: {row}. Look at its quotes, then export it again")
        elif not header:
            header = [cell.strip() for cell in row]
            check_mapping(options.mapping, header, path=path)
            if not options.mapping and not known_fields(header) & {"content", "html", "summary", "title"}:
                yield mapper.reject(line, _unknown(header))
                return
        elif len(row) < len(header) or any(row[len(header) :]):
            yield mapper.reject(line, _uneven(row, header))
        else:
            yield mapper.page(dict(zip(header, row, strict=False)), line)


def _rows(lines: Iterator[str], dialect: type[csv.Dialect]) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Each row with the number of its first line; an error stands for one that cannot be read."""
    csv.field_size_limit(MAX_RECORD_BYTES)
    seen: list[str] = []
    reader = csv.reader(_noted(lines, seen), dialect)
    row: list[str] | csv.Error | None
    while True:
        line = reader.line_num + 1
        seen.clear()
        try:
            row = next(reader, None)
        except csv.Error as error:
            row = error
        if row is None:
            return
        if row and seen and not seen[-1].endswith("\n"):
            row = _unfinished(seen, dialect) or row
        if row:
            yield line, row


def _noted(lines: Iterator[str], seen: list[str]) -> Iterator[str]:
    for line in lines:
        seen.append(line)
        yield line


def _unfinished(lines: list[str], dialect: type[csv.Dialect]) -> csv.Error | None:
    """What is wrong if the file ends within quotes, which the reader forgives: the text would be cut."""
    try:
        list(csv.reader(lines, dialect, strict=True))
    except csv.Error as error:
        return error if "end of data" in str(error) else None
    return None


def _header(sample: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader(sample.splitlines()[:1], _dialect(sample)), [])]


def _dialect(sample: str) -> type[csv.Dialect]:
    """Delimiter by how many columns of the first line we then know; quotes unless a TSV's do not match."""
    first = sample.removeprefix("\ufeff").split("\n", 1)[0].rstrip("\r")  # ZERO WIDTH NO-BREAK SPACE
    best = max(_DELIMITERS, key=lambda mark: (len(known_fields(_cells(first, mark))), first.count(mark)))
    stray = best == "\t" and len(_QUOTES_OPENED.findall(sample)) != len(_QUOTES_CLOSED.findall(sample))

    class Found(csv.excel):
        delimiter = best
        quoting = csv.QUOTE_NONE if stray else csv.QUOTE_MINIMAL

    return Found


def _cells(line: str, delimiter: str) -> list[str]:
    return [cell.strip(' "') for cell in line.split(delimiter)]


def _unknown(header: Sequence[str]) -> str:
    return f"no column is known to be a text or a title: {', '.join(header)}. Name it: --map text=COLUMN"


def _uneven(row: Sequence[str], header: Sequence[str]) -> str:
    return (
        f"{len(row)} columns where the header has {len(header)}: a delimiter or quote within a text was not escaped. "
        "Export it with quotes around every field"
    )
