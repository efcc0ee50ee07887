"""How answers are said to people: times, spans, shares, counts, headlines.

Arabic stands last on its line, or before a Latin word: numbers right after Arabic letters change places on
terminals that set right-to-left text.
"""

from __future__ import annotations

import unicodedata
from typing import Final

_MINUTE = 60
_HOUR = 3600
_DAY = 86400
_HEADLINE_COLUMNS = 90

RELATIONS = {
    "copy": "copy",
    "edited": "edited",
    "partial": "a part",
    "template": "same form, other news",
}


def width(text: str) -> int:
    """Columns a text takes on a terminal: marks that stand on another letter take none."""
    return sum(unicodedata.category(c) not in ("Mn", "Me", "Cf") for c in text)


def pad(text: str, size: int) -> str:
    """``text`` filled with spaces to ``size`` columns."""
    return text + " " * (size - width(text))


def shortened(text: str, columns: int) -> str:
    """``text`` on one line of at most ``columns`` columns, cut after a whole word and marked with an ellipsis."""
    line = " ".join(text.split())
    if width(line) <= columns:
        return line
    kept = ""
    for word in line.split():
        longer = f"{kept} {word}" if kept else word
        if width(longer) > columns - 1:
            break
        kept = longer
    return (kept or line[: columns - 1]) + "…"


def headline(title: str | None) -> str:
    """A headline on one line."""
    return shortened(title, _HEADLINE_COLUMNS) if title else "(no headline)"


def percent(share: float | None) -> str:
    """``0.983`` as ``98 %``; never 100 % for what is not whole, nor 0 % for what is not nothing."""
    if share is None:
        return "?"
    if share <= 0 or share >= 1:
        return "0 %" if share <= 0 else "100 %"
    return f"{min(99, max(1, round(share * 100)))} %"


def lag(seconds: float | None) -> str:
    """A span of time in words: ``25 min``, ``3 h 20 min``, ``2 d 4 h``."""
    if seconds is None:
        return "unknown"
    minutes = round(abs(seconds) / _MINUTE)
    if minutes < _HOUR // _MINUTE:
        return f"{minutes} min"
    if minutes < _DAY // _MINUTE:
        hours, minutes = divmod(minutes, 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(round(minutes / 60), 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def moment(time: str | None) -> str:
    """A stored time for people: ``2013-02-13 21:35`` in UTC, or the day alone where no more is known."""
    if time is None:
        return "time unknown"
    day, _, clock = time.removesuffix("Z").partition("T")
    return f"{day} {clock[:5]}" if clock else day


def spread(outlets: int, owners: int) -> str:
    """``5 outlets``; ``5 outlets of 2 owners`` where some are sister sites."""
    return counted(outlets, "outlet") + (f" of {counted(owners, 'owner')}" if owners < outlets else "")


_PLURALS: Final = {"story": "stories", "match": "matches"}
"""Where the plural is not the noun and an s."""


def counted(count: int, noun: str) -> str:
    """``1 outlet``, ``2,000 outlets``; ``1 story``, ``2 stories``."""
    return f"1 {noun}" if count == 1 else f"{count:,} {_PLURALS.get(noun, f'{noun}s')}"


def counted_rows(count: int, table: str) -> str:
    """`counted` by the name of a table, which is the plural: ``1 run`` of ``runs``."""
    singulars = {plural: noun for noun, plural in _PLURALS.items()}
    return counted(count, singulars.get(table, table.removesuffix("s")))
