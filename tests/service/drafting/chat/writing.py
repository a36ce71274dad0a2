"""Quick ways to have a scripted model write a reply."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kb_index.records import Article
from service.call import Call, Event
from service.domain import Approach, ChatRequest, CheckedDraft, Outcome, Ticket
from service.drafting.asking.exchange import Tally
from service.drafting.chat.telling import Telling
from service.drafting.chat.writer import ChatWriter
from service.drafting.composer import Brief
from service.errors import ChatFailed
from service.guardrail.open import open_checker
from service.settings import LlmSettings
from service.understand import understand
from tests.scripted_model import ScriptedModel
from tests.service.drafting.desk import hit

STANDARD = open_checker("default")
SETTINGS = LlmSettings(base_url="http://127.0.0.1:9/v1", model="scripted")


@dataclass
class Reply:
    """``checked`` is None where the model says that nothing answers; ``failure`` where nothing usable came."""

    checked: CheckedDraft | None
    failure: ChatFailed | None
    asked: list[ChatRequest]
    events: list[Event]
    tally: Tally

    @property
    def text(self) -> str:
        assert self.checked is not None, self.failure
        return self.checked.draft.text

    @property
    def cited(self) -> list[tuple[str, str]]:
        assert self.checked is not None, self.failure
        draft = self.checked.draft
        return [(one.span.of(draft.text), one.source.quote) for one in draft.citations]


def parts(*written: tuple[str, tuple[int, ...]], unanswered: tuple[str, ...] = ()) -> str:
    """An answer as it is asked for: texts with the numbers of their passages."""
    told = [{"passages": list(numbers), "text": text} for text, numbers in written]
    return json.dumps({"parts": told, "unanswered": list(unanswered)}, ensure_ascii=False)


def write(
    asked: Ticket,
    articles: tuple[Article, ...],
    *answers: str | ChatFailed,
    approach: Approach = Approach.FULL,
    outcome: Outcome = Outcome.SUGGEST,
    call: Call | None = None,
    streamed: bool = False,
) -> Reply:
    brief = Brief(asked, understand(asked), tuple(hit(one) for one in articles), outcome, "2026-11-20T10:00:00+03:00")
    model, events, tally = ScriptedModel([*answers], piece=5), [], Tally()
    call = call or Call(tell=events.append, streamed=streamed)
    telling = Telling(call)
    writer = ChatWriter(model, SETTINGS)
    try:
        checked = writer.write(brief, STANDARD, call, approach=approach, tally=tally, telling=telling)
    except ChatFailed as failure:
        return Reply(None, failure, model.asked, events, tally)
    if checked is not None:
        telling.settle(checked)
    return Reply(checked, None, model.asked, events, tally)
