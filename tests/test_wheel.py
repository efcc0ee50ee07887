"""The built wheel, not the working tree: what Datasette and the demo need is inside."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_holds_data_and_static_files(tmp_path: Path) -> None:
    """Style sheet, data tables, sample corpus, type marker and both entry points are packed; nothing is of tests."""
    pytest.importorskip("hatchling", reason="building a wheel without a network needs hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
        entry_points = wheel.read(next(n for n in names if n.endswith("entry_points.txt"))).decode()
    packed = {path.relative_to(ROOT).as_posix() for path in (ROOT / "dedup").rglob("*") if path.is_file()}

    assert {name for name in packed if "__pycache__" not in name} <= names
    assert {"dedup/web/static/dedup.css", "dedup/data/sample/wire.jsonl", "dedup/py.typed"} <= names
    assert not any(name.startswith(("tests/", "benchmarks/")) for name in names)
    assert "[datasette]\ndedup = dedup.web" in entry_points
    assert "dedup = dedup.cli:main" in entry_points
