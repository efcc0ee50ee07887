"""What Datasette is told about an index, made from the catalogue of queries.

``python -m dedup.web.metadata [DATABASE]`` prints it; the file ``datasette_metadata.json`` is its output
for a database called ``news``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from datasette.utils import tilde_encode
from sqlite_utils import Database

from dedup.store.migrations import migrations
from dedup.store.queries import BROWSABLE, Query

# What people browse. Every column is described: docs/schema.md is made from it.
_SHOWN: dict[str, dict[str, Any]] = {
    "stories": {
        "description": "Articles that carry one text, as copies or edits of it. A headline leads to who ran it. Times are UTC.",
        "label_column": "title",
        "sort_desc": "outlet_count",
        "facets": ["outlet_count", "owner_count"],
        "columns": {
            "id": "number; it stays while the story grows",
            "title": "headline of its first article",
            "first_published_at": "when its first article appeared",
            "last_published_at": "when its last article appeared",
            "article_count": "articles in it",
            "outlet_count": "outlets that ran it",
            "owner_count": "owners of these outlets: sister sites count once, an outlet of no known group for itself",
            "first_article_id": "its first article",
        },
    },
    "articles": {
        "description": "One row an article. A headline leads to the article's text. Times are UTC.",
        "label_column": "title",
        "sort_desc": "published_at",
        "facets": ["outlet_id", "owner_group", "is_round_up", {"date": "published_at"}],
        "columns": {
            "id": "number",
            "title": "headline, as it was published",
            "outlet_id": "who published it",
            "owner_group": "who owns the outlet, and sister sites with it; empty when no table and no record tells",
            "published_at": "time or, where no hour is known, day; empty when the page does not say",
            "story_id": "story it belongs to; empty when nobody else carries its text",
            "url": "address, without tracking parameters",
            "byline": "who signed it, as printed",
            "dateline_place": "place named at its start",
            "updated_at": "when the outlet last changed it, where it says so",
            "word_count": "words after folding",
            "is_round_up": "1: several other stories begin in it, as in a press review; it quotes them, and is in no story with them",
            "owner_group_origin": "record, or what the owner was found under: address or outlet name; of which table",
            "extra": "keys of the input record that we do not know, as JSON",
            "identity": "equal for records of one article",
        },
    },
    "credits": {
        "description": "Sources that an article names: those it gives as its own, and those it only mentions.",
        "facets": ["agency", "kind", "place"],
        "columns": {
            "article_id": "the article",
            "agency": "the source, by its short name",
            "kind": "credit: the article comes from it; mention: a fact does",
            "place": "where it is named: byline, dateline, sign-off, parentheses, running text",
            "text": "the words that name it",
        },
    },
    "boilerplate_lines": {
        "description": "Lines that an outlet puts around its stories. They are left out of what is compared; what is"
        " shown is the original.",
        "facets": ["outlet_id", "decided_by"],
        "sort_desc": "contexts",
        "columns": {
            "outlet_id": "whose articles it stands in",
            "line_hash": "the line's letters and digits, as a number",
            "unit": "finds the line in article_edges",
            "text": "the line, as one article has it",
            "contexts": "articles without anything else in common that it stands in",
            "decided_by": "learned: by that number; editor: by a person, which learning never changes",
            "removes": "1: it is left out; 0: an editor keeps it",
            "rule_version": "rules by which it was counted",
            "decided_at": "since when",
        },
    },
    "rejects": {
        "description": "Records that became no article, and why.",
        "facets": ["outcome"],
        "columns": {
            "path": "file it came from",
            "position": "line, record or element in that file",
            "reason": "why it became no article",
            "outcome": "unreadable or other language",
            "run_id": "the run that read it first",
        },
    },
    "outlets": {
        "description": "Who published.",
        "label_column": "name",
        "sort": "name",
        "columns": {"id": "number", "name": "as the records name it"},
    },
    "matches": {
        "description": "Pairs of articles that were compared and judged to be related, with the evidence.",
        "facets": ["relation"],
        "sort_desc": "article_b",
        "columns": {
            "article_a": "the article with the smaller number",
            "article_b": "the other one",
            "relation": "copy, edited, partial, or template: the same form about other news",
            "pair_relation": "what the two are, round-ups apart; relation is partial instead where one is a round-up",
            "score": "probability that both are one news text, republished",
            "jaccard": "shared shingles, of all shingles of both",
            "containment_a": "share of the first article's shingles that stand in the second",
            "containment_b": "share of the second article's shingles that stand in the first",
            "shared_shingles": "shingles that stand in both",
            "longest_run": "words in the longest run that both share",
            "lag_hours": "hours between both publications; empty when one is unknown",
            "coverage": "share of both texts' words that stand in shared shingles (geometric mean)",
            "coverage_s": "the same share of the shorter text",
            "function_words_s": "of the shorter one's words that carry no content, the share that is shared",
            "lead_cover": "share of the first 30 words that is shared; the smaller one of both",
            "first_third_l": "share of the longer one's first third that is shared",
            "lead_found": "share, by rarity, of the first 50 words that stand anywhere in the other; the smaller one",
            "lead_any_s": "share, by rarity, of the shorter one's first content words that stand in the longer one",
            "sentences_s": "how well the shorter one's sentences are found in the longer one, each in one place",
            "close_s": "share of the shorter one in sentences found nearly whole",
            "in_order": "share of both texts' content words that stand in the other in the same order",
            "number_conflict_s": "share of the shorter one's numbers that matched sentences replace by others",
            "missing_s": "share of the shorter one's rare words that matched sentences lack",
            "speech_l": "share of what the longer one shares that is somebody's words",
            "headline": "share, by rarity, of a headline found at the beginning of the other text; the smaller one",
            "replaced_names": "names, places, numbers in words, months that the other text has others for, at the same place",
            "replaced_facts": "the same, weekdays and numbers",
            "fact_conflict": "of the facts that stayed or were replaced, and one, the share that was replaced",
            "fact_slots": "of the places where the texts part, the share that holds other facts; 1: only facts differ",
            "in_step": "share of both texts' words that runs in step, but for a few words at a time",
            "carriers": "other articles that carry what both share, and are otherwise their own text: an official's words",
            "older_passage": "share of what both share that stands in one article days older: background",
            "elsewhere_s": "share of the shorter one that is shared with articles the longer one has nothing of",
            "bridged_lead_cover": "lead_cover, or where more, the smaller of both over a third article that shares one passage with the two",
            "bridged_sentences_s": "the same of sentences_s",
            "copies_function_words_s": "mean of function_words_s over this pair and those of either one's near copies",
            "copies_first_third_l": "mean of first_third_l over the same pairs",
            "copies_lead_found": "mean of lead_found over the same pairs",
            "copies_sentences_s": "mean of sentences_s over the same pairs",
            "span_a": "where in the first article they share text: a bit for each sixty-fourth",
            "span_b": "the same in the second",
            "shared_bands": "band keys that brought them together",
            "shared_fingerprints": "fingerprints that brought them together",
        },
    },
    "records": {
        "description": "One row an input record: what became of everything that came in.",
        "label_column": "external_id",
        "facets": ["outcome"],
        "columns": {
            "id": "number",
            "external_id": "the record's own id, else its address, else file and line",
            "article_id": "the article it became; empty when it became none",
            "run_id": "the run that read it first",
            "outcome": "indexed, same (the article was there), too short, unreadable, other language",
            "path": "file it came from",
            "position": "line, record or element in that file",
            "reason": "why it became no article",
        },
    },
    "runs": {
        "description": "Each run of the indexer; the outcomes add up to its records.",
        "sort_desc": "id",
        "label_column": "started_at",
        "columns": {
            "id": "number",
            "started_at": "UTC",
            "finished_at": "UTC; empty while it goes on, or when it was broken off",
            "source": "paths it was given",
            "records": "records read",
            "indexed": "new articles",
            "same": "records whose article was there",
            "too_short": "new articles too short to match",
            "unreadable": "records that could not be read",
            "other_language": "records that are not in Arabic",
            "matches": "pairs judged to be related",
            "common_keys": "band keys and fingerprints of the new articles that too many articles hold to be evidence",
        },
    },
    "index_params": {
        "description": "How this index was built. It is read and extended with these, whatever the defaults are by then.",
        "columns": {
            "id": "1",
            "fold_version": "table that folds the spelling",
            "shingle_words": "words in a shingle",
            "min_words": "texts with fewer are stored and not matched",
            "hash_name": "how a shingle becomes 32 bits",
            "scheme": "datasketch's permutation scheme",
            "num_perm": "values in a signature",
            "seed": "seed of the permutations",
            "bands": "bands of a signature",
            "rows": "values in a band",
            "window": "shingles of which one fingerprint is kept",
            "common_after": "a fingerprint held by more articles is no evidence",
            "common_band_after": "a band key that more articles hold brings nobody together",
            "sentinel": "digest of one fixed text's signature, to notice drifted libraries",
            "created_with": "versions that built it",
        },
    },
}


def tables() -> dict[str, dict[str, Any]]:
    """What is said about each table and view; those that nothing is said about are the program's own, and hidden."""
    db = Database(memory=True)
    migrations.apply(db)
    names = {*db.table_names(), *db.view_names()}
    return {**_SHOWN, **{name: {"hidden": True} for name in sorted(names - set(_SHOWN))}}


def metadata(database: str) -> dict[str, Any]:
    """The metadata of an index whose file is ``DATABASE.db``."""
    return {
        "title": "dedup: who republished what · من أعاد نشر ماذا",
        "description_html": (
            "<p>Stories of Arabic news: copies and edits of one text across outlets, with their evidence.</p>"
            + _ways_in(database)
        ),
        "databases": {
            database: {
                "description_html": _ways_in(database) + "<p>The queries below answer the usual questions.</p>",
                "tables": tables(),
                "queries": {query.name: _canned(query) for query in BROWSABLE},
            }
        },
    }


def _ways_in(database: str) -> str:
    """Links to the search box and to the stories; they are right on the start page and on the database's."""
    path = tilde_encode(database)
    return (
        f'<p><a href="{path}/articles">Search headlines and texts'
        ' <span lang="ar" dir="rtl">ابحث في العناوين والنصوص</span></a>'
        f' · <a href="{path}/stories">All stories <span lang="ar" dir="rtl">كل القصص</span></a></p>'
    )


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
