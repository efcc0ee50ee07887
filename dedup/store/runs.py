"""The log of runs: when, from where, and what became of every record."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """What became of the records of one run. ``records`` is the sum of the five outcomes."""

    records: int = 0
    indexed: int = 0
    same: int = 0
    """The same article again."""
    too_short: int = 0
    unreadable: int = 0
    other_language: int = 0
    """Read, and set aside because it is not in Arabic."""
    matches: int = 0
    common_keys: int = 0
    """Band keys and fingerprints that brought nobody together, because too many articles hold them."""

    def plus(self, other: RunCounts) -> RunCounts:
        """Both together."""
        mine, others = asdict(self), asdict(other)
        return RunCounts(**{name: mine[name] + others[name] for name in mine})


def start_run(db: Database, *, source: str) -> int:
    """Opens a run; its id."""
    runs = db.table("runs")
    runs.insert({"started_at": _now(), "source": source})
    return int(db.execute("SELECT last_insert_rowid()").fetchone()[0])


def update_run(db: Database, run_id: int, counts: RunCounts) -> None:
    """Notes the counts so far."""
    db.table("runs").update(run_id, asdict(counts))


def finish_run(db: Database, run_id: int) -> None:
    """Notes that all records were read."""
    db.table("runs").update(run_id, {"finished_at": _now()})


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
