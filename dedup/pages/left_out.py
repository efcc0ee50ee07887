"""Which lines of a page are not in its article, and why: for the person who doubts the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dedup.pages.body import repeats_title
from dedup.pages.lines import fold_lines

if TYPE_CHECKING:
    from dedup.pages.lines import Kind
    from dedup.pages.main_text import MainText

_WHY: Final[dict[Kind, str]] = {
    "related": "leads to other stories",
    "tool": "a button or notice of the site",
    "legal": "rights and rules",
    "end": "comments or rights: the page ends",
    "credit": "names a source or a picture",
    "byline": "read as byline",
    "published": "a time stamp",
    "updated": "a time stamp",
    "ago": "a time stamp",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One line of a page that is not in the body."""

    line: int
    """From 1, among the visible lines that hold text."""
    text: str
    why: str


def left_out(found: MainText) -> list[LeftOut]:
    """Every visible line that is not in the body, top to bottom."""
    key = fold_lines([found.title])[0] if found.title else ""
    body = set(found.places)
    return [
        LeftOut(line=at + 1, text=text, why=_why(found, at, key))
        for at, text in enumerate(found.lines.texts)
        if at not in body
    ]


def _why(found: MainText, at: int, title_key: str) -> str:
    lines = found.lines
    kind = lines.kinds[at]
    if repeats_title(lines.keys[at], title_key):
        return "repeats the headline"
    if kind is not None and kind in _WHY:
        return _WHY[kind]
    if at in lines.captions or at in lines.links:
        return "caption of a picture" if at in lines.captions else "a link, or another story"
    return _where(at, found.places)


def _where(at: int, body: tuple[int, ...]) -> str:
    if not body:
        return "does not look like prose"
    if body[0] < at < body[-1]:
        return "in a list of other stories"
    return "above the article" if at < body[0] else "below the article"
