"""A judge's answer -> a verdict for each criterion, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.drafting.asking.lenient_json import clean, find_json

REASON = 2000  # characters that are kept
_FIRST, _SECOND, _TIE = "first", "second", "tie"
_SIDES: Mapping[str, str] = {"1": _FIRST, "2": _SECOND, "tie": _TIE, "equal": _TIE, "ничья": _TIE, "0": _TIE}
_SCORE = re.compile(r"(-?\d+)(?:[.,]0+)?(?:\s*(?:/|из|of|out of)\s*\d+)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``side``: ``first``, ``second`` or ``tie`` of two drafts as shown. ``error``: why there is neither."""

    score: int | None = None
    side: str | None = None
    reason: str = ""
    error: str | None = None


def verdicts(text: str, criteria: Sequence[str], *, scale: tuple[int, int] | None) -> dict[str, Verdict]:
    """One for each criterion. ``scale``: lowest and highest score; None: two drafts were compared."""
    value = find_json(text)
    if value is None:
        return dict.fromkeys(criteria, Verdict(error=f"no JSON in the answer: {clean(text)[:200]!r}"))
    told = dict(reversed([*_told(value, criteria)]))  # of a criterion judged twice the first verdict counts
    missing = Verdict(error="the answer does not judge this criterion")
    return {name: _verdict(told[name], scale) if name in told else missing for name in criteria}


def _told(value: object, criteria: Sequence[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """A list of verdicts, one alone, or an object with a verdict under each criterion's name."""
    if isinstance(value, list):
        for one in value:
            yield from _told(one, criteria)
    elif isinstance(value, dict):
        name = criteria[0] if len(criteria) == 1 else value.get("id") or value.get("criterion")
        if isinstance(name, str) and {"score", "better"} & set(value):
            yield name.strip().lower(), value
            return
        for key, inner in value.items():
            if key in criteria:
                yield key, inner if isinstance(inner, dict) else {"score": inner, "better": inner}
            elif isinstance(inner, list | dict):
                yield from _told(inner, criteria)


def _verdict(told: Mapping[str, object], scale: tuple[int, int] | None) -> Verdict:
    reason = clean(str(told.get("reason") or "")).strip()[:REASON]
    if scale is None:
        side = _SIDES.get(str(told.get("better")).strip().lower())
        return Verdict(side=side, reason=reason, error=None if side else f"`better` is {told.get('better')!r}")
    score = _score(told.get("score"))
    if score is None:
        return Verdict(reason=reason, error=f"`score` is {told.get('score')!r}, no whole number")
    if not scale[0] <= score <= scale[1]:
        return Verdict(reason=reason, error=f"the score {score} is outside {scale[0]}..{scale[1]}")
    return Verdict(score=score, reason=reason)


def _score(value: object) -> int | None:
    """Whole numbers, however they are written: ``4``, ``4.0``, ``"4/5"``."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    found = _SCORE.fullmatch(str(value).strip())
    return int(found[1]) if found else None
