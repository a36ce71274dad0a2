"""POST /v1/rewrite: a text -> the same said differently, by a verified contract."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Body, Request
from starlette.responses import Response

from service.api import examples, show_rewritten
from service.api.calling import called
from service.api.contract import ContractRoute, answer, example, problems, warnings_of
from service.api.needs import require_model, services_of
from service.api.read_rewrite import rewrite_of
from service.api.schemas.asked import RewriteRequest
from service.api.schemas.rewritten import RewriteAnswer, RewriteVersionsBody
from service.call import Call
from service.drafting.prompt_book import prompt_version
from service.drafting.rewriting.operation import WITHOUT_MODEL
from service.version import SERVICE_VERSION

router = APIRouter(route_class=ContractRoute, tags=["rewrite"])
_log = structlog.get_logger("otvet.api")


@router.post(
    "/v1/rewrite",
    summary="Rewrite a text",
    response_model=RewriteAnswer,
    responses={**problems(400, 413, 415), 200: example(examples.REWRITE_ANSWER)},
)
async def rewrite(
    request: Request,
    body: Annotated[RewriteRequest, Body(openapi_examples={"text": {"value": examples.REWRITE_REQUEST}})],
) -> Response:
    """The text said differently and saying the same: that is verified, not hoped for.

    Compared are typed facts, links, names, labels, negations, promises and statements. Nothing is added and, but for
    `shorten`, nothing left out; `shorten` lists what it left out under `contract.lost`. A text of the language model
    that breaks the contract is given back to it once; then rules do what they can, `degraded_reason` says why, and
    `contract.refused` what was wrong with it.

    Without a language model `to_standard` and `fix_grammar` make the safe repairs of the tone standard and `shorten`
    leaves out polite turns and repetitions; the other operations get 501.
    """
    services = services_of(request)
    if body.operation not in WITHOUT_MODEL:
        require_model(services, "operation", body.operation.value, "use `to_standard`, `fix_grammar` or `shorten`")
    ask, warnings = rewrite_of(body), warnings_of(request)

    def work(call: Call) -> RewriteAnswer:
        found = services.rewriter.rewrite(ask, call)
        standard = services.checker(body.standard).version
        versions = RewriteVersionsBody(
            service=SERVICE_VERSION, model=found.model, prompt=prompt_version(), standard=standard
        )
        return show_rewritten.rewriting(ask, found, unit=body.offset_unit, versions=versions, warnings=warnings)

    rewritten = await called(request, work, waits=services.model is not None)
    _record(rewritten)
    return answer(rewritten)


def _record(rewritten: RewriteAnswer) -> None:
    _log.info(
        "rewriting",
        operation=rewritten.operation.value,
        mode=rewritten.mode.value,
        degraded=rewritten.degraded_reason,
        changed=rewritten.changed,
        language=rewritten.language_code,
        refused=[f"{one.change} {one.kind}" for one in rewritten.contract.refused or ()],
        rules=[finding.rule.id for finding in rewritten.guardrail.findings],
        versions=rewritten.versions.model_dump(),
        usage=None if rewritten.usage is None else rewritten.usage.model_dump(),
    )
