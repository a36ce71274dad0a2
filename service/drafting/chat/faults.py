"""What is wrong with a model's answer -> what it is told to mend, in plain words and masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.domain import Grounding, Report, Review, Statement
from service.drafting.asking.complaints import MOST, QUOTE, complaints_of
from service.drafting.asking.known import Hides
from service.drafting.asking.templates import shipped


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind``: a branch of the template ``fault``; ``quote``: the words at fault, or a number of characters."""

    kind: str
    quote: str


def complaints(
    faults: Iterable[Fault], review: Review, *, statements: Iterable[Statement], mask: Hides, language_code: str
) -> tuple[str, ...]:
    """Each once, the faults of the whole answer and of its sentences before those that a rule finds."""
    faults = [*faults]
    told = [_told(fault, mask, language_code) for fault in faults]
    report, grounding = _besides(review, [fault.quote for fault in faults])
    told += complaints_of(report, grounding, statements=statements, mask=mask, language_code=language_code)
    return tuple(dict.fromkeys(told))[:MOST]


def _besides(review: Review, quotes: list[str]) -> tuple[Report, Grounding | None]:
    """Without what lies inside a sentence that is at fault as a whole: one thing is said once."""

    def new(words: str) -> bool:
        return not words or not any(words in quote for quote in quotes)

    findings = tuple(one for one in review.report.findings if new(one.match))
    grounding = review.grounding
    if grounding is not None:
        claims = tuple(one for one in grounding.unsupported_claims if new(one.text))
        grounding = replace(grounding, unsupported_claims=claims)
    return replace(review.report, findings=findings), grounding


def _told(fault: Fault, mask: Hides, language_code: str) -> str:
    """A marker is the model's own; hidden, it would be taken for another."""
    quote = fault.quote if fault.kind == "marker" else " ".join(mask.hide(fault.quote).split())
    return shipped().render("fault", language_code, {"kind": fault.kind, "quote": quote[:QUOTE]})
