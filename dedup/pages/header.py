"""What stands around the body: the headline above it, the header block between, the sign-off below.

Only the header block is asked for the page's own date; stamps elsewhere belong to other stories.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dedup.pages.lines import has_stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.pages.lines import Lines

_HEADLINE_REACH: Final = 16
"""Lines above the first paragraph among which the headline is looked for."""
_HEADLINE_WORDS: Final = range(3, 31)
_HEADLINE_SCORE_MIN: Final = 1.0
_HEADER_REACH: Final = 14
"""Lines between a headline and its body; a headline further up belongs to a menu or a list."""
_STAMPS_MAX: Final = 3
"""More stamps than that between headline and body are a list of other stories."""
_OUTLET_WORDS_MAX: Final = 5
_BYLINE_MAX: Final = 60
_SIGN_OFF_REACH: Final = 2
_SEPARATORS: Final = "|\u00bb\u00ab/\u2022\u00b7\u2013\u2014-"
_SEPARATED: Final = re.compile(rf"\s+[{_SEPARATORS}]+\s+|\s*\|\s*")
_DASHED: Final = re.compile(r"^[^-\u2013\u2014/|]{2,30}\s[-\u2013\u2014/|]+\s[^-\u2013\u2014/|.؟!]{2,40}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamps:
    """The header lines that give the page's own time, whole, as written."""

    published: str | None = None
    updated: str | None = None


def find_headline(lines: Lines, body: Sequence[int]) -> int | None:
    """Index of the line that is the headline of that body; None where no line is much like one.

    The best mix of three signs among the lines above the body, the page's first line, and the
    first lines of the body itself (a headline repeated with the outlet's name is long enough to
    be taken for prose): its words occur in the body, it recurs inside other lines of the page,
    it stands near the body.
    """
    if not body:
        return None
    first = body[0]
    near = {0, *range(max(0, first - _HEADLINE_REACH), first), *body[:3]}
    able = [at for at in sorted(near) if _may_be_headline(lines, at)]
    words = {word for at in body if at not in able for word in lines.keys[at].split()}
    scored = [(_headline_score(lines, at, words, first), -at) for at in able]
    score, before = max(scored, default=(0.0, 0))
    return -before if score >= _HEADLINE_SCORE_MIN else None


def _may_be_headline(lines: Lines, at: int) -> bool:
    return (
        lines.kinds[at] in {None, "reporting"}
        and lines.keys[at].count(" ") + 1 in _HEADLINE_WORDS
        and lines.texts[at][-1] not in ".؛،"
    )


def _headline_score(lines: Lines, at: int, body_words: set[str], first: int) -> float:
    key = lines.keys[at]
    words = set(key.split())
    shared = len(words & body_words) / len(words)
    recurs = sum(1 for other, line in enumerate(lines.keys) if other != at and key in line)
    nearness = max(0.0, 1 - abs(first - at) / _HEADLINE_REACH)
    return 1.5 * shared + 0.4 * min(recurs, 3) + 0.5 * nearness - (0.6 if at in lines.links else 0.0)


def header_block(lines: Lines, *, title_key: str, body: Sequence[int]) -> list[int]:
    """Indices of the lines from the headline to the body that say something of their own."""
    if not body or not title_key:
        return []
    first = body[0]
    titles = {at for at in range(max(0, first - _HEADER_REACH), first) if title_key in lines.keys[at]}
    return [
        at
        for at in range(min(titles, default=first), first)
        if at not in titles
        and at not in lines.links
        and lines.keys[at]
        and lines.kinds[at] not in {"tool", "related", "legal", "end"}
    ]


def find_stamps(header: Lines) -> Stamps:
    """The header's own lines of publication and update; both None where there are too many to tell."""
    stamped = [
        (text, kind)
        for text, key, kind in zip(header.texts, header.keys, header.kinds, strict=True)
        if kind == "ago" or has_stamp(text, key)
    ]
    if len(stamped) > _STAMPS_MAX:
        return Stamps()
    return Stamps(
        published=next((text for text, kind in stamped if kind != "updated"), None),
        updated=next((text for text, kind in stamped if kind == "updated"), None),
    )


def find_byline(header: Lines) -> str | None:
    """The header line that names a place, writer or agency, the nearest to the body; None if unclear."""
    for text, kind in zip(reversed(header.texts), reversed(header.kinds), strict=True):
        if len(text) <= _BYLINE_MAX and (kind == "byline" or (kind is None and _DASHED.match(text))):
            return text
    return None


def find_outlet(texts: Iterable[str], *, title: str) -> str | None:
    """The name that stands most often before or after the headline on one line with it."""
    names = Counter(name for text in texts if title in text and (name := outlet_beside(text, title)))
    return max(names, key=lambda name: names[name], default=None)


def outlet_beside(text: str, title: str) -> str | None:
    """The outlet of a line like ``headline | outlet`` or ``outlet - headline``; None if there is none."""
    before, _, after = text.partition(title)
    for rest, mark in ((after.strip(), after.strip()[:1]), (before.strip(), before.strip()[-1:])):
        pieces = [piece for piece in _SEPARATED.split(f" {rest} ") if piece.strip(_SEPARATORS + " ")]
        name = pieces[-1].strip(_SEPARATORS + " ") if pieces else ""
        if mark and mark in _SEPARATORS and 0 < len(name.split()) <= _OUTLET_WORDS_MAX:
            return name
    return None


def find_sign_off(lines: Lines, body: Sequence[int]) -> list[int]:
    """Indices of the lines right below the body that give its source."""
    if not body:
        return []
    below = range(body[-1] + 1, min(body[-1] + 1 + _SIGN_OFF_REACH, len(lines.texts)))
    return [at for at in below if lines.kinds[at] == "credit"]
