"""Date strings cut into meanings: numbers, times, months, weekdays, zones, labels.

The text folding of `dedup.text.fold` cannot be used here, because it drops punctuation, and a date
lives from it. What a word means stands in dedup/data: months.tsv, weekdays.tsv, time_zones.tsv and
date_words.tsv.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from dedup.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = {
    "meridiem": "A",
    "morning": "s",
    "evening": "m",
    "gregorian era": "e",
    "hijri era": "E",
    "clock": "C",
    "refused": "q",
    "ago": "g",
    "unit": "u",
    "units": "v",
    "day": "y",
    "number": "n",
    "published": "P",
    "updated": "U",
    "same day as": "K",
    "filler": "F",
    "gregorian": "M",
    "hijri": "H",
    "weekday": "W",
    "zone": "Z",
}
"""One letter a kind, so that the order of the tokens is itself a string to match. Besides these:
N one or two digits, Y four, J any other number, D a date in numbers, T a time, X an unknown word,
S a strong separator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a word or a number stands for; which fields are set depends on the kind."""

    kind: str
    value: int = 0
    hours: tuple[int | None, ...] = ()
    """(24,): the hour of the day that each written hour means; None where it cannot."""
    numbers: tuple[int, int, int] = (0, 0, 0)
    """Year, month, day."""
    order_is_certain: bool = True
    """False where day and month could change places."""
    time: dt.time | None = None
    zone: dt.tzinfo | None = None


class Token(NamedTuple):
    """A meaning at its place. A tuple and no dataclass: several are made for every string."""

    meaning: Meaning
    gap: str
    """What parts it from the previous token: nothing, " " (or an opening bracket), or "-" (anything else)."""
    is_latin: bool

    @property
    def kind(self) -> str:
        """The letter of its kind."""
        return self.meaning.kind


UNKNOWN = Meaning(kind="X")
SEPARATOR = Meaning(kind="S")
JUNK = Meaning(kind="J", value=-1)


def fold_stamp(text: str) -> str:
    """``text`` with one spelling for each letter, digit, dash and space; punctuation stays."""
    if not text.isascii():
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
        # A tatweel that joins no letters is typed for a dash.
        text = _LONE_TATWEEL.sub("-", text).translate(_FOLDS)
    return text.lower()


def _folds() -> dict[int, str]:
    one_to_one = {
        "أإآٱ": "ا",
        "ى\u06cc\u06d2": "ي",  # Farsi yeh, yeh barree
        "ة\u06c1\u06be\u06d5\u06c0": "ه",  # heh goal, heh doachashmee, ae, heh with yeh above
        "\u06a9": "ك",  # keheh
        "ؤ": "و",
        "ئ": "ي",
        "،\u066c": ",",  # Arabic comma, Arabic thousands separator
        "؛": ";",
        "\u066b\u06d4": ".",  # Arabic decimal separator, Arabic full stop
        "\u060d\u2044\u2215": "/",  # Arabic date separator, fraction slash, division slash
        "\u2010\u2011\u2012\u2013\u2014\u2015\u2212": "-",  # hyphens, dashes, minus
        "¦•·●│": "|",
        "٪": "%",
    }
    folds = {ord(letter): to for letters, to in one_to_one.items() for letter in letters}
    for zero in (0x660, 0x6F0):  # Arabic-Indic, extended Arabic-Indic
        folds |= {zero + digit: str(digit) for digit in range(10)}
    deleted = [0x621, 0x640, 0xAD, 0x61C, 0x670, 0xFEFF]  # hamza, tatweel, SHY, ALM, small alef, BOM
    for first, last in ((0x610, 0x61A), (0x64B, 0x65F), (0x6D6, 0x6ED), (0x200B, 0x200F), (0x202A, 0x202E)):
        deleted += range(first, last + 1)
    deleted += range(0x2060, 0x206A)
    return folds | dict.fromkeys(deleted, "")


_FOLDS = _folds()
_LONE_TATWEEL = re.compile("(?<![\u0620-\u064a])\u0640+(?![\u0620-\u064a])")

# Everything that is no space, ASCII, Arabic (question mark, star) or general punctuation, symbol, emoji or icon of a private font.
_WORD = "(?:[a-z]++|[^\\s\x00-\xbf×÷\u061f\u066d\u2000-\u2bff\u3000-\u303f\ue000-\uf8ff\U0001f000-\U0001faff]++)"
# "GMT+3", "GMT+0400", "UTC+05:30". "GMT-3 مارس" is a dash, not an offset.
_OFFSET_OF_GMT = (
    r"(?:gmt|utc)\s?[+-](?:0[0-9]|1[0-4]|[0-9])"
    rf"(?::?[0-5][0-9]|(?<!-[0-9])(?<!-[0-9][0-9])|(?!\s*[-/.]?\s*{_WORD}))(?![0-9:/.]|-[0-9])"
)
# Glued to the next thing: "25,2020", "2020-12:09"; a year followed at once by a time: "16/3/202317:30".
_TIME_COMES = r"[0-9]{1,2}:[0-9]{2}"
_NO_MORE = r"(?![-/.][0-9](?![0-9]?:))"
_SCAN = re.compile(
    rf"""
    (?P<ymd>[0-9]{{4}}\s?(?P<y>[-/.])\s?[0-9]{{1,2}}\s?(?P=y)\s?[0-9]{{1,2}}(?![0-9]){_NO_MORE})
  | (?P<dmy>(?<!\+)[0-9]{{1,2}}\s?(?P<d>[-/.])\s?[0-9]{{1,2}}\s?(?P=d)\s?[0-9]{{4}}
      (?:(?={_TIME_COMES})|(?![0-9])){_NO_MORE})
  | (?P<time>[0-9]{{1,2}}(?::|\s:\s|h)[0-9]{{2}}(?:(?::|\s:\s)[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?(?![0-9]|:[0-9])
      (?:\s?[+-](?:0[0-9]|1[0-4]):?(?:00|15|30|45)(?![0-9]|[/.:-][0-9]))?)
  | (?P<gmt>{_OFFSET_OF_GMT})
  | (?P<words>(?!{_OFFSET_OF_GMT}){_WORD}(?:[\s.]*+(?!{_OFFSET_OF_GMT}){_WORD})*+)
  | (?P<number>[0-9]{{1,2}}(?=,[0-9]{{4}}(?![0-9]))|[0-9]{{4}}(?=[-,./]{_TIME_COMES})|[0-9]+(?:[.,:/'-][0-9]+)*%?)
  | (?P<strong>\|)
  | (?P<other>[^\s(])
    """,
    re.VERBOSE,
)
_TIME_PARTS = re.compile(r"([0-9]+)\D+([0-9]+)(?:[:\s]+([0-9]+)(?:\.([0-9]+))?)?\s?(?:([+-])([0-9]{2})(:?)([0-9]{2}))?")
_GMT_PARTS = re.compile(r"([+-])([0-9]{1,2}?):?([0-9]{2})?$")
_DIGITS = re.compile("[0-9]+")
_EACH_WORD = re.compile(_WORD)


def tokens_of(stamp: str) -> list[Token]:
    """The tokens of a folded stamp, in order."""
    tokens: list[Token] = []
    end, is_parted = 0, False
    for match in _SCAN.finditer(stamp):
        group, text = match.lastgroup, match.group()
        gap = "-" if is_parted else " " if match.start() > end else ""
        is_parted, end = group in ("other", "strong"), match.end()
        if group == "words":
            tokens += _words(_EACH_WORD.findall(text), gap=gap)
        elif group == "strong":
            tokens.append(Token(SEPARATOR, gap="-", is_latin=False))
        elif group != "other":
            tokens.append(Token(_number(group, text), gap=gap, is_latin=False))
    return tokens


def _number(group: str | None, text: str) -> Meaning:
    if group == "ymd":
        year, month, day = map(int, _DIGITS.findall(text))
        return Meaning(kind="D", numbers=(year, month, day))
    if group == "dmy":
        return _day_first(*map(int, _DIGITS.findall(text)))
    if group == "time":
        return _time(text)
    if group == "gmt":
        return _gmt(text)
    if not text.isdigit():
        return JUNK
    kind = {1: "N", 2: "N", 4: "Y"}.get(len(text), "J")
    return Meaning(kind=kind, value=int(text[:9]))


def _day_first(first: int, second: int, year: int) -> Meaning:
    """Day before month, as all Arabic outlets write; the other way round only where it must be."""
    if second > 12 >= first:
        return Meaning(kind="D", numbers=(year, first, second))
    return Meaning(kind="D", numbers=(year, second, first), order_is_certain=first > 12 or first == second)


def _time(text: str) -> Meaning:
    parts = _TIME_PARTS.fullmatch(text)
    assert parts, text
    hour, minute, second, fraction, sign, hours, colon, minutes = parts.groups()
    # "10:30-11:30" is a span of time, "10:30:00-11:30" hardly is.
    if sign == "-" and colon and not second:
        return JUNK
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return JUNK
    time = dt.time(int(hour), int(minute), int(second or 0), int((fraction or "0")[:6].ljust(6, "0")))
    return Meaning(kind="T", time=time, zone=_fixed(sign, hours, minutes) if sign else None)


def _gmt(text: str) -> Meaning:
    parts = _GMT_PARTS.search(text)
    assert parts, text
    return Meaning(kind="Z", zone=_fixed(parts[1], parts[2], parts[3]))


def _fixed(sign: str, hours: str, minutes: str | None) -> dt.timezone:
    offset = dt.timedelta(hours=int(hours), minutes=int(minutes or 0))
    return dt.timezone(-offset if sign == "-" else offset)


def _words(words: list[str], *, gap: str) -> Iterator[Token]:
    """The longest phrases the tables know, from the left."""
    table, longest = _vocabulary()
    at = 0
    while at < len(words):
        for length in range(min(longest.get(words[at], 1), len(words) - at), 0, -1):
            meaning = table.get(" ".join(words[at : at + length]))
            if meaning or length == 1:
                yield Token(meaning or UNKNOWN, gap=" " if at else gap, is_latin=words[at].isascii())
                at += length
                break


@cache
def _vocabulary() -> tuple[dict[str, Meaning], dict[str, int]]:
    """Folded phrase to meaning; first word to the number of words of its longest phrase."""
    table: dict[str, Meaning] = {}
    for name, meaning in _entries():
        phrase = " ".join(_EACH_WORD.findall(fold_stamp(name)))
        if table.setdefault(phrase, meaning) != meaning:
            raise DataError(f"the date tables give {name!r} two meanings; reinstall dedup.")
    longest: dict[str, int] = {}
    for phrase in table:
        words = phrase.split()
        longest[words[0]] = max(longest.get(words[0], 1), len(words))
    return table, longest


def _entries() -> Iterator[tuple[str, Meaning]]:
    for calendar, month, name in _rows("months.tsv"):
        yield name, Meaning(kind=KINDS[calendar], value=int(month))
    for weekday, name in _rows("weekdays.tsv"):
        yield name, Meaning(kind="W", value=int(weekday))
    for where, zone, name in _rows("time_zones.tsv"):
        meaning = Meaning(kind="Z", zone=_zone(zone))
        prefixes = ("توقيت ", "بتوقيت ", "التوقيت ", "بالتوقيت ") if where == "after" else ("",)
        yield from ((prefix + name, meaning) for prefix in prefixes)
    for kind, value, word in _rows("date_words.tsv"):
        meaning = Meaning(kind=KINDS[kind])
        if kind in ("meridiem", "morning", "evening"):
            meaning = replace(meaning, hours=_hours(value))
        elif value != "-":
            meaning = replace(meaning, value=int(value))
        yield word, meaning
        if kind in ("unit", "units"):
            yield "و" + word, meaning


def _zone(name: str) -> dt.tzinfo:
    if name[0] in "+-":
        return _fixed(name[0], name[1:3], name[4:6])
    return ZoneInfo(name)


def _hours(rule: str) -> tuple[int | None, ...]:
    """``0-11=0 12-12=-12``: the written hours 0 to 11 stand, 12 is hour 0."""
    hours: list[int | None] = [None] * 24
    for part in rule.split():
        span, added = part.split("=")
        first, last = map(int, span.split("-"))
        for hour in range(first, last + 1):
            hours[hour] = hour + int(added)
    return tuple(hours)


def _rows(name: str) -> Iterator[list[str]]:
    lines = (files("dedup") / "data" / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            raise DataError(f"{name}: the row {row} has not the {len(rows[0])} columns of its head; reinstall dedup.")
        yield row
