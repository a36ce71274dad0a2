"""Confidences of answerable and unanswerable questions -> who would be served, and how well the two part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from eval.metrics import calibration

SPLITS = 200
ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """One question; ``page`` is where it stands, so that pages are never split."""

    page: str
    language_code: str
    answerable: bool
    confidence: float


def abstention(judged: Sequence[Judged], threshold: float) -> dict[str, Any]:
    """Shares that reach the threshold, over all and by language, and the same on unseen halves.

    ``served``: share of answerable questions; ``wrong``: share of the others. ``auroc``: the probability that an
    answerable question gets the higher confidence. ``half_split``: the threshold that parts one half best (greatest
    served - wrong), applied to the other half; halves are drawn by page, 200 times, and averaged.
    """
    report = _shares(judged, threshold)
    languages = sorted({one.language_code for one in judged if not one.answerable})
    by_language = {code: [one for one in judged if one.language_code == code] for code in languages}
    report["by_language"] = {
        code: _shares(chosen, threshold) | {"half_split": half_split(chosen)} for code, chosen in by_language.items()
    }
    return report


def _shares(judged: Sequence[Judged], threshold: float) -> dict[str, Any]:
    good, bad = _values(judged, answerable=True), _values(judged, answerable=False)
    return {
        "threshold": threshold,
        "n_answerable": len(good),
        "n_noanswer": len(bad),
        "served": _share(good, threshold),
        "wrong": _share(bad, threshold),
        "auroc": auroc(good, bad),
    }


def half_split(judged: Sequence[Judged]) -> dict[str, float] | None:
    """Mean served, wrong and threshold over the splits where both halves hold both kinds; None if there are none."""
    pages = sorted({one.page for one in judged})
    rows = []
    for seed in range(SPLITS):
        order = np.random.default_rng(seed).permutation(len(pages))
        chosen = {pages[place] for place in order[: len(pages) // 2]}
        tuned = [one for one in judged if one.page in chosen]
        unseen = [one for one in judged if one.page not in chosen]
        if all(len({one.answerable for one in half}) == 2 for half in (tuned, unseen)):
            rows.append(_tuned_and_applied(tuned, unseen))
    if not rows:
        return None
    served, wrong, threshold = np.mean(rows, axis=0)
    return {"served": round(float(served), 4), "wrong": round(float(wrong), 4), "threshold": round(float(threshold), 4)}


def _tuned_and_applied(tuned: Sequence[Judged], unseen: Sequence[Judged]) -> tuple[float, float, float]:
    good, bad = _values(tuned, answerable=True), _values(tuned, answerable=False)
    cuts = np.unique(np.concatenate([good, bad]))
    gains = [(good >= cut).mean() - (bad >= cut).mean() for cut in cuts]
    threshold = float(cuts[int(np.argmax(gains))])
    return (
        _share(_values(unseen, answerable=True), threshold),
        _share(_values(unseen, answerable=False), threshold),
        threshold,
    )


def served_at(good: np.ndarray, bad: np.ndarray, wrong: float) -> float | None:
    """Share of ``good`` above the lowest threshold that lets at most that share of ``bad`` pass; None without both."""
    if not len(good) or not len(bad):
        return None
    highest = np.sort(bad)[::-1]
    let_through = int(wrong * len(bad) + 1e-9)
    return round(float((good > highest[let_through]).mean()), 4)


def over_pages(
    judged: Sequence[Judged], measure: Callable[[np.ndarray, np.ndarray], float | None], *, rounds: int = ROUNDS
) -> tuple[float, float] | None:
    """The 95 % percentile interval of a measure of good and bad confidences, pages drawn anew; None without both.

    Questions of one page share its wording and its fate, so pages are drawn, not questions (cluster bootstrap:
    Davison, Hinkley, Bootstrap Methods and their Application, 1997, 3.8).
    """
    pages: dict[str, list[Judged]] = {}
    for one in judged:
        pages.setdefault(one.page, []).append(one)
    groups = [(_values(held, answerable=True), _values(held, answerable=False)) for held in pages.values()]
    random = np.random.default_rng(0)
    values = []
    for _ in range(rounds):
        drawn = [groups[place] for place in random.integers(0, len(groups), len(groups))]
        value = measure(np.concatenate([good for good, _ in drawn]), np.concatenate([bad for _, bad in drawn]))
        values += [] if value is None else [value]
    if len(values) < rounds / 2:
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def auroc(good: np.ndarray, bad: np.ndarray) -> float | None:
    """As ``eval.metrics.calibration.auroc``, to four places."""
    if not len(good) or not len(bad):
        return None
    value = calibration.auroc([*good, *bad], [True] * len(good) + [False] * len(bad))
    return None if value is None else round(value, 4)


def _values(judged: Sequence[Judged], *, answerable: bool) -> np.ndarray:
    return np.array([one.confidence for one in judged if one.answerable is answerable], float)


def _share(values: np.ndarray, threshold: float) -> float:
    return round(float((values >= threshold).mean()), 4) if len(values) else 0.0
