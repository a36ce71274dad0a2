"""Text + CheckContext -> Report: every rule of a standard that the text and the request call for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from kb_index.records import Span
from kb_index.text.normalise import clean_input
from service.domain import (
    CheckContext,
    Commitment,
    Finding,
    Grounding,
    NotEvaluated,
    Report,
    Review,
    Severity,
    Skipped,
    Statement,
)
from service.errors import RequestRefused
from service.guardrail.analysis import Analysis, analyse
from service.guardrail.check import Hit, Unknown
from service.guardrail.compile import CompiledCheck, CompiledStandard, compile_standard
from service.guardrail.conditions import Verdicts
from service.guardrail.grounding import ground
from service.guardrail.notices import notices
from service.guardrail.promises import commitments
from service.guardrail.repair import repair
from service.standards.model import Rule, Standard

MAX_CHARACTERS = 20_000
_ORDER = list(Severity)


@dataclass(slots=True)
class _Result:
    """What is gathered on the way through the checks of one text."""

    text: str
    findings: list[Finding] = field(default_factory=list)
    not_evaluated: dict[str, NotEvaluated] = field(default_factory=dict)
    skipped: dict[str, Skipped] = field(default_factory=dict)

    def report(self) -> Report:
        findings = sorted(_distinct(self.findings), key=lambda finding: finding.span)
        return Report(tuple(findings), tuple(self.not_evaluated.values()), tuple(self.skipped.values()))


class StandardChecker:
    """Judges texts by one tone standard. Safe to call from several threads; never changes a text."""

    def __init__(self, compiled: CompiledStandard) -> None:
        self._compiled = compiled

    @property
    def standard(self) -> Standard:
        return self._compiled.standard

    def among(self, rules: tuple[Rule, ...]) -> StandardChecker:
        """The same standard with other rules of it. Raises StandardInvalid."""
        standard = replace(self.standard, rules=rules)
        return StandardChecker(compile_standard(standard, known=self._compiled.compiled))

    @property
    def version(self) -> str:
        return f"{self.standard.name}@{self.standard.version}"

    def check(self, text: str, context: CheckContext) -> Report:
        """Findings in the order of the text. Raises RequestRefused for more than 20,000 characters."""
        return self._report(self.analyse(text, context), text, context)

    def review(self, text: str, context: CheckContext) -> Review:
        """`check`, `ground`, `commitments` over one analysis, and the orders planted in the request.

        Raises RequestRefused as they do.
        """
        analysis = self.analyse(text, context)
        report = self._report(analysis, text, context)
        return Review(
            report, ground(analysis, context), commitments(self._compiled.promises, analysis, context), notices(context)
        )

    def mend(self, text: str, report: Report, context: CheckContext) -> tuple[str, Report]:
        """The text with every safe replacement applied, and its report: `service.guardrail.repair`."""
        return repair(text, report, context, self)

    def statements(self, language_code: str) -> tuple[Statement, ...]:
        return self.standard.statements(language_code)

    def _report(self, analysis: Analysis, text: str, context: CheckContext) -> Report:
        result = _Result(text)
        verdicts = Verdicts(context)
        for compiled in self._compiled.called_for(analysis.positions.keys()):
            if _concerns(compiled, analysis, context):
                _run(compiled, analysis, context, verdicts, result)
        self._note_missing(analysis, context, verdicts, result)
        return result.report()

    def check_rule(self, rule_id: str, text: str, context: CheckContext) -> Report:
        """As `check`, for one rule: what its examples are run with."""
        analysis = self.analyse(text, context)
        result = _Result(text)
        verdicts = Verdicts(context)
        for compiled in self._compiled.of_rule(rule_id):
            if _concerns(compiled, analysis, context):
                _run(compiled, analysis, context, verdicts, result)
        return result.report()

    def ground(self, text: str, context: CheckContext) -> Grounding | None:
        """None where the context holds nothing to trace facts to."""
        return ground(self.analyse(text, context), context)

    def commitments(self, text: str, context: CheckContext) -> tuple[Commitment, ...]:
        return self._compiled.promises.find(self.analyse(text, context), context)

    def analyse(self, text: str, context: CheckContext) -> Analysis:
        """The text as rules see it. Raises RequestRefused for more than 20,000 characters."""
        if len(text) > MAX_CHARACTERS:
            raise RequestRefused(
                f"the text has {len(text):,} characters and at most {MAX_CHARACTERS:,} are checked; shorten or split it"
            )
        compiled = self._compiled
        return analyse(clean_input(text)[0], context, compiled.quote_words, compiled.vocabulary, compiled.phrases)

    def _note_missing(self, analysis: Analysis, context: CheckContext, verdicts: Verdicts, result: _Result) -> None:
        """Rules that no word called for are still not evaluated where their condition cannot be judged."""
        for compiled in self._compiled.conditional:
            verdict = verdicts.of(compiled.needs)
            if isinstance(verdict, Unknown) and _concerns(compiled, analysis, context):
                _note(compiled, verdict, result)


def _concerns(compiled: CompiledCheck, analysis: Analysis, context: CheckContext) -> bool:
    """Phrases tell by themselves which language they are in; the rest goes by the draft's."""
    if compiled.whole_reply and context.fragment:
        return False
    return compiled.lexical or compiled.language_code in ("any", analysis.language_code)


def _run(
    compiled: CompiledCheck, analysis: Analysis, context: CheckContext, verdicts: Verdicts, result: _Result
) -> None:
    try:
        verdict = verdicts.of(compiled.needs)
        outcome = compiled.check.evaluate(analysis, context) if verdict is True else verdict
    except Exception as exc:  # noqa: BLE001 - the one place where a broken rule becomes a recorded failure
        rule_id = compiled.rule.rule_id
        result.skipped[rule_id] = Skipped(
            rule_id, f"the rule failed ({type(exc).__name__}); report it with its version"
        )
        return
    if isinstance(outcome, Unknown):
        _note(compiled, outcome, result)
    elif outcome and not isinstance(outcome, bool):
        result.findings += [_finding(compiled, hit, analysis, result.text) for hit in outcome]


def _note(compiled: CompiledCheck, unknown: Unknown, result: _Result) -> None:
    rule_id = compiled.rule.rule_id
    result.not_evaluated.setdefault(rule_id, NotEvaluated(rule_id, unknown.field))


def _finding(compiled: CompiledCheck, hit: Hit, analysis: Analysis, text: str) -> Finding:
    match = hit.span.of(text)  # of the text as given: the analysis has replaced what no text may hold
    message = compiled.rule.message[analysis.language_code].replace("{match}", match)
    return Finding(compiled.ref, message, hit.span, match, hit.replacements)


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """One finding per rule and place: of overlapping ones the gravest, then the longest."""
    kept: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: one.span):
        same = kept.setdefault(finding.rule.rule_id, [])
        if not same or not _same_place(same[-1].span, finding.span):
            same.append(finding)
        elif _weight(finding) < _weight(same[-1]):
            same[-1] = finding
    return [finding for same in kept.values() for finding in same]


def _weight(finding: Finding) -> tuple[int, int]:
    return _ORDER.index(finding.rule.severity), finding.span.start - finding.span.end


def _same_place(left: Span, right: Span) -> bool:
    return left == right or left.overlaps(right)
