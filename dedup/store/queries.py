"""Every SELECT the product shows, as a catalogue: for the command line and for Datasette alike.

Values are bound (``:name``); an empty parameter means "all". The browsable queries carry the titles
an editor reads; `datasette_metadata.json` is generated from them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from dedup.errors import ArticleNotFound
from dedup.store.known import article_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question to the index."""

    name: str
    title: str
    """In English and Arabic, for Datasette's list of queries."""
    description: str
    sql: str
    params: tuple[str, ...] = ()


STORIES = Query(
    name="widest_stories",
    title="Stories, most outlets first · القصص الأوسع انتشارا",
    description="Each story with how far it went and who had it first. Sister sites are one owner. Since: a date such as 2026-03-01.",
    sql="""
SELECT stories.id AS story_id, stories.title, outlet_count AS outlets, owner_count AS owners,
  article_count AS articles,
  outlets.name AS first_outlet, first_published_at,
  CASE WHEN first_published_at LIKE '%T%' AND last_published_at LIKE '%T%' THEN
    cast(round((julianday(last_published_at) - julianday(first_published_at)) * 86400) AS integer) END AS span_seconds
FROM stories JOIN articles ON articles.id = first_article_id JOIN outlets ON outlets.id = articles.outlet_id
WHERE coalesce(first_published_at, '') >= :since AND outlet_count >= cast(coalesce(nullif(:outlets, ''), 1) AS integer)
ORDER BY outlet_count DESC, article_count DESC, first_published_at, stories.id
LIMIT cast(coalesce(nullif(:limit, ''), 50) AS integer)
""".strip(),
    params=("since", "outlets", "limit"),
)

STORY_ARTICLES = Query(
    name="story_articles",
    title="The articles of one story, first to last · مواد قصة واحدة",
    description="Who ran it, how long after the first, and how much of the first article's text it carries.",
    sql="""
SELECT articles.id AS article_id, outlets.name AS outlet, articles.owner_group, articles.published_at, articles.title,
  CASE WHEN articles.published_at LIKE '%T%' AND stories.first_published_at LIKE '%T%' THEN
    cast(round((julianday(articles.published_at) - julianday(stories.first_published_at)) * 86400) AS integer)
    END AS lag_seconds,
  matches.relation AS relation_to_first,
  CASE WHEN matches.article_a = stories.first_article_id THEN matches.containment_a ELSE matches.containment_b END
    AS share_of_first,
  articles.byline, articles.url
FROM articles JOIN stories ON stories.id = articles.story_id JOIN outlets ON outlets.id = articles.outlet_id
LEFT JOIN matches ON matches.article_a = min(articles.id, stories.first_article_id)
  AND matches.article_b = max(articles.id, stories.first_article_id)
WHERE articles.story_id = :story_id
ORDER BY articles.published_at IS NULL, articles.published_at, articles.identity
""".strip(),
    params=("story_id",),
)

ARTICLE_MATCHES = Query(
    name="article_matches",
    title="Everything that shares text with one article · كل ما يشترك مع مادة في نصها",
    description="Copies, edits, partial uses and look-alikes of the article with this id.",
    sql="""
SELECT articles.id AS article_id, outlets.name AS outlet, articles.owner_group, articles.published_at, articles.title,
  articles.story_id, articles.url, pairs.relation, pairs.score,
  CASE WHEN pairs.article_a = :article_id THEN containment_a ELSE containment_b END AS share_of_this,
  CASE WHEN pairs.article_a = :article_id THEN containment_b ELSE containment_a END AS share_of_other,
  pairs.longest_run, pairs.lag_hours
FROM (
  SELECT *, article_b AS other FROM matches WHERE article_a = :article_id
  UNION ALL SELECT *, article_a AS other FROM matches WHERE article_b = :article_id
) AS pairs JOIN articles ON articles.id = other JOIN outlets ON outlets.id = articles.outlet_id
ORDER BY pairs.score DESC, articles.published_at, articles.identity
""".strip(),
    params=("article_id",),
)

