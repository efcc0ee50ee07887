"""What matching knows of Arabic words beforehand: ``data/words_v1.tsv``, as tables for compiled loops.

Words are known by their keys: the upper 22 bits of their stem's XXH64, then 8 bits of what was taken
off (`dedup.text.stems`).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
import xxhash

from dedup.compiled import compiled, part, uncounted
from dedup.errors import DataError
from dedup.kept import kept
from dedup.text.stems import stem_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

AFFIX_BITS = 8
AFFIXES = (1 << AFFIX_BITS) - 1
"""The part of a key that tells what was taken off."""
STEM_BITS = 22
MAX_RARITY = 7
"""Of a stem that is not listed: a name, a rare word."""
SAYING, WEEKDAY, MONTH, DAY = 1, 16, 32, 64
"""Values of words: a verb of saying; a weekday, a month and a day of the month have their number added."""
_KINDS = {"saying": 0, "weekday": WEEKDAY, "month": MONTH}
FACT_KINDS = ("name", "place", "numeral", "weekday", "month")
WEEKDAY_FACT = FACT_KINDS.index("weekday") + 1
"""The value of weekdays among `Lexicon.facts`."""
_SLOTS = 1 << 12
_VALUE_BITS = 8
_DAYS = 31
_SPREAD = 0x9E3779B1  # Knuth's multiplicative hashing


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Open-addressing tables: each entry is a key and 8 bits of value, 0 an empty slot."""

    words: NDArray[np.int64]
    """By word key: `SAYING` or one of the others; for `listed`."""
    stems: NDArray[np.int64]
    """By stem hash: rarity and 1; for `listed`."""
    facts: NDArray[np.int64]
    """By stem hash: the place in `FACT_KINDS`, and 1, of names, places, numbers in words, weekdays, months; for `listed`."""


@part
def _place(key, slots):
    """Where to look first: the low bits of a key are affixes, so all of it is mixed into the place."""
    return ((key * _SPREAD) >> 24) & (slots - 1)


@kept
def lexicon(version: int) -> Lexicon:
    """The tables of that version.

    Raises:
        DataError: the data file is damaged.
    """
    words, stems, facts = (np.zeros(_SLOTS, dtype=np.int64) for _ in range(3))
    name = f"words_v{version}.tsv"
    for number, line in enumerate((files("dedup") / "data" / name).read_text("utf-8").splitlines(), 1):
        if line.startswith(("#", "kind\t")):
            continue
        try:
            kind, word, value = line.split("\t")
            if kind == "stem":
                _put(stems, stem_hash(word), int(value) + 1)
            if kind in _KINDS:
                _put(words, word_key(word), _KINDS[kind] + int(value))
            if kind in FACT_KINDS:
                fact = word_key(word) >> AFFIX_BITS if kind in _KINDS else stem_hash(word)
                _put(facts, fact, FACT_KINDS.index(kind) + 1)
        except (ValueError, KeyError) as error:
            raise DataError(f"{name}, line {number}: {error}; reinstall dedup.") from error
    for day in range(1, _DAYS + 1):
        for written in {f"{day}", f"{day:02}"}:
            _put(words, word_key(written), DAY + day)
    return Lexicon(words=words, stems=stems, facts=facts)


def word_key(word: str) -> int:
    """The key of a folded word."""
    stem, affixes = stem_and_affixes(word)
    return stem_hash(stem) << AFFIX_BITS | affixes


def stem_and_affixes(word: str) -> tuple[str, int]:
    """The stem of a folded word, and the number of what is taken off."""
    units = np.frombuffer(word.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    begin, end, affix = _stem_of(units)
    return units[begin:end].tobytes().decode("utf-16-le", "surrogatepass"), int(affix)


@compiled("UniTuple(i8, 3)(Array(u2, 1, 'C', readonly=True))")
def _stem_of(units):
    """`stem_of`, for callers that are not compiled: it would be compiled anew in every process."""
    return stem_of(units, 0, len(units))


def stem_hash(stem: str) -> int:
    """What stands for a stem in keys."""
    return xxhash.xxh64_intdigest(stem.encode("utf-16-le", "surrogatepass")) >> (64 - STEM_BITS)


def _put(table: NDArray[np.int64], key: int, value: int) -> None:
    place = _place(key, len(table))
    while table[place] and table[place] >> _VALUE_BITS != key:
        place = (place + 1) % len(table)
    table[place] = key << _VALUE_BITS | value


@uncounted
def listed(table, key):
    """The value of a key; 0 if it is not listed."""
    place = _place(key, len(table))
    while table[place] != 0:
        if table[place] >> _VALUE_BITS == key:
            return table[place] & ((1 << _VALUE_BITS) - 1)
        place = (place + 1) & (len(table) - 1)
    return 0
