"""The bodies of a stream's events; the last one, ``suggestion``, is the whole answer."""

from __future__ import annotations

from service.api.schemas.answer import Answer
from service.api.schemas.answered import RetrievedBody
from service.api.schemas.parts import SpanBody


class RetrievedEvent(Answer):
    """``retrieved``: what was found; nothing is ``used`` yet."""

    retrieved: list[RetrievedBody]


class DeltaEvent(Answer):
    """``draft.delta``: the next stretch of the draft; ``span`` is its place in all stretches since the start.

    The start is that of the stream, or the latest ``draft.withdrawn``.
    """

    text: str
    span: SpanBody


class WithdrawnEvent(Answer):
    """``draft.withdrawn``: every stretch so far is void; another draft follows."""

    reason: str
