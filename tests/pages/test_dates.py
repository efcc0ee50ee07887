"""Dates as Arabic newsrooms write them: what is read is right, and what is not certain is unknown."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hijridate import Gregorian
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.pages.dates import parse_moment, parse_stamps
from dedup.pages.moment import Moment, offset_at

NOW = dt.datetime(2026, 2, 17, 18, 0, tzinfo=dt.UTC)

# Stamps of live sites, as studied: text, date, time.
STAMPS = [
    ("آخر تحديث GMT 14:05:42", None, "14:05:42"),
    ("GMT 07:39 2026 الثلاثاء ,17 شباط / فبراير", "2026-02-17", "07:39"),
    ("GMT 15:03 2020 الأربعاء ,01 كانون الثاني / يناير", "2020-01-01", "15:03"),
    ("GMT 10:11 2018 الخميس ,11 تشرين الأول / أكتوبر", "2018-10-11", "10:11"),
    ("GMT 23:39 2019 الثلاثاء ,23 إبريل / نيسان", "2019-04-23", "23:39"),
    ("17:55 GMT17 مارس/ آذار 2020", "2020-03-17", "17:55"),
    ("GMT 17:27 17.03.2020(محدثة GMT 17:49 17.03.2020)", "2020-03-17", "17:27"),
    ("تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24", "21:22"),
    ("الأربعاء، 07 أكتوبر 2020 - 12:09 م", "2020-10-07", "12:09"),
    ("الإثنين، 13 مايو 2024 06:00 ص", "2024-05-13", "06:00"),
    ("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠", "2020-12-01", "02:00"),
    ("2020/12/25 - 1:59 صباحًا", "2020-12-25", "01:59"),
    ("ديسمبر 25, 2020", "2020-12-25", None),
    ("الجمعة 8 فيفري 2019", "2019-02-08", None),
    ("الأربعاء، 28 آب/اغسطس 2013، آخر تحديث 14:00 (GMT+0400)", "2013-08-28", "14:00"),
    ("11 شوال 1441هـ - 03 يونيو 2020م", "2020-06-03", None),
    ("الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس", "2015-08-11", None),
    ("الأحد 2 رجب 1444 هـ", "2023-01-24", None),
    ("١٥ رمضان ١٤٤٥", "2024-03-25", None),
    ("قبل 3 ساعات", "2026-02-17", "15:00"),
    ("منذ يومين", "2026-02-15", None),
    ("قبل ساعتين", "2026-02-17", "16:00"),
    ("أمس الساعة 10:30 مساءً", "2026-02-16", "22:30"),
    ("16 مارس/آذار 2023 آخر تحديث: 17:30 (توقيت مكة)", "2023-03-16", "17:30"),
    ("الخميس 16 غشت 2023 - 09:15", "2023-08-16", "09:15"),
    ("الثلاثاء 05 جويلية 2022", "2022-07-05", None),
    ("الأحد 3 أوت 2025 ¦ 20:45", "2025-08-03", "20:45"),
    ("نشر في: 5 شتنبر 2021", "2021-09-05", None),
    ("٢٣ أيلول ٢٠٢٤ ٠٧:٤٥ م", "2024-09-23", "19:45"),
    ("15-03-2023 ¦ 18:40", "2023-03-15", "18:40"),
    ("Thu, 16 Mar 2023 11:20:00 +0300", "2023-03-16", "11:20"),
    ("2026-01-08 ¦ 12:42", "2026-01-08", "12:42"),
]


@pytest.mark.parametrize(("text", "date", "time"), STAMPS)
def test_stamps_of_live_sites(text, date, time):
    """All 32 stamps of the study are read rightly."""
    moment = parse_moment(text, now=NOW)

    assert moment is not None
    assert moment.date == (date and dt.date.fromisoformat(date))
    assert moment.time == (time and dt.time.fromisoformat(time))


MONTHS = {
    "egypt": [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    "levant": [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ],
    "maghreb": [
        "جانفي",
        "فيفري",
        "مارس",
        "أفريل",
        "ماي",
        "جوان",
        "جويلية",
        "أوت",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
    "morocco": [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "ماي",
        "يونيو",
        "يوليوز",
        "غشت",
        "شتنبر",
        "أكتوبر",
        "نونبر",
        "دجنبر",
    ],
}
HIJRI = [
    "محرم",
    "صفر",
    "ربيع الأول",
    "ربيع الآخر",
    "جمادى الأولى",
    "جمادى الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة",
    "ذو الحجة",
]
WEEKDAYS = ["الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

dates = st.dates(dt.date(1990, 1, 1), dt.date(2026, 12, 31))
times = st.times().map(lambda time: time.replace(second=0, microsecond=0))
systems = st.sampled_from(sorted(MONTHS))


def month(date, system):
    return MONTHS[system][date.month - 1]


DAY_STYLES = {
    "day month year": lambda d, s: f"{d.day} {month(d, s)} {d.year}",
    "weekday in front": lambda d, s: f"{WEEKDAYS[d.weekday()]}، {d.day:02d} {month(d, s)} {d.year}",
    "month first": lambda d, s: f"{month(d, s)} {d.day}, {d.year}",
    "two names": lambda d, _: f"{d.day} {MONTHS['egypt'][d.month - 1]}/ {MONTHS['levant'][d.month - 1]} {d.year}",
    "two names, the other way": lambda d, _: (
        f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS['levant'][d.month - 1]} / {MONTHS['egypt'][d.month - 1]} {d.year}"
    ),
    "with a label": lambda d, s: f"نشر في: {d.day} {month(d, s)} {d.year}",
    "with the era": lambda d, s: f"{d.day} {month(d, s)} {d.year}م",
    "slashes": lambda d, _: f"{d.day:02d}/{d.month:02d}/{d.year}",
    "dots": lambda d, _: f"{d.day:02d}.{d.month:02d}.{d.year}",
    "dashes": lambda d, _: f"{d.day}-{d.month}-{d.year}",
    "year first": lambda d, _: f"{d.year}/{d.month}/{d.day}",
    "iso": lambda d, _: d.isoformat(),
}


def clock_12(time):
    return f"{(time.hour - 1) % 12 + 1:02d}:{time.minute:02d}"


TIME_STYLES = {
    "24 hours": lambda t: f"{t.hour:02d}:{t.minute:02d}",
    "letters": lambda t: f"{clock_12(t)} {'ص' if t.hour < 12 else 'م'}",
    "words": lambda t: f"{clock_12(t)} {'صباحاً' if t.hour < 12 else 'مساءً'}",
    "the hour": lambda t: f"الساعة {t.hour}:{t.minute:02d}",
}
GAPS = (" - ", " ", "، ", " | ")


@pytest.mark.parametrize("style", DAY_STYLES)
@given(date=dates, system=systems, eastern=st.booleans())
def test_a_date_in_any_style_comes_back(style, date, system, eastern):
    """Whatever the order, the month names and the digits: the same day, and no time made up."""
    text = DAY_STYLES[style](date, system)

    moment = parse_moment(text.translate(EASTERN) if eastern else text, now=NOW)

    assert moment == Moment(date=date, time=None, utc_offset=None)


@pytest.mark.parametrize("day_style", DAY_STYLES)
@pytest.mark.parametrize("time_style", TIME_STYLES)
@given(drawn=st.tuples(dates, times, systems, st.sampled_from(GAPS), st.booleans()))
def test_a_date_with_a_time_comes_back_or_is_unknown(day_style, time_style, drawn):
    """Never another moment than the one that was written."""
    date, time, system, gap, eastern = drawn
    text = DAY_STYLES[day_style](date, system) + gap + TIME_STYLES[time_style](time)

    moment = parse_moment(text.translate(EASTERN) if eastern else text, now=NOW)

    assert moment in (None, Moment(date=date, time=time, utc_offset=None))
    if gap == " - " and day_style != "with the era":
        assert moment is not None


@given(date=dates, time=times, hours=st.integers(-11, 14), minutes=st.sampled_from((0, 30, 45)))
def test_iso_8601_with_an_offset_comes_back(date, time, hours, minutes):
    """The clock and its distance from UTC are kept as they were written."""
    sign, offset = ("-", -1) if hours < 0 else ("+", 1)
    minutes = 0 if abs(hours) == 14 else minutes
    text = f"{date}T{time.isoformat()}{sign}{abs(hours):02d}:{minutes:02d}"
    distance = offset * dt.timedelta(hours=abs(hours), minutes=minutes)

    moment = parse_moment(text)

    assert moment == Moment(date=date, time=time, utc_offset=distance)
    instant = dt.datetime.combine(date, time, dt.timezone(distance)).astimezone(dt.UTC)
    assert moment.iso(zone=dt.UTC) == instant.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert dt.datetime.fromisoformat(moment.as_stated()) == instant


@given(date=dates, time=times.map(lambda time: time.replace(microsecond=0)), mark=st.sampled_from(["", "Z"]))
def test_iso_8601_to_the_second_comes_back(date, time, mark):
    """With a space or a T; without a Z the zone is unknown."""
    expected = Moment(date=date, time=time, utc_offset=dt.timedelta() if mark else None)

    assert parse_moment(f"{date}T{time.isoformat()}{mark}") == expected
    assert parse_moment(f"{date} {time.isoformat()}{mark}") == expected


@pytest.mark.parametrize("text", ["2026-03-04 24:00:00", "2026-02-30 10:00:00", "2026-03-04T10:61:00Z"])
def test_a_time_that_never_was_is_unknown(text):
    """Hour 24, a 30th of February, minute 61."""
    assert parse_moment(text) is None


@given(
    moment=st.builds(dt.datetime.combine, dates, times),
    hours=st.integers(-11, 12),
)
def test_rfc_2822_comes_back(moment, hours):
    """The dates of feeds and mails."""
    aware = moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=hours)))

    read = parse_moment(aware.strftime("%a, %d %b %Y %H:%M:%S %z"))

    assert read is not None
    assert dt.datetime.fromisoformat(read.as_stated()) == aware


@given(date=st.dates(dt.date(1990, 1, 1), dt.date(2026, 12, 31)), has_both=st.booleans())
def test_hijri_dates_come_back_in_the_umm_al_qura_calendar(date, has_both):
    """Alone, or beside the Gregorian date, which then counts."""
    hijri = Gregorian(date.year, date.month, date.day).to_hijri()
    text = f"{hijri.day} {HIJRI[hijri.month - 1]} {hijri.year} هـ"

    moment = parse_moment(f"{text} الموافق {date.day} {month(date, 'egypt')} {date.year} م" if has_both else text)

    assert moment == Moment(date=date, time=None, utc_offset=None)


@given(
    number=st.integers(3, 10),
    unit=st.sampled_from((("دقائق", 60), ("ساعات", 3600), ("أيام", 86400))),
    word=st.sampled_from(("قبل", "منذ")),
)
def test_relative_stamps_count_from_the_time_of_reading_the_page(number, unit, word):
    """Without that time they are unknown: never counted from today."""
    text = f"{word} {number} {unit[0]}"
    then = NOW - dt.timedelta(seconds=number * unit[1])

    assert parse_moment(text) is None
    moment = parse_moment(text, now=NOW)
    assert moment is not None
    assert moment.date == then.date()
    assert moment.time == (None if unit[1] == 86400 else then.time())


@pytest.mark.parametrize(
    "text",
    [
        "", "غدا", "الأحد", "مارس 2026", "2026", "17 مارس", "32 مارس 2026", "30 فبراير 2026", "31/02/2026", "2026-13-01",
        "25:00", "من 3 إلى 5 مارس 2026", "3 مارس 2026 - 5 أبريل 2026", "منذ أسبوع", "قبل فترة", "العدد 12345",
        "05/06/07", "هاتف 00201234567890", "عدد القراءات 2026", "1 مارس 3026", "12 محرم 2020 هـ",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_unknown(text):
    """Half dates, impossible ones, spans and other numbers say nothing."""
    assert parse_moment(text, now=NOW) is None


@given(st.text(alphabet=st.sampled_from("0123456789٠١٢٣/-.: ،صمهـ مارس شباط الأحد GMT+"), max_size=40))
def test_no_text_breaks_the_parser(text):
    """Whatever is given, the answer is a moment of a year that news has, or none."""
    moment = parse_moment(text, now=NOW)

    assert moment is None or moment.date is None or 1900 <= moment.date.year <= NOW.year + 2


def test_publication_and_update_are_told_apart_by_their_labels():
    """A time without a date takes none from the publication, since the update may be of a later day."""
    stamps = parse_stamps("نشر في: 1 مارس 2026 09:30 ص - آخر تحديث: 2 مارس 2026 11:00 م")
    alone = parse_stamps("آخر تحديث GMT 14:05:42")

    assert stamps.published == Moment(date=dt.date(2026, 3, 1), time=dt.time(9, 30), utc_offset=None)
    assert stamps.updated == Moment(date=dt.date(2026, 3, 2), time=dt.time(23), utc_offset=None)
    assert alone.published is None
    assert alone.updated == Moment(date=None, time=dt.time(14, 5, 42), utc_offset=dt.timedelta())
    assert alone.updated.as_stated() == "14:05:42Z"
    assert alone.updated.iso(zone=dt.UTC) is None


@given(
    zone=st.sampled_from(["Africa/Cairo", "Asia/Amman", "Africa/Casablanca", "Asia/Gaza", "UTC"]),
    date=st.dates(dt.date(1990, 1, 1), dt.date(2028, 12, 31)),
    time=st.times(),
)
@example(zone="Africa/Cairo", date=dt.date(2023, 4, 28), time=dt.time(0, 30))
@example(zone="Africa/Cairo", date=dt.date(2023, 10, 26), time=dt.time(23, 30))
@example(zone="Asia/Amman", date=dt.date(2021, 10, 29), time=dt.time(0, 30))
def test_the_distance_from_utc_is_unknown_while_clocks_are_changed(zone, date, time):
    """On every day and at every minute it is the zone's, or unknown where the hour comes twice or not at all."""
    moment = dt.datetime.combine(date, time, ZoneInfo(zone))
    both = {moment.utcoffset(), moment.replace(fold=1).utcoffset()}

    assert offset_at(ZoneInfo(zone), date, time) == (both.pop() if len(both) == 1 else None)
