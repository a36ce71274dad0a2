"""/v1/articles: an article is put, read, listed, deleted."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Body, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from service.api import examples, show
from service.api.contract import ContractRoute, answer, example, problems, warnings_of
from service.api.needs import house_of, services_of
from service.api.read import article_of
from service.api.schemas.asked import ArticleBody
from service.api.schemas.stored import ArticleAnswer, ArticlePage, ArticlePutAnswer

router = APIRouter(route_class=ContractRoute, tags=["articles"])
ArticleId = Annotated[
    str,
    Path(min_length=1, max_length=512, pattern=r"^[^\x00-\x1f\x7f]+$", description="May contain slashes."),
]
_ABSENT = "There is no article with this id."


@router.get(
    "/v1/articles",
    summary="List articles",
    response_model=ArticlePage,
    responses={**problems(), 200: example(examples.ARTICLE_PAGE)},
)
async def page(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=4096, description="`next_cursor` of the page before.")] = None,
) -> Response:
    """Articles without their text, in the order of their ids."""
    after = None if cursor is None else _after(cursor)
    shelf = services_of(request).shelf
    found = await house_of(request).gate.run(request, lambda: shelf.page(after=after, limit=limit + 1))
    shown = found[:limit]
    following = _cursor(shown[-1].article_id) if len(found) > limit else None
    return answer(ArticlePage(articles=[show.article_head(one) for one in shown], next_cursor=following))


@router.put(
    "/v1/articles/{article_id:path}",
    summary="Put an article",
    response_model=ArticlePutAnswer,
    responses={**problems(400, 403, 413, 415), 200: example(examples.ARTICLE_PUT_ANSWER)},
)
async def put(
    request: Request,
    article_id: ArticleId,
    body: Annotated[ArticleBody, Body(openapi_examples={"article": {"value": examples.ARTICLE_REQUEST}})],
) -> Response:
    """Creates or replaces it; the same content changes nothing. Searchable when the answer arrives."""
    article = article_of(article_id, body)
    shelf = services_of(request).shelf
    status, passages = await house_of(request).gate.run(request, lambda: shelf.put(article))
    reason = "The same content is there already." if status == "unchanged" else None
    fields = {"article_id": article_id, "version_hash": article.version_hash, "passages": passages}
    warnings = list(warnings_of(request))
    return answer(ArticlePutAnswer.model_validate({**fields, "status": status, "reason": reason, "warnings": warnings}))


@router.get(
    "/v1/articles/{article_id:path}",
    summary="Read an article",
    response_model=ArticleAnswer,
    responses={**problems(404), 200: example(examples.ARTICLE_ANSWER)},
)
async def get(request: Request, article_id: ArticleId) -> Response:
    """The fields as they were put, with the text as stored."""
    shelf = services_of(request).shelf
    found = await house_of(request).gate.run(request, lambda: shelf.get(article_id))
    if found is None:
        raise HTTPException(404, _ABSENT)
    return answer(show.article(found))


@router.delete(
    "/v1/articles/{article_id:path}",
    summary="Delete an article",
    status_code=204,
    responses=problems(403, 404),
)
async def delete(request: Request, article_id: ArticleId) -> Response:
    """It is found no more when the answer arrives."""
    shelf = services_of(request).shelf
    if not await house_of(request).gate.run(request, lambda: shelf.delete(article_id)):
        raise HTTPException(404, _ABSENT)
    return Response(status_code=204)


def _cursor(article_id: str) -> str:
    return base64.urlsafe_b64encode(article_id.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def _after(cursor: str) -> str:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode("utf-8")
    except (UnicodeError, binascii.Error):
        error = {"loc": ("query", "cursor"), "type": "cursor", "msg": "not a cursor that this service gave out"}
        raise RequestValidationError([error]) from None
