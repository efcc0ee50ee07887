"""What a date string says: the values that the parser of dates gives."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

_TO_SECONDS = len("2013-02-13T21:35:00")


class Moment(NamedTuple):
    """What a string says of a point in time, no more."""

    date: dt.date | None
    time: dt.time | None
    """Without tzinfo, on the clock of ``utc_offset``."""
    utc_offset: dt.timedelta | None
    """None: the string names no zone."""

    def iso(self, *, zone: dt.tzinfo) -> str | None:
        """``2013-02-13T21:35:00Z`` in UTC, ``2013-02-13`` where no time is known, None without a date.

        Args:
            zone: the clock of the outlet, where the string names none.
        """
        if self.date is None:
            return None
        if self.time is None:
            return self.date.isoformat()
        offset = self.utc_offset
        if offset is None:
            offset = offset_at(zone, self.date, self.time)
            if offset is None:
                return self.date.isoformat()
        moment = dt.datetime.combine(self.date, self.time) - offset
        return moment.isoformat()[:_TO_SECONDS] + "Z"

    def start(self) -> dt.datetime | None:
        """Date and time as one value without a zone; None where either is unknown."""
        return None if self.date is None or self.time is None else dt.datetime.combine(self.date, self.time)

    def as_stated(self) -> str:
        """What the string says and no more: ``2013-02-13T21:35:00+02:00``, ``2013-02-13``, ``14:05:42Z``."""
        parts = [] if self.date is None else [self.date.isoformat()]
        if self.time is not None:
            offset = None if self.utc_offset is None else dt.timezone(self.utc_offset)
            time = self.time.replace(tzinfo=offset).isoformat(timespec="seconds")
            parts.append(time.replace("+00:00", "Z"))
        return "T".join(parts)


class Stamps(NamedTuple):
    """The two moments a header line may hold."""

    published: Moment | None
    updated: Moment | None
    """Stands behind a word such as آخر تحديث. A time without a date where the string gives a time of
    publication too: the update may be of a later day."""


def offset_at(zone: dt.tzinfo, date: dt.date | None, time: dt.time) -> dt.timedelta | None:
    """The distance from UTC on that clock.

    None where it depends on a date we do not have, or on the hour that clocks are put back or forward.
    """
    if date is None:
        return zone.utcoffset(None)
    if isinstance(zone, dt.timezone):  # the same at all times
        return zone.utcoffset(None)
    all_day = _all_day(zone, date)
    if all_day is not None:
        return all_day
    moment = dt.datetime.combine(date, time, zone)
    offset = moment.utcoffset()
    return offset if offset == moment.replace(fold=1).utcoffset() else None


@lru_cache(maxsize=4096)
def _all_day(zone: dt.tzinfo, date: dt.date) -> dt.timedelta | None:
    """The distance from UTC on that clock, where it is one from the day's first moment to its last."""
    ends = [dt.datetime.combine(date, time, zone) for time in (dt.time.min, dt.time.max)]
    offsets = {end.replace(fold=fold).utcoffset() for end in ends for fold in (0, 1)}
    return offsets.pop() if len(offsets) == 1 else None
