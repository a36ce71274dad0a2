"""/livez and /readyz: for whatever watches the process."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from service.api.contract import answer, example
from service.api.needs import house_of
from service.api.problems import MEDIA_TYPE, problem
from service.api.schemas.problem import HealthAnswer, ProblemBody

router = APIRouter(tags=["health"])


@router.get(
    "/livez",
    summary="Is the process alive?",
    response_model=HealthAnswer,
    responses={200: example({"status": "ok"})},
)
async def livez() -> Response:
    return answer(HealthAnswer(status="ok"))


@router.get(
    "/readyz",
    summary="Can it answer?",
    response_model=HealthAnswer,
    responses={
        200: example({"status": "ready"}),
        503: {"model": ProblemBody, "description": "`not_ready` says what is missing.", "content": {MEDIA_TYPE: {}}},
    },
)
async def readyz(request: Request) -> Response:
    house = house_of(request)
    missing = (house.failure,) if house.services is None else await asyncio.to_thread(house.services.ready)
    if missing:
        return problem(request, 503, "Not ready: " + "; ".join(missing), extra={"not_ready": list(missing)})
    return answer(HealthAnswer(status="ready"))
