"""What a new installation does once: every loop is compiled, on all cores, before a command needs it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import dedup
from dedup.compiled import Loop, Part
from dedup.cores import cores
from dedup.kept import ROOMS
from dedup.pages.parallel import end_with_parent

if TYPE_CHECKING:
    from collections.abc import Iterator


def not_kept() -> list[Loop]:
    """The loops whose machine code is not on disk, those first that are made of most parts and so take longest."""
    modules = [
        import_module(f"dedup.{room}.{module.name}")
        for room in ROOMS
        for module in iter_modules([f"{path}/{room}" for path in dedup.__path__])
    ]
    loops = {
        loop: sum(isinstance(part, Part) for part in vars(module).values())
        for module in modules
        for loop in vars(module).values()
        if isinstance(loop, Loop) and loop.function.__module__ == module.__name__ and not loop.is_kept()
    }
    return sorted(loops, key=loops.__getitem__, reverse=True)


def compile_loops(loops: list[Loop]) -> Iterator[Loop]:
    """Compiles loops and keeps them; gives each one when it is done."""
    if not loops:
        return
    with ProcessPoolExecutor(min(cores(), len(loops)), initializer=end_with_parent) as pool:
        jobs = {pool.submit(_keep, loop.function.__module__, loop.function.__name__): loop for loop in loops}
        for job in as_completed(jobs):
            job.result()
            yield jobs[job]


def _keep(module: str, name: str) -> None:
    loop: Loop = getattr(import_module(module), name)
    loop.keep()
