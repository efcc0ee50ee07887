"""datasette_metadata.json: fresh, whole, and fast on a big index."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database

from dedup.store.queries import BROWSABLE, Query
from dedup.web.metadata import metadata, tables
from dedup.web.search import search_function
from tests.web.conftest import METADATA

if TYPE_CHECKING:
    from pathlib import Path

BROWSED = {
    *("outlets", "articles", "credits", "stories", "matches", "boilerplate_lines"),
    *("runs", "records", "rejects", "index_params"),
}
# Questions about all stories: every one has to be looked at.
SCANS = {
    "credited": {"credits"},
    "outlet_pairs": {"articles", "earlier"},
    "owner_pairs": {"articles", "earlier"},
    "first_publishers": {"stories", "articles"},
}
# Small tables, and what the queries put together themselves.
SMALL = {"outlets", "runs", "followed", "ranked", "firsts", "asked", "pairs", "hit"}


def test_the_committed_file_is_fresh() -> None:
    """The file is what the catalogue of queries gives; `make fresh` writes it anew."""
    made = subprocess.run([sys.executable, "-m", "dedup.web.metadata"], check=True, capture_output=True).stdout

    assert made.decode() == METADATA.read_text("utf-8")


def test_another_database_has_its_own_name() -> None:
    """The metadata of egypt.db describes egypt."""
    assert list(metadata("egypt")["databases"]) == ["egypt"]


def test_every_table_is_described_or_hidden(news_db: Path) -> None:
    """What people browse is described; everything else is hidden, whatever it is called."""
    told = tables()
    hidden = {name for name, table in told.items() if table.get("hidden")}

    assert set(told) == {*Database(news_db).table_names(), *Database(news_db).view_names()}
    assert set(told) - hidden == BROWSED


def test_every_browsed_column_is_described(news_db: Path) -> None:
    """Each column of the tables people browse has its meaning; facets, orders and labels name columns that are there."""
    for name in BROWSED:
        table = tables()[name]
        there = set(Database(news_db)[name].columns_dict)
        assert set(table["columns"]) == there, name
        facets = [facet if isinstance(facet, str) else facet["date"] for facet in table.get("facets", [])]
        named = {*facets} | {table[key] for key in ("label_column", "sort", "sort_desc") if key in table}
        assert named <= there, name


def test_titles_are_in_both_languages(described: dict[str, Any]) -> None:
    """Each query is titled in English and Arabic, and described."""
    for query in described["databases"]["news"]["queries"].values():
        assert re.search("[a-z]", query["title"])
        assert re.search("[\u0620-\u064a]", query["title"])
        assert query["description"]


def test_no_query_hides_a_table() -> None:
    """A query and a table of one name share one address; Datasette shows only one of them."""
    assert not {query.name for query in BROWSABLE} & set(tables())


@pytest.mark.parametrize("query", BROWSABLE, ids=lambda query: query.name)
def test_queries_read_no_big_table_whole(news_db: Path, query: Query) -> None:
    """No query goes through articles, texts, matches or records row by row, save those that count them all."""
    db = Database(news_db)
    db.conn.create_function("dedup_search", 3, search_function(db.conn))
    plan = db.execute(f"EXPLAIN QUERY PLAN {query.sql}", dict.fromkeys(query.params, "")).fetchall()
    scans = [match for row in plan if (match := re.match(r"SCAN (\w+)( USING .*INDEX)?", row[3]))]
    # In the order of an index, and broken off at the limit, a scan is only as long as the answer.
    whole = {scan[1] for scan in scans if not (scan[2] and "LIMIT" in query.sql)}

    assert whole - SMALL <= SCANS.get(query.name, set()), plan
