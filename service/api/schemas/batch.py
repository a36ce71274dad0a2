"""The bodies of changes to several articles at once, and of a change of an id."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from service.api.schemas.answer import Answer, Maybe
from service.api.schemas.asked import ArticleBody
from service.api.schemas.parts import Body, Identifier

BATCH_LIMIT = 1000  # articles, and deletes; the size of the body is a limit of its own


class BatchArticleBody(ArticleBody):
    """An article as its owner wrote it, with its id."""

    article_id: Identifier


class BatchRequest(Body):
    """Articles to put and ids to delete, all or nothing. An id may stand in it once."""

    articles: Annotated[tuple[BatchArticleBody, ...], Field(max_length=BATCH_LIMIT)] = ()
    deletes: Annotated[
        tuple[Identifier, ...], Field(max_length=BATCH_LIMIT, json_schema_extra={"uniqueItems": True})
    ] = ()

    @field_validator("deletes")
    @classmethod
    def _each_once(cls, deletes: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(deletes)) < len(deletes):
            raise ValueError("an id stands here twice")
        return deletes


class BatchItemAnswer(Answer):
    article_id: str
    status: Literal["created", "updated", "unchanged", "deleted", "absent"]
    version_hash: Maybe[str]
    passages: Maybe[int]


class BatchAnswer(Answer):
    """What became of each article, then of each delete, in the order of the request."""

    results: list[BatchItemAnswer]
    warnings: Maybe[list[str]]


class RenameRequest(Body):
    """The id that an article has, and the id that it is to have."""

    from_: Annotated[Identifier, Field(alias="from")]
    to: Identifier


class RenameAnswer(Answer):
    article_id: str
    version_hash: str
    status: Literal["renamed", "unchanged"]
    reason: Maybe[str]
