"""What an installation makes once and keeps on disk: the machine code of loops, the tables that data files become.

All of it is in one folder that is named after the sources, the compiler, the interpreter and the processor: when any of
them changes, everything is made anew. Where nothing can be written, everything is made by each process.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from contextlib import suppress
from functools import cache, wraps
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import llvmlite.binding as llvm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
T = TypeVar("T")

ROOMS = ("text", "matching", "pages")
"""Of the package, that hold loops and tables."""
_PACKAGE = Path(__file__).parent


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """A decorator for what is made of data files, or of nothing but its arguments: made once, then read from disk.

    Its arguments, given by their places, are part of the file's name. What it gives is not to be written to.
    """

    @cache
    @wraps(make)
    def get(*args: Any) -> T:  # noqa: ANN401 - as ``make``
        path = path_for("-".join(map(str, (make.__module__, make.__qualname__, *args))))
        found = _read(path) if path else None
        if found is None:
            found = make(*args)  # type: ignore[call-arg]
            if path:
                write(path, f"{_stamp_of_data()}\n".encode() + pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
        return cast("T", found)

    return cast("Callable[P, T]", get)


def _read(path: Path) -> object:
    """What is kept there; None if that is nothing, or damaged, or made of other data files.

    It was written by this state of the sources, which the folder is named after.
    """
    with suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
        made_of, _, pickled = path.read_bytes().partition(b"\n")
        if made_of == _stamp_of_data().encode():
            return pickle.loads(pickled)  # noqa: S301 - our own
    return None


def path_for(name: str) -> Path | None:
    """Where what is so named is kept; None where nothing is."""
    return Path(_FOLDER, name) if _FOLDER else None


def write(path: Path, content: bytes) -> None:
    """Keeps something; a process that comes at the same time finds all of it or nothing.

    Where the disk is full, or another version of the program took the folder away, nothing is kept.
    """
    with suppress(OSError), tempfile.TemporaryDirectory(dir=path.parent) as folder:
        whole = Path(folder, path.name)
        whole.write_bytes(content)
        whole.replace(path)


@cache
def _stamp_of_data() -> str:
    return _stamp(_PACKAGE.glob("data/*.tsv"))


def _stamp(files: Iterable[Path]) -> str:
    """Of the state of some files."""
    stamp = hashlib.sha256()
    for file in sorted(files):
        status = file.stat()
        stamp.update(f"{file.name} {status.st_mtime_ns} {status.st_size} ".encode())
    return stamp.hexdigest()[:16]


def _folder() -> str:
    """The folder for this state of the program and the machine; empty where nothing can be written."""
    rooms = (_PACKAGE.glob(f"{room}/*.py") for room in ROOMS)
    state = [
        _stamp([*chain.from_iterable(rooms), *_PACKAGE.glob("*.py")]),
        f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}",
        *(version(package) for package in ("numba", "llvmlite", "numpy")),
        sys.version,
        os.environ.get("NUMBA_BOUNDSCHECK", ""),
    ]
    stamp = hashlib.sha256(" ".join(state).encode()).hexdigest()[:16]
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    for parent in (_PACKAGE / "__pycache__", Path(home) / "dedup"):
        folder = parent / f"compiled-{stamp}"
        if folder.is_dir() and os.access(folder, os.W_OK):
            return str(folder)
        if _made(folder):
            return str(folder)
    return ""


def _made(folder: Path) -> bool:
    """Makes the folder, in place of those of earlier states."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.parent):
            pass
        for old in folder.parent.glob("compiled-*"):
            rmtree(old, ignore_errors=True)
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    return True


_FOLDER = _folder()
