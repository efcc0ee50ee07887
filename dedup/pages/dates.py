"""When a text was published, from the strings that Arabic newsrooms write.

Four systems of month names, Hijri dates, Arabic-Indic and Persian digits, ص/م, zones in words,
relative stamps, ISO 8601, RFC 2822 and Unix time. What cannot be read for certain is unknown: no
part is ever filled in from today, no year is guessed, and a string at odds with itself says nothing.
"""

from __future__ import annotations

import datetime as dt
import re

from dedup.pages.date_reading import FIRST_YEAR, read_stamps
from dedup.pages.moment import Moment, Stamps

__all__ = ["Moment", "Stamps", "parse_moment", "parse_stamps"]

YEARS_AHEAD = 2


def parse_moment(text: str, *, now: dt.datetime | None = None) -> Moment | None:
    """The moment that ``text`` names first; None where it is not certain.

    Args:
        text: one stamp with its labels, not a running text.
        now: when the page was fetched, aware, on the outlet's clock. Without it, relative stamps
            («منذ ساعتين») are unknown.

    Raises:
        ValueError: ``now`` has no time zone.
    """
    latest_year = _latest_year(now)
    exact = _machine_made(text.strip(), latest_year=latest_year)
    if exact:
        return exact
    stamps = read_stamps(text, now=now, latest_year=latest_year)
    published, updated = stamps.published, stamps.updated
    if published is None:
        return updated
    if published.time is None and updated and updated.date == published.date:
        return updated
    return published


def parse_stamps(text: str, *, now: dt.datetime | None = None) -> Stamps:
    """The time of publication and of the last update, told apart by their labels.

    Arguments and errors as for `parse_moment`.
    """
    latest_year = _latest_year(now)
    exact = _machine_made(text.strip(), latest_year=latest_year)
    if exact:
        return Stamps(exact, None)
    return read_stamps(text, now=now, latest_year=latest_year)


def _latest_year(now: dt.datetime | None) -> int:
    if now is None:
        return dt.datetime.now(tz=dt.UTC).year + YEARS_AHEAD
    if now.tzinfo is None:
        raise ValueError(f"now needs a time zone, and {now.isoformat()} has none; give an aware datetime.")
    return now.year + YEARS_AHEAD


# Strings of machines: fast, because every record of a JSONL dump holds one -----------------------

_UTC = dt.timedelta()
_CLOCK = r"([0-9]{2}){0}([0-9]{2})(?:{0}([0-9]{2})(?:[.,]([0-9]{1,9}))?)?\s?(Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?"
_ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{2})\2([0-9]{2})(?:[Tt ]" + _CLOCK.replace("{0}", ":") + ")?")
# Without a T, only 8 and 14 digits: telephone numbers have 12.
_ISO_COMPACT = re.compile(
    r"([0-9]{4})()([0-9]{2})([0-9]{2})(?:(?:[Tt]|(?=[0-9]{6}(?![0-9])))" + _CLOCK.replace("{0}", "") + ")?"
)
_EPOCH = re.compile("[1-9][0-9]{9}(?:[0-9]{3})?")


_PLAIN_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z?")


def _machine_made(text: str, *, latest_year: int) -> Moment | None:
    if _PLAIN_ISO.fullmatch(text):
        return _plain_iso(text, latest_year=latest_year)
    parts = _ISO.fullmatch(text) or _ISO_COMPACT.fullmatch(text)
    if parts is None:
        return _epoch(text, latest_year=latest_year) if _EPOCH.fullmatch(text) else None
    year, _, month, day, hour, minute, second, fraction, zone = parts.groups()
    if not FIRST_YEAR <= int(year) <= latest_year:
        return None
    try:
        date = dt.date(int(year), int(month), int(day))
        if hour is None:
            return Moment(date=date, time=None, utc_offset=None)
        micro = int(fraction[:6].ljust(6, "0")) if fraction else 0
        time = dt.time(int(hour), int(minute), int(second or 0), micro)
        return Moment(date=date, time=time, utc_offset=_iso_offset(zone) if zone else None)
    except ValueError:
        return None


def _plain_iso(text: str, *, latest_year: int) -> Moment | None:
    """What nearly all dumps hold, read by the standard library: the same, and faster."""
    try:
        moment = dt.datetime.fromisoformat(text[:19])
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= latest_year:
        return None
    return Moment(moment.date(), moment.time(), _UTC if len(text) > 19 else None)


def _iso_offset(zone: str) -> dt.timedelta:
    if zone[0] not in "+-":
        return dt.timedelta()
    hours, minutes = int(zone[1:3]), int(zone[-2:]) if len(zone) > 3 else 0
    if hours > 14 or minutes > 59:
        raise ValueError(f"no place on earth is {zone} from UTC")
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset


def _epoch(text: str, *, latest_year: int) -> Moment | None:
    seconds, thousandths = int(text[:10]), int(text[10:] or 0)
    moment = dt.datetime.fromtimestamp(seconds, tz=dt.UTC) + dt.timedelta(milliseconds=thousandths)
    if moment.year > latest_year:
        return None
    return Moment(date=moment.date(), time=moment.time(), utc_offset=dt.timedelta())
