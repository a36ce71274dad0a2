"""POST /v1/retrieve: a question -> passages of the knowledge base."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from service.api import examples, show
from service.api.contract import ContractRoute, answer, example, problems, warnings_of
from service.api.needs import house_of, services_of
from service.api.read import query_of
from service.api.schemas.asked import RetrieveRequest
from service.api.schemas.stored import RetrieveAnswer

router = APIRouter(route_class=ContractRoute, tags=["knowledge"])


@router.post(
    "/v1/retrieve",
    summary="Search the knowledge base",
    response_model=RetrieveAnswer,
    responses={**problems(400, 413, 415), 200: example(examples.RETRIEVE_ANSWER)},
)
async def retrieve(
    request: Request,
    body: Annotated[RetrieveRequest, Body(openapi_examples={"question": {"value": examples.RETRIEVE_REQUEST}})],
) -> Response:
    """Passages, best first; `confidence` is the calibrated probability that the top ones answer the question."""
    services = services_of(request)

    def work() -> RetrieveAnswer:
        return show.retrieval(services.retriever.search(query_of(body)), warnings_of(request))

    return answer(await house_of(request).gate.run(request, work))
