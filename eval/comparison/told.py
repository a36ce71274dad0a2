"""Comparison -> one JSON document: the gate, every difference, and every case that changed with both drafts in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from eval.comparison.changes import CaseChange
from eval.comparison.compared import Comparison
from eval.comparison.power import POWER
from eval.observed import Observed


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """``cases`` holds those with a change on a gated metric, the must-pass ones and those that lost most first."""
    return {
        "baseline": comparison.baseline,
        "candidate": comparison.candidate,
        "alpha": comparison.alpha,
        "power": POWER,
        "cases_compared": len(comparison.pairs),
        "passed": not comparison.failed,
        "failed": list(comparison.failed),
        "notes": list(comparison.notes),
        "metrics": [asdict(one) for one in comparison.metrics],
        "cases": [_case(case_id, changes, comparison) for case_id, changes in by_case(comparison).items()],
    }


def by_case(comparison: Comparison) -> Mapping[str, tuple[CaseChange, ...]]:
    """Case id -> what changed in it; the gravest first: must pass and worse, flipped to wrong, worse, then the rest."""
    grouped: dict[str, list[CaseChange]] = {}
    for change in comparison.changes:
        grouped.setdefault(change.case_id, []).append(change)
    return {case_id: tuple(grouped[case_id]) for case_id in sorted(grouped, key=lambda one: _gravity(grouped[one]))}


def _gravity(changes: list[CaseChange]) -> tuple[int, int, int]:
    lost = [change for change in changes if change.worse]
    flipped = [change for change in lost if change.flip]
    return -sum(change.must_pass for change in flipped), -len(flipped), -len(lost)


def _case(case_id: str, changes: tuple[CaseChange, ...], comparison: Comparison) -> dict[str, Any]:
    pair = comparison.pairs[case_id]
    fields = ("metric", "before", "after", "worse", "flip")
    return {
        "id": case_id,
        "must_pass": any(change.must_pass for change in changes),
        "changes": [{name: getattr(change, name) for name in fields} for change in changes],
        "before": side(pair.before),
        "after": side(pair.after),
    }


def side(observed: Observed) -> dict[str, Any]:
    """What an agent would see of one answer."""
    answer = observed.answer
    if answer is None:
        return {"error": observed.error, "outcome": None, "drafts": [], "retrieved": []}
    return {
        "error": None,
        "outcome": answer["outcome"],
        "retrieved": list(observed.retrieved),
        "drafts": [
            {
                "text": draft["text"],
                "findings": draft["guardrail"]["findings"],
                "skipped": draft["guardrail"]["skipped"],
                "unsupported_claims": draft["grounding"]["unsupported_claims"],
                "citations": draft["citations"],
            }
            for draft in answer["drafts"]
        ],
    }