ARTICLE = Query(
    name="article",
    title="One article with its text · مادة كاملة",
    description="The article with this id, as it was published. Its number leads to all that share text with it.",
    sql="""
SELECT articles.id AS article_id, outlets.name AS outlet, articles.owner_group, articles.published_at, articles.title, article_texts.body,
  articles.story_id, articles.byline, articles.dateline_place, articles.url
FROM articles JOIN outlets ON outlets.id = articles.outlet_id JOIN article_texts ON article_texts.article_id = articles.id
WHERE articles.id = :article_id
""".strip(),
    params=("article_id",),
)

SEARCH = Query(
    name="search",
    title="Search headlines and texts · البحث في العناوين والنصوص",
    description="Articles with all these words in any spelling and form, the nearest spelling first; words in"
    " quotation marks in this order. Since: a date such as 2026-03-01.",
    # dedup_search is a function of the plugin (`dedup.web.search`).
    sql="""
SELECT articles.id AS article_id, outlets.name AS outlet, articles.published_at, articles.title,
  json_extract(hit.value, '$.snippet') AS snippet, articles.story_id
FROM json_each(dedup_search(:words, :outlet, :since)) AS hit
JOIN articles ON articles.id = json_extract(hit.value, '$.article_id')
JOIN outlets ON outlets.id = articles.outlet_id
ORDER BY hit.key
""".strip(),
    params=("words", "outlet", "since"),
)

WAS_REPUBLISHED = Query(
    name="was_republished",
    title="Was this address republished? · هل أعيد نشر هذا الرابط؟",
    description="The articles that share text with the one at this address, with the share of its text they carry.",
    sql="""
WITH asked AS (SELECT id FROM articles WHERE url = :url)
SELECT articles.id AS article_id, outlets.name AS outlet, articles.owner_group, articles.published_at, articles.title, matches.relation,
  CASE WHEN matches.article_a = asked.id THEN containment_a ELSE containment_b END AS share_of_asked,
  articles.story_id
FROM asked JOIN matches ON matches.article_a = asked.id OR matches.article_b = asked.id
JOIN articles ON articles.id = CASE WHEN matches.article_a = asked.id THEN matches.article_b ELSE matches.article_a END
JOIN outlets ON outlets.id = articles.outlet_id
WHERE matches.relation <> 'template'
ORDER BY articles.published_at IS NULL, articles.published_at, articles.id
""".strip(),
    params=("url",),
)

# Who had a story earlier and who later, by what {who} gives for an article: a name.
_PAIRS = """
WITH firsts AS (
  SELECT story_id, {who} AS who, min(published_at) AS published_at
  FROM articles JOIN outlets ON outlets.id = outlet_id
  WHERE story_id IS NOT NULL AND published_at LIKE '%T%' AND published_at >= :since
  GROUP BY story_id, who
), followed AS (
  SELECT earlier.who AS leader, later.who AS follower,
    (julianday(later.published_at) - julianday(earlier.published_at)) * 86400 AS lag
  FROM firsts AS earlier JOIN firsts AS later USING (story_id)
  WHERE earlier.published_at < later.published_at
), ranked AS (
  SELECT leader, follower, lag, count(*) OVER pair AS stories,
    row_number() OVER (PARTITION BY leader, follower ORDER BY lag) AS place
  FROM followed WINDOW pair AS (PARTITION BY leader, follower)
)
SELECT leader AS first_{what}, follower AS later_{what}, stories, cast(round(avg(lag)) AS integer) AS median_lag_seconds
FROM ranked WHERE place IN ((stories + 1) / 2, (stories + 2) / 2)
GROUP BY leader, follower ORDER BY stories DESC, median_lag_seconds
""".strip()

