"""Labelled replies -> precision and recall of the classes of rules, each against its bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from eval.bars.bar import Bar, share
from eval.bars.classes import CLASSES, RuleClass
from eval.standards import evaluate_checker
from service.guardrail.engine import StandardChecker

FROZEN = Path(str(resources.files("eval").joinpath("labelled", "frozen.jsonl")))
_FLAGGED = 0.01
_SHOWN = 25


def labelled_bars(checker: StandardChecker, files: Sequence[Path] = ()) -> tuple[Bar, ...]:
    """Of the frozen set that comes with the project where no file is named. Raises LabelsInvalid."""
    files = files or (FROZEN,)
    report = evaluate_checker(files, checker)
    data = ", ".join(path.name for path in files)
    rows = [bar for one in CLASSES for bar in _of_class(one, report, data)]
    return (*rows, *_of_all(report, data), _not_run(report, data))


def _of_class(one: RuleClass, report: Mapping[str, Any], data: str) -> Iterator[Bar]:
    found, missed, false = (_sum(report["rules"], one.rules, key) for key in ("found", "missed", "false"))
    wrong = _mistakes(report, one.rules)
    if one.spans:
        yield Bar(f"{one.name}: labels measured on", data, found + missed, found + missed, one.spans)
    if one.precision is None:
        flagged = sum(report["clean_findings"].get(rule, 0) for rule in one.rules)
        name = f"{one.name}: findings per clean text"
        yield share(name, data, flagged, report["clean_texts"], _FLAGGED, at_least=False, mistakes=wrong["false"])
    else:
        name = f"{one.name}: precision"
        yield share(name, data, found, found + false, one.precision, mistakes=wrong["false"])
    yield share(f"{one.name}: recall", data, found, found + missed, one.recall, mistakes=wrong["missed"])


def _of_all(report: Mapping[str, Any], data: str) -> Iterator[Bar]:
    """Every rule that is run at warning level or above."""
    levels = report["by_severity"].values()
    found, missed = (sum(level[key] for level in levels) for key in ("found", "missed"))
    clean = report["clean_texts"]
    yield share("all deterministic rules: recall", data, found, found + missed, 0.90)
    per_text = round(sum(report["clean_findings"].values()) / clean, 4) if clean else 0.0
    findings = report["clean_findings"]
    name = "all deterministic rules: false findings per clean text"
    yield Bar(name, data, clean, per_text, 0.1, at_least=False, detail={"rules": findings})


def _not_run(report: Mapping[str, Any], data: str) -> Bar:
    rules = report["labels_of_rules_not_run"]
    return Bar("labels of rules that are not run", data, len(rules), sum(rules.values()), detail={"rules": rules})


def _sum(rules: Mapping[str, Mapping[str, int]], wanted: Iterable[str], key: str) -> int:
    return sum(rules[rule][key] for rule in wanted if rule in rules)


def _mistakes(report: Mapping[str, Any], rules: frozenset[str]) -> dict[str, list[str]]:
    """Row and rule, not the words: a frozen set is not to be read. `otvet eval standards` shows them."""
    told: dict[str, list[str]] = {"missed": [], "false": []}
    for one in report["mistakes"]:
        if one["rule"] in rules and len(told[one["mistake"]]) < _SHOWN:
            told[one["mistake"]].append(f"{one['id']} {one['rule']}")
    return told
