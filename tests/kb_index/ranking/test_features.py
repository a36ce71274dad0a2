"""Features of small hand-made candidates, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from kb_index.arrays import FloatArray
from kb_index.ports import Asked, Candidate, QueryTerm
from kb_index.ranking.features import FEATURES, features
from kb_index.ranking.matches import KIN, MOST_TERMS, matches
from kb_index.records import Article, Passage, Span

# Terms 0..9 are words; 10 is a relative of 0 (one family).
FAMILY_OF = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0], np.int64)


def asked(*numbers: int, rarity: list[float] | None = None, text: str = "x?", **given: object) -> Asked:
    wanted = np.array(numbers, np.int64)
    families = np.where(wanted >= 0, FAMILY_OF[wanted], -1)
    weights = np.array(rarity or [1.0] * len(numbers), np.float32)
    return Asked(text, "en", tuple(QueryTerm(str(n)) for n in numbers), wanted, families, weights, FAMILY_OF, **given)  # type: ignore[arg-type]


def candidate(text: str = "text", called: str = "Title", similarity: float = 0.5, **fields: list[int]) -> Candidate:
    held = {name: np.array(fields.get(name, []), np.int64) for name in ("title", "headings", "body", "product")}
    passage = Passage("a", 0, Span(0, len(text)), text)
    return Candidate(passage, Article("a", called, text, "en"), similarity, None, similarity, held)


def named(rows: FloatArray, name: str) -> list[float]:
    return [float(value) for value in rows[:, list(FEATURES).index(name)]]


def test_coverage_counts_rarity_and_any_field() -> None:
    rows = features(asked(1, 2, rarity=[3.0, 1.0]), [candidate(title=[1]), candidate(body=[2]), candidate(body=[1, 2])])

    assert named(rows, "coverage") == pytest.approx([0.75**2, 0.25**2, 1.0])


def test_a_relative_counts_less_than_the_word_itself() -> None:
    rows = features(asked(0), [candidate(body=[0]), candidate(body=[10]), candidate(body=[5])])

    assert named(rows, "coverage") == pytest.approx([1.0, KIN**2, 0.0])


def test_an_alternative_counts_with_its_worth() -> None:
    rows = features(asked(1, others=(((5, 0.8),),)), [candidate(body=[5])])

    assert named(rows, "coverage") == pytest.approx([0.8**2])


def test_an_alternative_of_a_word_that_stands_nowhere_counts_too() -> None:
    rows = features(asked(-1, others=(((5, 0.8),),)), [candidate(body=[5])])

    assert named(rows, "coverage") == pytest.approx([0.8**2])


def test_openings_look_at_the_first_terms_only() -> None:
    filler = [9] * 8
    rows = features(
        asked(1), [candidate(body=[1]), candidate(body=[*filler, 1]), candidate(body=[*filler, *filler, 1])]
    )

    assert named(rows, "opening_8") == [1.0, 0.0, 0.0]
    assert named(rows, "opening_15") == [1.0, 1.0, 0.0]


def test_a_named_product_is_seen_from_both_sides() -> None:
    rows = features(asked(1, 2), [candidate(product=[1, 3])])

    assert named(rows, "product_named") == [0.5]
    assert named(rows, "product_share") == [0.5]


def test_titles_count_for_topics_only() -> None:
    one = candidate(called="Backups", body=[1])
    topic, question = (features(asked(1, text=text), [one]) for text in ("backups", "backups?"))

    assert named(topic, "topic_title_likeness") == pytest.approx([1.0])
    assert named(question, "topic_title_likeness") == [0.0]


def test_a_yes_counts_for_questions_that_ask_for_one() -> None:
    both = [candidate("Yes, it does.", body=[1]), candidate("It is blue.", body=[1])]

    assert named(features(asked(1, text="Does it?"), both), "yes_or_no") == pytest.approx([1.0, 0.0])
    assert named(features(asked(1, text="What colour?"), both), "yes_or_no") == [0.0, 0.0]


def test_all_features_lie_between_zero_and_one() -> None:
    drawn = np.random.default_rng(0)
    many = [
        candidate(body=drawn.integers(0, 11, 40).tolist(), product=drawn.integers(0, 11, 2).tolist()) for _ in range(30)
    ]
    rows = features(asked(0, 1, 2, 10, -1, text="can I"), many)

    assert rows.shape == (30, len(FEATURES))
    assert ((rows >= 0) & (rows <= 1 + 1e-6)).all()


def test_repeating_a_passage_longer_changes_no_feature() -> None:
    """Length is no evidence: what stands behind the opening counts once, however often it is said."""
    body = [1, 9, 9, 9, 9, 9, 9, 9, 2, 9, 9, 9, 9, 9, 9, 3]
    short, long = features(asked(1, 2, 3), [candidate(body=body), candidate(body=body + body[8:] * 20)])

    assert short.tolist() == long.tolist()


def test_of_a_long_message_the_rarest_terms_are_looked_for() -> None:
    numbers = list(range(10)) * 5
    found = matches(asked(*numbers, rarity=[float(place) for place in range(50)]), [candidate(body=[0])])

    assert len(found.weights) == MOST_TERMS
    assert float(found.weights.sum()) == pytest.approx(1.0)
