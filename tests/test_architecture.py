"""Imports point down, the core does no I/O, start-up loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "dedup"
LEAVES = {"errors", "models", "params", "__init__"}
MAY_IMPORT = {
    "errors": set(),
    "models": LEAVES,
    "params": LEAVES,
    "identity": LEAVES,
    "kept": set(),
    "compiled": {"compiling", "kept"},
    "compiling": {"compiled"},
    "cores": set(),
    "text": LEAVES | {"compiled", "cores", "kept"},
    "pages": LEAVES | {"compiled", "cores", "kept", "text"},
    "matching": LEAVES | {"compiled", "cores", "kept", "text"},
    "stories": LEAVES | {"text", "matching"},
    "store": LEAVES | {"text", "matching", "stories"},
    "pipeline": LEAVES | {"compiled", "cores", "identity", "kept", "pages", "text", "matching", "stories", "store"},
    "words": LEAVES,
    "web": LEAVES | {"words", "store", "pipeline"},
    "cli": LEAVES | {"compiled", "words", "pages", "store", "pipeline", "web"},
    "__main__": {"cli"},
}
PURE = ("text", "matching", "stories")
IMPURE_MODULES = {
    "sqlite3",
    "sqlite_utils",
    "click",
    "datasette",
    "time",
    "os",
    "pathlib",
    "subprocess",
    "socket",
}
ONE_DOOR = {"datasketch": "matching/signature.py", "feedparser": "pages/feed.py", "fastwarc": "pages/warc.py"}
FILES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    """A room imports only the rooms below it."""
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("dedup.")}
    known = {r for r in rooms if r in MAY_IMPORT}

    assert known <= MAY_IMPORT[room(path)] | {room(path)} if room(path) != "__init__" else not known


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_the_core_does_no_input_or_output(path: Path) -> None:
    """text, matching and stories open no file, database, clock or process; one door leads to each library."""
    tops = {name.split(".")[0] for name in imports(path)}
    if room(path) in PURE:
        assert not tops & IMPURE_MODULES
    for library, door in ONE_DOOR.items():
        assert library not in tops or path == PACKAGE / door


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(path: Path) -> None:
    """No file over 400 lines, no function over 40."""
    source = path.read_text("utf-8")

    assert source.count("\n") <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{path.name}: {node.name}"


@pytest.mark.parametrize(
    "code", ["import dedup", "from dedup.cli import main; main(['--help'], standalone_mode=False)"]
)
def test_start_up_loads_nothing_heavy(code: str) -> None:
    """Importing the package and asking for help load no numpy, datasketch, datasette, lxml or sqlite-utils."""
    heavy = "{'numpy', 'llvmlite', 'datasketch', 'scipy', 'datasette', 'lxml', 'trafilatura', 'sqlite_utils', 'numba'}"
    check = f"import sys; {code}; loaded = {heavy} & set(sys.modules); sys.exit(str(loaded) if loaded else 0)"

    subprocess.run([sys.executable, "-c", check], check=True, capture_output=True)
