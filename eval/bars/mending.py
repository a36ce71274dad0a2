"""Texts that break rules -> whether their repair silences the rules, breaks none, and leaves the facts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from eval.bars.bar import Bar
from eval.bars.corpus import Sample, examples, labelled
from eval.bars.replies import true_replies
from service.domain import CheckContext, Finding, Report, Severity
from service.guardrail.analysis import Analysis
from service.guardrail.engine import StandardChecker
from service.guardrail.repair import repair

REPLIES = 200
_SEED = 7
_SHOWN = 20
_DATA = "bad examples, labelled bad replies, true replies with a bad example put in"


def mending_bars(checker: StandardChecker, replies: int = REPLIES) -> tuple[Bar, ...]:
    return mended_bars(checker, _samples(checker, replies))


def mended_bars(checker: StandardChecker, samples: Iterable[Sample]) -> tuple[Bar, ...]:
    """Every fault of a repair is counted once per text; what is not repaired has none."""
    faults: list[str] = []
    repaired = texts = 0
    for sample in samples:
        texts += 1
        report = checker.check(sample.text, sample.context)
        after, mended = repair(sample.text, report, sample.context, checker)
        repaired += bool(mended.repairs)
        found = _faults(sample, report, after, mended, checker)
        faults += [f"{fault}: {sample.text[:200]!r} → {after[:200]!r}" for fault in found]
    detail = {"faults": faults[:_SHOWN], "texts": texts}
    return (
        Bar("repair: faults", _DATA, repaired, len(faults), 0, at_least=False, detail=detail),
        Bar("repair: texts with a repair", _DATA, texts, repaired, 50),
    )


def _samples(checker: StandardChecker, replies: int) -> Iterator[Sample]:
    bad = [one for one in examples(checker.standard) if one.rule_id]
    yield from bad
    yield from (one for one in labelled() if one.violates)
    random = Random(_SEED)
    for reply in true_replies(replies, _SEED):
        planted = random.choice([one for one in bad if one.context.language_code == reply.language_code])
        head, _, rest = reply.text.partition("! ")
        context = replace(reply.context, end_user=planted.context.end_user, case=planted.context.case)
        yield Sample(f"{head}! {planted.text} {rest}", context, planted.rule_id)


def _faults(sample: Sample, report: Report, after: str, mended: Report, checker: StandardChecker) -> Iterator[str]:
    before_rules, after_rules = _by_rule(report.findings), _by_rule(mended.findings)
    for rule_id, count in Counter(one.rule_id for one in mended.repairs).items():
        if after_rules[rule_id] > max(0, before_rules[rule_id] - count):
            yield f"{rule_id} still speaks"
    errors = _by_rule(_errors(mended)) - _by_rule(_errors(report))
    yield from (f"a new error of {rule_id}" for rule_id in errors)
    yield from ("a repair is not where it says" for one in mended.repairs if one.span.of(after) != one.after)
    again, second = repair(after, checker.check(after, sample.context), sample.context, checker)
    if again != after or second.repairs:
        yield "a second repair changes the text"
    yield from _lost(sample, after, checker)


def _lost(sample: Sample, after: str, checker: StandardChecker) -> Iterator[str]:
    """Facts, addresses, quotations and names that are not there any more, byte for byte and in their order."""
    was, now = checker.analyse(sample.text, sample.context), checker.analyse(after, sample.context)
    for what, before, left in (
        ("fact", [fact.text for fact in was.facts], [fact.text for fact in now.facts]),
        ("quotation", _quotations(was), _quotations(now)),
    ):
        gone = _not_in_order(before, left)
        if gone is not None:
            yield f"a {what} is lost ({gone})"
    for name in _names(sample.context):
        if sample.text.count(name) > after.count(name):
            yield f"a name is lost ({name})"


def _quotations(analysis: Analysis) -> list[str]:
    return [zone.span.of(analysis.text) for zone in analysis.zones]


def _not_in_order(wanted: Sequence[str], there: Sequence[str]) -> str | None:
    """The first of ``wanted`` that does not follow in ``there``."""
    left = iter(there)
    return next((one for one in wanted if one not in left), None)


def _names(context: CheckContext) -> list[str]:
    user, agent = context.end_user, context.agent
    return [name for name in (user.name, user.patronymic, user.surname, agent.first_name, agent.last_name) if name]


def _by_rule(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.rule.rule_id for finding in findings)


def _errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule.severity is Severity.ERROR]
