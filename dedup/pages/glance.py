"""Whether a text can name a source at all: a look at its words that costs a tenth of reading them.

Most texts name none, or only words that are a source's name in the right place. The words are taken
in windows-1256, one byte a letter, where folding, splitting and looking up are single calls; what that
encoding cannot write is folded first. The answer never misses a name that `SourceIndex.at` finds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from dedup.pages.agencies import ARABIC, WORD, plain, read_table, source_index

if TYPE_CHECKING:
    from collections.abc import Iterator

_CODEC: Final = "cp1256"
_LATIN: Final = bytes(range(0x41, 0x5B)) + bytes(range(0x61, 0x7B))
_SPACE: Final = 0x20
_SHORT: Final = 3
"""Letters; shorter words are frequent in any text."""
_NOUNS: Final = frozenset({"agency", "paper"})
_PREFIXES: Final = ("", "و", "ف", "ب", "ل", "ك")


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the words of a text allow."""

    first_words: frozenset[str]
    """Folded words of it with which a name that may be there begins."""
    has_strong: bool
    """One of those names is a source wherever it stands."""
    is_introduced: bool
    """One of those names stands behind a word for an agency or paper, which makes a source of a weak one."""

    def __bool__(self) -> bool:
        """Whether any source may be named."""
        return bool(self.first_words)


