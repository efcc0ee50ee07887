"""Datasette on the sample corpus, as `datasette news.db -m datasette_metadata.json` starts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from click.testing import CliRunner
from datasette.app import Datasette
from datasette.version import __version__
from sqlite_utils import Database

from dedup.cli import main

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

METADATA = Path(__file__).resolve().parents[2] / "datasette_metadata.json"


@pytest.fixture(scope="session")
def described() -> dict[str, Any]:
    """The committed metadata file."""
    content = json.loads(METADATA.read_text("utf-8"))
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="session")
def news_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample corpus, indexed once, in a file called news.db as the metadata says."""
    path = tmp_path_factory.mktemp("web") / "news.db"
    result = CliRunner().invoke(main, ["demo", str(path), "--no-serve"])
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture(scope="session")
def story_id(news_db: Path) -> str:
    """The story of the first article."""
    return str(Database(news_db).execute("SELECT story_id FROM articles WHERE id = 1").fetchone()[0])


@pytest_asyncio.fixture
async def site(news_db: Path, described: dict[str, Any]) -> AsyncIterator[Datasette]:
    """A running Datasette."""
    # 1.0 reads queries from its configuration only, 0.65 has none.
    config = {} if __version__.startswith("0.") else {"config": described}
    datasette = Datasette([str(news_db)], metadata=described, **config)
    await datasette.invoke_startup()
    yield datasette
    for database in datasette.databases.values():
        database.close()
