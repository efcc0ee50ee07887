"""dedup boilerplate: what is listed, and an editor's word on a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database

from tests.pipeline.test_boilerplate import FOOTER, own_story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell

OUTLET = "صحيفة المرفأ"
LABEL = "مكتب وادي الحور"


@pytest.fixture
def db(shell: Shell, tmp_path: Path) -> Path:
    """An index of two dozen articles with one footer, two of them with a label above it, and a copy elsewhere."""
    bodies = [own_story(number) for number in range(24)]
    around = [f"\n{LABEL}\n{FOOTER}" if number < 2 else f"\n{FOOTER}" for number in range(24)]
    records = [
        {"id": f"own-{number}", "outlet": OUTLET, "title": f"خبر {number}", "text": body + framed}
        for number, (body, framed) in enumerate(zip(bodies, around, strict=True))
    ]
    records.append({"id": "copy", "outlet": "أخبار الواحة", "title": "خبر", "text": bodies[0]})
    pages = tmp_path / "pages.jsonl"
    pages.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    shell.out("index", tmp_path / "news.db", pages)
    return tmp_path / "news.db"


def match(db: Path) -> dict[str, Any]:
    """The match of the article with its copy."""
    (row,) = Database(db).query("SELECT * FROM matches")
    return row


def test_the_lines_are_listed(shell: Shell, db: Path) -> None:
    """Words, contexts, who decided and since when, for people and for machines; another outlet has none."""
    (line,) = shell.json("boilerplate", db)
    told = shell.out("boilerplate", db, "--outlet", OUTLET)

    assert line["outlet"] == OUTLET
    assert line["text"] == FOOTER
    assert (line["contexts"], line["decided_by"], line["removes"]) == (24, "learned", 1)
    assert line["line"] in told
    assert "24 contexts, learned since" in told
    assert shell.out("boilerplate", db, "--csv").startswith("outlet,line,text,")
    assert json.loads(shell.out("boilerplate", db, "--nl")) == line
    assert "No line" in shell.out("boilerplate", db, "--outlet", "أخبار الواحة")


def test_a_line_that_an_editor_keeps_is_compared_until_the_decision_is_taken_back(shell: Shell, db: Path) -> None:
    """Keeping judges the articles again, learning does not touch it, and taking it back restores all."""
    (line,) = shell.json("boilerplate", db)
    before = match(db)
    shell.out("boilerplate", db, "--outlet", OUTLET, "--keep-line", line["line"])
    kept = Database(db).execute("SELECT count(*) FROM matches").fetchone()[0]
    listed = shell.out("boilerplate", db)
    told = shell.out("boilerplate", db, "--outlet", OUTLET, "--undo-line", FOOTER)

    assert kept > 1
    assert "kept by an editor" in listed
    assert "24 articles" in told
    assert match(db) == before
    assert [row["decided_by"] for row in shell.json("boilerplate", db)] == ["learned"]


def test_a_line_that_an_editor_removes_is_left_out(shell: Shell, db: Path) -> None:
    """A label that is too rare to be learned goes at once, and comes back with the decision."""
    before = match(db)
    told = shell.out("boilerplate", db, "--outlet", OUTLET, "--remove-line", LABEL)
    after = match(db)
    shell.out("boilerplate", db, "--outlet", OUTLET, "--undo-line", LABEL)

    assert "2 articles" in told
    assert before["containment_a"] < after["containment_a"] == 1
    assert match(db) == before


def test_what_cannot_be_decided(shell: Shell, db: Path, tmp_path: Path) -> None:
    """No outlet, an unknown one, no line, nothing to take back, no index: each says what to do."""
    assert "one line of one outlet" in shell.misused("boilerplate", db, "--keep-line", LABEL)
    assert "no outlet 'nobody'" in shell.fails("boilerplate", db, "--outlet", "nobody", "--keep-line", LABEL)
    assert "no line" in shell.fails("boilerplate", db, "--outlet", OUTLET, "--keep-line", "..")
    assert "nothing to take back" in shell.fails("boilerplate", db, "--outlet", OUTLET, "--undo-line", LABEL)
    assert "no such file" in shell.fails("boilerplate", tmp_path / "no.db", "--outlet", OUTLET, "--keep-line", LABEL)
    assert not (tmp_path / "no.db").exists()
