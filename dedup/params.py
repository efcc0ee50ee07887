"""Everything that changes a stored bit, in one value; and the named profiles.

A profile that was released is never edited: a new one is added beside it. The parameters are
stored in the database, so an index is always read with the ones it was built with.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

SCHEMES = ("affine32",)
SHINGLE_WORDS = 3
HASHES = ("xxh64-stems22-affixes8-xxh64-low32",)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexParams:
    """How an index turns a text into what it stores.

    Raises:
        ValueError: a value is out of range, or two of them do not fit together.
    """

    fold_version: int
    """Which table folds the spelling (`dedup.text.characters`)."""
    shingle_words: int
    """Folded words in a shingle."""
    min_words: int
    """A text with fewer folded words is stored and listed, and not matched."""
    hash_name: str
    """How a word and a shingle become bits (`dedup.text.tokens`, `dedup.text.shingles`)."""
    scheme: str
    """datasketch's permutation scheme."""
    num_perm: int
    seed: int
    bands: int
    rows: int
    window: int
    """Shingles in a window of which one fingerprint is kept (`dedup.matching.passages`)."""
    common_after: int
    """A fingerprint that more articles than this hold is common: it brings nobody together."""
    common_band_after: int
    """As `common_after`, for band keys: so many copies of one text, and further ones are not compared with all."""

    def __post_init__(self) -> None:
        if self.scheme not in SCHEMES:
            raise ValueError(f"unknown permutation scheme {self.scheme!r}; known: {', '.join(SCHEMES)}")
        if self.hash_name not in HASHES:
            raise ValueError(f"unknown shingle hash {self.hash_name!r}; known: {', '.join(HASHES)}")
        if self.bands * self.rows > self.num_perm:
            raise ValueError(f"{self.bands} bands x {self.rows} rows need more than {self.num_perm} values")
        if min(self.bands, self.rows, self.window, self.common_after, self.common_band_after) < 1:
            raise ValueError("bands, rows, window, common_after and common_band_after are at least 1")
        if self.shingle_words != SHINGLE_WORDS:
            raise ValueError(f"this release of dedup makes shingles of {SHINGLE_WORDS} words")
        if self.min_words < self.shingle_words:
            raise ValueError("min_words is at least shingle_words: a shorter text has no shingle")

    def differences(self, other: IndexParams) -> list[str]:
        """What differs, in words: ``seed is 1 here and 2 there``."""
        pairs = ((f.name, getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return [f"{name} is {here} here and {there} there" for name, here, there in pairs if here != there]

    def match_probability(self, jaccard: float) -> float:
        """Chance that two texts of this Jaccard share a bucket: ``1 - (1 - J^rows)^bands``.

        Source: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4.2.
        """
        return float(1.0 - (1.0 - jaccard**self.rows) ** self.bands)


NEWS_V1 = IndexParams(
    fold_version=1,
    shingle_words=SHINGLE_WORDS,
    min_words=8,
    hash_name="xxh64-stems22-affixes8-xxh64-low32",
    scheme="affine32",
    num_perm=64,
    seed=1,
    bands=16,
    rows=4,
    window=7,
    common_after=150,
    common_band_after=1000,
)
"""News articles of 8 words and more."""

PROFILES = {"news-v1": NEWS_V1}
