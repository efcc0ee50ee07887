"""The schema, step by step. A step that was released is never edited; the next one is added.

What people browse (outlets, articles, stories, matches, runs, records) stands apart from what only
the program reads (article_texts, article_documents, posting_runs, posting_blocks). Times are ISO 8601 UTC text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

migrations = Migrations("dedup")

# Where a check has more than two values, OR stands for IN: SQLite makes a table of the list anew for every row.
_M001 = """
CREATE TABLE index_params (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    fold_version INTEGER NOT NULL,
    shingle_words INTEGER NOT NULL,
    min_words INTEGER NOT NULL,
    hash_name TEXT NOT NULL,
    scheme TEXT NOT NULL,
    num_perm INTEGER NOT NULL,
    seed INTEGER NOT NULL,
    bands INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    window INTEGER NOT NULL,
    common_after INTEGER NOT NULL,
    common_band_after INTEGER NOT NULL,
    sentinel TEXT NOT NULL,
    created_with TEXT NOT NULL
);
CREATE TABLE outlets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    title TEXT,
    first_published_at TEXT,
    last_published_at TEXT,
    article_count INTEGER NOT NULL DEFAULT 0,
    outlet_count INTEGER NOT NULL DEFAULT 0,
    owner_count INTEGER NOT NULL DEFAULT 0,
    first_article_id INTEGER REFERENCES articles(id)
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    title TEXT,
    outlet_id INTEGER NOT NULL REFERENCES outlets(id),
    owner_group TEXT,
    published_at TEXT,
    story_id INTEGER REFERENCES stories(id),
    url TEXT,
    byline TEXT,
    dateline_place TEXT,
    updated_at TEXT,
    word_count INTEGER NOT NULL,
    is_round_up INTEGER NOT NULL DEFAULT 0 CHECK (is_round_up IN (0, 1)),
    owner_group_origin TEXT,
    extra TEXT,
    identity INTEGER NOT NULL
);
CREATE TABLE article_texts (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    body TEXT NOT NULL
);
CREATE TABLE article_documents (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    document BLOB NOT NULL
);
CREATE TABLE credits (
    article_id INTEGER NOT NULL REFERENCES articles(id),
    agency TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('credit', 'mention')),
    place TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE TABLE article_edges (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    edges BLOB NOT NULL
);
CREATE TABLE boilerplate_lines (
    outlet_id INTEGER NOT NULL REFERENCES outlets(id),
    line_hash INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    text TEXT NOT NULL,
    contexts INTEGER NOT NULL,
    decided_by TEXT NOT NULL CHECK (decided_by IN ('learned', 'editor')),
    removes INTEGER NOT NULL CHECK (removes IN (0, 1)),
    rule_version INTEGER NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (outlet_id, line_hash)
);
CREATE TABLE posting_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('bands', 'fingerprints', 'words', 'identities', 'names')),
    level INTEGER NOT NULL,
    size INTEGER NOT NULL,
    first_block INTEGER NOT NULL,
    first_keys BLOB NOT NULL
);
CREATE TABLE posting_blocks (
    id INTEGER PRIMARY KEY,
    postings BLOB NOT NULL
);
CREATE TABLE matches (
    article_a INTEGER NOT NULL REFERENCES articles(id),
    article_b INTEGER NOT NULL REFERENCES articles(id),
    relation TEXT NOT NULL CHECK (
        relation = 'copy' OR relation = 'edited' OR relation = 'partial' OR relation = 'template'),
    pair_relation TEXT NOT NULL CHECK (
        pair_relation = 'copy' OR pair_relation = 'edited' OR pair_relation = 'partial' OR pair_relation = 'template'),
    score REAL NOT NULL,
    jaccard REAL NOT NULL,
    containment_a REAL NOT NULL,
    containment_b REAL NOT NULL,
    shared_shingles INTEGER NOT NULL,
    longest_run INTEGER NOT NULL,
    lag_hours REAL,
    coverage REAL NOT NULL,
    coverage_s REAL NOT NULL,
    function_words_s REAL NOT NULL,
    lead_cover REAL NOT NULL,
    first_third_l REAL NOT NULL,
    lead_found REAL NOT NULL,
    lead_any_s REAL NOT NULL,
    sentences_s REAL NOT NULL,
    close_s REAL NOT NULL,
    in_order REAL NOT NULL,
    number_conflict_s REAL NOT NULL,
    missing_s REAL NOT NULL,
    speech_l REAL NOT NULL,
    headline REAL NOT NULL,
    replaced_names INTEGER NOT NULL,
    replaced_facts INTEGER NOT NULL,
    fact_conflict REAL NOT NULL,
    fact_slots REAL NOT NULL,
    in_step REAL NOT NULL,
    carriers INTEGER,
    older_passage REAL,
    elsewhere_s REAL,
    bridged_lead_cover REAL,
    bridged_sentences_s REAL,
    copies_function_words_s REAL,
    copies_first_third_l REAL,
    copies_lead_found REAL,
    copies_sentences_s REAL,
    span_a INTEGER NOT NULL,
    span_b INTEGER NOT NULL,
    shared_bands INTEGER NOT NULL,
    shared_fingerprints INTEGER NOT NULL,
    PRIMARY KEY (article_a, article_b),
    CHECK (article_a < article_b)
) WITHOUT ROWID;
CREATE TABLE unsettled (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES articles(id)
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    source TEXT NOT NULL,
    records INTEGER NOT NULL DEFAULT 0,
    indexed INTEGER NOT NULL DEFAULT 0,
    same INTEGER NOT NULL DEFAULT 0,
    too_short INTEGER NOT NULL DEFAULT 0,
    unreadable INTEGER NOT NULL DEFAULT 0,
    other_language INTEGER NOT NULL DEFAULT 0,
    matches INTEGER NOT NULL DEFAULT 0,
    common_keys INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    external_id TEXT NOT NULL,
    article_id INTEGER REFERENCES articles(id),
    run_id INTEGER NOT NULL REFERENCES runs(id),
    outcome TEXT NOT NULL CHECK (outcome = 'indexed' OR outcome = 'same' OR outcome = 'too short'
        OR outcome = 'unreadable' OR outcome = 'other language'),
    path TEXT NOT NULL,
    position INTEGER NOT NULL,
    reason TEXT
);
CREATE VIEW rejects AS
    SELECT path, position, reason, outcome, run_id FROM records WHERE article_id IS NULL;
