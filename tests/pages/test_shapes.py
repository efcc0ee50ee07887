"""Pages in the shapes of many sites come out as the same clean article."""

from __future__ import annotations

import datetime as dt

import pytest

from dedup.pages.articles import articles_only
from dedup.pages.read import ReadOptions
from tests.pages.shapes import SHAPES, STORY, TITLE


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_gives_the_same_article(name, tmp_path):
    """Headline, text, day and outlet are found, and nothing of what stands around them."""
    shape = SHAPES[name]()
    path = tmp_path / "page.html"
    path.write_bytes(shape.html.encode(shape.encoding))
    article = articles_only(str(path), options=ReadOptions(), zone=dt.UTC)[0]
    expected = [line for line in STORY if name != "live_blog" or line != STORY[2]]
    if name == "dateline_and_agency":
        expected[0] = f"الزيتونة - رويترز: {expected[0]}"

    assert article.title == TITLE
    assert article.body.split("\n") == expected
    assert (article.published_at or "")[:10] == (shape.published or "")
    assert shape.outlet in (None, article.outlet)
    assert article.byline == shape.byline
    if name == "dateline_and_agency":
        assert {credit.agency for credit in article.credits} == {"reuters"}
        assert article.dateline_place == "الزيتونة"
