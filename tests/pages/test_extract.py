"""`dedup extract`: what is understood of a page, for people and for machines."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from dedup.cli import main

PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><title>افتتاح سوق السمك الجديد في مرفأ الياسمين | صحيفة المرفأ</title>
<meta property="og:title" content="افتتاح سوق السمك الجديد في مرفأ الياسمين">
<meta property="og:site_name" content="صحيفة المرفأ">
<meta property="article:published_time" content="2026-03-02T01:15:00+03:00">
<link rel="canonical" href="https://www.almarfa.example/economy/771"></head><body>
<nav><a href="/">الرئيسية</a><a href="/economy">اقتصاد</a></nav>
<h1>افتتاح سوق السمك الجديد في مرفأ الياسمين</h1>
<div class="meta"><span>الياسمين - رويترز</span></div>
<p>افتتحت سلطة المرفأ صباح الاثنين سوق السمك الجديد بعد أعمال استمرت ثلاث سنوات وكلفت نحو عشرين مليون دينار.</p>
<p>وقال مدير السوق نادر البحري إن القاعة المبردة تتسع لمئتي بائع، وإن المزاد اليومي سيبدأ قبل شروق الشمس بساعة.</p>
<p>ونقلت وكالة الأناضول عن صيادين قولهم إن الرسوم الجديدة مرتفعة ولا تراعي تراجع الصيد في الشتاء.</p>
<h3>اقرأ أيضا</h3><ul><li><a href="/1">عاصفة تغلق المرفأ يومين</a></li></ul>
<footer>جميع الحقوق محفوظة</footer></body></html>"""


def run(*words, stdin=None):
    return CliRunner().invoke(main, ["extract", *map(str, words)], input=stdin)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "market.html"
    path.write_text(PAGE, "utf-8")
    return path


def test_json_is_one_object_a_page_with_every_field(page):
    """Machines get one object a line; what is unknown is null and times keep the page's own clock."""
    result = run("--json", page, page)
    rows = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert len(rows) == 2
    row = rows[0]
    assert row["path"] == str(page)
    assert row["title"] == "افتتاح سوق السمك الجديد في مرفأ الياسمين"
    assert row["outlet"] == "صحيفة المرفأ"
    assert row["owner_group"] is None
    assert row["url"] == "https://www.almarfa.example/economy/771"
    assert row["published_at"] == "2026-03-02T01:15:00+03:00"
    assert row["updated_at"] is None
    assert row["byline"] is None
    assert row["dateline_place"] == "الياسمين"
    assert row["credits"] == [{"agency": "reuters", "where": "byline", "text": "رويترز"}]
    assert [mention["agency"] for mention in row["mentions"]] == ["anadolu"]
    assert row["body"].split("\n")[0].startswith("افتتحت سلطة المرفأ")
    assert len(row["body"].split("\n")) == 3


def test_the_owner_group_is_shown_with_where_it_is_known_from(page, tmp_path):
    """People and machines see the group and its origin."""
    owners = tmp_path / "owners.tsv"
    owners.write_text("owner_group\thosts\nدار المرفأ\talmarfa.example\n", "utf-8")
    row = json.loads(run("--json", page, "--owners", owners).stdout)

    assert (row["owner_group"], row["origins"]["owner_group"]) == ("دار المرفأ", "own table: address")
    assert "  owner      دار المرفأ  [own table: address]\n" in run(page, "--owners", owners).stdout


def test_people_see_the_parts_marked_and_why_the_rest_was_left_out(page):
    """The text names each part, where its value came from, and the reason of every line that is not in the body."""
    said = run(page).stdout

    assert "headline   افتتاح سوق السمك الجديد في مرفأ الياسمين  [element h1]" in said
    assert "published  2026-03-02T01:15:00+03:00  [meta article:published_time]" in said
    assert "credit     reuters «رويترز»  [byline]" in said
    assert "mention    anadolu «وكالة الأناضول»  [running text]" in said
    assert "updated    unknown" in said
    assert said.count("\n  | ") == 3
    assert "- leads to other stories:\n      line 6: اقرأ أيضا" in said


def test_a_record_without_a_page_has_nothing_left_out(tmp_path):
    """A JSON record is an article already: its text comes back as it is."""
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps({"title": "عنوان", "text": "نص قصير عن المطر في البلدة."}, ensure_ascii=False), "utf-8")

    said = run(path).stdout

    assert "  | نص قصير عن المطر في البلدة." in said
    assert "left out" not in said


def test_what_cannot_be_read_is_named_and_the_rest_is_shown(page, tmp_path):
    """One bad file does not hide a good one; where nothing is good the command fails with one line."""
    bad = tmp_path / "bad.html"
    bad.write_bytes(b"<html>\0\0</html>")

    mixed, alone = run(bad, page), run(bad)

    assert mixed.exit_code == 0
    assert f"{bad}, 1: it holds NUL characters" in mixed.stderr
    assert "صحيفة المرفأ" in mixed.stdout
    assert alone.exit_code == 1
    assert alone.stdout == ""


def test_standard_input_is_a_page_too():
    """``-`` reads one page from a pipe."""
    row = json.loads(run("--json", "-", stdin=PAGE).stdout)

    assert row["path"] == "-"
    assert row["title"] == "افتتاح سوق السمك الجديد في مرفأ الياسمين"


def test_every_real_page_agrees_with_its_gold(shared):
    """Body lines, dates and what else the gold file knows come out of the command exactly."""
    gold = json.loads((shared / "pages/gold.json").read_text("utf-8"))
    result = run("--json", *(shared / "pages" / name for name in gold))
    rows = {line["path"].rsplit("/", 1)[1]: line for line in map(json.loads, result.stdout.splitlines())}

    for name, known in gold.items():
        row = rows[name]
        assert [line.split() for line in row["body"].split("\n")] == [line.split() for line in known["body"]], name
        if known["published_date"]:
            assert row["published_at"][:10] == known["published_date"], name
    seed = rows["almaghribtoday-flattened.txt"]
    known = gold["almaghribtoday-flattened.txt"]
    assert (seed["title"], seed["outlet"]) == (known["headline"], known["outlet"])
    assert (seed["dateline_place"], seed["byline"]) == (known["dateline_place"], known["byline"])
    assert (seed["published_at"], seed["updated_at"]) == (None, known["update_time"])
    assert [mention["agency"] for mention in seed["mentions"]] == ["ria"]


@pytest.mark.parametrize(
    ("tag", "shown", "expected"),
    [
        ("2026-03-01T22:30:15Z", "2 مارس 2026 - 01:30 ص", "2026-03-02T01:30:15+03:00"),
        ("2026-03-01T22:30:15Z", "1 مارس 2026 - 10:30 م", "2026-03-01T22:30:15Z"),
        ("2026-03-01T22:30:15Z", "2 مارس 2026 - 05:17 ص", "2026-03-01T22:30:15Z"),
        ("2026-03-02T01:30:15+03:00", "2 مارس 2026 - 01:30 ص", "2026-03-02T01:30:15+03:00"),
    ],
)
def test_a_time_in_utc_is_given_on_the_clock_that_the_page_shows(tag, shown, expected):
    """The day is the readers' day where the header shows the same minute in another zone, else the tag's."""
    page = PAGE.replace("2026-03-01T01:15:00+03:00", tag).replace("2026-03-02T01:15:00+03:00", tag)
    page = page.replace("<span>الياسمين - رويترز</span>", f"<span>{shown}</span>")

    assert json.loads(run("--json", "-", stdin=page).stdout)["published_at"] == expected
