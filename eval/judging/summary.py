"""Judgements of a run -> what the judge thinks on the whole, and how far it can be believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median_low
from typing import Any

import numpy as np

from eval.judging.agreement import Weights, cohen_kappa, krippendorff_alpha, sign_test, spearman
from eval.judging.judgement import Judgement, Preferred
from eval.judging.labels import Labels
from eval.metrics.paired import intervals

NOTE = "What a language model thinks. It is no part of any gate: believe it as far as it agrees with people."
_WORTH = {Preferred.THIS: 1.0, Preferred.TIE: 0.0, Preferred.OTHER: -1.0}


@dataclass(frozen=True, slots=True)
class Position:
    """Of ``n`` verdicts that named a winner, the share ``first`` shown first; ``p``: how likely that far from a half by
    chance alone (exact, two-sided). ``steady``: share of the cases judged in both orders with one and the same winner.
    """

    n: int
    first: float
    p: float
    steady: float | None


@dataclass(frozen=True, slots=True)
class WithPeople:
    """``same``: share of equal verdicts. ``kappa`` is weighted for scores; ``rho``: Spearman's, for scores alone."""

    n: int
    same: float
    kappa: float | None
    rho: float | None


@dataclass(frozen=True, slots=True)
class Opinion:
    """One criterion over all cases. ``mean``: of scores, or of preferences (1: this run's draft, -1: the other's).

    ``low``, ``high``: 95 % interval over cases. ``alpha``: agreement between repeats, ``same``: share of cases with the
    same verdict each time; None with one repeat. ``counts``: verdicts by value. ``errors``: rows without a verdict.
    """

    rubric: str
    criterion: str
    model: str
    against: str | None
    cases: int
    errors: int
    mean: float | None
    low: float | None
    high: float | None
    counts: Mapping[str, int]
    alpha: float | None
    same: float | None
    position: Position | None
    people: WithPeople | None


def opinions(judgements: Sequence[Judgement], labels: Labels | None = None) -> tuple[Opinion, ...]:
    """One for each rubric's version, criterion, model and other run, in the order of the judgements."""
    groups: dict[tuple[str, str, str, str | None], list[Judgement]] = {}
    for one in judgements:
        groups.setdefault((one.rubric, one.criterion, one.model, one.against), []).append(one)
    return tuple(_opinion(rows, labels) for rows in groups.values())


def opinions_json(found: Sequence[Opinion]) -> dict[str, Any]:
    return {"note": NOTE, "gate": False, "opinions": [asdict(one) for one in found]}


def _opinion(rows: Sequence[Judgement], labels: Labels | None) -> Opinion:
    first, cases = rows[0], _by_case(rows)
    worth = [fmean(map(_worth, values)) for values in cases.values()]
    low, high = (float(side[0]) for side in intervals(np.array(worth)[:, None])) if worth else (None, None)
    repeated = [values for values in cases.values() if len(values) > 1]
    return Opinion(
        rubric=first.rubric,
        criterion=first.criterion,
        model=first.model,
        against=first.against,
        cases=len(cases),
        errors=sum(one.error is not None for one in rows),
        mean=fmean(worth) if worth else None,
        low=low,
        high=high,
        counts=dict(sorted(Counter(str(value) for values in cases.values() for value in values).items())),
        alpha=krippendorff_alpha(repeated, scale=first.against is None),
        same=fmean(len(set(values)) == 1 for values in repeated) if repeated else None,
        position=_position(rows) if first.against else None,
        people=_with_people(first, cases, labels) if labels else None,
    )


def _by_case(rows: Sequence[Judgement]) -> dict[str, list[int | Preferred]]:
    """The verdicts of each case that has any."""
    cases: dict[str, list[int | Preferred]] = {}
    for one in rows:
        value = one.score if one.against is None else one.preferred
        if value is not None and one.error is None:
            cases.setdefault(one.case_id, []).append(value)
    return cases


def _worth(value: int | Preferred) -> float:
    return _WORTH[value] if isinstance(value, Preferred) else float(value)


def _position(rows: Sequence[Judgement]) -> Position | None:
    decided = [one for one in rows if one.preferred not in (None, Preferred.TIE)]
    if not decided:
        return None
    firsts = sum(str(one.preferred) == one.order for one in decided)
    orders: dict[str, set[tuple[str | None, Preferred | None]]] = {}
    for one in (one for one in rows if one.preferred is not None):
        orders.setdefault(one.case_id, set()).add((one.order, one.preferred))
    both = [found for found in orders.values() if len({order for order, _ in found}) == 2]
    steady = fmean(len({preferred for _, preferred in found}) == 1 for found in both) if both else None
    return Position(len(decided), firsts / len(decided), sign_test(firsts, len(decided)), steady)


def _with_people(first: Judgement, cases: Mapping[str, Sequence[int | Preferred]], labels: Labels) -> WithPeople | None:
    """The judge's middle score, or what most of its verdicts prefer, against what a person said."""
    ours: list[Hashable] = []
    theirs: list[Hashable] = []
    given: Mapping[tuple[str, str], Hashable] = labels.scores if first.against is None else labels.preferred
    for case_id, values in cases.items():
        label = given.get((case_id, first.name), given.get((case_id, first.criterion)))
        if label is not None:
            ours.append(_MIDDLE[first.against is None](values))
            theirs.append(label)
    if not ours:
        return None
    same = fmean(one == other for one, other in zip(ours, theirs, strict=True))
    weights = Weights.QUADRATIC if first.against is None else Weights.NONE
    rho = spearman(_numbers(ours), _numbers(theirs)) if first.against is None else None
    return WithPeople(len(ours), same, cohen_kappa(ours, theirs, weights=weights), rho)


def _numbers(values: Sequence[Hashable]) -> list[float]:
    return [float(str(value)) for value in values]


def _most(values: Sequence[Any]) -> Preferred:
    counts = Counter(values).most_common()
    return counts[0][0] if len(counts) == 1 or counts[0][1] > counts[1][1] else Preferred.TIE


_MIDDLE: Mapping[bool, Callable[[Sequence[Any]], Hashable]] = {True: median_low, False: _most}
