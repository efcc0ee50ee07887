"""Compiled loops, kept on disk between runs.

numba keeps what it compiled beside each source file and looks only at that file's date, although the
code of other files was compiled into it. So all of ours is kept in one folder that is named after all
sources together: when any of them changes, everything is compiled anew.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import tempfile
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any, TypeVar

import numba
from numba import njit
from numba.core.registry import cpu_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

config: Any = numba.config
_njit: Any = njit  # its types do not know what numba calls ``_nrt``, counting who holds an array
_PACKAGE = Path(__file__).parent
Function = TypeVar("Function", bound="Callable[..., Any]")


uncounted: Callable[[Function], Function] = _njit(nogil=True, _nrt=False)
"""A decorator for the functions of compiled loops that make no array, and do not count who holds one.

To count takes an atomic operation for each array that is cut or handed on: a quarter of comparing. numba refuses to
compile one that makes an array after all. One that gives arrays back is for other uncounted ones alone.
"""


def compiled(signature: str, *, makes_arrays: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that compiles a function for the types of ``signature``, or takes it from the disk.

    Args:
        signature: what numba understands.
        makes_arrays: False for one that is as `uncounted`.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        before, config.CACHE_DIR = config.CACHE_DIR, _FOLDER
        try:
            result: Callable[..., Any] = _njit(signature, cache=_FOLDER != "", nogil=True, _nrt=makes_arrays)(function)
            return result
        finally:
            config.CACHE_DIR = before

    return decorate


@contextmanager
def _quickly() -> Iterator[None]:
    """Spares numba what we do not need of its start: looking for SciPy's linear algebra, going through garbage.

    A quarter of a second of half of one. What numba made of itself stays as long as the process, and
    would be gone through again and again while there is new garbage; so it is frozen.
    """
    collecting, known = gc.isenabled(), "scipy.linalg" in sys.modules
    gc.disable()
    if not known:
        sys.modules["scipy.linalg"] = None  # type: ignore[assignment] # what makes an import fail
    try:
        yield
    finally:
        if not known:
            del sys.modules["scipy.linalg"]
        gc.freeze()
        if collecting:
            gc.enable()


def _folder() -> str:
    """The folder for this state of the sources; empty where nothing can be written."""
    stamp = hashlib.sha256()
    rooms = (_PACKAGE.glob(f"{room}/*.py") for room in ("text", "matching", "pages"))
    for source in sorted([*chain.from_iterable(rooms), Path(__file__)]):
        status = source.stat()
        stamp.update(f"{source.name} {status.st_mtime_ns} {status.st_size} ".encode())
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    for parent in (_PACKAGE / "__pycache__", Path(home) / "dedup"):
        folder = parent / f"compiled-{stamp.hexdigest()[:16]}"
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
with _quickly():
    cpu_target.target_context.refresh()
