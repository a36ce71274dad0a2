"""`otvet suggest`: a request of the API -> its response, as JSON or for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from service.commands.console import IndexFolder, Json, paper, print_json, quiet_settings, read_value, validated
from service.domain import Outcome

if TYPE_CHECKING:
    from service.api.schemas.answered import DraftBody, SuggestionAnswer


def suggest(
    file: Annotated[str, typer.Argument(help="A body of POST /v1/suggestions; - for standard input.")] = "-",
    index: IndexFolder = None,
    as_json: Json = False,
) -> None:
    """Draft a reply. Exits with 1 where the draft is blocked by a rule."""
    settings = quiet_settings(index=index)
    from service.api import show  # here and below: what a refusal or --help does not need
    from service.api.read import ticket_of
    from service.api.schemas.asked import SuggestionRequest

    value, warnings = read_value(file)
    body = validated(SuggestionRequest, value, file)
    ticket = ticket_of(body)
    from service.wiring import open_services  # here: it loads the model libraries

    services = open_services(settings)
    try:
        found = services.suggester.suggest(ticket)
        answer = show.suggestion(found, unit=body.offset_unit, find=services.shelf.get, warnings=warnings)
    finally:
        services.close()
    if as_json:
        print_json(answer.model_dump())
    else:
        write(answer, paper())
    raise typer.Exit(1 if answer.outcome is Outcome.BLOCKED else 0)


def write(answer: SuggestionAnswer, console: Console) -> None:
    """The response for reading."""
    level = f"{answer.confidence_level.value} {answer.confidence:.2f}"
    console.print(
        f"{answer.outcome.value.upper()} · {level} · {answer.language_code} · {answer.stage.value}", style="bold"
    )
    console.print(answer.outcome_reason)
    if answer.degraded_reason:
        console.print(f"Written without the language model: {answer.degraded_reason.value}")
    for draft in answer.drafts:
        _write_draft(draft, console)
    for title, lines in (
        ("Ask the customer", answer.clarifying_questions),
        ("Not found", answer.missing),
        ("Warnings", answer.warnings),
    ):
        _write_list(title, lines or [], console)
    if answer.escalation:
        _write_list("Escalate", [answer.escalation.reason, answer.escalation.understood], console)


def _write_draft(draft: DraftBody, console: Console) -> None:
    console.rule(draft.approach.value)
    console.print(draft.text)
    console.rule()
    sources = [
        f"{one.source.title} ({one.source.article_id}) {one.source.uri or ''}\n    “{one.source.quote}”"
        for one in draft.citations
    ]
    findings = [
        f"{one.rule.severity.value} {one.rule.id} [{one.span.start}, {one.span.end}) “{one.match}”: {one.message}"
        for one in draft.guardrail.findings
    ]
    _write_list("Sources", sources, console)
    _write_list("Findings", findings, console)
    _write_list("Promises", [one.what for one in draft.commitments], console)


def _write_list(title: str, lines: list[str], console: Console) -> None:
    if lines:
        console.print(f"{title}:", style="bold")
    for line in lines:
        console.print(f"  {line}")