OUTLET_PAIRS = Query(
    name="outlet_pairs",
    title="Who follows whom, and how fast · من ينقل عن من، وبأي سرعة",
    description="Pairs of outlets with stories in common, counted in the direction of time, with the median lag.",
    sql=_PAIRS.format(who="outlets.name", what="outlet"),
    params=("since",),
)

OWNER_PAIRS = Query(
    name="owner_pairs",
    title="Which owner follows which, and how fast · أي مجموعة مالكة تنقل عن أي مجموعة",
    description="As pairs of outlets, with the sister sites of one owner group as one. An outlet of no known group"
    " stands for itself.",
    sql=_PAIRS.format(who="coalesce(owner_group, outlets.name)", what="owner"),
    params=("since",),
)

FIRST_PUBLISHERS = Query(
    name="first_publishers",
    title="Who has stories first · من ينشر أولا",
    description="For each outlet: stories it took part in with others, how many of them with other owners, and how many"
    " it had first.",
    sql="""
SELECT outlets.name AS outlet, count(DISTINCT stories.id) AS shared_stories,
  count(DISTINCT CASE WHEN stories.owner_count > 1 THEN stories.id END) AS shared_with_other_owners,
  count(DISTINCT CASE WHEN first_articles.outlet_id = outlets.id THEN stories.id END) AS first_in
FROM stories JOIN articles ON articles.story_id = stories.id JOIN outlets ON outlets.id = articles.outlet_id
JOIN articles AS first_articles ON first_articles.id = stories.first_article_id
WHERE stories.outlet_count > 1 AND coalesce(stories.first_published_at, '') >= :since
GROUP BY outlets.id ORDER BY first_in DESC, shared_stories DESC
""".strip(),
    params=("since",),
)

LOOKALIKES = Query(
    name="lookalikes",
    title="Same form, other news · قوالب متشابهة لأخبار مختلفة",
    description="Pairs judged to be one form filled in twice (weather, prices, arrests): related, never one story.",
    sql="""
SELECT article_a, article_b, first.title AS title_a, second.title AS title_b, score, jaccard
FROM matches JOIN articles AS first ON first.id = article_a JOIN articles AS second ON second.id = article_b
WHERE relation = 'template' ORDER BY score DESC LIMIT 200
""".strip(),
)

UNREADABLE = Query(
    name="unreadable",
    title="Records that could not be read · سجلات تعذرت قراءتها",
    description="File, position and reason of every input record that became no article.",
    sql="SELECT path, position, outcome, reason, run_id FROM records WHERE article_id IS NULL ORDER BY id DESC LIMIT 500",
)

NEWLY_REJECTED = Query(
    name="newly_rejected",
    title="Records of the last run that became no article",
    description="Those that earlier runs have told already are left out.",
    sql="SELECT path, position, reason FROM records WHERE article_id IS NULL"
    " AND run_id = (SELECT max(id) FROM runs) ORDER BY id LIMIT 20",
)

BOILERPLATE = Query(
    name="boilerplate",
    title="Lines that outlets put around their stories · ما تكرره المواقع حول موادها",
    description="With how many articles without anything else in common have them, and who decided.",
    sql="""
SELECT outlets.name AS outlet, printf('%016x', line_hash) AS line, text, contexts, decided_by, removes,
  decided_at AS since
FROM boilerplate_lines JOIN outlets ON outlets.id = outlet_id
WHERE :outlet = '' OR outlets.name = :outlet
ORDER BY outlets.name, contexts DESC, line_hash
""".strip(),
    params=("outlet",),
)

CREDITED = Query(
    name="credited",
    title="Who is credited, and how often · من تنسب إليه المواد",
    description="Sources that articles give as their own (credit), apart from those named in running text (mention).",
    sql="""
SELECT agency, outlets.name AS outlet, sum(kind = 'credit') AS credits, sum(kind = 'mention') AS mentions
FROM credits JOIN articles ON articles.id = credits.article_id JOIN outlets ON outlets.id = articles.outlet_id
WHERE :agency = '' OR agency = :agency
GROUP BY agency, outlets.id ORDER BY credits DESC, mentions DESC, agency
""".strip(),
    params=("agency",),
)

