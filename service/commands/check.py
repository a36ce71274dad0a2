"""`otvet check`: a text -> what the tone standard says of it, as JSON or with the places underlined."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console

from service.api.wellformed import mend
from service.commands.console import (
    STDIN,
    InputInvalid,
    Json,
    paper,
    print_json,
    quiet_settings,
    read_text,
    read_value,
    validated,
)
from service.domain import Severity, Verdict

if TYPE_CHECKING:
    from service.api.schemas.asked import CheckRequest
    from service.api.schemas.judged import CheckAnswer, FindingBody, RepairBody

_MARGIN = 60  # characters shown on each side of a match
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def check(
    file: Annotated[str, typer.Argument(help="A text in UTF-8; - for standard input.")] = STDIN,
    standard: Annotated[
        str | None, typer.Option(help="Tone standard: a name, or a .yaml file [OTVET_STANDARD].")
    ] = None,
    context: Annotated[str | None, typer.Option(help="A body of POST /v1/check without `text`, in JSON.")] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Show what the safe fixes change and what is left; no file is touched.")
    ] = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print a SARIF log for editors and CI.")] = False,
    as_json: Json = False,
) -> None:
    """Check a text. Exits with 1 where something is found at error level."""
    settings = quiet_settings()
    from service.api.judge import judged  # here and below: what a refusal or --help does not need
    from service.guardrail.open import open_checker

    if context == STDIN and file == STDIN:
        raise InputInvalid("the text and the context cannot both come from standard input; name a file for one")
    body, warnings = _asked(file, context)
    if not as_json:  # what is underlined here counts in code points
        body = body.model_copy(update={"offset_unit": "codepoint"})
    if fix:
        body = body.model_copy(update={"repair": True})
    answer = judged(body, open_checker(standard or body.standard or settings.standard), warnings)
    if as_json:
        print_json(answer.model_dump())
    else:
        _show(file, body.text, answer, as_sarif=as_sarif)
    raise typer.Exit(1 if answer.guardrail.verdict is Verdict.BLOCK else 0)


def _asked(file: str, context: str | None) -> tuple[CheckRequest, tuple[str, ...]]:
    """The body of the request, and what had to be mended in what was read."""
    from service.api.schemas.asked import CheckRequest

    fields, warnings = _context(context)
    mended: list[str] = []
    body = validated(CheckRequest, {**fields, "text": mend(read_text(file), mended, path="text")}, file)
    return body, (*mended, *warnings)


def _show(file: str, given: str, answer: CheckAnswer, *, as_sarif: bool) -> None:
    text = answer.text if answer.text is not None else given
    if not as_sarif:
        write(text, answer, paper(), before=given)
        return
    from service.commands.sarif import sarif

    print_json(sarif(text, answer, "stdin" if file == STDIN else Path(file).as_posix()))


def _context(name: str | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    if name is None:
        return {}, ()
    value, warnings = read_value(name)
    if not isinstance(value, dict) or "text" in value:
        raise InputInvalid(f"{name}: a body of /v1/check without `text` is expected: an object of its other fields")
    return value, warnings


def write(text: str, answer: CheckAnswer, console: Console, *, before: str) -> None:
    """Every finding with its line, its offsets and the match underlined; ``before``: the text as it was given."""
    guardrail = answer.guardrail
    for finding in guardrail.findings:
        _write_finding(text, finding, console)
    for claim in answer.grounding.unsupported_claims if answer.grounding else ():
        console.print(f"unsupported {claim.kind} [{claim.span.start}, {claim.span.end}): {claim.text}", style="yellow")
    for promise in answer.commitments:
        console.print(f"promise [{promise.span.start}, {promise.span.end}): {promise.what}")
    for skipped in guardrail.skipped:
        console.print(f"skipped {skipped.rule_id}: {skipped.reason}", style="yellow")
    for warning in answer.warnings or ():
        console.print(f"warning: {warning}", style="yellow")
    if answer.text is not None:
        _write_change(before, answer.text, guardrail.repairs, console)
    console.print(f"{guardrail.verdict.value}: {_counts(guardrail.findings)}", style="bold")


def _write_change(before: str, after: str, repairs: Sequence[RepairBody], console: Console) -> None:
    for repair in repairs:
        console.print(f"fixed {repair.rule_id}: {repair.before!r} → {repair.after!r}", style="green")
    for line in unified_diff(before.splitlines(), after.splitlines(), "as given", "mended", lineterm="", n=1):
        console.print(line, style={"+": "green", "-": "red"}.get(line[:1], ""))
    console.print("Mended text:", style="bold")
    console.print(after)


def _counts(findings: Sequence[FindingBody]) -> str:
    counted = {level: sum(one.rule.severity is level for one in findings) for level in Severity}
    return ", ".join(f"{count} {level.value}" for level, count in counted.items() if count) or "nothing found"


def _write_finding(text: str, finding: FindingBody, console: Console) -> None:
    rule, span = finding.rule, finding.span
    line = text.count("\n", 0, span.start) + 1
    console.print(f"{rule.severity.value} {rule.id}", style=_STYLES[rule.severity], end="")
    console.print(f"  line {line}, characters [{span.start}, {span.end})")
    for shown in underlined(text, span.start, span.end):
        console.print(f"  {shown}")
    console.print(f"  {finding.message}")
    if finding.replacements:
        console.print("  instead: " + " | ".join(one.text for one in finding.replacements))
    console.print(f"  {rule.source} ({rule.standard})", style="dim")


def underlined(text: str, start: int, end: int) -> tuple[str, str]:
    """The stretch of the line around ``[start, end)`` and carets under it, in columns of a terminal."""
    line_start = max(text.rfind("\n", 0, start) + 1, start - _MARGIN)
    line_end = text.find("\n", start)
    line_end = min(len(text) if line_end < 0 else line_end, max(end, start) + _MARGIN)
    before, match, after = text[line_start:start], text[start : min(end, line_end)], text[min(end, line_end) : line_end]
    flat = [part.replace("\t", " ").replace("\r", " ") for part in (before, match, after)]
    return "".join(flat), " " * cell_len(flat[0]) + "^" * max(1, cell_len(flat[1]))
