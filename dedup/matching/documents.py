"""What of an article is compared: its tokens, its headline's, its time; packed for storing, side by side for comparing.

A packed document is little-endian 32-bit integers: seconds since 1970 of its publication (0 when
unknown), the word its lead begins with, the number of headline tokens, these, then the tokens of its
text. It can be made again from the article at any time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.compiled import compiled, uncounted
from dedup.cores import on_all_cores
from dedup.params import SHINGLE_WORDS
from dedup.text.shingles import shingle_at
from dedup.text.tokens import TokenBatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


PUBLISHED, LEAD, TITLE_SIZE = 0, 1, 2
HEADER = 3
"""Values before a document's headline."""
_WORTH_A_THREAD = 2_000
"""Documents: some milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Some packed documents, side by side."""

    values: NDArray[np.uint32]
    """All of them, concatenated."""
    starts: NDArray[np.int64]
    """(documents + 1,): document ``i`` is ``values[starts[i]:starts[i + 1]]``."""
    shingles: NDArray[np.uint32]
    """(values,): the hash of the shingle that begins at a word of a text; 0 where none does."""

    def __len__(self) -> int:
        return len(self.starts) - 1


def pack(texts: TokenBatch, titles: TokenBatch, published_at: Sequence[str | None]) -> list[bytes]:
    """The packed documents of a batch of articles."""
    times = np.array([seconds(moment) or 0 for moment in published_at], dtype=np.int64)
    values, ends = _pack(texts.tokens, texts.offsets, texts.leads, titles.tokens, titles.offsets, times)
    packed = values.astype("<u4", copy=False).tobytes()
    return [packed[4 * begin : 4 * end] for begin, end in pairwise([0, *ends.tolist()])]


@compiled("Tuple((u4[::1], i8[::1]))(u4[::1], i8[::1], i8[::1], u4[::1], i8[::1], i8[::1])")
def _pack(tokens, offsets, leads, title_tokens, title_offsets, times):
    """Packed documents one after the other, and where each ends."""
    values = np.empty(len(tokens) + len(title_tokens) + HEADER * len(times), dtype=np.uint32)
    ends = np.empty(len(times), dtype=np.int64)
    at = 0
    for i in range(len(times)):
        title, text = title_tokens[title_offsets[i] : title_offsets[i + 1]], tokens[offsets[i] : offsets[i + 1]]
        values[at + PUBLISHED], values[at + LEAD], values[at + TITLE_SIZE] = times[i], leads[i], len(title)
        at += HEADER
        for part in (title, text):
            values[at : at + len(part)] = part
            at += len(part)
        ends[i] = at
    return values, ends


def texts_of(documents: Documents) -> TokenBatch:
    """The tokens of the texts of packed documents; hashes and leads are left out."""
    sizes = np.diff(documents.starts)
    titles = documents.values[documents.starts[:-1] + TITLE_SIZE].astype(np.int64)
    place = np.arange(len(documents.values)) - np.repeat(documents.starts[:-1], sizes)
    of_text = place >= np.repeat(HEADER + titles, sizes)
    nothing = np.zeros(len(documents), dtype=np.int64)
    return TokenBatch(
        tokens=documents.values[of_text].astype(np.uint32),
        offsets=np.concatenate([[0], np.cumsum(sizes - HEADER - titles)]),
        text_hashes=nothing.astype(np.uint64),
        leads=nothing,
    )


def side_by_side(packed: Sequence[bytes]) -> Documents:
    """Packed documents as arrays."""
    sizes = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed)) // 4
    values, starts = np.frombuffer(b"".join(packed), dtype="<u4"), np.concatenate([[0], np.cumsum(sizes)])
    shingles = np.zeros(len(values), dtype=np.uint32)

    def shingle_some(some: slice) -> None:
        _shingle(values, starts[some.start : some.stop + 1], shingles)

    on_all_cores(shingle_some, len(packed), at_least=_WORTH_A_THREAD)
    return Documents(values=values, starts=starts, shingles=shingles)


@compiled("void(Array(u4, 1, 'C', readonly=True), i8[::1], u4[::1])", makes_arrays=False)
def _shingle(values, starts, shingles):
    """Fills in the shingles of the documents that begin at ``starts``, but for the last, which is an end."""
    for document in range(len(starts) - 1):
        for at in range(text_begin(values, starts, document), starts[document + 1] - SHINGLE_WORDS + 1):
            shingles[at] = shingle_at(values, at)


@uncounted
def text_begin(values, starts, document):
    """Where the words of a document's text begin in the values, past the headline's; for compiled loops."""
    start = starts[document]
    return start + HEADER + np.int64(values[start + TITLE_SIZE])


def seconds(published_at: str | None) -> int | None:
    """Seconds since 1970 of an ISO 8601 time in UTC; of a date alone, its noon. Before 1970 nothing was published."""
    if published_at is None:
        return None
    value = round(
        dt.datetime.fromisoformat(published_at if "T" in published_at else f"{published_at}T12:00:00Z").timestamp()
    )
    return value if 0 < value < 1 << 32 else None
