"""The lines of one page, each with its folded key, and what the marker table says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

import numpy as np

from dedup.errors import DataError
from dedup.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

FOLD_VERSION: Final = 1
"""Markers are compared under this folding, whatever an index is built with."""

Kind = Literal["related", "tool", "legal", "end", "credit", "byline", "published", "updated", "ago", "reporting"]
_Where = Literal["start", "whole", "within"]

_MARKER_LINE_MAX: Final = 200
"""Characters; a longer line that starts like a marker is a paragraph."""
_LONGEST: Final[dict[Kind, int]] = {"legal": 700, "reporting": 1_000_000}
_LABEL_MAX: Final = 60
"""Characters of a line that is a marker and a number."""
_DIGIT: Final = re.compile("[0-9]")
_NUMBERS: Final = re.compile(r"^(?:[0-9]+ )+|(?: [0-9]+)+$")
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)")
_NUMERIC_DATE: Final = re.compile(r"(?<!\d)\d{1,4}([/.-])\s?\d{1,2}\1\s?\d{1,4}(?!\d)")
_DAY_WORD_YEAR: Final = re.compile(
    r"(?:^| )(?:[0-9]{1,2} (?:[^ 0-9]+ ){1,4}|[^ 0-9]+ [0-9]{1,2} )(?:1[34]|19|20)[0-9]{2}(?: |$)"
)
_STAMP_LINE_MAX: Final = 90
"""Characters."""
_CREDIT: Final = re.compile(
    r"\u00a9|[-\u2013\u2014\s]*[(\[]\s*[^()\[\]]{2,40}[)\]][-\u2013\u2014.\s]*$|(?:https?:|www\.)\S+$"
)
"""COPYRIGHT SIGN; a line all in brackets, dashes aside; a bare address."""
_LABELS: Final = frozenset(("byline", "published", "updated", "ago", "credit"))
_LABEL_WORDS_MAX: Final = 12
"""A line that starts like a byline or a stamp's label and goes on longer is a sentence."""
_SENTENCE_MARKS: Final = frozenset('.؟!»"”…?')


def fold_lines(texts: Sequence[str]) -> list[str]:
    """The folded words of each line, separated by single spaces; folded in one go for speed."""
    folded = fold("\n".join(texts), version=FOLD_VERSION)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    cuts = np.searchsorted(folded.origins, starts).tolist()
    text = folded.text
    return [" ".join(text[begin:end].split()) for begin, end in pairwise(cuts)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerTable:
    """The rows of data/markers.tsv, arranged for looking up a folded line."""

    whole: dict[str, Kind]
    starts: dict[str, tuple[tuple[str, Kind], ...]]
    """First word -> markers that begin with it, the longest first."""
    within: dict[str, Kind]
    any_within: re.Pattern[str]
    """Finds one of ``within``."""

    def kind_of(self, key: str) -> Kind | None:
        """What the line with this folded key is, as far as its words tell."""
        for marker, kind in self.starts.get(key.partition(" ")[0], ()):
            if key.startswith(marker) and key[len(marker) : len(marker) + 1] in {"", " "}:
                return kind if _may_be(kind, key) else None
        if len(key) < _LABEL_MAX and (label := self.whole.get(_NUMBERS.sub("", key))):
            return label
        if len(key) < _LONGEST["legal"] and (held := self.any_within.search(key)):
            kind = self.within[held[0]]
            return kind if _may_be(kind, key) else None
        return None


def _may_be(kind: Kind, key: str) -> bool:
    return len(key) < _LONGEST.get(kind, _MARKER_LINE_MAX)


@cache
def marker_table() -> MarkerTable:
    """The markers that ship with the package.

    Raises:
        DataError: the file is damaged.
    """
    rows = [line.split("\t") for line in _data_lines() if line and not line.startswith("#")]
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != 3 or row[0] not in get_args(Kind) or row[1] not in get_args(_Where):
            raise DataError(f"markers.tsv: row {number} is not kind, match, words: {row}; reinstall dedup.")
    keys = fold_lines([words for _, _, words in rows[1:]])
    found = [(cast("Kind", row[0]), row[1], key) for row, key in zip(rows[1:], keys, strict=True)]
    starts: dict[str, list[tuple[str, Kind]]] = {}
    for kind, where, key in found:
        if where == "start":
            starts.setdefault(key.partition(" ")[0], []).append((key, kind))
    within = {key: kind for kind, where, key in found if where == "within"}
    return MarkerTable(
        whole={key: kind for kind, where, key in found if where == "whole"},
        starts={first: tuple(sorted(some, key=lambda row: -len(row[0]))) for first, some in starts.items()},
        within=within,
        any_within=re.compile("|".join(map(re.escape, within))),
    )


def _data_lines() -> list[str]:
    return (files("dedup") / "data" / "markers.tsv").read_text("utf-8").splitlines()


def has_stamp(text: str, key: str) -> bool:
    """True where a short line gives a clock time, a numeric date, or day, month and year."""
    if len(text) > _STAMP_LINE_MAX or not _DIGIT.search(key):
        return False
    return bool(_CLOCK.search(text) or _NUMERIC_DATE.search(text) or _DAY_WORD_YEAR.search(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of one page with what is known of each."""

    texts: Sequence[str]
    keys: Sequence[str]
    """The folded words of each line, separated by single spaces."""
    kinds: Sequence[Kind | None]
    """What the marker table, or a stamp, says each line is."""
    links: Collection[int] = frozenset()
    """Lines that are nothing but links, or in the markup of another story."""
    captions: Collection[int] = frozenset()
    """Lines the markup calls the caption of a picture."""

    def pick(self, places: Sequence[int]) -> Lines:
        """Those lines alone; what the markup said of them is left behind."""
        return Lines(
            texts=[self.texts[at] for at in places],
            keys=[self.keys[at] for at in places],
            kinds=[self.kinds[at] for at in places],
        )


def read_lines(
    texts: Sequence[str], *, links: Collection[int] = frozenset(), captions: Collection[int] = frozenset()
) -> Lines:
    """Folds the lines of a page and looks each one up; ``texts`` are trimmed and not empty."""
    keys = fold_lines(texts)
    kind_of = marker_table().kind_of
    kinds = [_kind(text, key, kind_of(key)) for text, key in zip(texts, keys, strict=True)]
    return Lines(texts=texts, keys=keys, kinds=kinds, links=links, captions=captions)


def _kind(text: str, key: str, kind: Kind | None) -> Kind | None:
    if kind in _LABELS and _is_sentence(text, key):
        return None
    if kind is None and _CREDIT.match(text):
        return "credit"
    if kind is None and text[-1] not in _SENTENCE_MARKS and has_stamp(text, key):
        return "published"
    return kind


def _is_sentence(text: str, key: str) -> bool:
    """A paragraph may begin with the words of a label: قبل, نشرت, كتب, تحديث."""
    words = key.count(" ") + 1
    return words > _LABEL_WORDS_MAX or (words > _LABEL_WORDS_MAX // 2 and text[-1] in _SENTENCE_MARKS)
