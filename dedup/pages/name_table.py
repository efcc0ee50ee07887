"""The names of all sources as arrays of word hashes, for `dedup.pages.glance`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from dedup.kept import kept
from dedup.pages.agencies import WORD, read_table, source_index
from dedup.pages.byline import first_words_of, last_words_of
from dedup.pages.plain import ARABIC, PAST_ARABIC, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.pages.agencies import Source, Strength

STRONG: Final = 1 << 0
"""A name that is a source wherever it stands."""
INTRODUCED: Final = 1 << 1
"""One that is a source behind a word for an agency or paper."""
ALONE: Final = 1 << 2
"""One that is a source alone in brackets."""
HEAD, NOUN, OPENS, BEFORE_SOURCE, SIGNS, LAST, NAMES = (np.uint8(1 << bit) for bit in range(7))
"""What a word may be: the first of a name; one that introduces a name; the first of a byline or dateline; the first
before a source's name that opens; the first of a line that signs; the last of a signature. `NAMES` is for the pass
over a text: the word is the first of a name, and the name's other words follow."""
ROLE_BITS: Final = 16
"""Of a word's hash, the upper ones: its place in `roles`."""
NO_CLASS, ARABIC_LETTER, LATIN_LETTER, DIGIT = range(4)
"""What words are made of: letters of one script. Each digit is a word, as "24" is a name's, also in "2400"."""
BASIS, PRIME = 0xCBF29CE484222325, 0x100000001B3
"""Of FNV-1a (Fowler, Noll, Vo), here over code points."""
MIX: Final = 0x9E3779B185EBCA87
"""What its result is multiplied by: the upper bits are good ones then."""

_WORDS: Final = re.compile(f"[{ARABIC}]+|[A-Za-z]+|[0-9]")
_NOUNS: Final = frozenset({"agency", "paper"})
_PREFIXES: Final = ("", "و", "ف", "ب", "ل", "ك")
_NEWS: Final = "انباء"
"""May stand between such a noun and the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTable:
    """Open addressing: a word's place in ``heads`` begins at the upper bits of its hash; 0 is an empty slot."""

    heads: NDArray[np.uint64]
    """Hashes of the words with which names begin, with all that may stand in front."""
    shift: np.uint64
    """How far a hash is shifted to be a place in ``heads``."""
    firsts: NDArray[np.int64]
    """(slots, 2): the first name, and the one past the last, that begins with the word of the slot."""
    rests: NDArray[np.int64]
    """(names + 1,): where in ``words`` the other words of each name begin."""
    words: NDArray[np.uint64]
    kinds: NDArray[np.uint8]
    """(names,): what would make a source of a name: `STRONG`, `INTRODUCED`, `ALONE` or several."""


