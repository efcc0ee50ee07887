"""The search box of articles and stories: Arabic is found in any spelling, by words and phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from datasette.app import Datasette
from sqlite_utils import Database

from dedup.web.cells import rendered

if TYPE_CHECKING:
    from pathlib import Path


async def rows(site: Datasette, table: str, **asked: str) -> list[dict[str, Any]]:
    """The rows of a table that a search leaves."""
    response = await site.client.get(f"/news/{table}.json", params={"_shape": "array", "_size": "max", **asked})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()
    return found


@pytest.mark.asyncio
async def test_articles_are_found_in_any_spelling(site: Datasette) -> None:
    """Another spelling finds the same articles; every one of them has the word."""
    found = await rows(site, "articles", _search="الانتخابات البلدية")

    assert 0 < len(found) < 30
    assert found == await rows(site, "articles", _search="الإنتخابات البلديه")
    assert any("الانتخابات البلدية" in row["title"] for row in found)


@pytest.mark.asyncio
async def test_a_phrase_finds_less_and_other_filters_hold(site: Datasette) -> None:
    """Words in order are fewer articles; an outlet chosen beside narrows both."""
    words = await rows(site, "articles", _search="الجديد القانون")
    phrase = await rows(site, "articles", _search='"القانون الجديد"')
    outlet = str(phrase[0]["outlet_id"])
    narrowed = await rows(site, "articles", _search='"القانون الجديد"', outlet_id=outlet)

    assert 0 < len(phrase) < len(words)
    assert narrowed == [row for row in phrase if str(row["outlet_id"]) == outlet]


@pytest.mark.asyncio
async def test_stories_are_found_by_their_articles(site: Datasette, news_db: Path) -> None:
    """A story is found where one of its articles has the words."""
    stories = {row["id"] for row in await rows(site, "stories", _search="الانتخابات البلدية")}
    articles = [row["id"] for row in await rows(site, "articles", _search="الانتخابات البلدية")]
    of_articles = {
        Database(news_db).execute("SELECT story_id FROM articles WHERE id = ?", [article]).fetchone()[0]
        for article in articles
    }

    assert stories == of_articles - {None}


@pytest.mark.asyncio
@pytest.mark.parametrize("table", ["articles", "stories"])
async def test_the_box_is_there_and_keeps_what_was_asked(site: Datasette, table: str) -> None:
    """The page has a search box; a search is repeated in it and said in words, escaped."""
    empty = (await site.client.get(f"/news/{table}?_search=")).text
    asked = (await site.client.get(f"/news/{table}", params={"_search": "<i>بلدية"})).text

    assert 'type="search" name="_search" value=""' in empty
    assert 'value="&lt;i&gt;بلدية"' in asked
    assert "in any spelling and form" in asked
    assert "<i>" not in asked


@pytest.mark.asyncio
async def test_marks_alone_and_unknown_words_find_nothing(site: Datasette) -> None:
    """A query without a word, or with one that nobody wrote, leaves no row."""
    assert await rows(site, "articles", _search="؟!") == []
    assert await rows(site, "articles", _search="كهرمانوفون") == []


@pytest.mark.asyncio
async def test_other_tables_have_no_box(site: Datasette) -> None:
    """Only what has words can be searched."""
    assert 'name="_search"' not in (await site.client.get("/news/runs")).text


@pytest.mark.asyncio
async def test_a_database_that_is_no_index_keeps_its_own_search(tmp_path: Path) -> None:
    """A table called articles in another database is none of ours."""
    path = tmp_path / "films.db"
    table = Database(path)["articles"]
    table.insert({"id": 1, "title": "sunrise"})
    table.enable_fts(["title"])
    other = Datasette([str(path)])
    await other.invoke_startup()
    found = (await other.client.get("/films/articles.json?_search=sunrise&_shape=array")).json()
    nothing = (await other.client.get("/films/articles.json?_search=sunset&_shape=array")).json()
    other.databases["films"].close()

    assert [row["title"] for row in found] == ["sunrise"]
    assert nothing == []


@pytest.mark.asyncio
async def test_the_ready_question_shows_what_was_found(site: Datasette) -> None:
    """Nearest spelling first, a snippet of the original with the words marked; an outlet narrows it."""
    page = (await site.client.get("/news/search", params={"words": "البلديه"})).text
    asked = {"words": "البلدية", "outlet": "البوصلة نت", "_shape": "array"}
    told = (await site.client.get("/news/search.json", params=asked)).json()

    assert "<mark>البلدية</mark>" in page
    assert {row["outlet"] for row in told} == {"البوصلة نت"}
    assert "\u27e6البلدية\u27e7" in told[0]["snippet"]
    for nothing in ({"words": ""}, {"words": "البلدية", "outlet": "لا أحد"}):
        assert (await site.client.get("/news/search.json", params={**nothing, "_shape": "array"})).json() == []


def test_a_snippet_is_text_with_marks() -> None:
    """What a page brought along is escaped; only what was found is marked."""
    told = str(rendered("<b>\u27e6بلدية\u27e7", column="snippet", table=None, row={}, query_path=str))

    assert "&lt;b&gt;<mark>بلدية</mark>" in told
