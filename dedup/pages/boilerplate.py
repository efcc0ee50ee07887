"""Bodies without what their outlet puts around every story: counting, and cleaning.

Two rules, both inside one outlet only (across outlets a repeated line is the syndication itself):

* a **list** of other stories follows a marker: `dedup.pages.related_lists`;
* a **repeated line** stands first or last in articles that have nothing else in common:
  `dedup.pages.repeated_lines` counts what `edges_of` says of each article.

Cleaning is for comparing; what people read is the original body. What is stored, and when which
function is called, is in docs/boilerplate.md.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import xxhash

from dedup.pages.line_keys import line_key
from dedup.pages.related_lists import PREFIX, list_prefixes, lists_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RULE_VERSION: Final = 1
"""Changes with anything that changes what is removed, or a stored hash."""

Reason = Literal["list", "repeated"]

HEAD_LINES: Final = 2
TAIL_LINES: Final = 6
TAIL_SENTENCES: Final = 3
"""Of the last line: there the footer of a text without line breaks stands."""
LONGEST: Final = 3
"""Lines by which articles are told apart."""
KEY_MIN, KEY_MAX = 3, 900
"""Bytes of a key; below are stray letters, above paragraphs."""
LABEL_MAX, LINE_MAX = 40, 150
"""Bytes of a key, about one a letter: names, datelines and labels; captions and headlines."""
SENTENCE_MIN: Final = 20
"""Bytes of a key; a shorter line with a full stop is still a label."""
LABEL, LINE, PROSE = 0, 1, 2
"""Classes of a unit; prose is longer than a headline, or ends with a full stop."""
FOOTER_MIN: Final = 100
"""Bytes of a key; a shorter one is looked for as a whole line or sentence only."""
CLASS_BITS: Final = 3
HASH_BITS: Final = 0xFFFFFFFC
"""Of a unit's 32-bit number in `edges_of`: its class, and the low bits of its hash."""
_SENTENCE_END: Final = re.compile(r"(?<![.\s(][^\W\d])(?<!\.)[.!\u061f][\"\u00bb\u201d)]*\s+")
"""A mark, ARABIC QUESTION MARK among them, then quotes and a space; not after an initial or another dot."""


class Scan(NamedTuple):
    """The edges of one body, without its lists: what counting and cleaning look at."""

    body: str
    places: tuple[int, ...]
    """The first `HEAD_LINES` and the last `TAIL_LINES` lines that hold letters, ascending."""
    hashes: tuple[int, ...]
    """(places,): 64-bit hash of each line's key; 0 where a line cannot be boilerplate."""
    classes: tuple[int, ...]
    """(places,): `LABEL`, `LINE` or `PROSE`."""
    sentences: tuple[tuple[int, int], ...]
    """(marks before it, hash) of the last line's last sentences, the last one first."""
    longest: tuple[int, ...]
    """Hashes of the body's `LONGEST` longest lines, the longest first; fewer where it has fewer."""
    lists: tuple[tuple[int, int], ...]
    """(first line, line after the last) of each list under a marker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A part of a body that is not the article."""

    begin: int
    end: int
    """Characters of the body as it came in."""
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanBody:
    """A body without its boilerplate: the body itself where there was none; empty where there was nothing else."""

    body: str
    removed: tuple[Removed, ...] = ()


def scan(body: str) -> Scan:
    """Reads the edges of a body: the one costly step, shared by `edges_of` and `clean`."""
    keys = line_key(body).split(b"\n")
    if len(keys) == 1:
        keys = list(map(line_key, lines_of_body(body)))
    places = [at for at, key in enumerate(keys) if len(key) > 2 or key.strip(b".")]
    lists: tuple[tuple[int, int], ...] = ()
    if not list_prefixes().isdisjoint([keys[at][:PREFIX] for at in places]):
        lists = lists_in(lines_of_body(body), keys)
        for begin, end in lists:
            places = [at for at in places if not begin <= at < end]
    if not places:
        return Scan(body, (), (), (), (), (), lists)
    digest = xxhash.xxh64_intdigest
    longest = sorted([keys[at] for at in places], key=len, reverse=True)[:LONGEST]
    last = keys[places[-1]]
    if len(places) > HEAD_LINES + TAIL_LINES:
        places = places[:HEAD_LINES] + places[-TAIL_LINES:]
    edges = [keys[at] for at in places]
    hashes = [digest(key) if KEY_MIN <= len(key) <= KEY_MAX else 0 for key in edges]
    kinds = [
        PROSE
        if len(key) > LINE_MAX or (len(key) >= SENTENCE_MIN and key[-1] == 0x2E and key[-2] != 0x2E)
        else LABEL
        if len(key) <= LABEL_MAX
        else LINE
        for key in edges
    ]
    sentences = tuple(_last_sentences(last)) if b"." in last[:-SENTENCE_MIN] else ()
    return Scan(body, tuple(places), tuple(hashes), tuple(kinds), sentences, tuple(map(digest, longest)), lists)


