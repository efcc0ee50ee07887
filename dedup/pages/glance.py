"""Where in a text a source may be named: one compiled pass over a batch of texts, before any is read.

Most texts name no source, or only words that are a source's name in the right place. The pass folds
the texts as `dedup.pages.agencies.plain` does, cuts them into words and compares the words' hashes with
those of all names. It may see a name where none is; it never misses one that `SourceIndex.at` finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from dedup.compiled import compiled, part
from dedup.pages.edges import may_open, may_sign
from dedup.pages.name_table import (
    ALONE,
    BASIS,
    DIGIT,
    HEAD,
    INTRODUCED,
    MIX,
    NAMES,
    NO_CLASS,
    NOUN,
    PRIME,
    ROLE_BITS,
    STRONG,
    classes,
    first_word_hash,
    name_table,
    roles,
)
from dedup.pages.plain import MOST_OF_ONE, Plain, fold_plain
from dedup.pages.plain import table as folding_table
from dedup.text.tokens import longest_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_BASIS, _PRIME, _MIX = np.uint64(BASIS), np.uint64(PRIME), np.uint64(MIX)
_ROLE_SHIFT = np.uint64(64 - ROLE_BITS)
_BRACKETS: Final = (ord("("), ord("/"))
_LINE_BREAK = ord("\n")


class Glance(NamedTuple):
    """What the words of an article allow; where there is nothing to read, it is false."""

    opens: bool = False
    """A byline or dateline may stand before the body."""
    signs: bool = False
    """Its end may sign."""
    names: bool = False
    """A name of a source may be in it."""
    mentions: Sequence[int] = ()
    """Where in the folded body one may begin that is a source though it stands in running text, ascending."""
    in_headline: Sequence[int] = ()
    """The same of the folded headline."""
    body: Plain | None = None
    """Folded, where there is something to read."""

    def __bool__(self) -> bool:
        return self.opens or self.signs or bool(self.mentions) or bool(self.in_headline)


_NOTHING: Final = Glance()


def glance(headlines: Sequence[str], bodies: Sequence[str], outlets: Sequence[str | None]) -> list[Glance]:
    """For each article what may be in it; the name of its outlet may stand above its text."""
    encoded = [
        text.encode("utf-16-le", "surrogatepass") for pair in zip(headlines, bodies, strict=True) for text in pair
    ]
    sizes = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
    table = name_table()
    allowed, counts, places, ends, codes, origins = _look(
        np.frombuffer(b"".join(encoded), dtype="<u2"),
        np.cumsum(sizes) // 2,
        np.array([first_word_hash(outlet) if outlet else 0 for outlet in outlets], dtype=np.uint64),
        folding_table(),
        (classes(), roles()),
        (table.heads, table.shift, table.firsts, table.rests, table.words, table.kinds),
    )
    result = [_NOTHING] * len(bodies)
    mentions, at = places.tolist(), [0, *np.cumsum(counts).tolist()]
    worth = np.flatnonzero(allowed[:, :2].any(axis=1) | counts.any(axis=1))
    for article, (opens, signs, names) in zip(worth.tolist(), allowed[worth].tolist(), strict=True):
        begin, middle, end = at[2 * article : 2 * article + 3]
        kept = slice(ends[article - 1] if article else 0, ends[article])
        body = _folded(bodies[article], sizes[2 * article + 1] // 2, codes[kept], origins[kept])
        result[article] = Glance(opens, signs, names, mentions[middle:end], mentions[begin:middle], body)
    return result


def _folded(original: str, units: int, codes: NDArray[np.uint16], origins: NDArray[np.int32]) -> Plain | None:
    """What `plain` gives; None where a character takes two units, as the places are other ones then."""
    if units != len(original):
        return None
    return Plain(original, codes.tobytes().decode("utf-16-le", "surrogatepass"), origins)


@part
def _cut(codes, classes, hashes, places, breaks):
    """The words of a folded text: their hashes, from the second place on, and where they begin; where its lines end.

    How many there are of both is given back.
    """
    count, lines, value, run = np.uint64(0), 0, _BASIS, np.uint8(NO_CLASS)
    for at in range(len(codes)):
        code = codes[at]
        kind = classes[code]
        # Written whether it counts or not: where words end is not to be foreseen, and this needs no foresight.
        begins = ((kind != run) & (kind != NO_CLASS)) | (kind == DIGIT)
        places[count] = at
        count += np.uint64(begins)
        value = _BASIS if begins else value
        value = (value ^ np.uint64(code)) * _PRIME if kind else value
        hashes[count] = value
        if code == _LINE_BREAK:
            breaks[lines] = at
            lines += 1
        run = kind
    breaks[lines] = len(codes)
    return np.int64(count), lines + 1


@part
def _slot(table, shift, value):
    """The slot of a hash in a table; -1 if it is not there."""
    slot = np.int64(value >> shift)
    while table[slot]:
        if table[slot] == value:
            return slot
        slot = (slot + 1) & (len(table) - 1)
    return -1


@part
def _follow(hashes, after, rest):
    """Whether the words from ``after`` on are those of ``rest``."""
    if after + len(rest) > len(hashes):
        return False
    for k in range(len(rest)):
        if hashes[after + k] != rest[k]:
            return False
    return True


@part
def _needs(hashes, word, names):
    """What would make sources of the names that begin with a word; -1 where none does."""
    heads, shift, firsts, rests, words, kinds = names
    slot, needs = _slot(heads, shift, hashes[word]), -1
    if slot >= 0:
        for name in range(firsts[slot, 0], firsts[slot, 1]):
            if _follow(hashes, word + 1, words[rests[name] : rests[name + 1]]):
                needs = max(needs, 0) | kinds[name]
    return needs


@part
def _has(codes, places, said, word):
    """What makes sources of names that begin with a word, by where it stands."""
    has = STRONG
    if word and said[word - 1] & NOUN:
        has |= INTRODUCED
    if places[word] and codes[places[word] - 1] in _BRACKETS:
        has |= ALONE
    return has


@part
def _find(codes, hashes, places, said, roles, names, found):
    """Writes what each word may be, and where names begin that are sources; how many, and if there is any name."""
    count, named = 0, False
    for word in range(len(hashes)):
        hashes[word] *= _MIX
        said[word] = roles[hashes[word] >> _ROLE_SHIFT]
    for word in range(len(hashes)):
        if said[word] & HEAD:
            needs = _needs(hashes, word, names)
            if needs >= 0:
                named = True
                said[word] |= NAMES
                if needs & _has(codes, places, said, word):
                    found[count] = places[word]
                    count += 1
    return count, named


@compiled(
    "Tuple((b1[:, ::1], i8[:, ::1], i8[::1], i8[::1], u2[::1], i4[::1]))(Array(u2, 1, 'C', readonly=True), i8[::1],"
    "u8[::1], u4[::1], UniTuple(u1[::1], 2),"
    "Tuple((u8[::1], u8, i8[:, ::1], i8[::1], u8[::1], u1[::1])))",
)
def _look(units, ends, owns, folding, kinds, names):
    classes, roles = kinds
    room, all_room = longest_text(ends) * MOST_OF_ONE + 1, len(units) * MOST_OF_ONE + 1
    said, kept_codes, kept_origins = (
        np.empty(room, np.uint8),
        np.empty(all_room, np.uint16),
        np.empty(all_room, np.int32),
    )
    hashes, places, breaks = np.empty(room, np.uint64), np.empty(room, np.int64), np.empty(room, np.int64)
    allowed, counts = np.zeros((len(owns), 3), dtype=np.bool_), np.zeros((len(owns), 2), dtype=np.int64)
    found, kept_ends, seen, kept, begin = np.empty(all_room, np.int64), np.zeros(len(owns), np.int64), 0, 0, 0
    of_words = hashes[1:]
    for text in range(len(ends)):
        codes = kept_codes[kept:]
        size = fold_plain(units[begin : ends[text]], folding, codes, kept_origins[kept:])
        words, lines = _cut(codes[:size], classes, hashes, places, breaks)
        count, named = _find(codes, of_words[:words], places, said, roles, names, found[seen:])
        article, is_body = text // 2, text % 2
        counts[article, is_body] = count
        if is_body:
            of_text = codes[:size], of_words[:words], places[:words], said[:words], breaks[:lines]
            opens, signs = may_open(of_text, owns[article]), may_sign(of_text)
            allowed[article] = opens, signs, named
            kept += size if opens or signs or counts[article].any() else 0
            kept_ends[article] = kept
        begin, seen = ends[text], seen + count
    return allowed, counts, found[:seen].copy(), kept_ends, kept_codes[:kept].copy(), kept_origins[:kept].copy()
