"""What a page's tags say of its article: JSON-LD, meta, itemprop, link. Every candidate is kept."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

from dedup.errors import DataError
from dedup.pages.lines import fold_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

_FIELDS: Final = frozenset(("title", "outlet", "url", "published", "updated", "byline"))
_ARTICLE_TYPES: Final = ("Article", "BlogPosting", "LiveBlogPosting", "Report", "ReportageNewsArticle")
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_TRAILING_COMMA: Final = re.compile(r",(\s*[}\]])")
_WRAPPING: Final = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|/\*\]\]>\*/)\s*$|;\s*$")
_BREAKING_TAG: Final = re.compile(r"(?i)<\s*(?:br|/?p|/?div|/?li|/?h[1-6])\b[^<>]*>")
_TAG: Final = re.compile(r"<[/!A-Za-z][^<>]*>")
_HEADLINE_SPACES_MIN: Final = 2
_SEPARATOR: Final = re.compile(r"(\s+[-\u2013\u2014]+\s+|\s*\|+\s*|\s+\u00bb\s+)")
_NO_NAME: Final = re.compile(
    r"https?:|www\.|@|^[a-z0-9._-]+$|^.?$|^[^a-zA-Z\u0621-\u06D3]+$"
    r"|(?i:^(?:developed|powered|designed)\b|^(?:administrator|admin|editor|webmaster|guest|staff|user|super user)$)"
)
"""An address, a login, no letters at all, or whoever made the site."""
_OUTLET_NAME_MAX: Final = 4
"""Words; what a site calls itself in more is a slogan, unless it has no shorter name."""
_VISIBLE: Final = "element h1"
_VALUE_MAX: Final = 500
"""Characters; a longer value is a mistake of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing a page says of itself."""

    field: str
    """title, outlet, url, published, updated or byline."""
    value: str
    """As written; not parsed."""
    origin: str
    """Where it stood, e.g. ``meta article:published_time`` or ``header line 3``."""


def read_tags(tree: HtmlElement) -> list[Candidate]:
    """Everything the tags of a page say, each field's most trusted source first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, name, value in (*_meta(tree), *_links(tree), *_elements(tree), *_itemprops(tree), *_jsonld(tree)):
        text = " ".join(value.split())
        if text and len(text) <= _VALUE_MAX and text not in found[kind, name.lower()]:
            found[kind, name.lower()].append(text)
    return [
        Candidate(field=field, value=value, origin=f"{kind} {name}")
        for field, kind, name in _rows()
        for value in found.get((kind, name.lower()), ())
        if kind != "itemprop" or len(found[kind, name.lower()]) == 1
    ]


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    lines = (files("dedup") / "data" / "page_tags.tsv").read_text("utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")][1:]
    for row in rows:
        if len(row) != 3 or row[0] not in _FIELDS:
            raise DataError(f"page_tags.tsv: not field, kind, name: {row}; reinstall dedup.")
    return cast("tuple[tuple[str, str, str], ...]", tuple(rows))


