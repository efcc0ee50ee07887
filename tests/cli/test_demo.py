"""dedup demo and dedup serve."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING

from tests.factories import BRIDGE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


def test_demo_prints_stories(shell: Shell, tmp_path: Path) -> None:
    """It indexes the sample, prints its stories, and can be run again on its own file."""
    db = tmp_path / "demo.db"
    first = shell.out("demo", db, "--no-serve")

    assert "within" in first
    assert first == shell.out("demo", db, "--no-serve")


def test_demo_leaves_another_index_alone(shell: Shell, tmp_path: Path) -> None:
    """A database with other articles is not overwritten."""
    db = tmp_path / "news.db"
    shell.out("index", db, "-", "--outlet", "صحيفة المرفأ", stdin=BRIDGE)
    before = db.read_bytes()

    assert "other articles" in shell.fails("demo", db, "--no-serve")
    assert before == db.read_bytes()


def test_serve_answers_and_names_its_address(sample_db: Path) -> None:
    """The address is printed before the server starts, and there the stories are."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dedup", "serve", str(sample_db), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr
            assert f"http://127.0.0.1:{port}/news" in server.stderr.readline()
            page = _page(f"http://127.0.0.1:{port}/news/stories.json?_size=1")
        finally:
            server.terminate()
            server.communicate(timeout=30)

    assert b"first_published_at" in page


def test_serve_on_a_port_in_use(shell: Shell, sample_db: Path) -> None:
    """A port that is taken is one plain line that names it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert f"port {port}" in shell.fails("serve", sample_db, "--port", port)


def _page(url: str) -> bytes:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
                content = answer.read()
                assert isinstance(content, bytes)
                return content
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer at {url}")
