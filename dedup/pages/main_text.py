"""A whole page to its article: headline, outlet, header block, body, each with its origin.

HTML goes through two independent finders, trafilatura in its precise mode and the line finder of
`dedup.pages.body`; the body is the lines that either found, the share that both found is kept as
a confidence. Flattened text has only its lines: the body is found, then the headline above it,
then the body again now that repetitions of the headline are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from dedup.pages.body import article_lines, find_body, joined
from dedup.pages.header import (
    find_byline,
    find_headline,
    find_outlet,
    find_sign_off,
    find_stamps,
    header_block,
)
from dedup.pages.lines import Lines, fold_lines, read_lines
from dedup.pages.tags import (
    Candidate,
    choose_byline,
    choose_outlet,
    choose_title,
    read_tags,
    shown_title,
    stated_body,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dedup.pages.flatten import HtmlLine

NO_BODY: Final = "no text that looks like an article was found"
LOST_BREAKS: Final = "the text has lost its line breaks: it was cut into sentences, the body may hold other parts"
DISAGREE: Final = "the two finders agree on little of the body: look at this page"
STATED: Final = "the page shows little text: the body is the one that its markup (JSON-LD) states"
_PROSE_MIN: Final = 60
"""Characters."""
_STATED_MIN: Final = 200
"""Characters."""
_STATED_FACTOR: Final = 2
_AGREEMENT_MIN: Final = 0.5
_LOST_BREAKS_MIN: Final = 1500
"""Characters; a shorter single line is a short article."""
_LOST_BREAKS_SHARE: Final = 0.8
_SENTENCE_END: Final = re.compile(r"(?<=[.؟!])\s+|(?<=[.؟!][»\")\u201d])\s+")
_PARTED_MAX: Final = 200
"""Characters; a longer line of the header block is a caption or a summary, not fields side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MainText:
    """One page as it was understood. Strings are the page's own; nothing is parsed or folded."""

    body: tuple[str, ...]
    """Lines of the article, trimmed, in order; empty where none was found."""
    title: str | None
    outlet: str | None
    url: str | None
    """Canonical address."""
    byline: str | None
    published: str | None
    updated: str | None
    header: tuple[str, ...]
    """Lines between the headline and the body."""
    sign_off: tuple[str, ...]
    """Source and credit lines that close the article; they are not in ``body``."""
    agreement: float | None
    """0..1: characters that both finders chose over those that either chose. HTML only."""
    warnings: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    """Everything found for title, outlet, url, byline, published and updated, the best first."""
    origins: Mapping[str, str]
    """Field -> where its value came from, e.g. ``published: meta article:published_time``."""
    lines: Lines
    """All lines of the page."""
    places: tuple[int, ...]
    """Which of them are ``body``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """The body of a page and how it was found."""

    lines: Lines
    body: Sequence[int]
    title: Candidate | None
    title_key: str
    tags: Sequence[Candidate] = ()
    visible: Sequence[HtmlLine] = ()
    """The lines as markup; empty for flattened text."""
    agreement: float | None = None
    warnings: tuple[str, ...] = ()


def from_flattened(text: str, *, title: str | None = None) -> MainText:
    """The article in the visible text of a whole page.

    Args:
        text: lines with menus, forms and other stories around the article.
        title: the headline, where the record gives it.
    """
    texts, warnings = _text_lines(text)
    lines = read_lines(texts)
    headline = _recorded(title) or _headline_above(lines, find_body(lines))
    key = _key(headline)
    body = find_body(lines, title_key=key)
    return _described(_Found(lines=lines, body=body, title=headline, title_key=key, warnings=warnings))


def from_html(markup: str, *, title: str | None = None) -> MainText:
    """The article of an HTML page.

    Args:
        markup: decoded; what it says about its charset is ignored.
        title: the headline, where the record gives it.
    """
    from dedup.pages.flatten import flatten, parse_html
    from dedup.pages.second_opinion import chosen_lines, precise_paragraphs

    tree = parse_html(markup)
    if tree is None:
        return from_flattened("", title=title)
    tags, visible = read_tags(tree), flatten(tree)
    lines = read_lines(
        [line.text for line in visible],
        links={at for at, line in enumerate(visible) if line.is_link},
        captions={at for at, line in enumerate(visible) if line.is_caption},
    )
    headline = _recorded(title) or _shown(choose_title(tags), lines) or _headline_above(lines, find_body(lines))
    key = _key(headline)
    lines = replace(lines, links={*lines.links, *_other_stories(lines, visible, key)})
    own = set(find_body(lines, title_key=key))
    other = set(article_lines(lines, chosen_lines(lines.keys, precise_paragraphs(tree)), title_key=key))
    agreement = _share(lines, own & other, own | other)
    found = _Found(
        lines=lines,
        body=joined(lines, own, other, title_key=key),
        title=headline,
        title_key=key,
        tags=tags,
        visible=visible,
        agreement=agreement,
        warnings=(DISAGREE,) if (own or other) and agreement < _AGREEMENT_MIN else (),
    )
    return _described(_as_stated(found, stated_body(tree)))


def _other_stories(lines: Lines, visible: Sequence[HtmlLine], title_key: str) -> set[int]:
    """Lines in <article> elements other than the headline's, unless there is more text in one of them."""
    own = next((line.article for line, key in zip(visible, lines.keys, strict=True) if key == title_key), 0)
    if not own:
        return set()
    sizes: dict[int, int] = {}
    for line in visible:
        if len(line.text) > _PROSE_MIN:
            sizes[line.article] = sizes.get(line.article, 0) + len(line.text)
    if sizes.get(own, 0) < max(sizes.values(), default=0):
        return set()
    return {at for at, line in enumerate(visible) if line.article not in {0, own}}


