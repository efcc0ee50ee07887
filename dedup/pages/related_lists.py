"""Lists of other stories' headlines inside a body, under a marker of data/markers.tsv.

What belongs to a list is read off the form of its lines. At the end of a body it is everything
below the marker; where prose follows, only what looks like a headline by itself, because the
pieces of a sentence that links broke up are short lines too.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from dedup.pages.line_keys import line_key
from dedup.pages.lines import marker_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PREFIX: Final = 4
"""Bytes of a key by which a line is taken for a marker's, before its words are looked at."""
_MARKER_WORDS_MAX: Final = 22
"""Of a marker with a headline in its own line."""
_HEADLINE_WORDS_MAX: Final = 25
_HEADLINE_WORDS_MIN: Final = 5
"""Above prose."""
_ABOVE_PROSE_MAX: Final = 6
"""Headlines of a list that prose follows."""
_CLAUSE_END: Final = re.compile(r"(?:(?<!\.)\.|[\u060c\u061b])[\"\u00bb\u201d)\s]*$")
"""A single full stop, ARABIC COMMA or SEMICOLON, quotes aside: no headline ends so."""
_ADDRESS: Final = re.compile(r"https?:|www\.")


class _Marker(NamedTuple):
    key: bytes
    words: int
    """How many a line must begin with; 0 where the marker is the whole line."""


@cache
def key_prefixes() -> Mapping[bytes, Sequence[_Marker]]:
    """The markers of lists by the first bytes of their `line_key`."""
    table = marker_table()
    starts = [(words, kind) for rows in table.starts.values() for words, kind in rows]
    rows = [(words, words.count(" ") + 1) for words, kind in starts if kind == "related"]
    rows += [(words, 0) for words, kind in table.whole.items() if kind == "related"]
    found: dict[bytes, list[_Marker]] = {}
    for words, count in rows:
        found.setdefault(line_key(words)[:PREFIX], []).append(_Marker(line_key(words), count))
    return found


@cache
def _reporting_words() -> frozenset[bytes]:
    """Keys of the first words of a sentence of news."""
    return frozenset(line_key(first) for first, rows in marker_table().starts.items() if (first, "reporting") in rows)


def lists_in(lines: Sequence[str], keys: Sequence[bytes]) -> tuple[tuple[int, int], ...]:
    """(first line, line after the last) of each list, its marker included, ascending and apart.

    Args:
        lines: of the body.
        keys: (lines,): `line_key` of each.
    """
    found: list[tuple[int, int]] = []
    markers = key_prefixes()
    for at, key in enumerate(keys):
        if key[:PREFIX] in markers and (not found or at >= found[-1][1]) and _is_marker(lines[at], key):
            end = _end_of_list(lines, keys, at + 1)
            if end > at + 1 or not any(keys[end:]):
                found.append((at, end))
    return tuple(found)


def _is_marker(line: str, key: bytes) -> bool:
    words = line.split(None, _MARKER_WORDS_MAX)
    return any(
        line_key(" ".join(words[: marker.words])).rstrip(b".") == marker.key
        if marker.words
        else key.rstrip(b".") == marker.key
        for marker in key_prefixes()[key[:PREFIX]]
        if key.startswith(marker.key)
    ) and (len(words) <= _MARKER_WORDS_MAX and not _CLAUSE_END.search(line))


def _end_of_list(lines: Sequence[str], keys: Sequence[bytes], begin: int) -> int:
    """The line after the list's last one; ``begin`` where prose follows the marker at once."""
    below = [at for at in range(begin, len(lines)) if keys[at]]
    rest = next((i for i, at in enumerate(below) if not _may_be_headline(lines[at])), len(below))
    if rest == len(below):
        return len(lines)
    listed = 0
    for at in below[: min(rest, _ABOVE_PROSE_MAX)]:
        if not _is_headline(lines[at]):
            break
        listed += 1
    return below[listed - 1] + 1 if listed else begin


def _may_be_headline(line: str) -> bool:
    return line.count(" ") < _HEADLINE_WORDS_MAX and (not _CLAUSE_END.search(line) or bool(_ADDRESS.search(line)))


def _is_headline(line: str) -> bool:
    """True for what is one among prose too: not the beginning of a sentence, not a piece of one."""
    words = line.split()
    return (
        len(words) >= _HEADLINE_WORDS_MIN
        and line_key(words[0]) not in _reporting_words()
        and words[0][0] not in ":\u060c"  # ARABIC COMMA
    )
