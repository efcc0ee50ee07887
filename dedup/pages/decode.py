"""Bytes to text, when nobody says how, or says it wrongly.

Declarations are believed only as far as the text that comes out looks like one: pages in
windows-1256 without a charset, or with that of another language, are common. chardet and its kin
read none of them rightly.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("windows-1256", "iso8859-6")
_LATIN = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15"})
"""What servers say by default, of pages in any language."""
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9:._-]+)|<\?xml[^>]{0,80}encoding\s*=\s*["']([A-Za-z0-9:._-]+)""",
    re.IGNORECASE,
)
_META_BYTES = 8_192
_LETTER = "[\u0621-\u064a]"
_LIKELY = re.compile(
    rf"(?<!{_LETTER})(?:[\u0648\u0628]?\u0627\u0644"  # the article, which begins a third of all Arabic words
    rf"|(?:\u0641\u064A|\u0645\u0646|\u0639\u0644\u0649|\u0623\u0646)(?!{_LETTER}))"  # in, from, on, that
)
_UNLIKELY = re.compile(
    "[\u0080-\u009f\u00a1-\u00aa\u00b2-\u00ff\u0686\u0698\u06af\u067e\u06d2\u06be\u0679\u0688\u0691]"
)
"""Controls, accented Latin letters, letters of Persian and Urdu: what bytes read wrongly become."""
_BOM = "\ufeff"  # ZERO WIDTH NO-BREAK SPACE
_REPLACEMENT = "\ufffd"  # REPLACEMENT CHARACTER
_MAX_DAMAGED = 0.01


class NoText(ValueError):
    """Why bytes are not read as a page; never leaves this room."""


def encoding_of(data: bytes, *, declared: str | None = None) -> str:
    """Name of the codec that reads these bytes best.

    Args:
        data: the text, or the start of it; it may end within a character.
        declared: what the server said.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if _is_utf8(data):
        return "utf-8"
    said = _codec(declared) or _codec(_meta(data))
    if said is not None and said not in _LATIN | set(_SINGLE_BYTE) | {"utf-8", "cp1256"}:
        return said
    candidates = ["utf-8", *_SINGLE_BYTE, said or "cp1252"]
    return max(candidates, key=lambda name: _likelihood(data.decode(name, "replace")))


def decode(data: bytes, *, encoding: str | None = None, declared: str | None = None) -> str:
    """The text.

    Args:
        data: all of it.
        encoding: what the user said; believed.
        declared: what the server said; tried.

    Raises:
        NoText: they are no text in that encoding, or in any.
    """
    text = _decoded(data, encoding=encoding, declared=declared).removeprefix(_BOM)
    if "\0" in text:
        raise NoText("it holds NUL characters: damaged, or no text at all. Save or export it again")
    if not text or text.isspace():
        raise NoText("it is empty")
    return text


def _decoded(data: bytes, *, encoding: str | None, declared: str | None) -> str:
    if encoding in (None, "utf-8") and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        with suppress(UnicodeDecodeError):
            return data.decode()  # nearly always
    name = encoding or encoding_of(data, declared=declared)
    text = data.decode(name, "replace")
    if text.count(_REPLACEMENT) > max(1, len(text) * _MAX_DAMAGED):
        raise NoText(f"no readable text as {name}. Name the right encoding with --encoding, e.g. windows-1256")
    return text


def pieces_of(chunks: Iterator[bytes], encoding: str) -> Iterator[str]:
    """Text in pieces. Bytes that are none become lone surrogates, which show where they are."""
    errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    yield decoder.decode(next(chunks, b"")).removeprefix(_BOM)
    for chunk in chunks:
        yield decoder.decode(chunk)


def lines_of(chunks: Iterator[bytes], encoding: str) -> Iterator[str]:
    """Lines of text, with their newline; the last one may have none."""
    rest = ""
    for piece in pieces_of(chunks, encoding):
        *lines, rest = (rest + piece).split("\n")
        for line in lines:
            yield line + "\n"
    if rest:
        yield rest


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _meta(data: bytes) -> str | None:
    found = _DECLARED.search(data[:_META_BYTES])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def _codec(label: str | None) -> str | None:
    """Python's name of a text encoding; None for what it does not know."""
    try:
        info = codecs.lookup(label or "")
        "".encode(info.name)
    except (LookupError, ValueError):
        return None
    return info.name


def _likelihood(text: str) -> int:
    """How much the text looks like Arabic (or, with none of that, like anything at all)."""
    return 4 * len(_LIKELY.findall(text)) - len(_UNLIKELY.findall(text)) - 2 * text.count(_REPLACEMENT)
