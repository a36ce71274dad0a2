"""When articles were updated -> a gentle factor on their similarity."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from kb_index import moments
from kb_index.arrays import FloatArray
from kb_index.records import Article

MOST = 0.1  # what the oldest article loses; more would let a new page beat the one that answers


def updated(article: Article) -> float:
    """Seconds since 1970; not a number where the article does not say."""
    found = moments.moment(article.updated_at or "")
    return math.nan if found is None else found


def freshness(updates: npt.NDArray[np.float64], *, moment: float, half_life_days: float) -> FloatArray:
    """``1 - 0.1 * (1 - 2 ** (-age / half-life))``, shaped as ``updates``: 1 for a new article, 0.9 for a very old one.

    An article of unknown age counts as one half-life old (0.95), so that it stands between the new and the old.
    ``updates`` in seconds since 1970, not a number where unknown; an update after ``moment`` is new.
    """
    ages = np.nan_to_num((moment - updates) / moments.DAY_S, nan=half_life_days)
    lost = 1.0 - np.exp2(-np.maximum(ages, 0.0) / half_life_days)
    return (1.0 - MOST * lost).astype(np.float32)
