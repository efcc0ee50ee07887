"""Web archives, feeds, databases and saved mails, end to end: by their real writers, and damaged."""

from __future__ import annotations

import gc
import io
import sqlite3
from email.message import EmailMessage

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dedup.errors import PageError
from tests.pages.reading import PAGE, ROWS, TEXTS, assert_all_rows, read
from tests.pages.shapes import STORY, TITLE

pytestmark = pytest.mark.filterwarnings(  # warcio leaves a temporary file open behind each record it writes
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def warc(path, *, is_gzip, pages=3):
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=is_gzip)
        for number in range(1, pages + 1):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    f"https://almarfa.example/{number}",
                    "response",
                    payload=io.BytesIO(PAGE.encode()),
                    http_headers=headers,
                )
            )
        missing = StatusAndHeaders("404 Not Found", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://almarfa.example/x", "response", payload=io.BytesIO(b"<html>no</html>"), http_headers=missing
            )
        )
    gc.collect()
    return path


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_the_pages_of_a_warc(name, tmp_path):
    """Each response that succeeded is a page with its address; a 404 is none and no reject."""
    articles, rejects = read(warc(tmp_path / name, is_gzip=name.endswith(".gz")))

    assert [a.url for a in articles] == [f"https://almarfa.example/{n}" for n in (1, 2, 3)]
    assert {a.body for a in articles} == {TEXTS[0]}
    assert rejects == []


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_damaged_warc_is_read_on_behind_the_damage(name, tmp_path):
    """The record with the damage is named by its byte; those before and after are read."""
    path = warc(tmp_path / name, is_gzip=name.endswith(".gz"))
    data = bytearray(path.read_bytes())
    mark = b"\x1f\x8b\x08" if name.endswith(".gz") else b"WARC/1.0"
    second = data.index(mark, 10)
    data[second + 20 : second + 60] = b"\0" * 40
    path.write_bytes(data)

    articles, rejects = read(path)

    assert [a.url for a in articles] == ["https://almarfa.example/1", "https://almarfa.example/3"]
    assert [r.path for r in rejects] == [str(path)]
    assert "byte" in rejects[0].reason


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_two_damaged_records_do_not_stop_the_reading(name, tmp_path):
    """Each is passed over once; the records before, between and behind are read."""
    path = warc(tmp_path / name, is_gzip=name.endswith(".gz"), pages=5)
    data = bytearray(path.read_bytes())
    mark = b"\x1f\x8b\x08" if name.endswith(".gz") else b"WARC/1.0"
    starts = [at for at in range(len(data)) if data.startswith(mark, at)]
    for number in (1, 3):
        data[starts[number] + 20 : starts[number] + 60] = b"\0" * 40
    path.write_bytes(data)

    articles, rejects = read(path)

    assert [a.url for a in articles] == [f"https://almarfa.example/{n}" for n in (1, 3, 5)]
    assert len(rejects) == 2


def test_a_warc_that_was_cut_says_so(tmp_path):
    """What stands before the cut is read, and the cut is named."""
    path = warc(tmp_path / "crawl.warc.gz", is_gzip=True)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.55)])

    articles, rejects = read(path)

    assert 1 <= len(articles) <= 2
    assert len(rejects) == 1
    assert rejects[0].path == str(path)


@pytest.mark.parametrize("is_gzip", [False, True])
def test_the_texts_of_a_wet(is_gzip, tmp_path):
    """Conversion records are whole pages as text: the article is looked for in them."""
    path = tmp_path / ("crawl.warc.wet" + ".gz" * is_gzip)
    text = "\n".join(
        ["الرئيسية", "سياسة", "رياضة", TITLE, *STORY, "اقرأ أيضا", "أمطار غزيرة على الساحل", "جميع الحقوق محفوظة"]
    )
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=is_gzip)
        writer.write_record(
            writer.create_warc_record(
                "https://almarfa.example/1",
                "conversion",
                payload=io.BytesIO(text.encode()),
                warc_content_type="text/plain",
            )
        )

    article = read(path)[0][0]

    assert article.title == TITLE
    assert article.body == TEXTS[0]


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>صحيفة المرفأ</title><link>https://almarfa.example/</link>{items}</channel></rss>"""
ITEM = """<item><title>خبر رقم {n}</title><link>https://almarfa.example/{n}</link><guid>https://almarfa.example/{n}</guid><pubDate>الأحد، 0{n} آذار 2026 - 10:00</pubDate>
<dc:creator>ليلى المرفأي</dc:creator><description>مقدمة</description><content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>صحيفة المرفأ</title><id>urn:x</id><updated>2026-03-01T10:00:00Z</updated>
<entry><title>خبر رقم 1</title><id>urn:1</id><link href="https://almarfa.example/1"/><published>2026-03-01T10:00:00Z</published><updated>2026-03-01T11:00:00Z</updated><content type="html">&lt;p&gt;{text}&lt;/p&gt;</content></entry></feed>"""


