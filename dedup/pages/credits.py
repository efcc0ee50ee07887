"""Who a text is by, and where it was filed: byline, dateline, sign-off, apart from mere mentions.

A credit is a source that the article gives as its own (in the byline field, the dateline, the
sign-off or parentheses that sign a paragraph). A mention is a source in running text: it says
where a fact comes from, not where the article does. What stands before or after the text is cut
off only if all of it is understood; else the text stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from dedup.models import Credit
from dedup.pages.agencies import WORD, Name, outlet_source, read_table, source_index
from dedup.pages.byline import Block, read_atoms, read_field, read_line, read_opening, read_sign_off
from dedup.pages.edges import LINES_ABOVE, LONGEST_ABOVE, LONGEST_LINE, LONGEST_OPENING
from dedup.pages.glance import glance
from dedup.pages.plain import ARABIC, Plain, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Literal

    from dedup.pages.glance import Glance

    Where = Literal["byline", "dateline", "sign-off", "parentheses", "running text"]

_LAST_LINES = 4
_LONGEST_TAIL = 80

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_SEPARATOR = re.compile(r"[-:/()]")
_SENTENCE_END = re.compile(r"[.!?]\s*(?:\([^()]*\))?[\"')]*\s*$")
_PARENTHESES = re.compile(r"[.!?][\" ]*[(/]([^()/\n]{2,40})[)/][ .]*(?=\n|$)")
_TAIL = re.compile(r"(?<=[.!?])\s*(?=\S)|(?<=\S[\")])\s+(?=\S)|(?=[(/-])")


class Attribution(NamedTuple):
    """What stands around a text, understood."""

    byline: str | None
    """The person or people the text is signed by, as it was written."""
    dateline_place: str | None
    credits: tuple[Credit, ...]
    """Sources the article gives as its own, the outlet itself among them (see ``own_source``)."""
    mentions: tuple[Credit, ...]
    """Sources named in running text, each once."""
    body_start: int
    """Offset in the body where the text proper starts, after a byline or dateline."""
    body_end: int
    """Offset where it ends, before a sign-off."""
    own_source: str | None
    """Id of the outlet itself in the agencies table: a credit of that id is no other's text."""


@dataclass(slots=True, kw_only=True)
class _Draft:
    byline: str | None = None
    place: str | None = None
    credits: dict[tuple[str, Where], Credit] = field(default_factory=dict)

    def take(self, block: Block, text: Plain, *, where: Where) -> None:
        if block.person and self.byline is None:
            self.byline = text.slice(*block.person).strip()
        if block.place and self.place is None:
            self.place = text.slice(*block.place).strip()
        for name in block.names:
            self.credits.setdefault((name.source.id, where), _credit(name, text, where=where))


def _credit(name: Name, text: Plain, *, where: Where) -> Credit:
    return Credit(agency=name.source.id, where=where, text=text.slice(name.start, name.end))


def attribute(
    *, byline: str | None, title: str | None, body: str, outlet: str | None, seen: Glance | None = None
) -> Attribution:
    """Read the byline field and what stands at the edges of a body.

    Args:
        byline: the byline field as found, or None.
        title: the headline; sources named in it are mentions.
        body: paragraphs joined by newlines.
        outlet: name, handle or domain of the outlet.
        seen: what its words allow, where many articles were looked at together.
    """
    seen = glance([title or ""], [body], [outlet])[0] if seen is None else seen
    own = outlet_source(outlet)
    own_source = own.id if own else None
    if not byline and not seen:  # most articles
        return Attribution(None, None, (), (), 0, len(body.rstrip()), own_source)
    draft = _Draft()
    name = _outlet_name(outlet) if outlet else None
    if byline:
        _take_field(draft, byline, outlet=name)
    start, end, mentions = _read_body(draft, body, outlet=name, seen=seen)
    if seen.in_headline:
        mentions += _mentions(plain(title or ""), seen.in_headline)
    return Attribution(
        byline=draft.byline,
        dateline_place=draft.place,
        credits=tuple(draft.credits.values()),
        mentions=tuple({mention.agency: mention for mention in reversed(mentions)}.values())[::-1] if mentions else (),
        body_start=start,
        body_end=end,
        own_source=own_source,
    )


