"""A promise keeps its owner, moment and sum on the way out; a source keeps its date on the way in."""

from __future__ import annotations

from kb_index.records import Span
from service.api.read import context_of
from service.api.schemas.asked import CheckRequest
from service.api.show_judged import commitment, places
from service.domain import Commitment

TEXT = "Вернём 500 рублей завтра до 15:00."


def test_a_promise_is_shown_with_who_when_and_how_much() -> None:
    made = Commitment(Span(0, 33), TEXT[:33], "завтра до 15:00", "2026-05-21T15:00:00+03:00", "we", "500 рублей")
    shown = commitment(made, places(TEXT, "codepoint")).model_dump()
    assert shown["due_at"] == "2026-05-21T15:00:00+03:00"
    assert (shown["who"], shown["amount"]) == ("we", "500 рублей")


def test_what_a_promise_does_not_say_is_left_out() -> None:
    shown = commitment(Commitment(Span(0, 6), "Вернём"), places(TEXT, "codepoint")).model_dump()
    assert shown.keys() == {"span", "what"}


def test_the_date_of_a_source_reaches_the_checker() -> None:
    source = {"id": "a", "title": "Форма", "text": "До 25 марта.", "updated_at": "2026-03-01"}
    context = context_of(CheckRequest.model_validate({"text": "До 25 марта.", "sources": [source]}))
    assert context.sources is not None
    assert context.sources[0].updated_at == "2026-03-01"