def _meta(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and (content := element.get("content")):
            yield "meta", name, content


def _links(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    for element in tree.iter("link"):
        for rel in element.get("rel", "").split():
            yield "link", rel, element.get("href", "")
    for element in tree.iter("a"):
        if "author" in element.get("rel", "").split():
            yield "link", "author", "".join(element.itertext())


def _elements(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    for tag in ("h1", "title"):
        for element in tree.iter(tag):
            yield "element", tag, "".join(element.itertext())


def _itemprops(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    """Microdata; a property with several values may be another story's, see `read_tags`."""
    for element in tree.iterfind(".//*[@itemprop]"):
        if element.tag == "meta" and not element.get("content"):
            continue
        if element.get("itemscope") is not None:
            named = element.find(".//*[@itemprop='name']")
            if named is None:
                continue
            value = named.get("content") or "".join(named.itertext())
        else:
            value = element.get("content") or element.get("datetime") or "".join(element.itertext())
        for name in element.get("itemprop", "").split():
            yield "itemprop", name, value


def _jsonld(tree: HtmlElement) -> Iterator[tuple[str, str, str]]:
    """The article's own object; lists of other stories are not looked into."""
    scripts = tree.iterfind(".//script[@type='application/ld+json']")
    nodes = [node for script in scripts for node in _articles(_load(script.text or ""))]
    if len(nodes) > 1:
        titles = [" ".join(value.split()) for _, _, value in (*_elements(tree), *_meta(tree))]
        nodes = [node for node in nodes if _is_of_page(node, titles)]
    for node in nodes:
        for key, value in node.items():
            for text in _names(value):
                yield "jsonld", key, text


def stated_body(tree: HtmlElement) -> list[str]:
    """The paragraphs of the article as its JSON-LD states them; empty where it does not."""
    scripts = tree.iterfind(".//script[@type='application/ld+json']")
    nodes = [node for script in scripts for node in _articles(_load(script.text or "", line_break="\n"))]
    stated = [text for node in nodes if isinstance(text := node.get("articleBody"), str)]
    if not stated:
        return []
    text = _BREAKING_TAG.sub("\n", html.unescape(max(stated, key=len)))
    return [line for raw in _TAG.sub("", text).splitlines() if (line := " ".join(raw.split()))]


def shown_title(title: str, keys: Collection[str]) -> str:
    """The part of a title that stands on the page as a line of its own; the whole where none does.

    Args:
        title: of the head, where the outlet's name may stand beside the headline.
        keys: the folded lines of the page.
    """
    pieces = _SEPARATOR.split(title)
    parts = ["".join(pieces[2:]), "".join(pieces[:-2])] if len(pieces) >= 3 else []
    for part, key in zip(parts, fold_lines(parts) if parts else [], strict=True):
        if key.count(" ") >= _HEADLINE_SPACES_MIN and key in keys:
            return part.strip()
    return title


def _is_of_page(node: Mapping[str, Any], titles: list[str]) -> bool:
    """Of several articles in the markup, only the one with the page's own headline is believed."""
    headline = " ".join(str(node.get("headline", "")).split()).rstrip(".…")
    return bool(headline) and any(headline in title for title in titles)


def _load(text: str, *, line_break: str = " ") -> Any:  # noqa: ANN401 - JSON of unknown shape
    """Leniently: raw line breaks in strings, comment wrappers and trailing commas occur; None if broken."""
    text = _TRAILING_COMMA.sub(r"\1", _WRAPPING.sub("", _CONTROL.sub(line_break, text)))
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return None


def _articles(data: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - JSON of unknown shape
    if isinstance(data, list):
        for item in data:
            yield from _articles(item)
    elif isinstance(data, dict):
        types = data.get("@type", "")
        if any(str(name).endswith(_ARTICLE_TYPES) for name in (types if isinstance(types, list) else [types])):
            yield data
        else:
            yield from _articles(data.get("@graph"))


def _names(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON of unknown shape
    """A string, or the name or address of an object, or of each object of a list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value[:5]:
            yield from _names(item)
    elif isinstance(value, dict):
        yield from _names(value.get("name") or value.get("@id"))


def choose_title(said: Sequence[Candidate]) -> Candidate | None:
    """The headline, without the outlet's name: as readers see it (h1) where the head agrees with it."""
    titles = [candidate for candidate in said if candidate.field == "title"]
    outlets = {key for key in fold_lines([candidate.value for candidate in said if candidate.field == "outlet"]) if key}
    keyed = list(zip(titles, fold_lines([candidate.value for candidate in titles]), strict=True))
    in_head = [key for candidate, key in keyed if candidate.origin != _VISIBLE]
    for candidate, key in keyed:
        if candidate.origin == _VISIBLE and any(key in other and 2 * len(key) >= len(other) for other in in_head):
            return candidate
    for candidate, key in keyed:
        if key and key not in outlets:
            return replace(candidate, value=_without_outlet(candidate.value, outlets))
    return None


def _without_outlet(title: str, outlets: set[str]) -> str:
    """Cuts an outlet's name off either end; after a bar nothing else stands."""
    pieces = _SEPARATOR.split(title)
    keys = fold_lines(pieces)
    if len(pieces) >= 3 and (keys[-1] in outlets or "|" in pieces[-2]):
        return "".join(pieces[:-2]).strip()
    if len(pieces) >= 3 and keys[0] in outlets:
        return "".join(pieces[2:]).strip()
    return title


def choose_outlet(said: Sequence[Candidate]) -> Candidate | None:
    """The first that is a name: no address, no slogan where there is something shorter."""
    named = [each for each in said if each.field == "outlet" and "://" not in each.value]
    short = [each for each in named if len(each.value.split()) <= _OUTLET_NAME_MAX]
    return next(iter(short or named), None)


def choose_byline(said: Sequence[Candidate], *, outlet: Candidate | None) -> Candidate | None:
    """The first that is a name: no address, no login, not the outlet itself."""
    for candidate in said:
        if (
            candidate.field == "byline"
            and not _NO_NAME.search(candidate.value)
            and (outlet is None or candidate.value != outlet.value)
        ):
            return candidate
    return None
