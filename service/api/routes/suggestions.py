"""POST /v1/suggestions: a conversation -> a draft with its sources and findings."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from service.api import examples, show
from service.api.contract import ContractRoute, answer, example, problems, warnings_of
from service.api.needs import house_of, services_of
from service.api.read import ticket_of
from service.api.schemas.answered import SuggestionAnswer
from service.api.schemas.asked import SuggestionRequest
from service.api.trail import adopt_id

router = APIRouter(route_class=ContractRoute, tags=["suggestions"])
_log = structlog.get_logger("otvet.api")


@router.post(
    "/v1/suggestions",
    summary="Draft a reply to a conversation",
    response_model=SuggestionAnswer,
    responses={**problems(400, 413, 415), 200: example(examples.SUGGESTION_ANSWER)},
)
async def suggest(
    request: Request,
    body: Annotated[SuggestionRequest, Body(openapi_examples={"ticket": {"value": examples.SUGGESTION_REQUEST}})],
) -> Response:
    """A draft that an agent can send, or an honest word on why there is none. Nothing reaches the customer.

    `Accept: text/event-stream`, `Idempotency-Key`, `mode: llm`, `max_results` above 1 and `address_form: ty` are not
    supported yet: 501 names the field.
    """
    adopt_id(request, body.request_id)
    ticket = ticket_of(body)
    services = services_of(request)

    def work() -> SuggestionAnswer:
        found = services.suggester.suggest(ticket)
        return show.suggestion(found, unit=body.offset_unit, find=services.shelf.get, warnings=warnings_of(request))

    suggestion = await house_of(request).gate.run(request, work)
    _record(suggestion)
    return answer(suggestion)


def _record(suggestion: SuggestionAnswer) -> None:
    _log.info(
        "suggestion",
        suggestion_id=suggestion.suggestion_id,
        outcome=suggestion.outcome.value,
        mode=suggestion.mode.value,
        language=suggestion.language_code,
        stage=suggestion.stage.value,
        confidence=round(suggestion.confidence, 3),
        escalate=suggestion.should_escalate,
        rules=[finding.rule.id for draft in suggestion.drafts for finding in draft.guardrail.findings],
        versions=suggestion.versions.model_dump(),
        timings_ms=suggestion.timings_ms,
    )
