"""A draft and its Report -> the mended draft and the Report on it.

Only replacements that are provably safe (``auto``) are applied; whatever is applied is checked again
from scratch, so that no repair can hide behind the one before. Facts, addresses, names in quotation
marks and code stay byte for byte as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from kb_index.records import Span
from service.domain import CheckContext, Finding, Repair, Report, Severity
from service.guardrail.analysis import Analysis

_ROUNDS = 3  # a repair may uncover one more hit of its rule; what is left then is left to a person


@dataclass(frozen=True, slots=True)
class _Edit:
    rule_id: str
    span: Span
    before: str
    after: str


class Judge(Protocol):
    """What a repair asks of a checker."""

    def analyse(self, text: str, context: CheckContext) -> Analysis: ...

    def check(self, text: str, context: CheckContext) -> Report: ...


def repair(text: str, report: Report, context: CheckContext, checker: Judge) -> tuple[str, Report]:
    """The report of the mended text, with ``repairs`` whose spans lie in it. Idempotent.

    A round that would bring a new error in, or does not silence what it mends, is not taken.
    """
    done: list[Repair] = []
    for _ in range(_ROUNDS):
        edits = _edits(text, report, checker.analyse(text, context))
        if not edits:
            break
        mended = _applied(text, edits)
        checked = checker.check(mended, context)
        if _worse(report, checked):
            break
        done = [*(_moved(one, edits) for one in done), *_repairs(edits)]
        text, report = mended, checked
    return text, replace(report, repairs=tuple(sorted(done, key=lambda one: one.span)))


def _edits(text: str, report: Report, analysis: Analysis) -> tuple[_Edit, ...]:
    """Replacements to apply, in the order of the text, none touching another or what must stay."""
    chosen: list[_Edit] = []
    for finding in report.findings:
        after = next((offer.text for offer in finding.replacements if offer.apply == "auto"), None)
        if after is None or after == finding.match or _protected(finding, analysis):
            continue
        if not any(edit.span.overlaps(finding.span) or edit.span == finding.span for edit in chosen):
            chosen.append(_Edit(finding.rule.rule_id, finding.span, finding.match, after))
    return tuple(sorted(chosen, key=lambda edit: edit.span))


def _protected(finding: Finding, analysis: Analysis) -> bool:
    """Insertions have no width and touch nothing."""
    if finding.span.start == finding.span.end:
        return False
    facts = any(fact.span.overlaps(finding.span) for fact in analysis.facts)
    return facts or analysis.in_zone(finding.span)


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += [text[position : edit.span.start], edit.after]
        position = edit.span.end
    return "".join([*pieces, text[position:]])


def _repairs(edits: Iterable[_Edit]) -> list[Repair]:
    repairs = []
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        repairs.append(Repair(edit.rule_id, edit.before, edit.after, Span(start, start + len(edit.after))))
        shift += len(edit.after) - (edit.span.end - edit.span.start)
    return repairs


def _moved(repair: Repair, edits: Iterable[_Edit]) -> Repair:
    """An earlier repair's place after the edits of a later round."""
    before = [edit for edit in edits if edit.span.end <= repair.span.start]
    shift = sum(len(edit.after) - (edit.span.end - edit.span.start) for edit in before)
    return replace(repair, span=repair.span.shifted(shift))


def _worse(before: Report, after: Report) -> bool:
    return len(after.findings) >= len(before.findings) or len(_errors(after)) > len(_errors(before))


def _errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule.severity is Severity.ERROR]
