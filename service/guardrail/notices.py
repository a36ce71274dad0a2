"""A request -> Notices: orders to the service planted in texts that are only data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.normalise import clean_input
from service.domain import CheckContext, Notice, Role
from service.understanding.orders import orders


def notices(context: CheckContext) -> tuple[Notice, ...]:
    """In the order of the request. The orders are data: whoever reads the notice decides what to do."""
    told = tuple(
        Notice(place, span, span.of(text)) for place, text in _told(context) for span in orders(clean_input(text)[0])
    )
    cited = tuple(
        Notice(f"sources[{number}]", span, span.of(source.text))
        for number, source in enumerate(context.sources or ())
        for span in _source_orders(source.text)
    )
    return told + cited


def described(notice: Notice) -> str:
    """For people: what stands where."""
    shown = " ".join(notice.match.split())
    shown = shown if len(shown) <= 80 else shown[:79] + "…"
    return f"{notice.place} holds orders to the service («{shown}»); they were read as data and not followed."


def _told(context: CheckContext) -> Iterator[tuple[str, str]]:
    conversation = context.conversation
    if conversation is not None:
        yield "conversation.subject", conversation.subject or ""
        for number, message in enumerate(conversation.messages):
            if message.role is Role.END_USER:
                yield f"conversation.messages[{number}]", message.text
    for number, reference in enumerate(context.context_references):
        yield f"context_references[{number}]", reference.content
    yield "end_user.name", context.end_user.name or ""
    yield "end_user.company", context.end_user.company or ""


@lru_cache(maxsize=2048)
def _source_orders(text: str) -> tuple[Span, ...]:
    """Articles are cited again and again; what a request says is kept by no cache."""
    return orders(clean_input(text)[0])
