"""Where pages come from: files, folders, globs and the standard input, opened as streams.

A stream is decompressed by what it holds, not by its name, and is never loaded as a whole
unless a format asks for it.
"""

from __future__ import annotations

import lzma
import os
import re
import stat
import sys
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from dedup.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

STDIN = "-"
HEAD_BYTES = 1 << 16
"""What is looked at to tell a format and an encoding."""
CHUNK_BYTES = 1 << 18
MAX_RECORD_BYTES = 50_000_000
"""No article is as large: a longer line, element or file is some other thing."""

Compression = Literal["gz", "xz", "zst"]
_MAGIC: tuple[tuple[bytes, Compression], ...] = (
    (b"\x1f\x8b\x08", "gz"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
)
_NO_PAGES = re.compile(
    r"\.(?:avif|bmp|css|eot|gif|ico|jpe?g|js|json\.map|md5|mp[34]|otf|png|svg|sha256|ttf|webp|woff2?)\Z", re.IGNORECASE
)
"""What lies beside saved pages in a folder."""


class Readable(Protocol):
    """All we ask of a file."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read, or the standard input."""

    path: str
    """As the user wrote it; for a file found in a folder, the folder as written and the rest."""
    folder: str | None = None
    """Name of the folder it lies in: the first one below a folder the user gave. A hint at the outlet."""
    size: int | None = None
    """Bytes on disk; None where nobody can know (a pipe)."""


@dataclass(slots=True)
class Progress:
    """How many bytes, as they lie on disk, have been read. The reader counts; a progress bar looks."""

    total: int | None = None
    """Of all sources; None while unknown or where a pipe is among them."""
    done: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A source that is open. It can be gone through once."""

    source: Source
    raw: Readable
    """The bytes as they lie on disk."""
    compression: Compression | None
    head: bytes
    """The first decompressed bytes; `chunks` gives them again."""

    def chunks(self) -> Iterator[bytes]:
        """Decompressed bytes from the start.

        Raises:
            OSError: the file is cut or damaged from here on; all before it has been given.
            PageError: it is .zst and the package for that is missing.
        """
        raw = self.raw_chunks()
        return raw if self.compression is None else _inflated(raw, self.compression)

    def raw_chunks(self) -> Iterator[bytes]:
        """The bytes as they lie on disk."""
        return iter(lambda: self.raw.read(CHUNK_BYTES), b"")

    def lines(self) -> Iterator[bytes | None]:
        """Lines without their newline; None stands for one above `MAX_RECORD_BYTES`.

        Raises:
            OSError: as `chunks`; the unfinished line before the damage is not given.
        """
        pieces: list[bytes] = []
        size = 0
        for chunk in self.chunks():
            first, *rest = chunk.split(b"\n")
            size += len(first)
            if size <= MAX_RECORD_BYTES:
                pieces.append(first)
            if rest:
                yield b"".join(pieces) if size <= MAX_RECORD_BYTES else None
                yield from rest[:-1]
                pieces, size = [rest[-1]], len(rest[-1])
        if size:
            yield b"".join(pieces) if size <= MAX_RECORD_BYTES else None

    def whole(self) -> bytes:
        """All of it.

        Raises:
            OSError: cut, damaged, or above `MAX_RECORD_BYTES`.
        """
        data, damage = self.readable_part()
        if damage:
            raise damage
        return data

    def readable_part(self) -> tuple[bytes, OSError | None]:
        """All up to where it is cut, damaged or too large, and what is the matter there."""
        data = bytearray()
        try:
            for chunk in self.chunks():
                data += chunk
                if len(data) > MAX_RECORD_BYTES:
                    return bytes(data), OSError(f"above {MAX_RECORD_BYTES:,} bytes, which no page is. Split it")
        except OSError as error:
            return bytes(data), error
        return bytes(data), None


def find_sources(paths: Sequence[str]) -> tuple[Source, ...]:
    """Every file that the paths stand for, folders and globs expanded and sorted.

    In folders, hidden files, pictures, styles and scripts are left out, and so is the folder of
    parts that a browser saves beside a page (``story.html`` with ``story_files/``).

    Raises:
        PageError: a path does not exist, or a glob finds nothing.
    """
    return tuple(source for path in paths for source in _expand(path))


def _expand(path: str) -> Iterator[Source]:
    if path == STDIN:
        yield Source(path=STDIN)
    elif Path(path).is_dir():
        yield from _walk(path)
    elif os.path.lexists(path):
        yield _source(path, folder=Path(path).parent.name or None)
    elif has_magic(path) and (found := sorted(glob(path, recursive=True))):  # noqa: PTH207 - Path.glob wants a root and drops "./"
        for each in found:
            yield from _expand(each)
    else:
        raise PageError(f"{path}: no such file or folder. Check the spelling, or give - to read standard input.")


def _walk(top: str) -> Iterator[Source]:
    for folder, below, names in os.walk(top):
        saved = {Path(name).stem for name in names if name.lower().endswith((".html", ".htm"))}
        below[:] = sorted(name for name in below if name[0] != "." and not _holds_parts(name, saved))
        rest = Path(folder).relative_to(top).parts
        outlet = rest[0] if rest else Path(top).name or None
        for name in sorted(names):
            if name[0] != "." and not _NO_PAGES.search(name):
                yield _source(os.path.join(folder, name), folder=outlet)  # noqa: PTH118 - Path drops "./"


def _holds_parts(folder: str, saved: set[str]) -> bool:
    """Browsers name it after the page and a word in the user's language."""
    page, underscore, word = folder.rpartition("_")
    return bool(underscore and word) and page in saved


def _source(path: str, *, folder: str | None) -> Source:
    try:
        status = Path(path).stat()
    except OSError:
        return Source(path=path, folder=folder)  # opening it says why, and the run goes on
    return Source(path=path, folder=folder, size=status.st_size if stat.S_ISREG(status.st_mode) else None)


@contextmanager
def open_source(source: Source, progress: Progress) -> Iterator[Stream]:
    """The source as a stream.

    Raises:
        OSError: it cannot be opened.
        PageError: it is .zst and the package for that is missing.
    """
    with _binary(source) as file:
        raw = _Counted(file, progress)
        compression = next((name for magic, name in _MAGIC if raw.head.startswith(magic)), None)
        head = raw.head if compression is None else _inflated_head(raw.head, compression)
        yield Stream(source=source, raw=raw, compression=compression, head=head)


@contextmanager
def _binary(source: Source) -> Iterator[Readable]:
    if source.path == STDIN:
        yield sys.stdin.buffer
        return
    with Path(source.path).open("rb", buffering=0) as file:
        yield file


class _Counted:
    """A file whose start has been looked at and whose bytes are counted."""

    def __init__(self, file: Readable, progress: Progress) -> None:
        self._file = file
        self._progress = progress
        self.head = self._start()
        self._pending = self.head

    def _start(self) -> bytes:
        """A pipe gives as little as it likes at once."""
        start = bytearray()
        while len(start) < HEAD_BYTES and (piece := self._file.read(HEAD_BYTES - len(start))):
            start += piece
        return bytes(start)

    def read(self, size: int, /) -> bytes:
        data, self._pending = self._pending[:size], self._pending[size:]
        data = data or self._file.read(size) or b""
        self._progress.done += len(data)
        return data


class _Inflater(Protocol):
    """What zlib, lzma and zstandard agree on."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


def _inflater(compression: Compression) -> Callable[[], _Inflater]:
    if compression == "gz":
        return lambda: zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    if compression == "xz":
        return lzma.LZMADecompressor
    try:
        import zstandard
    except ImportError:
        raise PageError("reading .zst files needs one more package: pip install 'arabic-news-dedup[zstd]'") from None
    return lambda: zstandard.ZstdDecompressor().decompressobj()


def _inflated(raw: Iterator[bytes], compression: Compression) -> Iterator[bytes]:
    """Decompressed pieces. A file may be several compressed ones put together, padded with zeros."""
    new = _inflater(compression)
    member: _Inflater | None = None
    for data in raw:
        rest = data
        while rest := rest if member else rest.lstrip(b"\0"):
            member = member or new()
            yield _inflate(member, rest, compression)
            rest, member = (member.unused_data, None) if member.eof else (b"", member)
    if member:
        raise OSError(f"the {compression} file ends too early: it was cut. Fetch it again")


def _inflate(member: _Inflater, data: bytes, compression: Compression) -> bytes:
    try:
        return member.decompress(data)
    except Exception as error:  # zlib.error, LZMAError, ZstdError: no common base
        raise OSError(f"the {compression} data is damaged from here on. Fetch the file again") from error


def _inflated_head(head: bytes, compression: Compression) -> bytes:
    """What the start of a file decompresses to, damaged or not."""
    pieces = _inflated(iter([head]), compression)
    start = bytearray()
    with suppress(OSError):
        while len(start) < HEAD_BYTES and (piece := next(pieces, b"")):
            start += piece
    return bytes(start)
