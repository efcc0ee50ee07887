"""The Datasette plugin: Arabic reads right to left in stock Datasette, on 0.65 and 1.0.

It opens nothing for writing and leaves databases that hold no index as they are.
"""

from __future__ import annotations

import re

from datasette import hookimpl
from markupsafe import Markup

# Letters of the Arabic blocks, presentation forms included.
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3\u0750-\u077f\u08a0-\u08c9\ufb50-\ufdfb\ufe70-\ufefc]")
# Explicit embeddings, overrides and isolates (U+202A..U+202E, U+2066..U+2069): a page could turn the
# text around it with them.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# In the results of a query: column, and the query that tells more about what it numbers.
_LEADS_TO = {"story_id": ("story_articles", "story_id"), "article_id": ("article", "article_id")}


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's, without types
def extra_css_urls(datasette: object) -> list[str]:
    """Our style sheet, on every page."""
    return [datasette.urls.static_plugins("arabic-news-dedup", "dedup.css")]  # type: ignore[attr-defined]


@hookimpl  # type: ignore[untyped-decorator]  # pluggy's, without types
def render_cell(value: object, column: str, table: str | None, database: str, datasette: object) -> Markup | None:
    """Arabic cells with their direction and language, texts with their paragraphs; numbers that lead on."""
    if isinstance(value, int) and column in _LEADS_TO and table is None:
        query, parameter = _LEADS_TO[column]
        path = datasette.urls.query(database, query)  # type: ignore[attr-defined]
        return Markup('<a href="{}?{}={}">{}</a>').format(path, parameter, value, value)
    if not isinstance(value, str) or not _ARABIC.search(value) or value.startswith(("http://", "https://", "{")):
        return None
    css = "dedup-text" if column == "body" else "dedup-line"
    return Markup('<span dir="rtl" lang="ar" class="{}">{}</span>').format(css, _TURNS.sub("", value))
