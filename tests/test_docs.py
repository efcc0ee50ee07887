"""The documents: generated parts fresh, every command documented, links that lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dedup.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_generated_parts_are_fresh(page: Path) -> None:
    """Sessions, help and schema are what the program prints now; `make fresh` writes them anew."""
    pytest.importorskip("cogapp")
    command = [sys.executable, "-m", "cogapp", "--check", "-P", "-I", ".", str(page)]
    checked = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    """Its options in docs/cli.md, a line in the README."""
    assert f"## dedup {command}\n" in (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert f"| `dedup {command} " in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Files that are linked are there, headings too."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path).resolve() if path else page
        assert linked.is_file(), target
        assert not anchor or anchor in anchors(linked), target


def test_the_index_names_every_page() -> None:
    """A page nobody links to is not read."""
    index = (ROOT / "docs" / "index.md").read_text("utf-8")

    assert all(f"({page.name})" in index for page in PAGES[1:] if page.name != "index.md")
