"""A ChatRequest -> a ChatAnswer, by a server over HTTP, within limits of time, of calls at once and of size."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import anyio
import structlog

from service.call import Call
from service.domain import ChatAnswer, ChatRequest, TokenUsage
from service.errors import ChatFailed, ConfigInvalid, DegradedReason, RequestCancelled
from service.llm.breaker import Breaker
from service.llm.failures import bad_answer, out_of_time
from service.llm.gathering import Gathered
from service.llm.loop import LoopThread
from service.llm.prices import cost_of
from service.llm.retrying import tried
from service.llm.sending import Say, Sender, open_http
from service.llm.slots import Slots
from service.llm.terms import Terms
from service.llm.tokens import KeyToken, TokenSource
from service.llm.wire import Codec
from service.ports import Heard
from service.settings import LlmSettings

_log = structlog.get_logger("otvet.llm")

# Where a server does not count: some four characters of English and two and a half of Russian make a token.
CHARACTERS_PER_TOKEN = 3
TOKENS_PER_MESSAGE = 4  # the role and its marks

_EMPTY = {
    "length": ": it thought until OTVET_LLM__MAX_TOKENS was used up, raise it",
    "filter": ": the server's filter held it back",
}


@dataclass(slots=True)
class _Account:
    """What is logged of one exchange, beside its outcome."""

    purpose: str
    streamed: bool
    started: float
    tries: int = 0


class HttpChat:
    """A ChatModel behind HTTP. Holds a connection pool, an event loop on a thread of its own, and a circuit breaker."""

    def __init__(
        self,
        *,
        codec: Codec,
        settings: LlmSettings,
        tokens: TokenSource | None = None,
        clock: Callable[[], float] = time.monotonic,
        rng: Random | None = None,
    ) -> None:
        """Without ``tokens`` the key of the settings goes out as a bearer token. Raises ConfigInvalid."""
        if not settings.model:
            raise ConfigInvalid("OTVET_LLM__MODEL is missing; set it to the model's name as the server knows it")
        self._settings = settings
        self._clock = clock
        self._rng = rng or Random()
        self._http = open_http(settings)
        self._sender = Sender(self._http, codec, settings, tokens or KeyToken(settings.api_key))
        self._breaker = Breaker(clock=clock)
        self._slots = Slots(settings.max_concurrency)
        self._loop = LoopThread("otvet-llm")
        self.name = settings.model

    @property
    def terms(self) -> Terms:
        """What the server turned out to take so far."""
        return self._sender.terms

    def complete(self, request: ChatRequest, *, call: Call, heard: Heard | None = None) -> ChatAnswer:
        """As ``service.ports.ChatModel``. Asks for a stream where somebody hears, for one document otherwise."""
        account = _Account(request.purpose, heard is not None, self._clock())
        until = min(account.started + self._settings.timeout_s, call.until)
        try:
            answer = self._loop.run(
                lambda say: self._exchange(request, say if heard is not None else None, until, account),
                replace(call, until=until),
                heard=heard,
            )
        except (ChatFailed, RequestCancelled) as failed:
            self._log_failure(account, failed)
            raise
        self._log_answer(account, answer)
        return answer

    def close(self) -> None:
        """Ends the calls that run (they raise ChatFailed), the connections and the thread."""
        self._loop.close(self._http.aclose)

    async def _exchange(self, request: ChatRequest, say: Say | None, until: float, account: _Account) -> ChatAnswer:
        self._breaker.check()  # rather than wait for a place in vain
        async with self._slots.hold(wait_s=max(min(self._settings.wait_s, until - self._clock()), 0.0)):
            with self._breaker.watching():
                return self._answer(request, await self._in_time(request, say, until, account))

    async def _in_time(self, request: ChatRequest, say: Say | None, until: float, account: _Account) -> Gathered:
        async def attempt() -> Gathered:
            account.tries += 1
            return await self._sender.ask(request, say)

        given = until - self._clock()
        try:
            with anyio.fail_after(given):
                left = partial(_left, until, self._clock)
                return await tried(attempt, retries=self._settings.retries, left=left, rng=self._rng)
        except TimeoutError:
            raise out_of_time(given, min(self._settings.idle_timeout_s, self._settings.timeout_s)) from None

    def _answer(self, request: ChatRequest, gathered: Gathered) -> ChatAnswer:
        """Raises ChatFailed where the answer says nothing."""
        finish = gathered.finish or "other"
        if not gathered.text.strip():
            raise bad_answer(f"the language model's answer is empty (it ended by {finish!r}){_EMPTY.get(finish, '')}")
        usage = self._usage(request, gathered)
        return ChatAnswer(gathered.text, finish, usage, gathered.model or self.name)

    def _usage(self, request: ChatRequest, gathered: Gathered) -> TokenUsage:
        """As the server counts; estimated by characters where it does not."""
        told = gathered.usage
        asked = sum(_tokens(message.text) + TOKENS_PER_MESSAGE for message in request.messages)
        usage = TokenUsage(
            input_tokens=told.input_tokens if told else asked,
            output_tokens=told.output_tokens if told else _tokens(gathered.text),
            calls=1,
            estimated=told is None,
        )
        cost = cost_of(usage, self._settings)
        return replace(usage, cost=cost, currency=self._settings.currency if cost is not None else None)

    def _log_answer(self, account: _Account, answer: ChatAnswer) -> None:
        usage = answer.usage
        _log.info(
            "llm_call",
            **self._shown(account),
            finish=answer.finish,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            estimated=usage.estimated,
        )

    def _log_failure(self, account: _Account, failed: ChatFailed | RequestCancelled) -> None:
        if isinstance(failed, RequestCancelled):
            _log.info("llm_call_cancelled", **self._shown(account))
            return
        told_before = failed.reason is DegradedReason.CIRCUIT_OPEN  # a warning when it opened is enough
        log = _log.info if told_before else _log.warning
        log("llm_call_failed", **self._shown(account), reason=str(failed.reason), problem=str(failed))

    def _shown(self, account: _Account) -> dict[str, object]:
        return {
            "purpose": account.purpose,
            "model": self.name,
            "streamed": account.streamed,
            "tries": account.tries,
            "duration_ms": round((self._clock() - account.started) * 1000, 1),
        }


def _left(until: float, clock: Callable[[], float]) -> float:
    return until - clock()


def _tokens(text: str) -> int:
    return math.ceil(len(text) / CHARACTERS_PER_TOKEN)
