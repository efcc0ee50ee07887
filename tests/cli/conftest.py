"""The command line as a person calls it, and the sample corpus as a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from dedup.cli import main

if TYPE_CHECKING:
    from click.testing import Result

SAMPLE = Path(__file__).resolve().parents[2] / "dedup" / "data" / "sample"


class Shell:
    """Runs commands in this process; the streams stay apart."""

    def run(self, *words: object, stdin: str | bytes | None = None) -> Result:
        """The result of one command, whatever its exit code."""
        result = CliRunner().invoke(main, [str(word) for word in words], input=stdin, prog_name="dedup")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def out(self, *words: object, stdin: str | bytes | None = None) -> str:
        """What a command that succeeds prints on stdout."""
        result = self.run(*words, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def json(self, *words: object, stdin: str | bytes | None = None) -> Any:
        """What a command that succeeds prints with ``--json``."""
        return json.loads(self.out(*words, "--json", stdin=stdin))

    def fails(self, *words: object, stdin: str | bytes | None = None) -> str:
        """The one plain line of a command that fails with exit code 1, without "Error: "."""
        result = self.run(*words, stdin=stdin)
        lines = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
        assert result.exit_code == 1, result.output
        assert len(lines) == 1, result.stderr
        assert result.stderr.endswith(lines[0] + "\n")
        assert "Traceback" not in result.stderr
        return lines[0].removeprefix("Error: ")

    def misused(self, *words: object) -> str:
        """What a command called wrongly says on stderr, with exit code 2."""
        result = self.run(*words)
        assert result.exit_code == 2, result.output
        return result.stderr


@pytest.fixture(scope="session")
def shell() -> Shell:
    """The command line."""
    return Shell()


@pytest.fixture(scope="session")
def sample_db(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus, indexed once; tests only read it."""
    path = tmp_path_factory.mktemp("sample") / "news.db"
    shell.out("demo", path, "--no-serve")
    return path


@pytest.fixture(params=["missing", "other file", "empty file", "other database"])
def no_index(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A path at which there is no index."""
    import sqlite3

    path = tmp_path / "news.db"
    if request.param == "other file":
        path.write_text("هذه ليست قاعدة بيانات\n" * 40, "utf-8")
    elif request.param == "empty file":
        path.touch()
    elif request.param == "other database":
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE shopping (item TEXT)")
        connection.close()
    return path
