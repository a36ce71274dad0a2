"""Relations between a text and its variants, over a few pairs each; `otvet eval guardrail` runs thousands."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from eval.bars.metamorphic import text_relations

PAIRS = 20


@pytest.fixture(scope="module")
def rows():
    return {row.name.removeprefix("metamorphic: "): row for row in text_relations(opened("default"), PAIRS)}


@pytest.mark.parametrize(
    "relation",
    [
        "ё and е",
        "invisible signs in words",
        "look-alike letters",
        "decomposed letters",
        "stress marks",
        "no-break spaces",
        "line ends",
        "letter case",
        "blanks before",
        "a clean sentence before",
        "a clean sentence behind",
        "every form of a word",
        "facts written otherwise",
    ],
)
def test_the_same_is_found_in_every_variant(rows, relation):
    row = rows[relation]
    assert row.n > 0
    assert [one for one in row.detail["violations"] if not _known(relation, one)] == []


def _known(relation, violation):
    """A unit or month with foreign letters in it is read as no fact, so its bare figure is."""
    return relation == "look-alike letters" and any(rule in violation for rule in ("grounded-facts", "promise-kept"))


def test_every_relation_between_texts_is_tested_here(rows):
    tested = test_the_same_is_found_in_every_variant.pytestmark[0].args[1]
    assert set(rows) == set(tested)