def test_rss_and_atom(tmp_path):
    """Entries with their address and time, Arabic dates among them."""
    items = "".join(ITEM.format(n=n, text=TEXTS[n % 2 + 1]) for n in (1, 2))
    (tmp_path / "a.xml").write_text(RSS.format(items=items), "utf-8")
    (tmp_path / "b.xml").write_text(ATOM.format(text=TEXTS[1]), "utf-8")

    rss, atom = read(tmp_path / "a.xml")[0], read(tmp_path / "b.xml")[0]

    assert [(a.title, a.published_at, a.byline) for a in rss] == [
        (f"خبر رقم {n}", f"2026-03-0{n}T10:00:00Z", "ليلى المرفأي") for n in (1, 2)
    ]
    assert [a.body for a in rss] == [TEXTS[2], TEXTS[1]]
    assert [(a.url, a.published_at, a.updated_at) for a in atom] == [
        ("https://almarfa.example/1", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z")
    ]


def test_a_cut_feed_gives_its_whole_entries(tmp_path):
    """The entry within which the file ends is named, those before it are read."""
    text = RSS.format(items="".join(ITEM.format(n=n, text=TEXTS[1]) for n in (1, 2, 3)))
    path = tmp_path / "cut.xml"
    path.write_text(text[: text.rindex("<content:encoded>") + 40], "utf-8")

    articles, rejects = read(path)

    assert [a.title for a in articles] == ["خبر رقم 1", "خبر رقم 2"]
    assert [(r.position, "ends within" in r.reason) for r in rejects] == [(3, True)]


def database(path, rows=ROWS):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE news (key TEXT, headline TEXT, story_text TEXT, day TEXT, paper TEXT)")
        connection.execute("CREATE TABLE visits (ip TEXT, at TEXT)")
        connection.executemany("INSERT INTO news VALUES (:id, :title, :text, :date, :source)", rows)
    connection.close()
    return path


MAP = {"id": "key", "text": "story_text", "date": "day", "outlet": "paper"}


def test_any_table_of_a_database(tmp_path):
    """The table and the columns that the user names."""
    assert_all_rows(read(database(tmp_path / "news.db"), table="news", mapping=MAP)[0])


def test_a_table_that_is_not_there_is_wrong_usage(tmp_path):
    """The message names the tables that are there."""
    with pytest.raises(PageError, match=r"no table 'stories'. It has news, visits"):
        read(database(tmp_path / "news.db"), table="stories", mapping=MAP)


def test_a_damaged_database_gives_the_rows_before_the_damage(tmp_path):
    """SQLite's own words, the file, and how to recover it."""
    path = database(tmp_path / "news.db", rows=[{**ROWS[0], "id": f"r{n}", "text": TEXTS[0] * 4} for n in range(300)])
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 200_000] = b"\xff" * 200_000
    path.write_bytes(data)

    articles, rejects = read(path, table="news", mapping=MAP)

    assert 0 < len(articles) < 300
    assert [r.path for r in rejects] == [str(path)]
    assert "SQLite says" in rejects[0].reason


def mail(html):
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://almarfa.example/1"
    message["MIME-Version"] = "1.0"
    message.set_content(html, subtype="html", cte="quoted-printable")
    message.make_related()
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


def test_a_page_saved_as_mhtml(tmp_path):
    """The page within the mail, with the address it was saved from."""
    path = tmp_path / "page.mhtml"
    path.write_bytes(mail(PAGE))

    article = read(path)[0][0]

    assert (article.title, article.url, article.body) == (TITLE, "https://almarfa.example/1", TEXTS[0])


def test_an_mhtml_without_a_page_is_named(tmp_path):
    """A mail of pictures alone is a reject, not a crash."""
    path = tmp_path / "page.mhtml"
    path.write_bytes(mail(PAGE).replace(b"text/html", b"text/xyz"))

    articles, rejects = read(path)

    assert articles == []
    assert [(r.path, r.position, "no text/html part" in r.reason) for r in rejects] == [(str(path), 1, True)]
