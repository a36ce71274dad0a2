"""Scores of any unit -> similarities on the scale of the fused ones."""

from __future__ import annotations

import numpy as np

from kb_index.arrays import FloatArray

LEAST_SPREAD = 1e-3  # so that passages which the legs could not tell apart are still put in order


def on_scale(scores: FloatArray, fused: FloatArray) -> FloatArray:
    """Similarities in the order of ``scores``, with the height and the spread of ``fused``; both (candidates,).

    The best keeps the best fused similarity, and the distances below it are stretched until they spread as the fused
    ones do: a floor or a share of the best means after a ranker what it meant before it.
    """
    spread, given = max(float(fused.std()), LEAST_SPREAD), float(scores.std())
    stretch = spread / given if given > 0 else 0.0
    scaled: FloatArray = np.clip(fused.max() - (scores.max() - scores) * stretch, 0.0, 1.0).astype(np.float32)
    return scaled
