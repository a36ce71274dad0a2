"""What `otvet standards` found -> tables and underlined places on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console

from service.commands.check import underlined
from service.commands.trial import Trial
from service.domain import Finding, Severity
from service.guardrail.coverage import Held, Row
from service.standards.model import Knob, Standard, StandardInfo

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def write_infos(found: Iterable[StandardInfo], page: Console) -> None:
    for one in found:
        page.print(f"{one.name}  {one.version}  {one.rules} rules", style="bold")
        page.print(f"  {one.description['ru']}")
        page.print(f"  {one.description['en']}")
        if one.extends:
            page.print(f"  extends {', '.join(one.extends)}", style="dim")


def write_coverage(rows: Sequence[Row], missing: Sequence[str], page: Console) -> None:
    """A row per rule, the totals, and every norm of the catalogue that has no rule."""
    titles = ("rule", "pack", "severity", "held by", "examples", "kinds", "source")
    lines = [titles, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
    for number, line in enumerate(lines):
        padded = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        page.print(padded.rstrip(), style="bold" if number == 0 else None)
    counted = Counter(row.held for row in rows)
    totals = ", ".join(f"{counted[held]} {held.value}" for held in Held)
    page.print(f"{len(rows)} rules: {totals}; {sum(row.examples for row in rows)} examples", style="bold")
    for rule_id in missing:
        page.print(f"missing: no rule holds `{rule_id}`", style="bold red")


def _cells(row: Row) -> tuple[str, ...]:
    severity = row.severity.value + (" (locked)" if row.locked else "")
    return row.rule_id, row.pack, severity, row.held.value, str(row.examples), ", ".join(row.kinds), row.source


def write_trial(done: Trial, page: Console) -> None:
    for finding in done.findings:
        _write_finding(done.text, finding, page)
    for field in dict.fromkeys(field for _, field in done.not_evaluated):
        rules = ", ".join(rule_id for rule_id, missing in done.not_evaluated if missing == field)
        page.print(f"not evaluated without {field}: {rules}", style="dim")
    for problem in done.failing:
        page.print(f"failing example: {problem}", style="yellow")
    page.print(f"{len(done.findings)} found, {len(done.failing)} failing examples ({done.standard})", style="bold")


def _write_finding(text: str, finding: Finding, page: Console) -> None:
    rule, span = finding.rule, finding.span
    page.print(f"{rule.severity.value} {rule.rule_id}", style=_STYLES[rule.severity], end="")
    page.print(f"  line {text.count(chr(10), 0, span.start) + 1}, characters [{span.start}, {span.end})")
    for shown in underlined(text, span.start, span.end):
        page.print(f"  {shown}")
    page.print(f"  {finding.message}")
    if finding.replacements:
        page.print("  instead: " + " | ".join(f"{one.text} ({one.apply})" for one in finding.replacements))


def write_knobs(standard: Standard, page: Console) -> None:
    for knob in standard.knobs:
        value = standard.settings[knob.name]
        page.print(f"{knob.name} = {value}", style="bold" if value == knob.default else "bold yellow")
        page.print(f"  {knob.description['ru']}")
        page.print(f"  {knob.description['en']}")
        page.print(f"  {_choice(knob)}; default {knob.default}{_decides(knob)}", style="dim")


def _choice(knob: Knob) -> str:
    return f"a number from {knob.least} to {knob.most}" if knob.numeric else " | ".join(knob.values)


def _decides(knob: Knob) -> str:
    return f"; conflict {knob.conflict}" if knob.conflict else ""


def write_conflicts(standard: Standard, page: Console) -> None:
    for conflict in standard.conflicts:
        page.print(f"{conflict.conflict_id}  {conflict.topic['ru']} / {conflict.topic['en']}", style="bold")
        page.print(f"  {conflict.resolution['ru']}")
        page.print(f"  {conflict.resolution['en']}")
        held = [*(f"knob {name} = {standard.settings[name]}" for name in conflict.knobs), *conflict.rules]
        page.print(f"  held by {', '.join(held)}", style="dim")
