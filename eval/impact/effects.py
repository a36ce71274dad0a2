"""Two answers to one ticket -> what the change did to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eval.observed import Observed


class Kind(StrEnum):
    """What changed, the gravest first."""

    FAILED = "failed"  # an answer is not given any more, or only now
    OUTCOME = "outcome"
    ESCALATION = "escalation"
    GROUNDING = "grounding"  # a fact lost its source
    FINDINGS = "findings"  # a rule is broken that was not
    SOURCES = "sources"  # other passages are quoted
    TEXT = "text"


GRAVE = frozenset({Kind.FAILED, Kind.OUTCOME, Kind.ESCALATION, Kind.GROUNDING, Kind.FINDINGS})


@dataclass(frozen=True, slots=True)
class Effect:
    """``told``: what changed and how, in words. ``before``, ``after``: the drafts' texts."""

    case_id: str
    told: Mapping[Kind, str]
    before: str
    after: str

    @property
    def grave(self) -> bool:
        """More than another text or another source."""
        return not GRAVE.isdisjoint(self.told)


def effect_of(before: Observed, after: Observed) -> Effect | None:
    """None where the agent would see the same. Ids, timings and figures of confidence do not count."""
    found = {kind: words for kind in Kind if (words := _OF[kind](before, after))}
    return Effect(before.case.id, found, before.text, after.text) if found else None


def _failed(before: Observed, after: Observed) -> str:
    if (before.answer is None) == (after.answer is None):
        return ""
    return f"no answer any more: {after.error}" if after.answer is None else f"answered; before: {before.error}"


def _field(name: str, before: Observed, after: Observed) -> str:
    if before.answer is None or after.answer is None or before.answer[name] == after.answer[name]:
        return ""
    return f"{before.answer[name]} → {after.answer[name]}"


def _grounding(before: Observed, after: Observed) -> str:
    return "; ".join(f"“{text}” has no source" for text in _gained(before.unsupported(), after.unsupported()))


def _findings(before: Observed, after: Observed) -> str:
    return ", ".join(f"{rule} ({severity})" for severity, rule in _gained(before.findings(), after.findings()))


def _sources(before: Observed, after: Observed) -> str:
    """By article: the same words may stand in another place of it after a change."""
    was, now = (list(dict.fromkeys(_cited(one))) for one in (before, after))
    lost, new = [one for one in was if one not in now], [one for one in now if one not in was]
    return ", ".join([f"no longer {one}" for one in lost] + [f"now {one}" for one in new])


def _text(before: Observed, after: Observed) -> str:
    return "another text" if before.text != after.text else ""


def _cited(observed: Observed) -> list[str]:
    return [citation["source"]["article_id"] for _, citation in observed.citations()]


def _gained(before: tuple[Any, ...], after: tuple[Any, ...]) -> list[Any]:
    """What ``after`` holds more of."""
    return list((Counter(after) - Counter(before)).elements())


_OF = {
    Kind.FAILED: _failed,
    Kind.OUTCOME: lambda before, after: _field("outcome", before, after),
    Kind.ESCALATION: lambda before, after: _field("should_escalate", before, after),
    Kind.GROUNDING: _grounding,
    Kind.FINDINGS: _findings,
    Kind.SOURCES: _sources,
    Kind.TEXT: _text,
}
