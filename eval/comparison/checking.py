"""Drafts of recorded answers + a standard -> what that standard finds in them, by way of POST /v1/check."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.endpoint import Endpoint, in_process
from eval.observed import Observed
from eval.sample import sample_settings
from service.guardrail.engine import StandardChecker
from service.standards.model import StandardInfo

Draft = Mapping[str, Any]
_FROM_THE_REQUEST = (
    "conversation",
    "end_user",
    "agent",
    "instruction",
    "context_references",
    "internal_notes",
)


@dataclass(frozen=True, slots=True)
class CheckingServices:
    """A service that only checks, by one standard: no index, no model."""

    by: StandardChecker

    def checker(self, name: str | None, /) -> StandardChecker:
        return self.by

    def standards(self) -> tuple[StandardInfo, ...]:
        return ()

    def ready(self) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        """Nothing was opened."""


def check_body(observed: Observed, draft: Draft) -> dict[str, Any]:
    """The body of POST /v1/check that tells the checker what it was told when the draft was made.

    But for one thing: until when the composer may promise an answer is not recorded.
    """
    request, answer = observed.case.request, observed.answer
    assert answer is not None
    case = dict(request.get("case") or {})
    messages = request.get("conversation", {}).get("messages", ())
    first = not any(one.get("role") == "agent" for one in messages)
    known = {"stage": answer["stage"], "is_first_reply": first, "answer_given": bool(draft["citations"])}
    case |= {name: value for name, value in known.items() if case.get(name) is None}
    return {
        **{name: request[name] for name in _FROM_THE_REQUEST if name in request},
        "case": case,
        "text": draft["text"],
        "language_code": answer["language_code"],
        "sources": _sources(answer, draft),
    }


def _sources(answer: Mapping[str, Any], draft: Draft) -> list[dict[str, Any]]:
    """As the service gives them: the quotations, and titles and addresses of articles that the draft names."""
    quotes: dict[str, list[str]] = {one["article_id"]: [] for one in answer["retrieved"]}
    for citation in draft["citations"]:
        quotes.setdefault(citation["source"]["article_id"], []).append(citation["source"]["quote"])
    shown = {one["article_id"]: one for one in answer["retrieved"]}
    shown |= {one["source"]["article_id"]: one["source"] for one in draft["citations"]}
    return [
        {"id": article_id, "title": one["title"], "uri": one["uri"], "text": "\n\n".join(quotes[article_id])}
        for article_id, one in shown.items()
        if quotes[article_id] or one["title"] in draft["text"] or (one["uri"] and one["uri"] in draft["text"])
    ]


def checked(bodies: Iterable[Mapping[str, Any]], checker: StandardChecker) -> dict[str, Mapping[str, Any] | None]:
    """``key_of`` each body -> the ``guardrail`` part of the answer; None where the text was refused.

    Equal bodies are checked once.
    """
    asked = {key_of(body): body for body in bodies}
    return asyncio.run(_checked(asked, checker))


def key_of(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True)


async def _checked(
    asked: Mapping[str, Mapping[str, Any]], checker: StandardChecker
) -> dict[str, Mapping[str, Any] | None]:
    settings = sample_settings(Path())  # only its defaults count: nothing is searched
    async with in_process(settings, lambda _: CheckingServices(checker)) as endpoint:
        return {key: await _guardrail(body, endpoint) for key, body in asked.items()}


async def _guardrail(body: Mapping[str, Any], endpoint: Endpoint) -> Mapping[str, Any] | None:
    reply = await endpoint.check(body)
    return None if reply.answer is None else reply.answer["guardrail"]
