"""A language model that says what a test wrote down, and keeps what it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from service.call import Call
from service.domain import ChatAnswer, ChatRequest, TokenUsage
from service.errors import ChatFailed

Answer = str | ChatFailed | Callable[[ChatRequest], str]


@dataclass
class ScriptedModel:
    """Gives its answers in order; the last one stays."""

    answers: list[Answer]
    name: str = "scripted"
    asked: list[ChatRequest] = field(default_factory=list)
    piece: int = 0  # characters that come in at once where somebody listens; 0: all of them

    def complete(self, request: ChatRequest, *, call: Call, heard: Callable[[str], None] | None = None) -> ChatAnswer:
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, ChatFailed):
            raise answer
        text = answer(request) if callable(answer) else answer
        if heard is not None:
            step = self.piece or max(1, len(text))
            for start in range(0, len(text), step):
                heard(text[start : start + step])
        return ChatAnswer(text, "stop", TokenUsage(100, 10, 1), self.name)