@lru_cache(maxsize=4096)
def _outlet_name(outlet: str) -> str | None:
    return plain(outlet).text.strip() or None


def _read_body(draft: _Draft, body: str, *, outlet: str | None, seen: Glance) -> tuple[int, int, list[Credit]]:
    """Where in the body its text proper starts and ends, and the mentions in it; most bodies need no reading."""
    if not seen:
        return 0, len(body.rstrip()), []
    text = seen.body or plain(body)
    start = _take_opening(draft, text, outlet=outlet) if seen.opens else 0
    end = _take_sign_off(draft, text, seen=seen, start=start) if seen.signs else start + len(text.text[start:].rstrip())
    mentions = _mentions(text, seen.mentions, start=start, end=end) if seen.mentions else []
    if mentions:
        _take_parentheses(draft, text, start=start, end=end)
    end = text.origin(max(start, end)) if end != len(text.text) else len(body)
    return text.origin(start) if start else 0, end, mentions


def _take_field(draft: _Draft, byline: str, *, outlet: str | None) -> None:
    text = plain(byline.replace("\n", " - "))
    block = read_field(read_atoms(text.text, start=0, end=len(text.text), outlet=outlet))
    draft.take(block, text, where="byline")


def _take_opening(draft: _Draft, text: Plain, *, outlet: str | None) -> int:
    """Read lines while they are bylines or datelines; returns where the text proper starts."""
    start = 0
    above = 0
    for line in _LINE.finditer(text.text):
        first = line.start() + len(line[0]) - len(line[0].lstrip())
        written, ahead = line[0].strip(), text.behind(first)
        if len(written) <= LONGEST_LINE:
            whole, opening = _read_short(written, outlet)
        elif _SEPARATOR.search(written, 0, LONGEST_OPENING):
            atoms = read_atoms(ahead.text, start=0, end=min(len(written), LONGEST_OPENING), outlet=outlet)
            whole, opening = None, read_opening(atoms)
        else:
            break
        if whole:
            draft.take(whole, ahead, where="dateline")
            start = min(line.end() + 1, len(text.text))
            continue
        if opening:
            draft.take(opening, ahead, where="dateline")
            return first + opening.end
        above += 1
        if above > LINES_ABOVE or len(line[0]) > LONGEST_ABOVE or _SENTENCE_END.search(line[0]):
            break
    return start


@lru_cache(maxsize=4096)
def _read_short(line: str, outlet: str | None) -> tuple[Block | None, Block | None]:
    """A line as a byline or dateline, or one in which the text begins. Most outlets write the same ones again."""
    atoms = read_atoms(line, start=0, end=len(line), outlet=outlet)
    whole = read_line(atoms)
    return whole, None if whole else read_opening(atoms)


def _take_sign_off(draft: _Draft, text: Plain, *, seen: Glance, start: int) -> int:
    """Read the last lines while they only sign; returns where the text proper ends."""
    end = len(text.text)
    lines = list(_LINE.finditer(text.text, start))
    for line in reversed(lines[1:][-_LAST_LINES:]):
        if WORD.search(line[0]) is None:
            continue
        if not _is_mark(line[0]):
            block = _signing(text.text, line.start(), line.end())
            if block is None:
                break
            draft.take(block, text, where="sign-off")
        end = line.start()
    return _take_tail(draft, text, start=start, end=end) if seen.names else start + len(text.text[start:end].rstrip())


@cache
def _marks() -> tuple[re.Pattern[str], ...]:
    """Patterns of the lines with which agencies end a story. None is a credit: several agencies use each of them."""
    around = {
        "end": r"[*. ]*{}[*. ]*",
        "stamp": r"[* ]*\d{{1,2}}[:.]\d{{2}} *{}[. ]*",
        "edit": r"\(? *(?:اعداد|تحرير|ترجمه).*{}.*",
    }
    return tuple(
        re.compile(around[row["kind"]].format(re.escape(plain(row["mark"]).text)))
        for row in read_table("signoff_marks.tsv")
    )


