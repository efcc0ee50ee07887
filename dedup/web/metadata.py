"""What Datasette is told about an index, made from the catalogue of queries.

``python -m dedup.web.metadata [DATABASE]`` prints it; the file ``datasette_metadata.json`` is its output
for a database called ``news``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from sqlite_utils import Database

from dedup.store.migrations import migrations
from dedup.store.queries import BROWSABLE, Query

_SHOWN: dict[str, dict[str, Any]] = {
    "stories": {
        "description": "Articles that carry one text, as copies or edits of it. A headline leads to who ran it. Times are UTC.",
        "label_column": "title",
        "sort_desc": "outlet_count",
        "facets": ["outlet_count"],
        "columns": {
            "article_count": "articles in the story",
            "outlet_count": "outlets that ran it",
            "first_published_at": "when its first article appeared (UTC)",
            "first_article_id": "the earliest article",
        },
    },
    "articles": {
        "description": "One row an article. A headline leads to the article's text.",
        "label_column": "title",
        "sort_desc": "published_at",
        "facets": ["outlet_id", {"date": "published_at"}],
        "columns": {
            "published_at": "UTC; empty when the page does not say",
            "story_id": "the story it belongs to; empty when nobody else carries its text",
            "word_count": "words after folding",
            "identity": "equal for records of one article",
        },
    },
    "outlets": {"description": "Who published.", "label_column": "name", "sort": "name"},
    "matches": {
        "description": "Pairs of articles that were compared and judged to be related, with the evidence.",
        "facets": ["relation"],
        "sort_desc": "article_b",
        "columns": {
            "relation": "copy, edited, partial, or template: the same form about other news",
            "score": "geometric mean of both containments",
            "jaccard": "shared shingles of all shingles of both",
            "containment_a": "share of the first article's shingles that stand in the second",
            "containment_b": "share of the second article's shingles that stand in the first",
        },
    },
    "records": {
        "description": "One row an input record: what became of everything that came in.",
        "label_column": "external_id",
        "facets": ["outcome"],
    },
    "runs": {
        "description": "Each run of the indexer and its counts.",
        "sort_desc": "id",
        "label_column": "started_at",
    },
    "index_params": {"description": "How this index was built."},
}


def tables() -> dict[str, dict[str, Any]]:
    """What is said about each table; those that nothing is said about are the program's own, and hidden."""
    db = Database(memory=True)
    migrations.apply(db)
    return {**_SHOWN, **{name: {"hidden": True} for name in sorted(set(db.table_names()) - set(_SHOWN))}}


def metadata(database: str) -> dict[str, Any]:
    """The metadata of an index whose file is ``DATABASE.db``."""
    return {
        "title": "dedup: who republished what · من أعاد نشر ماذا",
        "description": "Stories of Arabic news: copies and edits of one text across outlets, with their evidence.",
        "databases": {
            database: {
                "description": "Start with the stories; the queries below answer the usual questions.",
                "tables": tables(),
                "queries": {query.name: _canned(query) for query in BROWSABLE},
            }
        },
    }


def _canned(query: Query) -> dict[str, Any]:
    canned: dict[str, Any] = {
        "title": query.title,
        "description": query.description,
        "sql": query.sql,
        "hide_sql": True,
    }
    if query.params:
        canned["params"] = list(query.params)
    return canned


def main() -> None:
    """Prints the metadata of ``news.db``, or of the database named."""
    database = sys.argv[1] if len(sys.argv) > 1 else "news"
    sys.stdout.write(json.dumps(metadata(database), ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
