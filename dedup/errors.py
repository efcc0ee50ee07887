"""Every error the product raises on purpose.

DedupError
├── PageError            an input record cannot be read; names file, position and what to do
├── StoreError
│   ├── IndexNotFound    the file is not there, or holds no index
│   ├── IndexMismatch    the index was built with other parameters
│   └── SignatureDrift   a library or a table changed what a stored value means
├── ArticleNotFound      no article or story answers to what was asked for
└── DataError            a data file of the package is damaged

Each message says what happened, to which thing, and what to do next. The command line
turns any of them into one plain line and exit code 1.
"""

from __future__ import annotations


class DedupError(Exception):
    """Base of the tree; never raised itself."""


class PageError(DedupError):
    """An input that cannot be read at all: a missing file, an unknown format."""


class StoreError(DedupError):
    """Base of what can be wrong with a database file."""


class IndexNotFound(StoreError):
    """The database file does not exist, or holds no index."""


class IndexMismatch(StoreError):
    """The index was built with parameters other than those asked for."""


class SignatureDrift(StoreError):
    """The stored sentinel differs from the one computed now: signatures cannot be compared."""


class ArticleNotFound(DedupError):
    """No article, or no story, answers to what was asked for."""


class DataError(DedupError):
    """A data file that ships with the package is damaged."""
