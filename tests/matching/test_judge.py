"""The rule: what counts as a copy, an edit, a part, a template."""

from __future__ import annotations

import pytest

from dedup.matching.compare import Evidence
from dedup.matching.judge import judge

HOUR = 3600


def evidence(**given: object) -> Evidence:
    usual = {
        "shared_shingles": 100,
        "jaccard": 0.8,
        "containment_a": 0.9,
        "containment_b": 0.9,
        "differing_numbers": 0.0,
        "title_likeness": 0.5,
        "lag_seconds": HOUR,
    }
    return Evidence(**{**usual, **given})


@pytest.mark.parametrize(
    ("given", "relation"),
    [
        ({}, "copy"),
        ({"jaccard": 0.4, "containment_a": 0.5, "containment_b": 0.6}, "edited"),
        ({"jaccard": 0.2, "containment_a": 0.95, "containment_b": 0.22}, "edited"),
        ({"jaccard": 0.1, "containment_a": 0.4, "containment_b": 0.1}, "partial"),
        ({"jaccard": 0.05, "containment_a": 0.1, "containment_b": 0.1}, None),
        ({"lag_seconds": 200 * HOUR}, "template"),
        ({"jaccard": 0.4, "containment_a": 0.5, "containment_b": 0.6, "differing_numbers": 0.9}, "template"),
        ({"jaccard": 1.0, "containment_a": 1.0, "containment_b": 1.0, "lag_seconds": 200 * HOUR}, "copy"),
        ({"lag_seconds": None}, "copy"),
    ],
)
def test_each_kind_of_pair_gets_its_relation(given: dict[str, object], relation: str | None) -> None:
    """The relation follows from the evidence, and a reason comes with it."""
    verdict = judge(evidence(**given))

    assert (verdict.relation if verdict else None) == relation
    assert verdict is None or verdict.rule
