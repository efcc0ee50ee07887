"""The sample corpus: whole, true to its own truth file, and indexed with everything accounted for."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from dedup.cli import main
from dedup.text.fold import folded_words

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).resolve().parents[1] / "dedup" / "data" / "sample"
KINDS = {
    *("single", "verbatim", "trimmed", "re-headlined", "rewritten", "restyled"),
    *("round-up", "merged", "statement", "bulletin", "update", "brief"),
}
RELATIONS = {"copy", "edited", "partial", "template", "statement", "different"}
CREDITS = {"own", "credited", "credited_to_other", "dropped", "uncredited"}
Rows = list[dict[str, Any]]


def lines(pattern: str) -> Rows:
    """The records of the JSON lines files that match."""
    return [json.loads(line) for path in sorted(SAMPLE.glob(pattern)) for line in path.read_text("utf-8").splitlines()]


ARTICLES = {row["id"]: row for row in lines("truth/*.articles.jsonl")}
PAIRS = lines("truth/*.pairs.jsonl")


@dataclass(frozen=True)
class Indexed:
    """The corpus in a database, by the ids of the truth file."""

    db: Database
    rows: dict[str, dict[str, Any]]

    def in_one_story(self, pair: dict[str, Any]) -> bool:
        """Whether both articles of a pair stand in one story."""
        a, b = (self.rows[pair[side]]["story_id"] for side in "ab")
        return a is not None and a == b


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Indexed]:
    """The corpus, indexed as `dedup demo` does."""
    path = tmp_path_factory.mktemp("corpus") / "news.db"
    result = CliRunner().invoke(main, ["demo", str(path), "--no-serve"])
    assert result.exit_code == 0, result.output
    db = Database(path)
    names = {(row["file"], 1): row["id"] for row in ARTICLES.values()}
    for file in ("wire.jsonl", "local.jsonl"):
        names |= {(file, number): row["id"] for number, row in enumerate(lines(file), start=1)}
    sql = (
        "SELECT path, position, outcome, articles.*, outlets.name AS outlet FROM records"
        " LEFT JOIN articles ON articles.id = article_id LEFT JOIN outlets ON outlets.id = outlet_id"
    )
    rows = {names[Path(row["path"]).relative_to(SAMPLE).as_posix(), row["position"]]: row for row in db.query(sql)}
    yield Indexed(db=db, rows=rows)
    db.close()


def test_the_corpus_has_its_size() -> None:
    """About 150 articles of 12 outlets over three days, each with an id of its own."""
    days = {row["published_at"][:10] for row in ARTICLES.values() if row["published_at"]}

    assert len(ARTICLES) == len(lines("truth/*.articles.jsonl")) >= 150
    assert len({row["outlet"] for row in ARTICLES.values()}) == 12
    assert days == {"2026-03-02", "2026-03-03", "2026-03-04"}


def test_every_kind_of_article_is_there() -> None:
    """Each kind an editor meets, each more than once; several forms of pages; every fate of a credit."""
    kinds = Counter(row["what"] for row in ARTICLES.values())
    forms = Counter(row["file"].split("/")[0] for row in ARTICLES.values())
    credits_ = Counter(row["credit_state"] for row in ARTICLES.values())

    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 2
    assert set(forms) == {"wire.jsonl", "local.jsonl", "html", "text"}
    assert min(forms.values()) >= 6
    assert set(credits_) == CREDITS
    assert min(credits_.values()) >= 5


@pytest.mark.parametrize(
    ("style", "letters"),
    [
        ("tashkeel", "\u064b\u064c\u064e\u064f\u0650\u0651\u0652"),
        ("tatweel", "\u0640"),
        ("Arabic-Indic digits", "٠١٢٣٤٥٦٧٨٩"),
    ],
)
def test_restyled_spelling_is_there(style: str, letters: str) -> None:
    """Marks and digits that folding takes away stand in some text and not in most."""
    texts = [row["text"] for row in lines("*.jsonl")]
    styled = [text for text in texts if sum(letter in letters for letter in text) >= 3]

    assert 2 <= len(styled) < len(texts) / 2


def test_dropped_hamzas_are_there() -> None:
    """Some restyled text equals its origin in folded words, and drops hamzas that the origin writes."""
    texts = {row["id"]: row["text"] for row in lines("*.jsonl")}
    dropped = []
    for row in ARTICLES.values():
        if row["what"] == "restyled" and row["id"] in texts and row["origin"] in texts:
            own, origin = texts[row["id"]], texts[row["origin"]]
            shared = set(folded_words(own, version=1)) & set(folded_words(origin, version=1))
            if len(shared) > 40 and sum(c in "أإآ" for c in own) < len(own) / 400 < sum(c in "أإآ" for c in origin):
                dropped.append(row["id"])

    assert dropped


@pytest.mark.parametrize("side", ["a", "b"])
def test_pairs_name_articles_that_are_there(side: str) -> None:
    """Every pair is of two different articles, said once, with a relation of the list and a reason."""
    said = Counter(frozenset((pair["a"], pair["b"])) for pair in PAIRS)

    assert {pair[side] for pair in PAIRS} <= set(ARTICLES)
    assert set(said.values()) == {1}
    assert all(len(pair) == 2 for pair in said)
    assert {pair["relation"] for pair in PAIRS} == RELATIONS
    assert all(pair["why"] for pair in PAIRS)


def test_copies_and_edits_are_of_one_story() -> None:
    """The story of the truth file is what copies and edits share, and look-alikes do not."""
    for pair in PAIRS:
        one = ARTICLES[pair["a"]]["story"] == ARTICLES[pair["b"]]["story"]
        assert one or pair["relation"] not in {"copy", "edited"}, pair
        assert not one or pair["relation"] != "template", pair


def test_origins_are_earlier_and_related() -> None:
    """An origin is another article, not later than the one that came from it, and the pair is judged."""
    related = {frozenset((pair["a"], pair["b"])) for pair in PAIRS if pair["relation"] != "different"}
    for row in ARTICLES.values():
        if row["origin"] is None:
            continue
        origin = ARTICLES[row["origin"]]
        assert frozenset((row["id"], origin["id"])) in related, row
        if row["published_at"] and "T" in row["published_at"]:
            assert origin["published_at"] <= row["published_at"], row


def test_credits_agree_with_their_state() -> None:
    """Who is credited is named exactly where a credit is kept; a dropped one had an origin to name."""
    for row in ARTICLES.values():
        if row["credit_state"] == "credited":
            assert row["credit"], row
        elif row["credit_state"] != "credited_to_other":
            assert row["credit"] is None, row
        if row["credit_state"] == "dropped":
            assert row["origin"], row


def test_every_record_is_read_and_accounted_for(indexed: Indexed) -> None:
    """The truth file's articles and the records of the index are the same; the log of the run adds up."""
    run = next(indexed.db.query("SELECT * FROM runs"))
    outcomes = Counter(row["outcome"] for row in indexed.rows.values())

    assert set(indexed.rows) == set(ARTICLES)
    assert run["records"] == len(ARTICLES) == sum(outcomes.values())
    assert outcomes["unreadable"] == 0
    assert run["indexed"] == outcomes["indexed"] >= 150


def test_outlets_and_times_are_read_right(indexed: Indexed) -> None:
    """Whatever form an article came in: its outlet, and its time or day where the page tells it."""
    wrong = [
        (name, row["outlet"], row["published_at"])
        for name, row in indexed.rows.items()
        if row["outcome"] == "indexed"
        and (row["outlet"], row["published_at"]) != (ARTICLES[name]["outlet"], ARTICLES[name]["published_at"])
    ]

    assert wrong == []


def test_republications_are_found(indexed: Indexed) -> None:
    """Nearly all copies stand in one story with what they copy; articles with nothing in common do not.

    How well forms, parts and edits are told apart is measured by the quality benchmark.
    """
    copies = [indexed.in_one_story(pair) for pair in PAIRS if pair["relation"] == "copy"]
    strangers = [pair for pair in PAIRS if pair["relation"] == "different" and indexed.in_one_story(pair)]

    assert sum(copies) >= 0.95 * len(copies)
    assert len(strangers) <= 0.1 * len(copies), strangers
