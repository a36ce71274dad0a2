"""A checker -> whether what it says depends on anything but the text, the request and the standard.

Not on what it judged before, the order of the rules, the process's hash seed, or other tenants' standards.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from eval.bars.bar import Bar
from eval.bars.corpus import Sample, examples, labelled
from eval.bars.metamorphic import PAIRS, Tally, chosen
from service.domain import CheckContext, Finding, Review, Severity
from service.guardrail.compile import compile_standard
from service.guardrail.engine import StandardChecker
from service.standards.load import load_standard

_SHUFFLES = 5
_SEEDS = ("1", "4242")
_PLAIN, _PROBE = CheckContext("ru", fragment=True), "Вижу вашу проблему."
_TENANT = """\
standard: tenant
description: {ru: Арендатор, en: A tenant}
extends: [default]
lists:
  abbreviations: [ЗНО, АРМ]
overrides:
  no-problema: {severity: info, allow: {ru: [это проблема], en: [this problem]}}
  no-slang: {enabled: "false"}
"""


def independence_bars(checker: StandardChecker, standard: str, pairs: int = PAIRS) -> tuple[Bar, ...]:
    samples = [*examples(checker.standard), *labelled()]
    return (
        prefixes(checker, samples, pairs).bar("text judged piece by piece before"),
        shuffled(checker, samples, pairs).bar("order of the rules"),
        tenants(checker, samples, pairs).bar("another tenant's standard"),
        hash_seeds(standard, pairs).bar("hash seed of the process"),
    )


def prefixes(checker: StandardChecker, samples: Sequence[Sample], pairs: int) -> Tally:
    """As a draft grows: however it was cut and judged on the way, the whole gives the same."""
    tally = Tally()
    for sample, random in chosen(samples, pairs, "prefixes"):
        before = checker.review(sample.text, sample.context)
        for cut in sorted(random.randint(0, len(sample.text)) for _ in range(3)):
            checker.review(sample.text[:cut], sample.context)
        tally.pairs += 1
        if checker.review(sample.text, sample.context) != before:
            tally.violations.append(repr(sample.text[:300]))
    return tally


def shuffled(checker: StandardChecker, samples: Sequence[Sample], pairs: int, orders: int = _SHUFFLES) -> Tally:
    tally, random = Tally(), Random(3)
    for number in range(orders):
        rules = list(checker.standard.rules)
        random.shuffle(rules)
        other = StandardChecker(compile_standard(replace(checker.standard, rules=tuple(rules))))
        for sample, _ in chosen(samples, -(-pairs // orders), f"order {number}"):
            tally.pairs += 1
            was, now = (_all(one.check(sample.text, sample.context).findings) for one in (checker, other))
            if was != now:
                tally.violations.append(f"{sorted(map(_told, was ^ now))}: {sample.text[:300]!r}")
    return tally


def _all(findings: Sequence[Finding]) -> set[Finding]:
    return set(findings)


def _told(finding: Finding) -> str:
    return f"{finding.rule.rule_id} [{finding.span.start}, {finding.span.end})"


def tenants(checker: StandardChecker, samples: Sequence[Sample], pairs: int) -> Tally:
    """A standard that changes rules of the same packs is opened and used in between."""
    tally = Tally()
    tenant = checker
    with TemporaryDirectory(prefix="otvet-tenant-") as folder:
        path = Path(folder) / "tenant.yaml"
        path.write_text(_TENANT, encoding="utf-8")
        for sample, _ in chosen(samples, pairs, "tenants"):
            before = checker.review(sample.text, sample.context)
            if tally.pairs % 400 == 0:
                tenant = StandardChecker(compile_standard(load_standard(str(path))))
            tenant.review(sample.text, sample.context)
            tally.pairs += 1
            if checker.review(sample.text, sample.context) != before:
                tally.violations.append(repr(sample.text[:300]))
    if _graded(tenant.review(_PROBE, _PLAIN)) == _graded(checker.review(_PROBE, _PLAIN)):
        tally.violations.append("the tenant's standard judges nothing otherwise: the pairs show nothing")
    return tally


def _graded(review: Review) -> list[tuple[str, Severity]]:
    return [(one.rule.rule_id, one.rule.severity) for one in review.report.findings]


def hash_seeds(standard: str, pairs: int) -> Tally:
    tally = Tally()
    first, second = (_digests(standard, pairs, seed) for seed in _SEEDS)
    tally.pairs = len(first)
    differing = (number for number, (one, other) in enumerate(zip(first, second, strict=True)) if one != other)
    tally.violations += [f"text {number} of the corpus" for number in islice(differing, len(first))]
    return tally


def _digests(standard: str, count: int, seed: str) -> list[str]:
    command = [sys.executable, "-m", "eval.bars.digest", standard, str(count)]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    ended = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)  # noqa: S603 - ours
    return ended.stdout.split()