def word_hashes(words: Sequence[str]) -> NDArray[np.uint64]:
    """The hashes of folded words, (words,); none is 0."""
    letters = np.frombuffer("".join(words).encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    sizes = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    begins = np.cumsum(sizes) - sizes
    values = np.full(len(words), BASIS, dtype=np.uint64)
    for place in range(sizes.max(initial=0)):
        longer = np.flatnonzero(sizes > place)
        values[longer] = (values[longer] ^ letters[begins[longer] + place]) * np.uint64(PRIME)
    values *= np.uint64(MIX)
    values[values == 0] = 1
    return values


@kept
def name_table() -> NameTable:
    """The table of all names.

    Raises:
        DataError: the agencies table is damaged.
    """
    by_head: dict[str, set[tuple[tuple[str, ...], int]]] = {}
    for head, rest, kinds in _written():
        by_head.setdefault(head, set()).add((rest, kinds))
    names = [name for found in by_head.values() for name in sorted(found)]
    ends = np.cumsum([len(found) for found in by_head.values()])
    heads, slots = _slots(list(by_head))
    firsts = np.zeros((len(heads), 2), dtype=np.int64)
    firsts[slots, 0], firsts[slots, 1] = np.concatenate([[0], ends[:-1]]), ends
    return NameTable(
        heads=heads,
        shift=np.uint64(65 - len(heads).bit_length()),
        firsts=firsts,
        rests=np.cumsum([0, *(len(rest) for rest, _ in names)]).astype(np.int64),
        words=word_hashes([word for rest, _ in names for word in rest]),
        kinds=np.array([kinds for _, kinds in names], dtype=np.uint8),
    )


def _written() -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Each way that a name may be written: its first word, the others, and what would make a source of it."""
    index = source_index()
    forms: dict[str, list[str]] = {}
    for form, (head, skip) in index.prefixed.items():
        if skip:
            forms.setdefault(head, []).append(form)
    for head, aliases in index.aliases.items():
        for alias in aliases:
            rest, kinds = _rest(head, alias.words), _kinds(alias.source, alias.strength)
            yield head, rest, kinds
            for form in forms.get(head, ()):
                if alias.strength == "strong" or form == "\u0648" + head:  # WAW, "and"
                    yield form, rest, kinds


def _rest(head: str, words: str) -> tuple[str, ...]:
    """The words behind the first; none from where the script changes, as no pattern says where such a word ends."""
    rest = []
    for word in _WORDS.findall(words):
        if not word.isdigit() and word.isascii() != head.isascii():
            break
        rest.append(word)
    return tuple(rest)


def _kinds(source: Source, strength: Strength) -> int:
    if source.type == "generic":
        return 0
    if strength == "strong":
        return STRONG
    return INTRODUCED if source.type in ("outlet", "broadcaster") else INTRODUCED | ALONE


def _slots(words: Sequence[str]) -> tuple[NDArray[np.uint64], list[int]]:
    """A table of these words' hashes, at most a quarter full, and the slot of each word."""
    hashes = word_hashes(words).tolist()
    bits = (4 * len(hashes)).bit_length()
    table: list[int] = [0] * (1 << bits)
    slots = []
    for value in hashes:
        slot = value >> (64 - bits)
        while table[slot]:
            slot = (slot + 1) % len(table)
        table[slot] = value
        slots.append(slot)
    return np.array(table, dtype=np.uint64), slots


def _nouns() -> Iterator[str]:
    """Words for agencies and papers, with every letter that may stand in front."""
    yield _NEWS
    for row in read_table("byline_words.tsv"):
        if row["kind"] in _NOUNS:
            noun = plain(row["word"]).text.split()[-1]
            yield from (prefix + article + noun for prefix in _PREFIXES for article in ("", "ال", "ل"))


def _name_words() -> frozenset[str]:
    """All words of names, and the first ones with all that may stand in front."""
    index = source_index()
    found = {word for aliases in index.aliases.values() for alias in aliases for word in _WORDS.findall(alias.words)}
    return frozenset(found) | index.aliases.keys() | index.prefixed.keys()


@kept
def roles() -> NDArray[np.uint8]:
    """(65536,): by the upper bits of a word's hash what it may be; some words share a place, so it may be less."""
    index, found = source_index(), np.zeros(1 << ROLE_BITS, dtype=np.uint8)
    for role, words in (
        (HEAD, index.aliases.keys() | index.prefixed.keys()),
        (NOUN, _nouns()),
        (OPENS, first_words_of("MFPAE")),
        (BEFORE_SOURCE, first_words_of("SKWGB")),
        (SIGNS, first_words_of("MF")),
        (LAST, _name_words() | last_words_of("BKMSWG")),
    ):
        found[word_hashes(list(words)) >> np.uint64(64 - ROLE_BITS)] |= role
    return found


@lru_cache(maxsize=4096)
def first_word_hash(name: str) -> int:
    """The hash of the first word that is no number; 0 where there is none."""
    word = WORD.search(plain(name).text)
    return int(word_hashes([word[0]])[0]) if word else 0


@cache
def classes() -> NDArray[np.uint8]:
    """(65536,): for each code point what class of character it is."""
    every = "".join(map(chr, range(PAST_ARABIC)))
    found = np.zeros(1 << 16, dtype=np.uint8)
    for run in _WORDS.finditer(every):
        first = run[0][0]
        found[slice(*run.span())] = ARABIC_LETTER if not first.isascii() else DIGIT if first.isdigit() else LATIN_LETTER
    return found
