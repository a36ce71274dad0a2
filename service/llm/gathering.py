"""WireParts in the order they came -> the answer so far, without what the model thought aloud."""

from __future__ import annotations

from service.llm.wire import WirePart, WireUsage

OPEN = "<think>"
CLOSE = "</think>"


class Gathered:
    """One answer as it grows, in time linear in its length; white space before it is left out.

    Servers without a reasoning parser (Ollama, llama.cpp, vLLM by default) send a reasoning model's thoughts as
    ``<think>…</think>`` at the head of the content; where the chat template opens the tag, only its end is sent.
    """

    def __init__(self) -> None:
        self._head: str | None = ""  # held back while it may be, or is, a thought; None: the answer itself has begun
        self._spoken: list[str] = []
        self._whole = ""
        self.size = 0  # characters kept so far: ``len(text)`` without joining it
        self.finish: str | None = None
        self.usage: WireUsage | None = None
        self.model: str | None = None

    @property
    def text(self) -> str:
        """The answer so far; a thought whose beginning was never marked is cut off where its end is."""
        spoken = "".join(self._spoken)
        before, tag, after = spoken.partition(CLOSE)
        return after.lstrip() if tag and "{" not in before else spoken

    def add(self, part: WirePart) -> str:
        """Returns the stretch of the answer that became sure with this part."""
        self.finish = part.finish or self.finish
        self.usage = part.usage or self.usage
        self.model = part.model or self.model
        return self._speak(self._news(part) if part.whole else part.text)

    def end(self) -> str:
        """No part follows. Returns what was held back and is no thought."""
        held, self._head = (self._head or "").lstrip(), None
        return self._keep("" if held.startswith(OPEN) else held)

    def _news(self, part: WirePart) -> str:
        if part.text.startswith(self._whole):
            news = part.text[len(self._whole) :]
        else:  # worded anew from the beginning, or emptied by a filter: what was said is void
            self._head, self._spoken, self.size, news = "", [], 0, part.text
        self._whole = part.text
        return news

    def _speak(self, text: str) -> str:
        if self._head is None:
            return self._keep(text)
        self._head += text
        head = self._head.lstrip()
        if OPEN.startswith(head[: len(OPEN)]):
            return self._after_thought(head)
        self._head = None
        return self._keep(head)

    def _after_thought(self, head: str) -> str:
        _, closed, answer = head.partition(CLOSE)
        if not closed or not answer.strip():
            # A thought may be as long as an answer: of what is thrown away only what may be half a tag is kept.
            self._head = head if closed or len(head) < 2 * len(CLOSE) else OPEN + head[-len(CLOSE) :]
            return ""
        self._head = None
        return self._keep(answer.lstrip())

    def _keep(self, text: str) -> str:
        if text:
            self._spoken.append(text)
            self.size += len(text)
        return text
