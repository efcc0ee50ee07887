"""HTML to the lines a reader sees: block elements and <br> break lines, hidden parts are dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_DROPPED: Final = frozenset(
    re.split(
        r"\s+",
        "script style noscript template svg math iframe object embed canvas audio video map head title "
        "select option datalist button input textarea nav menu aside footer dialog "
        "amp-sidebar amp-ad amp-analytics amp-iframe amp-img amp-video amp-social-share amp-consent",
    )
)
_INLINE: Final = frozenset(
    re.split(
        r"\s+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q rp rt ruby "
        "s samp small span strike strong sub sup time tt u var wbr picture source",
    )
)
_INVISIBLE: Final = frozenset(("script", "style", "template", "noscript"))
"""Never seen, so a sentence goes on after them."""
_PARTS: Final = frozenset(("span", "time", "a", "i", "b", "strong", "em", "small"))
"""Inline elements that part a line of the header: author, date, place side by side."""
_CAPTIONS: Final = frozenset(("figcaption", "caption"))
_CAPTION_MAX: Final = 140
"""Characters; a longer line below a picture is a paragraph."""
_SENTENCE_MARKS: Final = frozenset('.؟!:»"”…')
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PICTURES: Final = frozenset(("img", "picture", "amp-img"))
_LANDMARKS_DROPPED: Final = frozenset(("navigation", "contentinfo", "complementary", "search", "dialog", "menu"))
_HIDDEN_STYLE: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LINKED_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlLine:
    """One visible line of a page."""

    text: str
    """Runs of white space are one space."""
    is_link: bool
    """At least 80 % of its characters are link text."""
    is_caption: bool
    """The markup says so, or it is a phrase, not a sentence, right below a picture."""
    parts: tuple[str, ...]
    """The same text, cut where its inline elements begin and end."""
    article: int
    """Number of the <article> element it stands in, the innermost; 0 outside any."""
    moments: tuple[str, ...]
    """Values of ``datetime`` attributes in the line."""

    def labelled_parts(self) -> tuple[str, ...]:
        """The parts, a label such as ``كتب:`` joined to what it labels, bare separators left out."""
        joined: list[str] = []
        for part in self.parts:
            if joined and joined[-1].endswith(":"):
                joined[-1] = f"{joined[-1]} {part}"
            elif len(part) > 1:
                joined.append(part.strip(" |\u2022\u00b7"))
        return tuple(part for part in joined if part)


def parse_html(markup: str) -> HtmlElement | None:
    """The document, or None where there is no element in it.

    ``markup`` is decoded already: what it says about its own charset is ignored.
    """
    data = markup.replace("\x00", "").encode("utf-8", "replace")
    try:
        return document_fromstring(data, parser=HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def flatten(tree: HtmlElement) -> list[HtmlLine]:
    """The visible lines of a parsed page, top to bottom. The tree is not changed."""
    gathering = _Gathering()
    hidden: etree._Element | None = None
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event in {"comment", "pi"}:
            gathering.add(element.tail)
        elif event == "start":
            if _is_dropped(element):
                walker.skip_subtree()
                hidden = element
            else:
                gathering.enter(element)
        elif hidden is not None and element is hidden:
            gathering.hide(hidden)
        else:
            gathering.leave(element)
    gathering.break_line()
    return gathering.lines


def _is_dropped(element: etree._Element) -> bool:
    if element.tag in _DROPPED:
        return True
    attributes = element.attrib
    if not attributes or element.tag in {"html", "body"}:  # scripts show a hidden body; the reader sees it
        return False
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in _LANDMARKS_DROPPED
        or ("style" in attributes and _HIDDEN_STYLE.search(str(attributes["style"])) is not None)
    )


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """The line being put together while the tree is walked."""

    lines: list[HtmlLine] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    """Where in ``pieces`` an inline element began or ended."""
    moments: list[str] = field(default_factory=list)
    linked: int = 0
    """Characters of link text in the line, spaces not counted."""
    links: int = 0
    """Open <a> elements."""
    captions: int = 0
    """Open captions."""
    headings: int = 0
    """Open headings."""
    is_below_picture: bool = False
    articles: list[int] = field(default_factory=lambda: [0])
    """Open <article> elements, outside any first."""
    article_count: int = 0

    def enter(self, element: etree._Element) -> None:
        self._edge(element.tag, depth=1)
        if element.tag == "time" and (moment := element.get("datetime")):
            self.moments.append(moment)
        self.add(element.text)

    def leave(self, element: etree._Element) -> None:
        self._edge(element.tag, depth=-1)
        self.add(element.tail)

    def hide(self, element: etree._Element) -> None:
        """Leaves out an element, but not what follows it."""
        if element.tag in _PICTURES:
            self.is_below_picture = True
        elif element.tag not in _INLINE and element.tag not in _INVISIBLE:
            self.break_line()
        self.add(element.tail)

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if self.links:
                self.linked += len("".join(text.split()))

    def break_line(self) -> None:
        text = " ".join("".join(self.pieces).split())
        if text:
            self.lines.append(
                HtmlLine(
                    text=text,
                    is_link=self.linked >= _LINKED_SHARE * len(text.replace(" ", "")),
                    is_caption=self.captions > 0 or self._is_phrase_below_picture(text),
                    parts=tuple(self._parts()),
                    article=self.articles[-1],
                    moments=tuple(self.moments),
                )
            )
            self.is_below_picture = False
        self.pieces, self.cuts, self.moments, self.linked = [], [], [], 0

    def _edge(self, tag: object, *, depth: int) -> None:
        if tag == "a":
            self.links += depth
        elif tag not in _INLINE:
            self.break_line()
        if tag == "article":
            self._article(depth)
        elif tag in _PARTS:
            self.cuts.append(len(self.pieces))
        elif tag in _CAPTIONS:
            self.captions += depth
        elif tag in _HEADINGS:
            self.headings += depth
        elif tag in _PICTURES:
            self.is_below_picture = True

    def _article(self, depth: int) -> None:
        if depth > 0:
            self.article_count += 1
            self.articles.append(self.article_count)
        else:
            self.articles.pop()

    def _is_phrase_below_picture(self, text: str) -> bool:
        return (
            self.is_below_picture and not self.headings and len(text) < _CAPTION_MAX and text[-1] not in _SENTENCE_MARKS
        )

    def _parts(self) -> Iterator[str]:
        for begin, end in pairwise(sorted({0, *self.cuts, len(self.pieces)})):
            if part := " ".join("".join(self.pieces[begin:end]).split()):
                yield part
