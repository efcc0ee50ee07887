"""Stock Datasette with our plugin on the sample corpus: pages answer, Arabic reads right, ids lead on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from datasette.app import Datasette
from sqlite_utils import Database

from dedup.matching.compare import EVIDENCE
from dedup.matching.context import CONTEXT
from dedup.store.queries import BROWSABLE, Query
from dedup.web.cells import rendered

if TYPE_CHECKING:
    from pathlib import Path

TABLES = (
    *("articles", "stories", "outlets", "credits", "matches", "boilerplate_lines"),
    *("records", "runs", "index_params"),
)
GIVEN = {
    "article_id": "1",
    "words": "الانتخابات البلديه",
    "url": "https://alrafid.example/politics/مجلس-النواب-يقر-قانون-الإدارة-المحلية",
}
ARABIC = "رسميا: الانتخابات البلدية في ٢١ حزيران"


def cell(value: object, column: str, *, table: str | None = None, **row: object) -> str:
    """The markup of a cell, empty where it is left to Datasette."""
    markup = rendered(value, column=column, table=table, row=row, query_path=lambda query: f"/news/{query}")
    return "" if markup is None else str(markup)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/news",
        *(f"/news/{table}" for table in (*TABLES, "rejects")),
        "/news/stories/{story_id}",
        "/news/articles/1",
    ],
)
async def test_pages_answer(site: Datasette, story_id: str, path: str) -> None:
    """Every page an editor comes by is there."""
    response = await site.client.get(path.format(story_id=story_id))

    assert response.status_code == 200
    assert "dedup.css" in response.text


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/", "/news"])
async def test_the_first_pages_lead_to_the_search_box(site: Datasette, path: str) -> None:
    """In English and Arabic, to the articles and the stories, by links that hold wherever the site stands."""
    page = (await site.client.get(path)).text
    links = re.findall(r'<a href="([^"/]+/\w+)">[^<]+<span lang="ar" dir="rtl">', page)

    assert links == ["news/articles", "news/stories"]
    for link in links:
        assert 'name="_search"' in (await site.client.get(urljoin(path, link))).text


@pytest.mark.asyncio
@pytest.mark.parametrize("query", BROWSABLE, ids=lambda query: query.name)
async def test_every_query_answers(site: Datasette, story_id: str, query: Query) -> None:
    """Each canned query has rows on the sample, with its parameters given and, where they narrow, left empty."""
    given = {**GIVEN, "story_id": story_id}
    asked = {name: given.get(name, "") for name in query.params}
    response = await site.client.get(f"/news/{query.name}.json", params={**asked, "_shape": "array"})

    assert response.status_code == 200, response.text
    assert response.json()


@pytest.mark.asyncio
async def test_hidden_tables_are_not_listed(site: Datasette) -> None:
    """The database page lists what people browse; the program's own tables are hidden."""
    listed = (await site.client.get("/news.json")).json()["tables"]

    assert set(TABLES) == {table["name"] for table in listed if not table["hidden"]}
    assert {"article_texts", "article_documents", "posting_blocks"} <= {
        table["name"] for table in listed if table["hidden"]
    }


@pytest.mark.asyncio
async def test_headlines_lead_on_and_read_right_to_left(site: Datasette, story_id: str) -> None:
    """A story's headline leads to its articles, an article's to its text; both carry direction and language."""
    story = (await site.client.get(f"/news/story_articles?story_id={story_id}")).text
    stories = (await site.client.get(f"/news/stories/{story_id}")).text
    article = (await site.client.get("/news/article?article_id=1")).text

    assert 'href="/news/article?article_id=1"><span dir="rtl" lang="ar" class="dedup-line">' in story
    assert f'href="/news/story_articles?story_id={story_id}"><span dir="rtl" lang="ar" class="dedup-line">' in stories
    assert '<span dir="rtl" lang="ar" class="dedup-text">' in article
    assert 'href="/news/article_matches?article_id=1">1</a>' in article


@pytest.mark.asyncio
async def test_labels_instead_of_numbers(site: Datasette) -> None:
    """Outlets and articles are named where they are referred to."""
    matches = (await site.client.get("/news/matches?_size=1")).text
    facets = (await site.client.get("/news/articles?_size=1")).text

    assert '<td class="col-article_a type-int"><a href="/news/articles/' in matches
    assert "وكالة أنباء الرافد" in facets


def test_times_and_shares_are_said_as_people_say_them() -> None:
    """A time to the minute with the exact one beside it; shares in percent; spans in words; signs kept."""
    assert ">2026-03-02 05:40</time>" in cell("2026-03-02T05:40:00Z", "published_at")
    assert cell(0.9777, "containment_a", table="matches") == '<span title="0.9777">98 %</span>'
    assert cell(-300, "lag_seconds") == '<span title="-300 seconds">\u22125 min</span>'
    assert not cell(226, "word_count", table="articles")


@pytest.mark.parametrize("column", EVIDENCE + CONTEXT)
def test_all_evidence_that_is_a_share_is_said_in_percent(column: str) -> None:
    """Counts stay numbers, hours are a span."""
    counted = {"shared_shingles", "longest_run", "replaced_names", "replaced_facts", "carriers"}
    shown = cell(0.5, column, table="matches")

    expected = {"lag_hours": '<span title="0.5 hours">30 min</span>'} | dict.fromkeys(counted, "")
    assert shown == expected.get(column, '<span title="0.5">50 %</span>')


def test_an_address_is_a_link_of_its_site_and_nothing_else_is() -> None:
    """http and https become links; an address that would run as a script stays text."""
    link = cell("https://www.almarfaa.example/خبر/١", "url")

    assert '<a href="https://www.almarfaa.example/خبر/١"' in link
    assert ">www.almarfaa.example</a>" in link
    assert "<a" not in cell("javascript:alert('خبر')", "url")
    assert not cell("https://[broken", "url")


def test_markup_in_a_text_is_text() -> None:
    """What a page brought along is escaped, and cannot turn the line around it."""
    told = cell(f"<script>{ARABIC}</script>\u202e", "body")

    assert "<script>" not in told
    assert "&lt;script&gt;" in told
    assert "\u202e" not in told


def test_a_pair_of_headlines() -> None:
    """Each headline of a pair leads to its own article."""
    assert "article?article_id=8" in cell(ARABIC, "title_b", article_a=7, article_b=8)


def test_what_is_nothing_to_improve_is_left_to_datasette() -> None:
    """Latin text, JSON and plain numbers are Datasette's own."""
    assert not any([cell("hello", "title", table="outlets"), cell('{"ا": 1}', "extra"), cell(7, "score")])
    assert "href" not in cell(ARABIC, "name", table="outlets", id=3)


@pytest.mark.asyncio
async def test_other_databases_are_left_as_they_are(tmp_path: Path) -> None:
    """In a database that is no index only Arabic gets its direction; numbers and times stay as they are."""
    path = tmp_path / "films.db"
    Database(path)["films"].insert({"story_id": 3, "title": ARABIC, "url": "https://a.example/b", "lag_seconds": 300})
    other = Datasette([str(path)])
    await other.invoke_startup()
    page = (await other.client.get("/films/films")).text
    other.databases["films"].close()

    assert '<span dir="rtl" lang="ar" class="dedup-line">' in page
    assert "story_articles" not in page
    assert ">https://a.example/b</a>" in page
    assert "5 min" not in page
