"""A checker -> its standard's examples run as tests: each bad one found where it is marked, each good one left alone.

The examples of a shipped standard take longer to run than a start should. They run whenever the
standard is not the one that was verified last (``verified.txt`` beside the packs holds the versions);
``python -m service.guardrail.lint`` verifies the shipped standards and writes that file.

A rule's examples are about the rule as its pack wrote it: a team that turns a knob or allows a phrase
need not rewrite them. What a layer promises, the layer's own examples show.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.domain import Finding
from service.errors import StandardInvalid
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.example_context import example_context
from service.guardrail.repair import repair
from service.standards.load import load_standard, shipped, shipped_names
from service.standards.model import ANY_LANGUAGE, LANGUAGES, Example, Rule, Standard

_VERIFIED = "verified.txt"
_LEAST_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class _Written:
    """The standard without its layers. ``live`` leaves out what is off, so that it takes part in no repair."""

    everything: StandardChecker
    live: StandardChecker


def verify(checker: StandardChecker) -> None:
    """Raises StandardInvalid with every example that does not behave as written; quick for a verified version."""
    verified = _verified_versions()
    if checker.standard.version in verified:
        return
    parents = [load_standard(name) for name in checker.standard.extends if name in shipped_names()]
    proven = [parent for parent in parents if parent.version in verified]
    problems = [problem for failure in failures(checker, proven) for problem in failure.problems]
    if problems:
        raise StandardInvalid(*problems)


def failures(checker: StandardChecker, proven: Sequence[Standard] = ()) -> Iterator[StandardInvalid]:
    """Each problem of each rule, on or off. What behaves in a ``proven`` standard is not run again."""
    written: _Written | None = None
    shown = _shown(checker.standard, proven)
    for rule in checker.standard.definitions:
        if not rule.judged and rule.rule_id not in shown:
            written = written or _as_written(checker)
            yield from _too_few(rule)
            yield from _misbehaving(written.everything, written.live, rule.rule_id, rule.examples)
    for rule in (*checker.standard.rules, *checker.standard.disabled):
        if rule.layer_examples:
            run = checker if rule.enabled else (written or _as_written(checker)).everything
            yield from _misbehaving(run, run, rule.rule_id, rule.layer_examples)


def _shown(standard: Standard, proven: Sequence[Standard]) -> frozenset[str]:
    """The rules that stand word for word in a proven standard. Repairs show how rules work together: once more."""
    found: set[str] = set()
    for other in proven:
        if any(standard.lists.get(name) != words for name, words in other.lists.items()):
            continue  # a rule may use any of the lists
        whole = other.definitions == standard.definitions
        others = {rule.rule_id: rule for rule in other.definitions}
        found |= {
            rule.rule_id
            for rule in standard.definitions
            if others.get(rule.rule_id) == rule and (whole or not any(one.fixed for one in rule.examples))
        }
    return frozenset(found)


def _as_written(checker: StandardChecker) -> _Written:
    standard = checker.standard
    enabled = tuple(rule for rule in standard.definitions if rule.enabled)
    live = checker if enabled == standard.rules else checker.among(enabled)
    everything = live if len(enabled) == len(standard.definitions) else checker.among(standard.definitions)
    return _Written(everything, live)


def _too_few(rule: Rule) -> Iterator[StandardInvalid]:
    checked = {language for check in rule.checks for language in check.parameters}
    for language in LANGUAGES if ANY_LANGUAGE in checked else sorted(checked):
        for bad in (True, False):
            have = sum(1 for example in rule.examples if example.bad is bad and example.language_code == language)
            if have < _LEAST_EXAMPLES:
                label = "bad" if bad else "good"
                yield rule.place.refusal(
                    f"`{rule.rule_id}` has {have} {label} examples in `{language}`; write at least {_LEAST_EXAMPLES}"
                )


def _misbehaving(
    checker: StandardChecker, repairer: StandardChecker, rule_id: str, examples: Sequence[Example]
) -> Iterator[StandardInvalid]:
    if not any(rule.rule_id == rule_id for rule in repairer.standard.rules):
        repairer = checker
    for example in examples:
        try:
            complaint = _complaint(example, rule_id, checker, repairer)
        except StandardInvalid as exc:  # a context that names what there is not
            yield exc
            continue
        if complaint is not None:
            yield example.place.refusal(f"`{rule_id}`: {complaint}; mend the example or the check")


def _complaint(example: Example, rule_id: str, checker: StandardChecker, repairer: StandardChecker) -> str | None:
    context = example_context(example.context, example.language_code)
    report = checker.check_rule(rule_id, example.text, context)
    if report.skipped:
        return report.skipped[0].reason
    complaint = _mismatch(example, report.findings)
    if complaint is None and example.fixed is not None:
        mended, _ = repair(example.text, repairer.check(example.text, context), context, repairer)
        return None if mended == example.fixed else f"the repaired text reads «{mended}»"
    return complaint


def _mismatch(example: Example, findings: Iterable[Finding]) -> str | None:
    found = [finding.span for finding in findings]
    if not example.bad:
        return f"a good example is found («{example.text[found[0].start : found[0].end]}»)" if found else None
    if not found:
        return f"a bad example is not found («{example.text}»)"
    if not example.spans:
        return None if found[0].start == found[0].end else "mark what is to be found with [[…]]"
    if tuple(found) != example.spans:
        return "found is " + ", ".join(f"«{example.text[span.start : span.end]}»" for span in found)
    return None


def _verified_versions() -> frozenset[str]:
    source = shipped().joinpath(_VERIFIED)
    return frozenset(source.read_text(encoding="utf-8").split()) if source.is_file() else frozenset()


def verify_shipped() -> tuple[list[str], list[str]]:
    """What is wrong with the shipped standards, and their versions by name; no example is run twice."""
    problems: dict[str, None] = {}
    proven: list[Standard] = []
    for name in shipped_names():
        checker = StandardChecker(compile_standard(load_standard(name)))
        for failure in failures(checker, proven):
            problems |= dict.fromkeys(failure.problems)
        proven.append(checker.standard)
    return list(problems), [standard.version for standard in proven]


def main() -> int:
    """Verifies every shipped standard; 0 and a new list of versions if all is well, else 1 and what is wrong."""
    problems, versions = verify_shipped()
    if problems:
        sys.stderr.write("\n".join(problems) + "\n")
        return 1
    Path(str(shipped().joinpath(_VERIFIED))).write_text("\n".join(versions) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
