"""Asked + Candidate[] -> one row of numbers per candidate, each 0..1 and the greater, the closer.

Nothing here tells what kind of article a passage is from, how long it is or how many there are: on labelled questions
such features win a lot, and they are worth nothing where the labels were made in another way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.ports import Asked, Candidate
from kb_index.ranking.matches import BODY_8, BODY_15, PRODUCT, TITLE, Matches, matches
from kb_index.ranking.wording import answers_yes_or_no, likeness, wording

# Feature -> what it says. The order is that of the columns.
FEATURES: Mapping[str, str] = {
    "similarity": "what the legs found, fused",
    "cosine": "the dense leg alone",
    "coverage": "square of the share of the question, by rarity, that title, headings, product and body hold",
    "opening_8": "share of the question that the first eight terms of the passage hold",
    "opening_15": "the same for fifteen",
    "product_named": "share of the question that names the product",
    "product_share": "share of the product's terms that the question names",
    "yes_or_no": "a question for yes or no, a passage that begins with one, times its coverage",
    "topic_in_title": "a question worded as a topic: share of it that the title holds",
    "topic_title_share": "such a question: share of the title's terms that it names",
    "topic_title_likeness": "such a question: likeness of its letters and the title's",
}


def features(asked: Asked, candidates: Sequence[Candidate]) -> FloatArray:
    """Shape (candidates, FEATURES)."""
    found = matches(asked, candidates)
    asks = wording(asked.text, len(asked.terms))
    coverage = found.coverage()
    columns = {
        "similarity": _column([one.similarity for one in candidates]),
        "cosine": _column([one.cosine or 0.0 for one in candidates]),
        "coverage": coverage**2,
        "opening_8": found.coverage(BODY_8),
        "opening_15": found.coverage(BODY_8, BODY_15),
        "product_named": found.coverage(PRODUCT),
        "product_share": found.product_share,
    }
    if asks.polar:
        says = _column([float(answers_yes_or_no(one.passage.text)) for one in candidates])
        columns["yes_or_no"] = says * coverage
    if asks.topic:
        columns |= _of_topic(asked.text, candidates, found)
    rows = np.zeros((len(candidates), len(FEATURES)), np.float32)
    for place, name in enumerate(FEATURES):
        if name in columns:
            rows[:, place] = columns[name]
    return rows


def _of_topic(text: str, candidates: Sequence[Candidate], found: Matches) -> dict[str, FloatArray]:
    """A title names what its page is about; only who names a topic too can be measured against it."""
    return {
        "topic_in_title": found.coverage(TITLE),
        "topic_title_share": found.title_share,
        "topic_title_likeness": _column([likeness(text, one.article.title) for one in candidates]),
    }


def _column(values: Sequence[float]) -> FloatArray:
    return np.array(values, np.float32)