def _is_mark(line: str) -> bool:
    return any(pattern.fullmatch(line.strip()) for pattern in _marks())


def _signing(text: str, start: int, end: int) -> Block | None:
    if end - start > LONGEST_LINE:
        return None
    return read_sign_off(read_atoms(text, start=start, end=end))


def _take_tail(draft: _Draft, text: Plain, *, start: int, end: int) -> int:
    """Read what signs behind the last sentence, on its line."""
    end = start + len(text.text[start:end].rstrip())
    line = text.text.rfind("\n", start, end) + 1
    near = max(start, line, end - _LONGEST_TAIL)
    for candidate in _TAIL.finditer(text.text, near, end):
        at = candidate.end()
        before = text.text[max(line, start) : at].rstrip(' -*/("')
        block = _signing(text.text, at, end) if before else None
        if block and block.names and (_SENTENCE_END.search(before) or _signs_alone(before, text.text[at:end])):
            draft.take(block, text, where="sign-off" if text.text[at] not in "(/" else "parentheses")
            return at
    return end


def _signs_alone(before: str, tail: str) -> bool:
    """Whether a tail in brackets or after a dash signs, though no sentence ends before it.

    It does not after a noun or a verb of saying: "according to the agency (name)" is a mention.
    """
    if tail[0] == "-":
        return _quotes().search(tail) is not None
    return _quotes().search(before[-60:]) is None


@cache
def _quotes() -> re.Pattern[str]:
    """Words that introduce a source: "agency", "paper", "according to", "told"."""
    words = [row["word"] for row in read_table("byline_words.tsv") if row["kind"] in ("agency", "paper", "source")]
    words += [row["verb"] for row in read_table("reporting_verbs.tsv") if row["use"] == "reports"]
    either = "|".join(sorted({re.escape(plain(word).text) for word in words}, key=len, reverse=True))
    return re.compile(f"(?<![{ARABIC}])[وفبلك]?(?:ال|ل)?(?:{either})(?![{ARABIC}])")


@cache
def _introduced() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Right before a weak name: a noun for agencies, or one for any source."""
    rows = read_table("byline_words.tsv")

    def before(*kinds: str) -> re.Pattern[str]:
        words = sorted((plain(row["word"]).text for row in rows if row["kind"] in kinds), key=len, reverse=True)
        return re.compile(f'(?<![{ARABIC}])[وفبلك]?(?:ال|ل)?(?:{"|".join(words)})(?: انباء)?[ "(]{{1,3}}$')

    return before("agency"), before("agency", "paper")


def _named(text: str, places: Iterable[int], *, start: int, end: int) -> Iterator[Name]:
    """Sources in running text: strong names anywhere, others where something says so."""
    index = source_index()
    done = start
    for at in places:
        word = WORD.match(text, at, end) if at >= done else None
        name = index.at(text, word) if word else None
        if name and name.end <= end and _says_so(text, name):
            done = name.end
            yield name


def _says_so(text: str, name: Name) -> bool:
    if name.source.type == "generic":
        return False
    if name.strength == "strong":
        return True
    ahead = text[max(0, name.start - 30) : name.start]
    agency, any_noun = _introduced()
    if (agency if name.source.type in ("agency", "union") else any_noun).search(ahead):
        return True
    alone = ahead[-1:] + text[name.end : name.end + 1] in ("()", "//")
    return alone and name.source.type not in ("outlet", "broadcaster")


def _take_parentheses(draft: _Draft, text: Plain, *, start: int, end: int) -> None:
    """Sources alone in parentheses behind the last sentence of a paragraph sign that paragraph."""
    if ")" not in text.text and "/" not in text.text:
        return
    for group in _PARENTHESES.finditer(text.text, start, end):
        block = _signing(text.text, group.start(1) - 1, group.end(1) + 1)
        if block:
            draft.take(block, text, where="parentheses")


def _mentions(text: Plain, places: Sequence[int], *, start: int = 0, end: int | None = None) -> list[Credit]:
    names = _named(text.text, places, start=start, end=len(text.text) if end is None else end)
    return [_credit(name, text, where="running text") for name in names]