CREATE INDEX credits_article ON credits(article_id);
CREATE INDEX credits_agency ON credits(agency, kind);
CREATE UNIQUE INDEX records_article ON records(article_id, external_id) WHERE article_id IS NOT NULL;
CREATE UNIQUE INDEX rejects_once ON records(external_id) WHERE article_id IS NULL;
CREATE INDEX rejects_in_order ON records(id) WHERE article_id IS NULL;
CREATE INDEX records_outcome ON records(outcome);
CREATE INDEX records_run ON records(run_id);
CREATE INDEX articles_outlet ON articles(outlet_id, published_at);
CREATE INDEX articles_owner ON articles(owner_group) WHERE owner_group IS NOT NULL;
CREATE INDEX articles_story ON articles(story_id, published_at) WHERE story_id IS NOT NULL;
CREATE INDEX articles_published ON articles(published_at);
CREATE INDEX articles_round_ups ON articles(id) WHERE is_round_up = 1;
CREATE INDEX articles_url ON articles(url) WHERE url IS NOT NULL;
CREATE INDEX matches_b ON matches(article_b);
CREATE INDEX matches_relation ON matches(relation);
CREATE INDEX stories_published ON stories(first_published_at);
CREATE INDEX stories_outlets ON stories(outlet_count, article_count);
CREATE INDEX stories_first_article ON stories(first_article_id);
"""


@migrations()
def m001_first_schema(db: Database) -> None:
    """Pages in, stories out."""
    for statement in _M001.split(";\n"):
        if statement.strip():
            db.execute(statement)