def lines_of_body(body: str) -> list[str]:
    """The lines of a body with their breaks; the sentences of one that has no line breaks."""
    if "\n" in body:
        return [line + "\n" for line in body.split("\n")]
    ends = [mark.end() for mark in _SENTENCE_END.finditer(body)]
    return [body[begin:end] for begin, end in pairwise([0, *ends, len(body)])]


def edges_of(scanned: Scan, *, title: str | None) -> bytes:
    """What one article adds to its outlet's count: 32-bit numbers, 8 or so.

    Hashes of the headline and of the longest lines (0: none), then each edge unit, the tail's
    first. The two lowest bits of a unit are its class; those of the headline's hash say how many
    of the units are the head's alone.
    """
    heads = max(0, len(scanned.places) - TAIL_LINES)
    units = [hash_ & HASH_BITS | kind for hash_, kind in zip(scanned.hashes, scanned.classes, strict=True) if hash_]
    if heads:
        heads -= scanned.hashes[:heads].count(0)
        units = units[heads:] + units[:heads]
    if scanned.sentences:
        units[len(units) - heads : len(units) - heads] = [hash_ & HASH_BITS | PROSE for _, hash_ in scanned.sentences]
    headline = xxhash.xxh64_intdigest(line_key(title)) & HASH_BITS if title else 0
    longest = [hash_ & HASH_BITS for hash_ in scanned.longest] + [0] * (LONGEST - len(scanned.longest))
    return array("I", [headline | heads, *longest, *units]).tobytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoilerplateLines:
    """The lines that are taken out of an outlet's bodies."""

    hashes: frozenset[int]
    """64-bit hashes of their keys."""
    footers: tuple[tuple[int, int], ...] = ()
    """(length, hash) of the keys of the long ones, the longest first: looked for inside a last line too."""


def boilerplate_lines(lines: Iterable[tuple[int, str]]) -> BoilerplateLines:
    """Of the (64-bit hash, words) of an outlet's boilerplate lines."""
    listed = list(lines)
    keys = {key for _, words in listed if len(key := line_key(words).rstrip(b".")) >= FOOTER_MIN}
    footers = sorted(((len(key), xxhash.xxh64_intdigest(key)) for key in keys), reverse=True)
    return BoilerplateLines(hashes=frozenset(hash_ for hash_, _ in listed), footers=tuple(footers))


def clean(scanned: Scan, *, lines: BoilerplateLines) -> CleanBody:
    """The body without its lists and without the boilerplate lines at its two ends.

    A line goes where nothing but boilerplate stands between it and an end of the body.
    """
    hashes, known = scanned.hashes, lines.hashes
    untouched = known.isdisjoint(hashes) and known.isdisjoint([hash_ for _, hash_ in scanned.sentences])
    if untouched and not scanned.lists and not lines.footers:
        return CleanBody(body=scanned.body)
    count = len(hashes)
    begin = next((at for at in range(count) if at >= HEAD_LINES or hashes[at] not in known), count)
    end = next((at for at in range(count, begin, -1) if count - at >= TAIL_LINES or hashes[at - 1] not in known), begin)
    spans = sorted(_spans(scanned, begin, end, lines), key=lambda span: span.begin)
    return _without(scanned.body, spans)


def lines_of(scanned: Scan) -> Iterator[tuple[int, int, str]]:
    """Of each edge unit its 64-bit hash, its 32-bit number in `edges_of`, and its words."""
    texts = lines_of_body(scanned.body)
    for at, hash_, kind in zip(scanned.places, scanned.hashes, scanned.classes, strict=True):
        if hash_:
            yield hash_, hash_ & HASH_BITS | kind, texts[at].strip()
    end = None
    for before, hash_ in scanned.sentences:
        begin = _after_stop(texts[scanned.places[-1]], before)
        yield hash_, hash_ & HASH_BITS | PROSE, texts[scanned.places[-1]][begin:end].strip()
        end = begin


