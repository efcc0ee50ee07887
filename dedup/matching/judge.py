"""Evidence to a relation: copy, edited, partial or template, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.matching.compare import CONTAINMENT_A, CONTAINMENT_B, JACCARD

if TYPE_CHECKING:
    from numpy.typing import NDArray

Relation = Literal["copy", "edited", "partial", "template"]
RELATIONS: tuple[Relation | None, ...] = (None, "copy", "edited", "partial", "template")
"""What a relation's number means."""
REPUBLISHED: tuple[Relation, ...] = ("copy", "edited")
"""The relations that make a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """What some pairs are, (n,) each."""

    relations: NDArray[np.uint8]
    """Places in `RELATIONS`; 0 where two articles only share phrases."""
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Pairs that were compared and judged to be related, (n,) each."""

    pairs: NDArray[np.int64]
    """(n, 2) article ids, the smaller first."""
    relations: NDArray[np.uint8]
    """Places in `RELATIONS`."""
    scores: NDArray[np.float32]
    evidence: NDArray[np.float32]
    """(n, len(EVIDENCE))."""
    shared: NDArray[np.int64]
    """(n, 2) band keys and fingerprints that brought them together."""


def judge(evidence: NDArray[np.float32]) -> Verdicts:
    """The relation of each pair of `dedup.matching.compare.compare`."""
    a, b = evidence[:, CONTAINMENT_A], evidence[:, CONTAINMENT_B]
    score = np.sqrt(a * b)
    relation = np.where(np.maximum(a, b) > 0.25, 3, 0)
    relation = np.where(score >= 0.36, 2, relation)
    relation = np.where((score >= 0.36) & (evidence[:, JACCARD] > 0.55), 1, relation)
    return Verdicts(relations=relation.astype(np.uint8), scores=score.astype(np.float32))
