"""The systems that are compared, and the command lines that run them."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import ROOT

PEERS_PYTHON = ROOT / ".venv-bench/bin/python"
_RUNNERS = "benchmarks.speed.runners"
_BANDS = ("--num_perm", "128", "--b", "32", "--r", "4")


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One of the compared."""

    name: str
    python: Path
    module: str

    def sign(self, articles: Path) -> list[str]:
        """Signs the articles in one process and prints its own clock."""
        return [str(self.python), "-m", self.module, "sign", str(articles)]

    def cluster(self, articles: Path, folder: Path) -> list[str]:
        """From JSONL to clusters; what it writes goes into ``folder``."""
        if self.name == "dedup":
            return [str(Path(sys.executable).with_name("dedup")), "index", str(folder / "index.db"), str(articles)]
        if self.name == "text-dedup":
            return self._text_dedup(articles, folder)
        return [str(self.python), "-m", self.module, "cluster", str(articles)]

    def _text_dedup(self, articles: Path, folder: Path) -> list[str]:
        data = ("--path", "json", "--data_files", str(articles), "--split", "train", "--column", "text")
        places = ("--cache_dir", str(folder / "cache"), "--output", str(folder / "out"), "--use_auth_token", "false")
        settings = ("--ngram", "3", "--min_length", "3", *_BANDS, "--hash_func", "xxh3", "--hash_bits", "32")
        return [str(self.python), "-m", "text_dedup.minhash", *data, *places, *settings]


def systems() -> list[System]:
    """Ours first; the peers where their environment is there."""
    ours = System(name="dedup", python=Path(sys.executable), module=f"{_RUNNERS}.dedup_runner")
    names = ("datasketch", "rensa", "gaoya", "text-dedup") if PEERS_PYTHON.exists() else ()
    modules = [f"{_RUNNERS}.{name.replace('-', '_')}_runner" for name in names]
    peers = [System(name=n, python=PEERS_PYTHON, module=m) for n, m in zip(names, modules, strict=True)]
    return [ours, *peers]


def emptied(folder: Path) -> Path:
    """``folder``, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