BROWSABLE = (
    SEARCH,
    STORIES,
    STORY_ARTICLES,
    ARTICLE,
    ARTICLE_MATCHES,
    WAS_REPUBLISHED,
    OUTLET_PAIRS,
    OWNER_PAIRS,
    FIRST_PUBLISHERS,
    LOOKALIKES,
    CREDITED,
    UNREADABLE,
)

_ARTICLE = """
SELECT articles.id AS article_id, outlets.name AS outlet, articles.owner_group, articles.title, articles.published_at,
  articles.url, articles.story_id, articles.byline, articles.word_count, articles.is_round_up,
  article_texts.body
FROM articles JOIN outlets ON outlets.id = articles.outlet_id JOIN article_texts ON article_id = articles.id
"""

Row = dict[str, Any]


def run(db: Database, query: Query, **values: object) -> list[Row]:
    """The rows of a query of the catalogue; parameters left out are empty."""
    assert set(values) <= set(query.params), f"{query.name} takes {query.params}"
    return list(db.query(query.sql, {**dict.fromkeys(query.params, ""), **values}))


def find_article(db: Database, name: str) -> Row:
    """The article that a person means by its number, its record's id or its address.

    Raises:
        ArticleNotFound: none answers to it.
    """
    for column, value in _what_may_be_meant(db, name):
        rows = list(db.query(f"{_ARTICLE} WHERE articles.{column} = :value", {"value": value}))
        if rows:
            return rows[0]
    raise ArticleNotFound(f"no article {name!r} in this index. Give its number, its record's id, or its address.")


def _what_may_be_meant(db: Database, name: str) -> Iterator[tuple[str, str | int | None]]:
    """Columns of articles and the value that would be meant, looked up one after the other."""
    if name.isascii() and name.isdecimal():
        yield "id", name
    yield "url", name
    yield "id", article_named(db, name)


def find_outlet(db: Database, name: str) -> int:
    """The number of the outlet of that name.

    Raises:
        ArticleNotFound: there is none; the message names some that are like it.
    """
    ids = {row[1]: int(row[0]) for row in db.execute("SELECT id, name FROM outlets ORDER BY name")}
    if name not in ids:
        near = get_close_matches(name, ids, cutoff=0.4) or list(ids)[:3]
        raise ArticleNotFound(f"no outlet {name!r} in this index. Is it one of these? {', '.join(near)}")
    return ids[name]


def articles_by_id(db: Database, article_ids: list[int]) -> dict[int, Row]:
    """Articles with their outlets, by number."""
    marks = ", ".join("?" * len(article_ids))
    return {row["article_id"]: row for row in db.query(f"{_ARTICLE} WHERE articles.id IN ({marks})", article_ids)}


def newest_first(db: Database, article_ids: list[int], *, outlet: str, since: str, until: str) -> list[int]:
    """Those of some articles that an outlet published in a span of time; an empty condition holds for all."""
    sql = """
SELECT articles.id FROM json_each(:ids) CROSS JOIN articles ON articles.id = value
WHERE (:outlet = '' OR outlet_id = (SELECT id FROM outlets WHERE name = :outlet))
  AND coalesce(published_at, '') >= :since
  AND (:until = '' OR substr(published_at, 1, length(:until)) <= :until)
ORDER BY published_at DESC, identity
"""
    values = {"ids": json.dumps(article_ids), "outlet": outlet, "since": since, "until": until}
    return [row[0] for row in db.execute(sql, values)]


def counts(db: Database) -> Row:
    """How much the index holds."""
    tables = ("records", "articles", "outlets", "matches", "stories", "runs")
    return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