def _last_sentences(line: bytes) -> Iterator[tuple[int, int]]:
    """Of a line of several sentences, the last ones without its first; a scrap goes with the one before it."""
    pieces = line.rsplit(b".", 2 * TAIL_SENTENCES)
    marks = line.count(b".") - len(pieces) + 1
    found, sentence = 0, b""
    for at in range(len(pieces) - 1, 0, -1):
        sentence = pieces[at] + b"." + sentence if sentence else pieces[at]
        if len(sentence) >= SENTENCE_MIN and found < TAIL_SENTENCES:
            yield marks + at, xxhash.xxh64_intdigest(sentence)
            found, sentence = found + 1, b""


def _after_stop(line: str, count: int) -> int:
    """Where the line goes on after its ``count``-th mark that ends a sentence, and after its quotes."""
    at = 0
    while count:
        count -= line_key(line[at]).count(b".")
        at += 1
    while at < len(line) and line[at] in "\"'\u00bb\u201d)":  # RIGHT-POINTING GUILLEMET, RIGHT DOUBLE QUOTATION MARK
        at += 1
    return at


def _spans(scanned: Scan, begin: int, end: int, lines: BoilerplateLines) -> Iterator[Removed]:
    """Where the lists, the lines before ``begin`` and from ``end`` on, and a footer in the last line stand."""
    texts = lines_of_body(scanned.body)
    starts = [0, *accumulate(map(len, texts))]
    places = scanned.places
    for at in (*places[:begin], *places[end:]):
        yield Removed(begin=starts[at], end=starts[at + 1], reason="repeated")
    text_ends = starts[places[end]] if end < len(places) else starts[-1]
    if end == len(places) > begin:
        last = places[-1]
        if cut := _known_sentences(scanned, texts[last], lines) or _footer(texts[last], lines):
            text_ends = starts[last] + cut
            yield Removed(begin=text_ends, end=starts[last + 1], reason="repeated")
    for first, after in _lists(scanned, text_ends):
        ends = starts[after] if starts[first] > text_ends else min(starts[after], max(text_ends, starts[first]))
        yield Removed(begin=starts[first], end=ends, reason="list")


def _lists(scanned: Scan, text_ends: int) -> tuple[tuple[int, int], ...]:
    """The lists, those above a footer read once more, for it may have hidden where one ends."""
    above = scanned.body[:text_ends]
    if not scanned.lists or text_ends >= len(scanned.body) or ("\n" in above) != ("\n" in scanned.body):
        return scanned.lists
    lines_above = above.count("\n")
    return scan(above).lists + tuple(lines for lines in scanned.lists if lines[0] > lines_above)


def _known_sentences(scanned: Scan, line: str, lines: BoilerplateLines) -> int:
    """Where the last line's boilerplate sentences begin; 0 where it has none."""
    cut = 0
    for before, hash_ in scanned.sentences:
        if hash_ not in lines.hashes:
            break
        cut = before
    return _after_stop(line, cut) if cut else 0


def _footer(line: str, lines: BoilerplateLines) -> int:
    """Where a footer begins that follows a text without a full stop in the same line; 0 where none does."""
    key = line_key(line).rstrip(b".\n")
    for length, hash_ in lines.footers:
        if length < len(key) and xxhash.xxh64_intdigest(key[-length:]) == hash_:
            before = len(key) - length
            return next(at for at, done in enumerate(accumulate(len(line_key(mark)) for mark in line)) if done > before)
    return 0


def _without(body: str, spans: list[Removed]) -> CleanBody:
    """The body without the spans, which are ascending; what is blank between two, or before an end, goes too."""
    groups: list[list[Removed]] = []
    reached = 0
    for span in spans:
        if not groups or body[reached : span.begin].strip():
            groups.append([])
        groups[-1].append(span)
        reached = max(reached, span.end)
    removed: list[Removed] = []
    for group in groups:
        begin, end = group[0].begin, min(max(span.end for span in group), len(body))
        if not body[end:].strip():
            begin, end = len(body[:begin].rstrip()), len(body)
        if not body[:begin].strip():
            begin, end = 0, len(body) - len(body[end:].lstrip())
        cuts = [begin, *(after.begin for before, after in pairwise(group) if before.reason != after.reason), end]
        reasons = [reason for reason, _ in groupby(span.reason for span in group)]
        removed += [
            Removed(begin=first, end=last, reason=reason)
            for (first, last), reason in zip(pairwise(cuts), reasons, strict=True)
            if first < last
        ]
    kept = [0, *(at for span in removed for at in (span.begin, span.end)), len(body)]
    return CleanBody(
        body="".join(body[a:b] for a, b in zip(kept[::2], kept[1::2], strict=True)), removed=tuple(removed)
    )
