"""/v1/standards: the tone standards that a request can name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from starlette.responses import Response

from service.api import examples, show
from service.api.contract import ContractRoute, answer, example, problems
from service.api.needs import house_of, services_of
from service.api.schemas.stored import StandardAnswer, StandardsAnswer
from service.standards.load import load_standard

router = APIRouter(route_class=ContractRoute, tags=["standards"])


@router.get(
    "/v1/standards",
    summary="List the tone standards",
    response_model=StandardsAnswer,
    responses={**problems(), 200: example(examples.STANDARDS_ANSWER)},
)
async def every(request: Request) -> Response:
    """The standards that `standard` can name."""
    services = services_of(request)
    found = await house_of(request).gate.run(request, services.standards)
    return answer(StandardsAnswer(standards=[show.standard(info) for info in found]))


@router.get(
    "/v1/standards/{standard_id}",
    summary="Read a tone standard",
    response_model=StandardAnswer,
    responses={**problems(404), 200: example(examples.STANDARD_ANSWER)},
)
async def one(request: Request, standard_id: Annotated[str, Path(min_length=1, max_length=200)]) -> Response:
    """Its rules in words, inherited ones too."""
    services = services_of(request)

    def work() -> StandardAnswer | None:
        # Only names that are listed are loaded: the loader also takes paths, which are not for callers.
        known = standard_id in {info.name for info in services.standards()}
        return show.standard_with_rules(load_standard(standard_id)) if known else None

    found = await house_of(request).gate.run(request, work)
    if found is None:
        raise HTTPException(404, "There is no standard with this id; GET /v1/standards lists them.")
    return answer(found)