NOTHING: Final = Glance(first_words=frozenset(), has_strong=False, is_introduced=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A name as it is looked for."""

    first: bytes
    """Its first word."""
    phrase: bytes
    """All its words, spaces between; with one behind the last the search would be slower."""
    others: frozenset[bytes]
    """The words behind the first."""
    number: bytes
    """Digits in it; they are no words."""
    is_strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lookup:
    """The names of all sources as bytes."""

    arabic: bytes
    """For `bytes.translate`: letters folded, all else a space."""
    marks: bytes
    """What is deleted within words."""
    latin: bytes
    """Latin letters kept, all else a space."""
    names: dict[bytes, tuple[_Written, ...]]
    """By the word of each that fewest names have."""
    words: frozenset[bytes]
    """All words of names, and those with letters in front."""
    before_strong: frozenset[bytes]
    """Letters that may stand in front of the first word of a strong name."""
    before_weak: frozenset[bytes]
    nouns: frozenset[bytes]


def glance(text: str) -> Glance:
    """The names that may be in a text, by their first words."""
    lookup = _lookup()
    data = text.encode(_CODEC, "ignore")
    if len(data) != len(text):
        data = plain(text).text.encode(_CODEC, "ignore")
    words = data.translate(lookup.arabic, lookup.marks).split()
    if len(data.translate(None, _LATIN)) != len(data):
        words += data.translate(lookup.latin).split()
    found = lookup.words.intersection(words)
    if not found:
        return NOTHING
    may_be = [
        name
        for word in found
        for name in lookup.names.get(word, ())
        if found.issuperset(name.others) and name.number in data
    ]
    if not may_be:
        return NOTHING
    whole = b" %b " % b" ".join(words)
    seen = [place for name in may_be for place in _places(whole, name, lookup)]
    if not seen:
        return NOTHING
    return Glance(
        first_words=frozenset([first for first, _, _ in seen]),
        has_strong=any(is_strong for _, is_strong, _ in seen),
        is_introduced=any(noun in lookup.nouns for _, _, noun in seen),
    )


def is_name_word(word: str) -> bool:
    """Whether a folded word is part of any name."""
    return word.encode(_CODEC, "ignore") in _lookup().words


def shown_length(text: str) -> int:
    """Characters, vowels and what shows nothing left out."""
    data = text.encode(_CODEC, "ignore")
    return len(data.translate(None, _lookup().marks)) if len(data) == len(text) else len(plain(text).text)


def _places(whole: bytes, name: _Written, lookup: _Lookup) -> Iterator[tuple[str, bool, bytes]]:
    """Each place of a name: its first word as it stands there, whether it is strong, the word before it."""
    at = whole.find(name.phrase)
    while at >= 0:
        start = whole.rfind(b" ", 0, at + 1) + 1
        before = whole[start:at]
        ends = whole[at + len(name.phrase)] == _SPACE
        if ends and (not before or before in (lookup.before_strong if name.is_strong else lookup.before_weak)):
            noun = whole[whole.rfind(b" ", 0, start - 1) + 1 : start - 1] if start > 1 else b""
            yield (before + name.first).decode(_CODEC), name.is_strong, noun
        at = whole.find(name.phrase, at + 1)


@cache
def _lookup() -> _Lookup:
    arabic, marks = _tables()
    latin = bytes(byte if byte in _LATIN else 0x20 for byte in range(256))
    index = source_index()
    written = [
        _written(first, alias.words, latin if head.isascii() else arabic, is_strong=alias.strength == "strong")
        for head, aliases in index.aliases.items()
        for alias in aliases
        for first in _ways(head, alias.strength)
    ]
    forms: dict[bytes, list[bytes]] = {}
    for form, (head, _) in index.prefixed.items():
        forms.setdefault(head.encode(_CODEC), []).append(form.encode(_CODEC))
    holders = Counter(word for name in written for word in name.phrase.split())
    names: dict[bytes, list[_Written]] = {}
    for name in written:
        long = [word for word in name.phrase.split() if len(word) >= _SHORT] or [name.first]
        rarest = min(long, key=lambda word: (holders[word], -len(word)))
        for key in {rarest, *(forms.get(rarest, ()) if rarest == name.first else ())}:
            names.setdefault(key, []).append(name)
    return _Lookup(
        arabic=arabic,
        marks=marks,
        latin=latin,
        names={word: tuple(found) for word, found in names.items()},
        words=frozenset(names).union(*(name.others for name in written)),
        before_strong=frozenset(
            form.removesuffix(head) for head, found in forms.items() for form in found if form.endswith(head)
        ),
        before_weak=frozenset({"\u0648".encode(_CODEC)}),  # WAW, "and"
        nouns=frozenset(noun.encode(_CODEC) for noun in _nouns()),
    )


def _ways(head: str, strength: str) -> tuple[str, ...]:
    """A first word, and what becomes of it behind li-, where the article loses its ALEF."""
    has_article = strength == "strong" and head.startswith("\u0627\u0644")  # ALEF, LAM
    return (head, "\u0644" + head[1:]) if has_article else (head,)


def _written(first: str, rest: str, table: bytes, *, is_strong: bool) -> _Written:
    words = rest.encode(_CODEC, "ignore").translate(table).split()
    return _Written(
        first=first.encode(_CODEC),
        phrase=b" ".join([first.encode(_CODEC), *words]),
        others=frozenset(words),
        number="".join(filter(str.isdigit, rest)).encode(),
        is_strong=is_strong,
    )


def _tables() -> tuple[bytes, bytes]:
    """What each byte becomes, and the bytes of marks within words, as `plain` folds them."""
    table = bytearray(b" " * 256)
    marks = bytearray()
    for byte in range(0x80, 256):
        char = bytes([byte]).decode(_CODEC)
        folded = plain(char).text
        if not folded or char == "\u0640":  # TATWEEL
            marks.append(byte)
        elif WORD.fullmatch(folded) and len(folded) == 1 and not folded.isascii():
            table[byte] = folded.encode(_CODEC)[0]
    return bytes(table), bytes(marks)


def _nouns() -> Iterator[str]:
    """Words for agencies and papers, with every letter that may stand in front."""
    for row in read_table("byline_words.tsv"):
        if row["kind"] in _NOUNS:
            noun = plain(row["word"]).text.split()[-1]
            yield from (prefix + article + noun for prefix in _PREFIXES for article in ("", "ال", "ل"))


def places_of(text: str, first_words: frozenset[str], *, start: int, end: int) -> Iterator[int]:
    """Where in a folded text those words stand, whole, in order."""
    found: list[int] = []
    for word in first_words:
        at = text.find(word, start, end)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + len(word), end)
    yield from sorted(at for at in found if _begins_word(text, at, start))


def _begins_word(text: str, at: int, start: int) -> bool:
    """Arabic and Latin letters part each other's words."""
    if at == start:
        return True
    before, first = text[at - 1], text[at]
    return not (before.isascii() and before.isalpha()) if first.isascii() else before not in _arabic_letters()


@cache
def _arabic_letters() -> frozenset[str]:
    ranges = [part.split("-") for part in ("\u0620-\u063f", "\u0641-\u064a", "\u0671-\u06d3", "\u06fa-\u06ff")]
    letters = frozenset(chr(point) for first, last in ranges for point in range(ord(first), ord(last) + 1))
    assert "".join(f"{first}-{last}" for first, last in ranges) == ARABIC
    return letters
