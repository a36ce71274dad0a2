"""A rewritten text -> its body, with spans in the unit that the caller asked for."""

from __future__ import annotations

from collections.abc import Iterable

from service.api import show, show_judged
from service.api.schemas import rewritten as out
from service.drafting.rewriting.rewriter import Rewritten
from service.drafting.rewriting.unchanged import Comparison, Element, Violation
from service.drafting.rewriting.verdict import RewriteAsk


def rewriting(
    ask: RewriteAsk, found: Rewritten, *, unit: str, versions: out.RewriteVersionsBody, warnings: Iterable[str]
) -> out.RewriteAnswer:
    place = show_judged.places(found.text, unit)
    changed = found.text != ask.text
    return out.RewriteAnswer(
        text=found.text,
        changed=changed,
        span=place(found.accepted.span),
        operation=ask.operation,
        mode=found.mode,
        degraded_reason=found.degraded_reason,
        language_code=ask.target_language if changed else ask.context.language_code,
        contract=_contract(found.comparison, found.refused),
        guardrail=show_judged.guardrail(found.review.report, place),
        commitments=[show_judged.commitment(one, place) for one in found.review.commitments],
        warnings=[*warnings, *_too_long(ask, found)],
        versions=versions,
        usage=None if found.usage is None else show.usage(found.usage),
    )


def _contract(found: Comparison, refused: Iterable[Violation]) -> out.ContractBody:
    return out.ContractBody(
        kept=[_element(one) for one in found.kept],
        lost=[_element(one) for one in found.lost],
        violations=[_violation(one) for one in found.violations],
        refused=[_violation(one) for one in refused],
    )


def _element(one: Element) -> out.ElementBody:
    return out.ElementBody(kind=one.kind, text=one.text)


def _violation(one: Violation) -> out.ViolationBody:
    return out.ViolationBody(kind=one.element.kind, text=one.element.text, change=one.change.value)


def _too_long(ask: RewriteAsk, found: Rewritten) -> list[str]:
    if ask.max_length is None or len(found.text) <= ask.max_length:
        return []
    return [f"max_length: the text has {len(found.text)} characters; less would leave out what it says"]
