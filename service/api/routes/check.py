"""POST /v1/check: a text that somebody wrote -> what the tone standard and the facts say of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from service.api import examples
from service.api.contract import ContractRoute, answer, example, problems, warnings_of
from service.api.judge import judged
from service.api.needs import house_of, services_of
from service.api.schemas.asked import CheckRequest
from service.api.schemas.judged import CheckAnswer

router = APIRouter(route_class=ContractRoute, tags=["check"])


@router.post(
    "/v1/check",
    summary="Check a text",
    response_model=CheckAnswer,
    responses={**problems(400, 413, 415), 200: example(examples.CHECK_ANSWER)},
)
async def check(
    request: Request,
    body: Annotated[CheckRequest, Body(openapi_examples={"text": {"value": examples.CHECK_REQUEST}})],
) -> Response:
    """Findings with exact spans. With `repair: true` safe fixes are applied and spans refer to the mended `text`.

    Facts are traced only where `sources` or a `conversation` give something to trace them to.
    """
    services = services_of(request)

    def work() -> CheckAnswer:
        return judged(body, services.checker(body.standard), warnings_of(request))

    return answer(await house_of(request).gate.run(request, work))
