"""POST /v1/suggestions: a conversation -> a draft with its sources and findings, at once or as a stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar

import structlog
from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from service.api import examples, show
from service.api.calling import called, streamed
from service.api.contract import EVENT_STREAM, ContractRoute, answer, example, problems, wants_stream, warnings_of
from service.api.needs import require_model, services_of
from service.api.read import ticket_of
from service.api.repeats import REPLAYED, Kept
from service.api.schemas.answered import SuggestionAnswer
from service.api.schemas.asked import SuggestionRequest
from service.api.streaming import EventStream, replayed
from service.api.trail import adopt_id
from service.call import Call
from service.domain import Mode

_log = structlog.get_logger("otvet.api")


class StreamingRoute(ContractRoute):
    """A stream's final answer is kept for its key, whichever way it was asked for."""

    streams: ClassVar[bool] = True

    def keep(self, response: Response, settle: Callable[[Kept | None], None]) -> None:
        if isinstance(response, EventStream):
            response.ended = lambda body: settle(None if body is None else Kept(200, body, "application/json"))
        else:
            super().keep(response, settle)

    def repeated(self, request: Request, kept: Kept) -> Response:
        return replayed(kept.body, {REPLAYED: "true"}) if wants_stream(request) else super().repeated(request, kept)


router = APIRouter(route_class=StreamingRoute, tags=["suggestions"])


@router.post(
    "/v1/suggestions",
    summary="Draft a reply to a conversation",
    response_model=SuggestionAnswer,
    responses={
        **problems(400, 413, 415),
        200: {
            "content": {
                **example(examples.SUGGESTION_ANSWER)["content"],
                EVENT_STREAM: {"schema": {"type": "string"}, "example": examples.SUGGESTION_EVENTS},
            }
        },
    },
)
async def suggest(
    request: Request,
    body: Annotated[SuggestionRequest, Body(openapi_examples={"ticket": {"value": examples.SUGGESTION_REQUEST}})],
) -> Response:
    """A draft that an agent can send, or an honest word on why there is none. Nothing reaches the customer.

    With `Accept: text/event-stream` the answer grows before the reader's eyes: `retrieved` (`{retrieved}`), then
    `draft.delta` (`{text, span}`) for each checked stretch, `finding` (as in `guardrail.findings`) and, where another
    draft takes over, `draft.withdrawn` (`{reason}`: every stretch so far is void). Spans count in the stretches since
    the start or the latest withdrawal. All that is provisional: only the last event counts, `suggestion` with the
    whole answer, or `error` with a problem. What fails before the first event is an ordinary problem with its status.

    A client that disconnects cancels the work. `address_form: ty` is not served: 501.
    """
    adopt_id(request, body.request_id)
    ticket = ticket_of(body)
    services = services_of(request)
    if ticket.mode is Mode.LLM:
        require_model(services, "mode", "llm", "use `auto` or `extractive`")
    warnings = warnings_of(request)

    def work(call: Call) -> SuggestionAnswer:
        found = services.suggester.suggest(ticket, call)
        shown = show.suggestion(found, unit=body.offset_unit, find=services.shelf.get, warnings=warnings)
        _record(shown)
        return shown

    waits = services.model is not None and ticket.mode is not Mode.EXTRACTIVE
    if wants_stream(request):
        return await streamed(request, work, waits=waits, unit=body.offset_unit)
    return answer(await called(request, work, waits=waits))


def _record(suggestion: SuggestionAnswer) -> None:
    _log.info(
        "suggestion",
        suggestion_id=suggestion.suggestion_id,
        outcome=suggestion.outcome.value,
        mode=suggestion.mode.value,
        degraded=suggestion.degraded_reason,
        language=suggestion.language_code,
        stage=suggestion.stage.value,
        confidence=round(suggestion.confidence, 3),
        escalate=suggestion.should_escalate,
        rules=[finding.rule.id for draft in suggestion.drafts for finding in draft.guardrail.findings],
        versions=suggestion.versions.model_dump(),
        usage=None if suggestion.usage is None else suggestion.usage.model_dump(),
        timings_ms=suggestion.timings_ms,
    )
