"""Records, texts and pages, end to end: a file made by the format's real writer, and one that is damaged."""

from __future__ import annotations

import csv
import gzip
import json
import lzma

import pytest
import zstandard

from tests.pages.reading import PAGE, ROWS, TEXTS, as_lines, assert_all_rows, read
from tests.pages.shapes import STORY, TITLE


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
