"""Profiles and fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from dedup import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("dev", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), max_examples=200, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real material beside the project; the test skips where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the real corpus is not here")
    return folder


@pytest.fixture(scope="module")
def kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is compiled of the tests' own loops is kept apart: the folder of ours is named after our sources alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "_FOLDER", str(tmp_path_factory.mktemp("compiled")))
        yield
