"""Every input format, end to end: a file made by its real writer, and one that is damaged."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import gzip
import io
import json
import lzma
import sqlite3
from email.message import EmailMessage

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dedup.errors import PageError
from dedup.models import Article, Reject
from dedup.pages.articles import read_articles
from dedup.pages.read import ReadOptions
from tests.pages.shapes import SHAPES, STORY, TITLE

pytestmark = pytest.mark.filterwarnings(  # warcio leaves a temporary file open behind each record it writes
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

TEXTS = (
    "\n".join(STORY),
    "هطل المطر على البلدة القديمة طوال الليل وأغلق الطريق المؤدية إلى السوق.",
    "عاد التيار الكهربائي إلى أحياء المدينة بعد انقطاع دام ست ساعات.",
)
ROWS = [
    {"id": f"r{n}", "title": f"خبر رقم {n}", "text": text, "date": f"2026-03-0{n} 10:00:00", "source": "صحيفة المرفأ"}
    for n, text in enumerate(TEXTS, 1)
]
PAGE = SHAPES["wordpress"]().html


def read(path, **options):
    """The articles and the rejects of one path."""
    records = list(read_articles([str(path)], options=ReadOptions(**options), zone=dt.UTC))
    return [r for r in records if isinstance(r, Article)], [r for r in records if isinstance(r, Reject)]


def as_lines(rows=ROWS):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def assert_all_rows(articles):
    assert [(a.external_id, a.title, a.body) for a in articles] == [(r["id"], r["title"], r["text"]) for r in ROWS]
    assert [a.published_at for a in articles] == [f"2026-03-0{n}T10:00:00Z" for n in (1, 2, 3)]
    assert {a.outlet for a in articles} == {"صحيفة المرفأ"}


def compressed(kind, data):
    return {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".zst": zstandard.ZstdCompressor().compress}[kind](
        data
    )


@pytest.mark.parametrize("kind", ["", ".gz", ".xz", ".zst"])
def test_json_lines_plain_and_compressed(kind, tmp_path):
    """A record a line, in any compression, found by content and not by name."""
    path = tmp_path / "records"
    path.write_bytes(compressed(kind, as_lines()))

    articles, rejects = read(path)

    assert_all_rows(articles)
    assert rejects == []


@pytest.mark.parametrize("kind", [".gz", ".xz", ".zst"])
def test_a_cut_archive_gives_what_stands_before_the_cut(kind, tmp_path):
    """Records before the cut come through; the cut is named with its file and what to do."""
    rows = [{**ROWS[0], "id": f"r{n}", "salt": f"{n * 7919 % 104729}" * 40} for n in range(4_000)]
    data = compressed(kind, as_lines(rows))
    path = tmp_path / f"records.jsonl{kind}"
    path.write_bytes(data[: len(data) // 2])

    articles, rejects = read(path)

    assert 100 < len(articles) < len(rows)
    assert [a.external_id for a in articles] == [f"r{n}" for n in range(len(articles))]
    assert [(r.path, r.position) for r in rejects] == [(str(path), len(articles) + 1)]
    assert "cut" in rejects[0].reason or "damaged" in rejects[0].reason


def test_a_bad_json_line_is_named_and_the_rest_is_read(tmp_path):
    """The line's number and what is wrong with it; the lines around it come through."""
    first, second, third = as_lines().splitlines(keepends=True)
    path = tmp_path / "records.jsonl"
    path.write_bytes(first + second[:40] + b"\n" + b'["a list"]\n' + b'{"id": 4}\n' + third)

    articles, rejects = read(path)

    assert [a.external_id for a in articles] == ["r1", "r3"]
    assert [r.position for r in rejects] == [2, 3, 4]
    assert "not valid JSON" in rejects[0].reason
    assert "an object was expected" in rejects[1].reason
    assert "no text and no title" in rejects[2].reason


@pytest.mark.parametrize("indent", [None, 2])
def test_a_json_array_and_a_list_in_an_object(indent, tmp_path):
    """Arrays, indented or not, bare or within one object."""
    for name, value in (("array.json", ROWS), ("wrapped.json", {"count": 3, "articles": ROWS})):
        path = tmp_path / name
        path.write_text(json.dumps(value, ensure_ascii=False, indent=indent), "utf-8")

        assert_all_rows(read(path)[0])


def test_a_damaged_object_in_a_json_array_is_named(tmp_path):
    """The object's number is its position, and the ones after it are read."""
    whole = json.dumps(ROWS, ensure_ascii=False)
    path = tmp_path / "array.json"
    path.write_text(whole.replace('"r2", "title": "', '"r2", "title": ', 1), "utf-8")

    articles, rejects = read(path)

    assert [a.external_id for a in articles] == ["r1", "r3"]
    assert [r.position for r in rejects] == [2]


