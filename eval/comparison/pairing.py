"""Two runs -> the cases that both finished, side by side, and words about every case that has no pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eval.cases import Case
from eval.errors import RunInvalid
from eval.naming import some_of
from eval.observed import Observed
from eval.runs.record import Run


@dataclass(frozen=True, slots=True)
class Pair:
    """One ticket under the baseline and under the candidate, both with the candidate's labels."""

    before: Observed
    after: Observed

    @property
    def case(self) -> Case:
        return self.after.case


@dataclass(frozen=True, slots=True)
class Pairing:
    """``only_before``: ids that the baseline alone finished."""

    pairs: tuple[Pair, ...]
    only_before: tuple[str, ...]
    notes: tuple[str, ...]


def paired(before: Run, after: Run) -> Pairing:  # over 30 lines: each kind of case without a pair is told
    """By case id, in the order of the candidate. A case that crashed is a pair like any other.

    An id under which the two runs asked different things is no pair. Labels may differ: the newer ones count for both.
    Raises RunInvalid where there is no pair.
    """
    both = [one for one in after.observed if one.case.id in before.by_case]
    asked = [one for one in both if _asked(one.case) == _asked(before.by_case[one.case.id].case)]
    pairs = tuple(Pair(_labelled(before.by_case[one.case.id], one.case), one) for one in asked)
    if not pairs:
        raise RunInvalid(
            f"{before.folder} and {after.folder} have no finished case in common (by id and request); "
            "run both on the same case files"
        )
    only_before = tuple(one.case.id for one in before.observed if one.case.id not in after.by_case)
    only_after = tuple(one.case.id for one in after.observed if one.case.id not in before.by_case)
    compared = {pair.case.id for pair in pairs}
    changed = [one.case.id for one in both if one.case.id not in compared]
    relabelled = [pair.case.id for pair in pairs if pair.before.case != before.by_case[pair.case.id].case]
    told = (
        ("only the baseline finished", only_before),
        ("only the candidate finished", only_after),
        ("not compared, another request under the same id", changed),
        ("scored by the candidate's labels, which differ", relabelled),
        ("failed in the baseline", [pair.case.id for pair in pairs if pair.before.answer is None]),
        ("failed in the candidate", [pair.case.id for pair in pairs if pair.after.answer is None]),
    )
    return Pairing(pairs, only_before, tuple(_told(what, ids) for what, ids in told if ids))


def _asked(case: Case) -> Mapping[str, Any]:
    """Without the time: a ticket that tells none is asked at that of the run."""
    told = case.request.get("case")
    timeless = {name: value for name, value in told.items() if name != "now"} if isinstance(told, dict) else told
    return {**case.request, "case": timeless or None}


def _labelled(observed: Observed, case: Case) -> Observed:
    """Another's labels, the request as it was asked."""
    return replace(observed, case=case.model_copy(update={"request": observed.case.request}))


def _told(what: str, ids: Sequence[str]) -> str:
    return f"{len(ids)} {'case' if len(ids) == 1 else 'cases'} {what}: {some_of(ids)}"
