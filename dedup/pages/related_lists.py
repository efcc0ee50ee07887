"""Lists of other stories' headlines inside a body, under a marker of data/markers.tsv.

What belongs to a list is read off the form of its lines: neither beginning nor ending as a sentence
does. Short lines belong to it between headlines or at the end of the body; elsewhere they may be
the pieces of a sentence that links broke up.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from dedup.pages.line_keys import line_key
from dedup.pages.lines import marker_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PREFIX: Final = 4
"""Bytes of a key by which a line is taken for a marker's, before its words are looked at."""
_MARKER_WORDS_MAX: Final = 22
"""Of a marker with a headline in its own line."""
_RUN_ON_WORDS_MAX: Final = 300
"""Of a marker with a colon and its whole list, in a text that lost its line breaks."""
_HEADLINE_WORDS_MAX: Final = 25
_HEADLINE_WORDS_MIN: Final = 5
"""Of the last line of a list that prose follows."""
_TABLE_ROWS: Final = 3
"""So many short lines with numbers in a row are a table: temperatures, prices, results."""
_CLAUSE_END: Final = re.compile(r"(?:(?<!\.)\.|[\u060c\u061b])[\"\u00bb\u201d)\s]*$")
"""A single full stop, ARABIC COMMA or SEMICOLON, quotes aside: no headline ends so."""
_ADDRESS: Final = re.compile(r"https?:|www\.")


class _Marker(NamedTuple):
    key: bytes
    words: int
    """How many a line must begin with; 0 where the marker is the whole line."""


@cache
def list_prefixes() -> frozenset[bytes]:
    """The first `PREFIX` bytes of the keys of all lines that may open a list."""
    return frozenset(_markers())


@cache
def _markers() -> Mapping[bytes, Sequence[_Marker]]:
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
def _sentence_openers() -> frozenset[bytes]:
    """Keys of first words that no headline has: of data/sentence_openers.tsv, and verbs of reporting."""
    rows = (files("dedup") / "data" / "sentence_openers.tsv").read_text("utf-8").splitlines()
    words = [row for row in rows if row and not row.startswith("#")][1:]
    verbs = [first for first, rows in marker_table().starts.items() if (first, "reporting") in rows]
    words += [verb for verb in verbs if verb.startswith("و")]  # without "and", some are a headline's nouns
    return frozenset(map(line_key, words))


def lists_in(lines: Sequence[str], keys: Sequence[bytes]) -> tuple[tuple[int, int], ...]:
    """(first line, line after the last) of each list, its marker included, ascending and apart.

    Args:
        lines: of the body.
        keys: (lines,): `line_key` of each.
    """
    found: list[tuple[int, int]] = []
    markers = _markers()
    for at, key in enumerate(keys):
        if key[:PREFIX] in markers and (not found or at >= found[-1][1]) and _is_marker(lines[at], key):
            end = _end_of_list(lines, keys, at + 1)
            alone = key.rstrip(b".") in {marker.key for marker in markers[key[:PREFIX]]}
            if end > at + 1 or alone or not any(keys[end:]):
                found.append((at, end))
    return tuple(found)


def _is_marker(line: str, key: bytes) -> bool:
    words = line.split(None, _RUN_ON_WORDS_MAX)
    if len(words) > _RUN_ON_WORDS_MAX or _CLAUSE_END.search(line):
        return False
    for marker in _markers()[key[:PREFIX]]:
        if key.startswith(marker.key):
            begun = words[: marker.words or len(words)]
            fits = len(words) <= _MARKER_WORDS_MAX or begun[-1].endswith((":", ".."))
            if fits and line_key(" ".join(begun)).rstrip(b".") == marker.key:
                return True
    return False


def _end_of_list(lines: Sequence[str], keys: Sequence[bytes], begin: int) -> int:
    """The line after the list's last one; ``begin`` where prose follows the marker at once."""
    below = [at for at in range(begin, len(lines)) if keys[at].strip(b".")]
    listed = 0
    while listed < len(below) and _may_be_headline(lines[below[listed]]):
        listed += 1
    for at in range(listed - _TABLE_ROWS + 1):
        if all(_is_row(lines[place]) for place in below[at : at + _TABLE_ROWS]):
            listed = at
            break
    if listed == len(below):
        return len(lines)
    while listed and _is_short(lines[below[listed - 1]]):
        listed -= 1
    return below[listed - 1] + 1 if listed else begin


def _may_be_headline(line: str) -> bool:
    """True for a line that neither ends nor begins as a sentence does."""
    if _ADDRESS.search(line):
        return True
    words = line.split(None, _HEADLINE_WORDS_MAX)
    return bool(
        0 < len(words) <= _HEADLINE_WORDS_MAX
        and not _CLAUSE_END.search(line)
        and words[0][0] not in ":\u060c"  # ARABIC COMMA
        and line_key(words[0]) not in _sentence_openers()
    )


def _is_row(line: str) -> bool:
    return _is_short(line) and any(map(str.isdigit, line))


def _is_short(line: str) -> bool:
    return len(line.split(None, _HEADLINE_WORDS_MIN)) < _HEADLINE_WORDS_MIN and not _ADDRESS.search(line)
