"""Who can be named as a source: agencies, broadcasters and papers, found under any of their names.

The table ``data/agencies.tsv`` gives each source strong names (a source wherever they stand), weak
ones (short, or words of the language: a source only where the place says so), guarded ones (also
people's names: only after "agency" or alone in parentheses) and Latin ones (case matters).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple

from dedup.errors import DataError
from dedup.kept import kept
from dedup.pages.plain import ARABIC, plain, plain_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


WORD = re.compile(f"[{ARABIC}]+|[A-Za-z]+")

Strength = Literal["strong", "spelled", "weak", "guarded"]
"""``spelled`` is a weak name of single letters, which no other word looks like."""

_PREFIXES = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فل", "وك")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row of the agencies table."""

    id: str
    type: str
    """agency | broadcaster | outlet | syndicate | union | generic"""
    domains: tuple[str, ...]


class Name(NamedTuple):
    """A source named in a text, by the offsets of the folded text."""

    source: Source
    strength: Strength
    start: int
    end: int


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a table under ``dedup/data``, by the names of its columns.

    Raises:
        DataError: a row has more or fewer columns than the first line names.
    """
    lines = (files("dedup") / "data" / name).read_text("utf-8").splitlines()
    head = lines[0].split("\t")
    rows = [line.split("\t") for line in lines[1:] if line]
    for number, row in enumerate(rows, start=2):
        if len(row) != len(head):
            raise DataError(f"{name}, line {number}: {len(row)} columns instead of {len(head)}; reinstall dedup.")
    return [dict(zip(head, row, strict=True)) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alias:
    source: Source
    strength: Strength
    rest: str
    """The pattern of what follows the first word."""
    words: str
    """The same as it is written in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceIndex:
    """All names by their first word."""

    aliases: dict[str, tuple[_Alias, ...]]
    """Folded first word: the names that begin with it, longest first."""
    prefixed: dict[str, tuple[str, int]]
    """A first word with و ف ب ل ك and the article in front: the bare first word, letters in front."""
    handles: dict[str, Source]

    def at(self, text: str, word: re.Match[str]) -> Name | None:
        """The longest name, of any strength, that begins with this word."""
        head, skip = word[0], 0
        found = self._longest(text, head=head, start=word.start(), end=word.end())
        if found is None and head in self.prefixed:
            head, skip = self.prefixed[head]
            found = self._longest(text, head=head, start=word.start() + skip, end=word.end())
            if found and found.strength != "strong" and word[0][:skip] != "و":
                return None
        return found

    def _longest(self, text: str, *, head: str, start: int, end: int) -> Name | None:
        rest = _any_rest(head).match(text, end) if head in self.aliases else None
        if rest is None or rest.lastindex is None:
            return None
        alias = self.aliases[head][rest.lastindex - 1]
        return Name(alias.source, alias.strength, start, rest.end())


@cache
def sources() -> dict[str, Source]:
    """The agencies table by id.

    Raises:
        DataError: the table is damaged.
    """
    return {
        row["id"]: Source(id=row["id"], type=row["type"], domains=tuple(filter(None, row["domain"].split(";"))))
        for row in read_table("agencies.tsv")
    }


@kept
def source_index() -> SourceIndex:
    """The names of all sources, ready for searching."""
    aliases: dict[str, list[tuple[int, _Alias]]] = {}
    known_as: list[tuple[str, Source]] = []
    for row in read_table("agencies.tsv"):
        source = sources()[row["id"]]
        for name, strength in _names(row):
            head, rest = _pattern(name)
            alias = _Alias(source=source, strength=strength, rest=rest, words=name[len(head) :])
            aliases.setdefault(head, []).append((len(name), alias))
            known_as.append((name, source))
        others = filter(None, (*row["handles"].split(";"), *row["domain"].split(";")))
        known_as += [(other, source) for other in others]
    handles: dict[str, Source] = {}
    for known, (_, source) in zip(handles_of([name for name, _ in known_as]), known_as, strict=True):
        handles.setdefault(known, source)
    ordered = {
        head: tuple(alias for _, alias in sorted(found, key=lambda pair: -pair[0])) for head, found in aliases.items()
    }
    return SourceIndex(aliases=ordered, prefixed=_prefixed(ordered), handles=handles)


def _names(row: dict[str, str]) -> Iterator[tuple[str, Strength]]:
    columns: tuple[tuple[str, Strength], ...] = (
        ("strong_aliases", "strong"),
        ("latin", "strong"),
        ("weak_aliases", "weak"),
        ("guarded_aliases", "guarded"),
    )
    for column, strength in columns:
        for name in plain_all(list(filter(None, row[column].split(";")))):
            letters = name.replace(".", " ").split()
            spelled = strength == "weak" and len(letters) > 1 and min(map(len, letters)) == 1
            yield name, "spelled" if spelled else strength


def _pattern(name: str) -> tuple[str, str]:
    """The first word of a name and the pattern of what must follow it.

    Between single letters there must be a space or a full stop, or ordinary words would match.
    """
    head = WORD.match(name)
    if head is None:
        raise DataError(f"agencies.tsv: {name!r} does not begin with a letter; reinstall dedup.")
    single = all(len(word) == 1 for word in name.split())
    rest = r"(?: *\. *| +)".join if single else '[ ."-]+'.join
    parts = re.split(r"[ .-]+", name[head.end() :])
    after = rest(map(re.escape, parts))
    boundary = f"(?![{ARABIC}])" if not head[0].isascii() else r"(?![A-Za-z]|\.[a-z])"
    return head[0], after + boundary


def _prefixed(aliases: dict[str, tuple[_Alias, ...]]) -> dict[str, tuple[str, int]]:
    forms: dict[str, tuple[str, int]] = {}
    for head in aliases:
        if head.isascii() or len(head) == 1:
            continue
        articles = ("", "ال") if len(head) > 2 and not head.startswith("ال") else ("",)
        for prefix in ("", *_PREFIXES):
            for article in articles:
                forms.setdefault(prefix + article + head, (head, len(prefix + article)))
        if head.startswith("ال"):
            # With the preposition li- the article loses its alef: the bare head is two letters shorter.
            forms.setdefault("ل" + head[1:], (head, 1))
            forms.setdefault("ول" + head[1:], (head, 2))
    return forms


@cache
def _any_rest(head: str) -> re.Pattern[str]:
    """What follows a first word: the pattern's groups are its names, in their order.

    Made when the word is met: most stand in no text of a run, and all of them take a tenth of a second.
    """
    return re.compile("|".join(f"({alias.rest})" for alias in source_index().aliases[head]))


@lru_cache(maxsize=4096)
def outlet_source(outlet: str | None) -> Source | None:
    """The row of the agencies table that an outlet's name, handle or domain stands for, if any."""
    return source_index().handles.get(handle(outlet)) if outlet else None


def handle(name: str) -> str:
    """An outlet's name, handle or domain with its letters folded, and without what separates them."""
    return _bare(plain(name.strip()).text)


def handles_of(names: Sequence[str]) -> list[str]:
    """`handle` of each, none of which holds a line break."""
    return [_bare(folded) for folded in plain_all([name.strip() for name in names])]


def _bare(folded: str) -> str:
    bare = folded.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return re.sub(r"[ ._/@-]+", "", bare)
