"""Alternatives by a language model: begun where there is time for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from service.call import Call
from service.domain import ChatAnswer, ChatRequest, Mode, Outcome
from service.drafting.chat.telling import Telling
from service.drafting.chat.work import Desk
from service.drafting.chat.writer import ChatWriter
from service.drafting.composer import Brief
from service.ports import Heard
from service.understand import understand
from tests.scripted_model import ScriptedModel
from tests.service.drafting.chat.writing import SETTINGS, STANDARD, parts
from tests.service.drafting.desk import KIM, SEATS, hit, ticket


class Slow(ScriptedModel):
    """Takes six seconds for an answer, on its own clock."""

    now = 0.0

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        self.now += 6
        return super().complete(request, call=call, heard=heard)


@contextmanager
def unmeasured(_: str) -> Iterator[None]:
    yield


@pytest.mark.parametrize(("deadline_s", "asked"), [(10, 1), (16, 2), (60, 3)])
def test_an_alternative_that_cannot_be_over_in_time_is_not_begun(deadline_s: float, asked: int) -> None:
    wanted = replace(ticket("How many users fit on the Team plan?", agent=KIM), max_results=3)
    brief = Brief(wanted, understand(wanted), (hit(SEATS),), Outcome.SUGGEST, "2026-11-20T10:00:00+03:00")
    model = Slow([parts(("The Team plan holds 7 users.", (1,)))])
    desk, call = Desk(ChatWriter(model, SETTINGS, clock=lambda: model.now)), Call(until=deadline_s)
    work = desk.work(brief, STANDARD, call, Telling(call), unmeasured)
    assert (work.mode, work.degraded_reason) == (Mode.LLM, None)
    assert work.drafts[0].draft.text.count("7 users") == 1
    assert len([one for one in model.asked if one.purpose == "reply"]) == asked
