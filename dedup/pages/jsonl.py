"""JSON: one object a line, one array, objects one after another, or a list inside one object."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from dedup.models import Reject
from dedup.pages.decode import encoding_of, pieces_of
from dedup.pages.records import RecordMapper, known_fields
from dedup.pages.source import MAX_RECORD_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.models import Page
    from dedup.pages.read import ReadOptions
    from dedup.pages.source import Stream

_STARTS = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\{\]])")
_GAP = re.compile(r"[\s,\x1e]*")  # INFORMATION SEPARATOR TWO begins each object of a JSON text sequence
_FIRST_KEY = re.compile(r'\s*\{\s*("(?:[^"\\]|\\.)*"\s*:)')
_SURROGATE = re.compile("[\ud800-\udfff]")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda _: None, strict=False)
"""Numbers stay as they were written; NaN is how pandas says "nothing"; tabs in a text do no harm."""
_WRAPPER = re.compile(rb"""\{(?:\s*"[^"]{0,99}"\s*:\s*(?:"[^"]*"|[a-z0-9.-]+)\s*,){0,9}\s*"[^"]{0,99}"\s*:\s*\[\s*\{""")
"""An object whose first values are small and whose next is a list of objects."""


def looks_like(head: bytes, name: str) -> bool:
    """Whether a file begins as JSON does; ``name`` is not asked."""
    del name
    return _STARTS.match(_narrow(head)) is not None


def read(stream: Stream, *, options: ReadOptions) -> Iterator[Page | Reject]:
    """A page an object. The position is the line's number, or the object's where they are not one a line."""
    mapper = RecordMapper(stream.source.path, options.mapping)
    encoding = options.encoding or encoding_of(stream.head)
    if not _is_lines(stream.head):
        return _read_objects(stream, encoding, mapper)
    return _read_lines(stream, encoding, mapper)


def _narrow(head: bytes) -> bytes:
    """ASCII as one byte a character, whatever the encoding."""
    return head.replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf")


def _is_lines(head: bytes) -> bool:
    """Whether the first line is a record by itself; UTF-16 has no lines in bytes."""
    first = _narrow(head).lstrip().split(b"\n", 1)[0].rstrip()
    whole = first.startswith(b"{") and len(first) > 1 and first[-1:] not in b"{,["
    return whole and b"\0" not in head[:64] and not _WRAPPER.match(first)


def _read_lines(stream: Stream, encoding: str, mapper: RecordMapper) -> Iterator[Page | Reject]:
    for number, line in enumerate(stream.lines(), 1):
        if line is None:
            yield mapper.reject(number, f"a line above {MAX_RECORD_BYTES:,} bytes, which no article is. Left out")
        elif line and not line.isspace():
            yield _page(_parse_line(line, encoding), number, mapper)


def _parse_line(line: bytes, encoding: str) -> object:
    """The object; a `ValueError` says why there is none."""
    try:
        text = line.decode(encoding).strip("\ufeff\x1e \t\r")  # ZERO WIDTH NO-BREAK SPACE
    except UnicodeDecodeError as error:
        return ValueError(f"byte {error.start + 1} of the line is not {encoding}. Name the encoding with --encoding")
    try:
        value, end = _DECODER.raw_decode(text)
        return value if end == len(text) else _DECODER.decode(text)  # which says what is wrong
    except (ValueError, RecursionError) as error:
        return ValueError(_why(error, text))


def _page(value: object, position: int, mapper: RecordMapper) -> Page | Reject:
    if isinstance(value, ValueError):
        return mapper.reject(position, str(value))
    if not isinstance(value, dict):
        return mapper.reject(
            position, f"an object was expected, not {type(value).__name__}. Write each article as {{...}}"
        )
    page = mapper.page(value, position)
    return mapper.page(_repaired(value), position) if isinstance(page, Reject) else page


def _why(error: Exception, text: str) -> str:
    if isinstance(error, RecursionError):
        return "not valid JSON: nested too deeply. Export the record again"
    if "\0" in text:
        return "not valid JSON: it holds NUL bytes, as after a crash of the writer. Export the record again"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON at character {error.pos + 1}: {error.msg}. Export the record again"
    return f"not valid JSON: {error}. Export the record again"


def _repaired(value: dict[str, object]) -> dict[str, object]:
    r"""Half an emoji, escaped as ``\ud83d`` alone, is no text: it becomes a REPLACEMENT CHARACTER."""
    repaired: dict[str, object] = _DECODER.decode(_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))
    return repaired


def _read_objects(stream: Stream, encoding: str, mapper: RecordMapper) -> Iterator[Page | Reject]:
    number = 0
    for value in _Objects(pieces_of(stream.chunks(), encoding)).values():
        for record in _records_in(value):
            number += 1
            yield _page(record, number, mapper)


def _records_in(value: object) -> list[object]:
    """The records of ``{"articles": [...]}``; anything else is a record itself."""
    if not isinstance(value, dict) or known_fields(tuple(value)) & {"content", "html", "title"}:
        return [value]
    lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
    return lists[0] if len(lists) == 1 else [value]


class _Objects:
    """Goes through JSON values of a text that comes in pieces, past damaged ones."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._text = ""
        self._at = 0
        self._next_object: re.Pattern[str] | None = None
        self._damage: OSError | None = None

    def values(self) -> Iterator[object]:
        """Each value; a `ValueError` stands for one that cannot be read.

        Raises:
            OSError: as `Stream.chunks`, after all that came before the damage.
        """
        self._more()
        self._at = len(self._text) - len(self._text.lstrip())
        if self._text[self._at : self._at + 1] == "[":
            self._at += 1
        while self._skip_gap():
            if self._next_object is None and (key := _FIRST_KEY.match(self._text, self._at)):
                self._next_object = re.compile(r"(?:\}\s*,?|\n)\s*(\{\s*" + re.escape(key[1]) + ")")
            yield self._next()

    def _skip_gap(self) -> bool:
        """To the next value; False at the end."""
        while True:
            gap = _GAP.match(self._text, self._at)
            self._at = gap.end() if gap else self._at
            if self._at < len(self._text):
                return self._text[self._at] != "]"
            if not self._more():
                return False

    def _next(self) -> object:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                problem = _why(error, "")
            else:
                self._at = end
                return value
            following = self._next_object.search(self._text, self._at + 1) if self._next_object else None
            if following:
                self._at = following.start(1)
                return ValueError(problem)
            if len(self._text) - self._at > MAX_RECORD_BYTES:
                self._text, self._at, self._pieces = "", 0, iter(())
                return ValueError(f"an object above {MAX_RECORD_BYTES:,} characters. Write one a line: jq -c '.[]'")
            if not self._more():
                self._at = len(self._text)
                return ValueError(f"{problem}, unless the file was cut here")

    def _more(self) -> bool:
        """At least as much again as is left, so that a long object is not tried at every piece of it."""
        left = self._text[self._at :]
        pieces, size = [left], 0
        try:
            while size <= len(left) and (piece := next(self._pieces, "")):
                pieces.append(piece)
                size += len(piece)
        except OSError as error:
            self._damage = error
        if size == 0 and self._damage:
            raise self._damage
        self._text, self._at = "".join(pieces), 0
        return size > 0
