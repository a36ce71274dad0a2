"""A checker -> its standard's examples run as tests: each bad one found where it is marked, each good one left alone.

The examples of a shipped standard take longer to run than a start should. They run whenever the
standard is not the one that was verified last (``verified.txt`` beside the packs holds the versions);
``python -m service.guardrail.lint`` verifies the shipped standards and writes that file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from service.domain import Finding
from service.errors import StandardInvalid
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.guardrail.example_context import example_context
from service.guardrail.repair import repair
from service.standards.load import load_standard, shipped, shipped_names
from service.standards.model import ANY_LANGUAGE, LANGUAGES, Example, Rule

_VERIFIED = "verified.txt"
_LEAST_EXAMPLES = 2


def verify(checker: StandardChecker) -> None:
    """Raises StandardInvalid with every example that does not behave as written; quick for a verified version."""
    if checker.standard.version in _verified_versions():
        return
    problems = [str(problem) for problem in failures(checker)]
    if problems:
        raise StandardInvalid("\n".join(problems))


def failures(checker: StandardChecker) -> Iterator[StandardInvalid]:
    """Each problem of each rule of the standard, whether verified before or not."""
    for rule in checker.standard.rules:
        if not rule.judged:
            yield from _too_few(rule)
            yield from _misbehaving(checker, rule)


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


def _misbehaving(checker: StandardChecker, rule: Rule) -> Iterator[StandardInvalid]:
    for example in rule.examples:
        context = example_context(example.context, example.language_code)
        report = checker.check_rule(rule.rule_id, example.text, context)
        complaint = _complaint(example, report.findings)
        if report.skipped:
            complaint = report.skipped[0].reason
        if complaint is None and example.fixed is not None:
            mended, _ = repair(example.text, checker.check(example.text, context), context, checker)
            complaint = None if mended == example.fixed else f"the repaired text reads «{mended}»"
        if complaint is not None:
            yield example.place.refusal(f"`{rule.rule_id}`: {complaint}; mend the example or the check")


def _complaint(example: Example, findings: Iterable[Finding]) -> str | None:
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


def main() -> int:
    """Verifies every shipped standard; 0 and a new list of versions if all is well, else 1 and what is wrong."""
    versions: list[str] = []
    for name in shipped_names():
        checker = StandardChecker(compile_standard(load_standard(name)))
        problems = [str(problem) for problem in failures(checker)]
        if problems:
            sys.stderr.write("\n".join(problems) + "\n")
            return 1
        versions.append(checker.standard.version)
    Path(str(shipped().joinpath(_VERIFIED))).write_text("\n".join(versions) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