NEWS_PLEASE = {
    "title": TITLE,
    "maintext": TEXTS[0],
    "url": "https://almarfa.example/1",
    "source_domain": "almarfa.example",
    "authors": ["ليلى المرفأي"],
    "date_publish": "2026-03-01 09:30:00",
    "date_modify": "None",
    "language": "ar",
}
FUNDUS = {
    "title": TITLE,
    "body": {"summary": [], "sections": [{"headline": [], "paragraphs": list(STORY)}]},
    "authors": ["ليلى المرفأي"],
    "publishing_date": "2026-03-01 09:30:00+03:00",
    "topics": ["موانئ"],
    "free_access": True,
    "publisher": "almarfa.example",
}
SCRAPY = {
    "url": "https://almarfa.example/1",
    "title": TITLE,
    "content": TEXTS[0],
    "date": "2026-03-01",
    "author": "ليلى المرفأي",
    "source": "almarfa.example",
}
MEDIA_CLOUD = {
    "article_title": TITLE,
    "text_content": TEXTS[0],
    "original_url": "https://almarfa.example/1",
    "canonical_domain": "almarfa.example",
    "publication_date": "2026-03-01",
    "language": "ar",
}


@pytest.mark.parametrize(
    "record", [NEWS_PLEASE, FUNDUS, SCRAPY, MEDIA_CLOUD], ids=["news-please", "fundus", "scrapy", "media cloud"]
)
def test_the_records_of_known_crawlers_need_no_mapping(record, tmp_path):
    """Text, headline, day, outlet and author are found under each crawler's own names."""
    path = tmp_path / "dump.jsonl"
    path.write_bytes(as_lines([record]))

    article = read(path)[0][0]

    assert (article.title, article.outlet) == (TITLE, "almarfa.example")
    assert [line for line in article.body.split("\n") if line] == list(STORY)
    assert article.published_at[:10] == "2026-03-01"
    assert article.updated_at is None
    assert article.byline == (None if "publication_date" in record else "ليلى المرفأي")


def test_unknown_keys_are_kept(tmp_path):
    """What we have no name for stays with the article."""
    path = tmp_path / "dump.jsonl"
    path.write_bytes(as_lines([{**ROWS[0], "desk": "الاقتصاد"}]))

    assert read(path)[0][0].extra == {"desk": "الاقتصاد"}


@pytest.mark.parametrize(("name", "dialect"), [("rows.csv", csv.excel), ("rows.tsv", csv.excel_tab)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_csv_and_tsv_in_the_encodings_of_spreadsheets(name, dialect, encoding, tmp_path):
    """Line breaks and quotes within cells survive, whatever wrote the file."""
    path = tmp_path / name
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), dialect=dialect)
        writer.writeheader()
        writer.writerows(ROWS)

    assert_all_rows(read(path)[0])


def test_a_csv_row_with_a_stray_delimiter_is_named(tmp_path):
    """Its line is the position; rows before and after come through."""
    path = tmp_path / "rows.csv"
    path.write_text(f"id,title,text\na,عنوان,{TEXTS[1]}\nb,عنوان,نص,وفيه,فواصل\nc,عنوان,{TEXTS[2]}\n", "utf-8")

    articles, rejects = read(path)

    assert [a.external_id for a in articles] == ["a", "c"]
    assert [(r.position, "5 columns where the header has 3" in r.reason) for r in rejects] == [(3, True)]


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


def test_a_folder_of_pages_per_outlet(tmp_path):
    """Where a page does not say whose it is, its folder does; the folder of its pictures is no page."""
    folder = tmp_path / "pages" / "almarfa"
    (folder / "one_files").mkdir(parents=True)
    (folder / "one_files" / "style.html").write_text("<html>x</html>", "utf-8")
    (folder / "one.html").write_text(
        PAGE.replace('<meta property="og:site_name" content="أخبار الزيتونة">', "").replace(" | أخبار الزيتونة", ""),
        "utf-8",
    )
    (folder / "two.txt").write_bytes("\n".join([TITLE, *STORY]).encode("windows-1256"))

    articles, rejects = read(tmp_path / "pages")

    assert [(a.title, a.outlet) for a in articles] == [(TITLE, "almarfa")] * 2
    assert [a.body for a in articles] == [TEXTS[0]] * 2
    assert rejects == []


def test_text_that_lost_its_line_breaks_is_cut_into_sentences(tmp_path):
    """One huge line is sentences, with a warning, and still an article."""
    path = tmp_path / "page.txt"
    path.write_text(" ".join([*STORY] * 3), "utf-8")

    assert STORY[0] in read(path)[0][0].body


def test_other_languages_are_set_aside(tmp_path):
    """A page in English or Persian is a reject of its own kind."""
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(
        as_lines(
            [
                {"title": "Harbour", "text": "The harbour opened a new quay for small boats on Sunday."},
                {
                    "title": "بندر",
                    "text": "بندر زیتون روز یکشنبه اسکله تازه‌ای برای قایق‌های کوچک ماهیگیری گشود و مدیر بندر گفت که هزینه پهلوگیری تغییر نمی‌کند.",
                },
                ROWS[0],
            ]
        )
    )

    articles, rejects = read(path)

    assert [a.external_id for a in articles] == ["r1"]
    assert [(r.position, r.kind) for r in rejects] == [(1, "language"), (2, "language")]
