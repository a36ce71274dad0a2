"""/v1/articles: an article is put, read, listed, renamed, deleted, alone or with others."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from kb_index.records import Article
from service.api import examples, show
from service.api.changing import changed
from service.api.contract import ContractRoute, answer, example, problems, warnings_of
from service.api.needs import house_of, services_of
from service.api.read import article_of
from service.api.schemas.asked import ArticleBody
from service.api.schemas.batch import BatchAnswer, BatchRequest, RenameAnswer, RenameRequest
from service.api.schemas.stored import ArticleAnswer, ArticlePage, ArticlePutAnswer

router = APIRouter(route_class=ContractRoute, tags=["articles"])
ArticleId = Annotated[
    str,
    Path(min_length=1, max_length=512, pattern=r"^[^\x00-\x1f\x7f]+$", description="May contain slashes."),
]
_ABSENT = "There is no article with this id."
_TAKEN = "Both ids name an article; delete one of them, or choose another id."
_SAME = "The same content is there already."
_STANDS = "The article stands under this id already."


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
    """Articles without their text, in the order of their ids; those of every access group: an administrator's view."""
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
    """Creates or replaces it; the same content changes nothing. Searchable when the answer arrives.

    Passages whose text was indexed before cost no embedding. After a 504 nothing was changed.
    """
    article = article_of(article_id, body)
    shelf = services_of(request).shelf
    status, passages = await changed(request, lambda permit: shelf.put(article, permit=permit))
    reason = _SAME if status == "unchanged" else None
    fields = {"article_id": article_id, "version_hash": article.version_hash, "passages": passages}
    warnings = list(warnings_of(request))
    return answer(ArticlePutAnswer.model_validate({**fields, "status": status, "reason": reason, "warnings": warnings}))


@router.post(
    "/v1/articles:batch",
    summary="Put and delete several articles",
    response_model=BatchAnswer,
    responses={**problems(400, 403, 413, 415), 200: example(examples.BATCH_ANSWER)},
)
async def batch(
    request: Request,
    body: Annotated[BatchRequest, Body(openapi_examples={"batch": {"value": examples.BATCH_REQUEST}})],
) -> Response:
    """All of it or nothing, in one step for every search; searchable and gone when the answer arrives.

    At most 1,000 articles and 1,000 deletes in a body of at most 1 MiB; `results` are in the order of the request,
    articles first. One article that cannot be indexed refuses the batch with 422, and `errors` names each such
    article by its place. To repeat a batch changes nothing. After a 504 nothing was changed.
    """
    articles = [article_of(one.article_id, one) for one in body.articles]
    shelf = services_of(request).shelf
    done = await changed(request, lambda permit: shelf.batch(articles, body.deletes, permit=permit))
    put, deleted = done[: len(articles)], done[len(articles) :]
    results: list[dict[str, Any]] = [
        {"article_id": one.article_id, "status": status, "version_hash": one.version_hash, "passages": passages}
        for one, (status, passages) in zip(articles, put, strict=True)
    ]
    results += [{"article_id": one, "status": status} for one, (status, _) in zip(body.deletes, deleted, strict=True)]
    return answer(BatchAnswer.model_validate({"results": results, "warnings": list(warnings_of(request))}))


@router.post(
    "/v1/articles:rename",
    summary="Give an article another id",
    response_model=RenameAnswer,
    responses={**problems(400, 403, 404, 409, 413, 415), 200: example(examples.RENAME_ANSWER)},
)
async def rename(
    request: Request,
    body: Annotated[RenameRequest, Body(openapi_examples={"rename": {"value": examples.RENAME_REQUEST}})],
) -> Response:
    """The content stays and is not embedded again; searches see one id or the other, never both or none.

    409 where both ids name an article. Where only the new id does, the renaming was done before: `unchanged`.
    """
    shelf = services_of(request).shelf

    def work(permit: Callable[[], None]) -> tuple[str, Article | None]:
        return shelf.rename(body.from_, body.to, permit=permit), shelf.get(body.to)

    status, found = await changed(request, work)
    if status == "taken":
        raise HTTPException(409, _TAKEN)
    if found is None or status == "absent":
        raise HTTPException(404, _ABSENT)
    reason = _STANDS if status == "unchanged" else None
    fields = {"article_id": body.to, "version_hash": found.version_hash, "status": status, "reason": reason}
    return answer(RenameAnswer.model_validate(fields))


@router.get(
    "/v1/articles/{article_id:path}",
    summary="Read an article",
    response_model=ArticleAnswer,
    responses={**problems(404), 200: example(examples.ARTICLE_ANSWER)},
)
async def get(request: Request, article_id: ArticleId) -> Response:
    """The fields as they were put, with the text as stored, whatever its access groups: an administrator's view."""
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
    """It is found no more when the answer arrives. After a 504 it is still there."""
    shelf = services_of(request).shelf
    if not await changed(request, lambda permit: shelf.delete(article_id, permit=permit)):
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
