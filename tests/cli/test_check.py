"""dedup check: was it republished, where, when first, how much of it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import SAMPLE
from tests.factories import BRIDGE, HARVEST, LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

KEYS = {"article_id", "outlet", "title", "published_at", "url", "story_id", "relation", "share_of_asked"}


@pytest.fixture(scope="module")
def law() -> str:
    """The text of the agency's report on the local administration law."""
    first = (SAMPLE / "wire.jsonl").read_text("utf-8").splitlines()[0]
    text = json.loads(first)["text"]
    assert isinstance(text, str)
    return text


def test_a_text_from_stdin_names_its_copies(shell: Shell, sample_db: Path, law: str) -> None:
    """The agency's own text: who had it first, how many carry it, how much, in which story."""
    told = shell.out("check", sample_db, "-", stdin=law)

    assert "first 2026-03-02 05:40 at وكالة أنباء الرافد" in told
    assert "Times are UTC" in told
    assert "صحيفة المرفأ" in told
    assert "100 % of your text" in told
    assert "[story " in told


def test_stdin_is_the_default(shell: Shell, sample_db: Path, law: str) -> None:
    """Without a path the text comes from a pipe."""
    assert shell.out("check", sample_db, "-", stdin=law) == shell.out("check", sample_db, stdin=law)


@pytest.mark.parametrize("page", sorted((SAMPLE / "html").rglob("*.html")) + sorted((SAMPLE / "text").rglob("*.txt")))
def test_every_saved_page_of_the_corpus_finds_itself(shell: Shell, sample_db: Path, page: Path) -> None:
    """A page that was indexed is found with all of its text, however much menu surrounds it."""
    answer = shell.json("check", sample_db, page)

    assert any(s["share_of_asked"] > 0.99 and s["share_of_other"] > 0.99 for s in answer["sightings"])


@pytest.mark.parametrize("name", ["rafid-001", "1"])
def test_an_article_of_the_index_by_its_name(shell: Shell, sample_db: Path, name: str) -> None:
    """--url takes an id or a number, does not count the article itself, and says where it stands."""
    told = shell.out("check", sample_db, "--url", name)

    assert "It is itself in the index: story " in told
    assert "[story" in told


def test_partial_uses_are_told_apart(shell: Shell, sample_db: Path) -> None:
    """Who carries a text and who uses a part of it stand under headings of their own, carriers first."""
    told = shell.out("check", sample_db, "--url", "rafid-001")

    assert 0 < told.index("Carry this text:") < told.index("Use a part of it:")


def test_json_has_the_evidence(shell: Shell, sample_db: Path, law: str) -> None:
    """One object: what was asked, and the articles found in the order of publication."""
    answer = shell.json("check", sample_db, "-", stdin=law)
    times = [s["published_at"] for s in answer["sightings"] if s["published_at"]]

    assert answer["too_short"] is False
    assert answer["articles_searched"] > 100
    assert set(answer["sightings"][0]) >= KEYS
    assert times == sorted(times)


def test_nl_and_csv(shell: Shell, sample_db: Path, law: str) -> None:
    """--nl prints one answer a line, --csv one article a line."""
    answer = shell.json("check", sample_db, "-", stdin=law)
    rows = list(csv.DictReader(io.StringIO(shell.out("check", sample_db, "-", "--csv", stdin=law))))

    assert answer == json.loads(shell.out("check", sample_db, "-", "--nl", stdin=law))
    assert len(rows) == len(answer["sightings"])
    assert set(rows[0]) >= {"asked", *KEYS}


def test_several_texts_get_several_answers(shell: Shell, sample_db: Path, tmp_path: Path) -> None:
    """A file of two records is answered twice, in its order, also where one is too short."""
    texts = tmp_path / "asked.jsonl"
    records = [
        {"title": "جسر", "text": BRIDGE},
        {"title": "عاجل", "text": "خبر عاجل قصير"},
    ]
    texts.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")

    assert [answer["title"] for answer in shell.json("check", sample_db, texts)] == ["جسر", "عاجل"]
    assert "Too short to look up: 3 words" in shell.out("check", sample_db, texts)


@pytest.mark.parametrize("text", [HARVEST, LIBRARY])
def test_an_unrelated_text_is_plainly_not_found(shell: Shell, sample_db: Path, text: str) -> None:
    """Nothing found is said as such, with how much was searched, and is no failure."""
    told = shell.out("check", sample_db, "-", stdin=f"{text}\n\n{text[::-1]}")

    assert "Not found: nothing in this index carries this text." in told
    assert "compared with" in told


def test_the_seed_page_is_not_in_the_sample(shell: Shell, sample_db: Path, shared: Path) -> None:
    """A real page with its menus: its article is read, and plainly not found."""
    page = shared / "pages" / "almaghribtoday-flattened.txt"
    answer = shell.json("check", sample_db, page)

    assert answer["word_count"] > 200
    assert answer["sightings"] == []
    assert "Not found" in shell.out("check", sample_db, page)


def test_what_cannot_be_looked_up(shell: Shell, sample_db: Path, tmp_path: Path) -> None:
    """Empty, too short, in another language, missing, unknown: one plain line each."""
    short, english = tmp_path / "short.jsonl", tmp_path / "english.txt"
    short.write_text(json.dumps({"text": "خبر عاجل قصير"}, ensure_ascii=False), "utf-8")
    english.write_text("The ministry opened a bridge over the river on Saturday morning. " * 9, "utf-8")

    assert "empty" in shell.fails("check", sample_db, "-", stdin="")
    assert "too short" in shell.fails("check", sample_db, short)
    assert "not in Arabic" in shell.fails("check", sample_db, english)
    assert "missing.txt" in shell.fails("check", sample_db, tmp_path / "missing.txt")
    assert "no article 'nobody'" in shell.fails("check", sample_db, "--url", "nobody")