def _shown(headline: Candidate | None, lines: Lines) -> Candidate | None:
    return headline and replace(headline, value=shown_title(headline.value, lines.keys))


def _as_stated(found: _Found, paragraphs: list[str]) -> _Found:
    """The body that the markup states, where scripts would show it and the page itself shows little of it."""
    shown = sum(len(found.lines.texts[at]) for at in found.body)
    if sum(map(len, paragraphs)) < max(_STATED_MIN, _STATED_FACTOR * shown):
        return found
    lines = read_lines(paragraphs)
    body = article_lines(lines, range(len(paragraphs)), title_key=found.title_key)
    return replace(found, lines=lines, body=body, visible=(), agreement=None, warnings=(STATED,))


def _text_lines(text: str) -> tuple[list[str], tuple[str, ...]]:
    lines = [line for raw in text.splitlines() if (line := raw.strip())]
    longest = max(lines, key=len, default="")
    if len(longest) < max(_LOST_BREAKS_MIN, _LOST_BREAKS_SHARE * len(text)):
        return lines, ()
    sentences = [sentence for line in lines for sentence in _SENTENCE_END.split(line) if sentence]
    return sentences, (LOST_BREAKS,)


def _recorded(title: str | None) -> Candidate | None:
    return Candidate(field="title", value=title.strip(), origin="record") if title and title.strip() else None


def _headline_above(lines: Lines, body: Sequence[int]) -> Candidate | None:
    at = find_headline(lines, body)
    return None if at is None else Candidate(field="title", value=lines.texts[at], origin=f"line {at + 1}")


def _key(headline: Candidate | None) -> str:
    return fold_lines([headline.value])[0] if headline else ""


def _share(lines: Lines, both: set[int], either: set[int]) -> float:
    whole = sum(len(lines.texts[at]) for at in either)
    return round(sum(len(lines.texts[at]) for at in both) / whole, 3) if whole else 0.0


def _described(found: _Found) -> MainText:
    """Reads the header block and the sign-off, and chooses the best candidate of each field."""
    lines, title = found.lines, found.title
    block = header_block(lines, title_key=found.title_key, body=found.body)
    header = _header(found, block)
    candidates = [*([title] if title else []), *found.tags, *_moments(found, block), *_of_header(header)]
    if title and (outlet := find_outlet([*_titles(found.tags), *lines.texts], title=title.value)):
        candidates.append(Candidate(field="outlet", value=outlet, origin="beside the headline"))
    chosen = {candidate.field: candidate for candidate in reversed(candidates)}
    for field in ("outlet", "byline"):
        chosen.pop(field, None)
    if name := choose_outlet(candidates):
        chosen["outlet"] = name
    if byline := choose_byline(candidates, outlet=chosen.get("outlet")):
        chosen["byline"] = byline
    values = {field: candidate.value for field, candidate in chosen.items()}
    return MainText(
        body=tuple(lines.texts[at] for at in found.body),
        title=values.get("title"),
        outlet=values.get("outlet"),
        url=values.get("url"),
        byline=values.get("byline"),
        published=values.get("published"),
        updated=values.get("updated"),
        header=tuple(header.texts),
        sign_off=tuple(lines.texts[at] for at in find_sign_off(lines, found.body)),
        agreement=found.agreement,
        warnings=found.warnings if found.body else (*found.warnings, NO_BODY),
        candidates=tuple(candidates),
        origins={field: candidate.origin for field, candidate in chosen.items()},
        lines=lines,
        places=tuple(found.body),
    )


def _titles(tags: Sequence[Candidate]) -> list[str]:
    return [candidate.value for candidate in tags if candidate.field == "title"]


def _header(found: _Found, block: Sequence[int]) -> Lines:
    """The header lines; what stands side by side in one is parted where the markup tells."""
    if not found.visible:
        return found.lines.pick(block)
    parts: list[str] = []
    for at in block:
        line = found.visible[at]
        parts += line.labelled_parts() if len(line.text) <= _PARTED_MAX else [line.text]
    return read_lines(parts)


def _moments(found: _Found, block: Sequence[int]) -> Iterator[Candidate]:
    """<time datetime> of the header block."""
    for at in block if found.visible else ():
        field = "updated" if found.lines.kinds[at] == "updated" else "published"
        for moment in found.visible[at].moments:
            yield Candidate(field=field, value=moment, origin="time datetime in the header")


def _of_header(header: Lines) -> Iterator[Candidate]:
    stamps = find_stamps(header)
    for field, value in (("published", stamps.published), ("updated", stamps.updated), ("byline", find_byline(header))):
        if value:
            yield Candidate(field=field, value=value, origin="header line")
