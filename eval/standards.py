"""Files of labelled replies -> how well a standard's rules find what is labelled, rule by rule.

A row has ``text``, ``lang``, ``violates`` (rule ids) and, where they are known, ``spans``
(``rule``, ``start``, ``end``, ``type``), ``tolerated``, ``context`` and ``fragment``. Scored are the
rules that the standard runs: a labelled span is found where a finding of its rule (or of one that
says the same) overlaps it; an absence and a row without spans count by rule. A finding at warning
level or above is false only where its rule is neither violated nor tolerated.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.labelled_context import context_of
from service.domain import Finding, Severity
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker

SAME = (
    frozenset({"no-blame-customer", "no-vy-sami-vinovaty", "no-we-told-you"}),
    frozenset({"no-dumb-question", "no-condescension", "no-patronising-advice"}),
    frozenset({"no-hasty-denial", "data-incident-order"}),
    frozenset({"no-irritation", "no-debate", "no-sharp-words"}),
    frozenset({"authorised-offers-only", "no-discount-as-first-answer"}),
    frozenset({"no-customer-data-disclosure", "social-go-private"}),
    frozenset({"no-ne-za-chto", "gratitude-answered"}),
)
_TEXT_TYPES = frozenset({"quiz-reply", "pair", "forbidden-phrase", "replacement"})
_Z = 1.96


class LabelsInvalid(Exception):
    """A file that is no set of labelled replies; the message names file, line and what is wrong."""


@dataclass(slots=True)
class _Tally:
    found: int = 0
    missed: int = 0
    false: int = 0


@dataclass(slots=True)
class _Score:
    run: frozenset[str]
    severities: Mapping[str, Severity]
    rules: dict[str, _Tally] = field(default_factory=lambda: defaultdict(_Tally))
    not_run: Counter[str] = field(default_factory=Counter)
    info: Counter[str] = field(default_factory=Counter)
    mistakes: list[dict[str, Any]] = field(default_factory=list)
    texts: int = 0
    clean: int = 0
    clean_flagged: int = 0
    clean_findings: Counter[str] = field(default_factory=Counter)


def evaluate(files: Sequence[Path], standard: str = "default") -> dict[str, Any]:
    """Totals with Wilson intervals (95 %), one entry per rule, and every mistake with its row.

    Raises LabelsInvalid, UnknownStandard or StandardInvalid.
    """
    return evaluate_checker(files, open_checker(standard))


def evaluate_checker(files: Sequence[Path], checker: StandardChecker) -> dict[str, Any]:
    """As `evaluate`, of a standard that is open already. Raises LabelsInvalid."""
    rules = checker.standard.rules
    score = _Score(
        run=frozenset(rule.rule_id for rule in rules if not rule.judged),
        severities={rule.rule_id: rule.severity for rule in rules},
    )
    for row in labelled_rows(files):
        _score_row(row, checker, score)
    return _summary(score, checker, files)


def labelled_rows(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                row = _row(line, f"{path}:{number}")
                if row.get("type", "quiz-reply") in _TEXT_TYPES:
                    yield row


def _row(line: str, place: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as exc:
        raise LabelsInvalid(f"{place}: this is no JSON ({exc.msg}); one object per line is expected") from exc
    if not isinstance(row, dict) or not {"text", "lang", "violates"} <= row.keys():
        raise LabelsInvalid(f"{place}: a labelled reply has `text`, `lang` and `violates`; add what is missing")
    return row


def _score_row(row: Mapping[str, Any], checker: StandardChecker, score: _Score) -> None:
    context = context_of(row)
    report = checker.check(row["text"], context)
    findings = [f for f in report.findings if f.rule.rule_id != "grounded-facts" or context.sources is not None]
    score.info.update(f.rule.rule_id for f in findings if f.rule.severity is Severity.INFO)
    for label in _labels(row):
        _score_label(label, findings, row, score)
    accepted = _with_same({*row["violates"], *(row.get("tolerated") or ())})
    heard = [f for f in findings if f.rule.severity is not Severity.INFO]
    false = [f for f in heard if f.rule.rule_id not in accepted]
    for finding in false:
        score.rules[finding.rule.rule_id].false += 1
        score.mistakes.append(_mistake(row, finding.rule.rule_id, "false", finding.match))
    score.texts += 1
    score.clean += not row["violates"]
    score.clean_flagged += bool(not row["violates"] and false)
    score.clean_findings.update(f.rule.rule_id for f in false if not row["violates"])


def _labels(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    spans = [span for span in row.get("spans") or () if span.get("type") != "absence"]
    placed = {span["rule"] for span in spans}
    return [*spans, *({"rule": rule} for rule in row["violates"] if rule not in placed)]


def _score_label(label: Mapping[str, Any], findings: Iterable[Finding], row: Mapping[str, Any], score: _Score) -> None:
    rule_id = label["rule"]
    same = _with_same({rule_id})
    if rule_id not in score.run:
        score.not_run[rule_id] += 1
        return
    if any(finding.rule.rule_id in same and _meets(finding, label) for finding in findings):
        score.rules[rule_id].found += 1
        return
    score.rules[rule_id].missed += 1
    text = row["text"][label["start"] : label["end"]] if "start" in label else ""
    score.mistakes.append(_mistake(row, rule_id, "missed", text))


def _meets(finding: Finding, label: Mapping[str, Any]) -> bool:
    if "start" not in label:
        return True
    return bool(finding.span.start < label["end"] and label["start"] < finding.span.end)


def _with_same(rule_ids: set[str]) -> frozenset[str]:
    return frozenset(rule_ids.union(*(group for group in SAME if group & rule_ids)))


def _mistake(row: Mapping[str, Any], rule_id: str, what: str, text: str) -> dict[str, Any]:
    return {"id": row.get("id"), "rule": rule_id, "mistake": what, "text": text}


def _summary(score: _Score, checker: StandardChecker, files: Sequence[Path]) -> dict[str, Any]:
    by_severity = {
        str(level): _figures(tally for rule, tally in score.rules.items() if score.severities[rule] is level)
        for level in (Severity.ERROR, Severity.WARNING)
    }
    return {
        "config": {
            "standard": checker.standard.name,
            "version": checker.standard.version,
            "files": [path.name for path in files],
            "rules_run": len(score.run),
        },
        "texts": score.texts,
        "clean_texts": score.clean,
        "clean_texts_flagged": score.clean_flagged,
        "clean_findings": dict(sorted(score.clean_findings.items())),
        "total": _figures(score.rules.values()),
        "by_severity": by_severity,
        "rules": {rule: _figures([score.rules[rule]]) for rule in sorted(score.rules)},
        "labels_of_rules_not_run": dict(sorted(score.not_run.items())),
        "info_findings": dict(sorted(score.info.items())),
        "mistakes": score.mistakes,
    }


def _figures(tallies: Iterable[_Tally]) -> dict[str, Any]:
    kept = list(tallies)
    found, missed = sum(t.found for t in kept), sum(t.missed for t in kept)
    false = sum(t.false for t in kept)
    return {
        "found": found,
        "missed": missed,
        "false": false,
        "precision": _share(found, found + false),
        "recall": _share(found, found + missed),
        "precision_interval": wilson(found, found + false),
        "recall_interval": wilson(found, found + missed),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95 % interval of a proportion (Wilson, 1927); None without trials."""
    if not trials:
        return None
    share, square = successes / trials, _Z * _Z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = _Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials)) / (1 + square / trials)
    return round(max(0.0, middle - half), 4), round(min(1.0, middle + half), 4)
