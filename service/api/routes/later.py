"""Operations of the contract that are not served yet -> 501, so that nobody takes them for a mistyped path."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from service.errors import NotSupported

router = APIRouter(include_in_schema=False)


@router.post("/v1/rewrite")
async def rewrite() -> Response:
    raise NotSupported("/v1/rewrite", "Rewriting is not supported yet.")
