"""One SQLite file: opening it, its parameters, and one transaction a batch.

The file is in WAL mode, so that it can be browsed while it is written. Writers take the lock at
the start of a transaction: a read that turns into a write half-way fails at once when two do it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, fields
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlite_utils import Database

from dedup import __version__
from dedup.errors import IndexMismatch, IndexNotFound, SignatureDrift
from dedup.matching.passages import fingerprints
from dedup.matching.signature import signatures
from dedup.params import IndexParams
from dedup.store.migrations import migrations
from dedup.text.tokens import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

_CACHE_KIB = 262_144
_PAGE_BYTES = 8_192  # two or three texts: less is left empty than in 4 KiB, and half as many pages are written
_WAL_PAGES = 8_192  # 64 MiB: a page that is written again and again goes to the file once
_COMMITS_BETWEEN = 3
"""Of batches of 2,000 articles: as much."""
_BUSY_MILLISECONDS = 10_000

# A sentence with hamza forms, tashkeel, tatweel (U+0640), Arabic-Indic digits, a decimal with REH, a right-to-left
# mark (U+200F) and a presentation form (U+FEFB): if any of their foldings changed, its signature does.
SENTINEL_TEXT = (
    "\u200fأُعلِنَ فِي العاصِمَةِ إنشاءُ م\u0640رصدٍ للأخبار المتداولة، وبدأ المسؤولون\u060c في ٢٠٢٦، "
    "قراءة ٥ر٣٥٠ خبرًا على الأقل \ufefb تتشابه إلا في آخرها؛ وانتهى إلى مئة رواية (Reuters) شائعة"
)


def open_for_writing(path: str, *, params: IndexParams) -> Database:
    """The index in ``path``, created if there is none.

    Raises:
        IndexMismatch: the file was built with other parameters.
        SignatureDrift: the same parameters now give other signatures.
        IndexNotFound: the file is no SQLite database, holds something else, or cannot be created.
    """
    db = _connect(path, read_only=False)
    _refuse_foreign(db, path)
    db.execute(f"PRAGMA page_size={_PAGE_BYTES}")  # of a new file; another keeps its own
    db.enable_wal()
    db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    db.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")
    db.execute("PRAGMA synchronous=normal")
    migrations.apply(db)
    if not db.table("index_params").count:
        db.table("index_params").insert(
            {"id": 1, **asdict(params), "sentinel": sentinel(params), "created_with": _made_with()}
        )
    _refuse_mismatch(db, path, params)
    return db


def open_for_reading(path: str) -> Database:
    """The index in ``path``, which must exist.

    Raises:
        IndexNotFound: no such file, no SQLite database, or one that holds no index.
    """
    if not Path(path).is_file():
        raise IndexNotFound(f"{path}: no such file. Make it with: dedup index {path} PATH...")
    db = _connect(path, read_only=True)
    if "index_params" not in db.table_names() or not db.table("index_params").count:
        raise IndexNotFound(f"{path}: holds no index. Make one with: dedup index NEW.db PATH...")
    return db


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All of what is written inside, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


class Checkpoints:
    """Brings what is committed from the write-ahead log into the file while the next batches are worked on.

    To wait for the disk took a tenth of `dedup index`. The log begins anew only where all of it is in the file when
    a transaction begins; so after each part that is brought over beside the work, the batch that was committed
    meanwhile is, while the work waits.
    """

    def __init__(self, db: Database) -> None:
        """Args: opened for writing; for one run of many transactions."""
        self._db = db
        self._commits = 0
        self._running: Future[object] | None = None

    def __enter__(self) -> Self:
        self._db.execute("PRAGMA wal_autocheckpoint=0")
        self._thread = ThreadPoolExecutor(1)
        self._own = self._thread.submit(_connect, path_of(self._db), read_only=False).result()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.submit(self._own.close)
        self._thread.shutdown()
        self._db.execute(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")

    def committed(self) -> None:
        """A transaction was committed."""
        self._commits += 1
        if self._running:
            self._running.result()
            self._running = None
            _checkpoint(self._db)
        elif self._commits >= _COMMITS_BETWEEN:
            self._commits = 0
            self._running = self._thread.submit(_checkpoint, self._own)


def _checkpoint(db: Database) -> None:
    """Brings over what may be without waiting for anybody."""
    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def path_of(db: Database) -> str:
    """The file that an open index is in."""
    return str(next(row[2] for row in db.execute("PRAGMA database_list") if row[1] == "main"))


def stored_params(db: Database) -> IndexParams:
    """The parameters the index was built with."""
    row = db.table("index_params").get(1)
    return IndexParams(**{field.name: row[field.name] for field in fields(IndexParams)})


def sentinel(params: IndexParams) -> str:
    """A digest of the tokens, signature and fingerprints of one fixed text, and of a longer one that is winnowed."""
    batch = tokenize([SENTINEL_TEXT, " ".join([SENTINEL_TEXT] * 3)], fold_version=params.fold_version)
    prints, _ = fingerprints(batch, window=params.window)
    values = (batch.tokens, signatures(batch, params), prints)
    return hashlib.sha256(b"".join(value.astype("<u4").tobytes() for value in values)).hexdigest()


def _connect(path: str, *, read_only: bool) -> Database:
    try:
        uri = f"{Path(path).resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
        connection = sqlite3.connect(uri, uri=True)
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.Error as error:
        raise IndexNotFound(f"{path}: cannot be opened as a SQLite database ({error}). Is the name right?") from error
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}")
    connection.execute("PRAGMA foreign_keys=on")
    return Database(connection)


def _refuse_foreign(db: Database, path: str) -> None:
    tables = [name for name in db.table_names() if not name.startswith("sqlite_")]
    if tables and "index_params" not in tables:
        raise IndexNotFound(
            f"{path} is a SQLite database of something else (it has the table {tables[0]}, and no index_params);"
            " nothing was written. Make a new index with: dedup index NEW.db PATH..."
        )


def _refuse_mismatch(db: Database, path: str, params: IndexParams) -> None:
    differences = stored_params(db).differences(params)
    if differences:
        raise IndexMismatch(
            f"{path} was built with other parameters: {'; '.join(differences)} (here: {path}, there: asked for)."
            " Leave --profile out to use the index's own, or build a new index with: dedup index NEW.db PATH..."
        )
    if db.table("index_params").get(1)["sentinel"] != sentinel(params):
        raise SignatureDrift(
            f"{path}: this installation gives other signatures than the one that built it"
            f" ({db.table('index_params').get(1)['created_with']}); new articles would never match the old."
            " Install those versions, or build the index anew with: dedup index NEW.db PATH..."
        )


def _made_with() -> str:
    libraries = ", ".join(f"{package} {version(package)}" for package in ("datasketch", "numba", "numpy", "xxhash"))
    return f"dedup {__version__}, {libraries}"
