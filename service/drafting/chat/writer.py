"""Brief -> CheckedDraft by a language model: ask, check, mend, at most one repair by the model, check again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from service.call import Call
from service.domain import Approach, ChatAnswer, ChatRequest, CheckedDraft, Outcome, Stage, TokenUsage
from service.drafting.asking.parts import Written, parse
from service.drafting.asking.prompting import format_request, repair_request, reply_request, shown_passages
from service.drafting.asking.templates import Templates
from service.drafting.chat.attempt import Attempt, attempted, nothing_known, obeys
from service.drafting.chat.bench import Bench
from service.drafting.chat.grounds import grounds_of
from service.drafting.chat.telling import Preview, Telling
from service.drafting.composer import Brief
from service.errors import ChatFailed, DegradedReason
from service.masking.mask import mask_of
from service.ports import ChatModel, Checker, Heard
from service.settings import LlmSettings
from service.understanding.situation import Reason

_FURTHER = 2  # calls besides the first: one for the format, one for the content
_RESERVE_S, _RESERVE = 1.5, 0.15  # kept for checking and for the composer: seconds, and share of the time left
_LEAST_S = 0.5  # a further call that has less is not begun
# The composer's fixed words are better here: a word too many costs more than a plain reply.
_COMPOSED_STAGES = frozenset({Stage.ACK, Stage.PENDING, Stage.TRANSFER, Stage.THANKS, Stage.CLOSING})
_COMPOSED_REASONS = frozenset({Reason.HARM, Reason.LEGAL_THREAT, Reason.DATA_INCIDENT})


@dataclass(slots=True)
class Tally:
    """Tokens and costs of all calls for one suggestion."""

    usage: TokenUsage | None = None

    def add(self, more: TokenUsage) -> None:
        before = self.usage
        if before is None:
            self.usage = more
            return
        self.usage = TokenUsage(
            input_tokens=before.input_tokens + more.input_tokens,
            output_tokens=before.output_tokens + more.output_tokens,
            calls=before.calls + more.calls,
            estimated=before.estimated or more.estimated,
            cost=None if before.cost is None or more.cost is None else before.cost + more.cost,
            currency=before.currency or more.currency,
        )


def for_the_model(brief: Brief) -> bool:
    """Whether there is anything for a model to write: an answer, a question, or what the agent says."""
    understanding, ticket = brief.understanding, brief.ticket
    if understanding.escalation_reason in _COMPOSED_REASONS:
        return False
    told = bool((ticket.instruction or "").strip() or ticket.context_references)
    if understanding.stage in _COMPOSED_STAGES or not (understanding.query_text or understanding.vague):
        return told
    return brief.outcome in (Outcome.SUGGEST, Outcome.CLARIFY) or told


@dataclass(slots=True)
class _Exchange:
    """The calls for one draft: how many more there may be, and how long the longest took."""

    model: ChatModel
    call: Call
    tally: Tally
    clock: Callable[[], float]
    further: int = _FURTHER
    longest: float = field(default=_LEAST_S)

    def ask(self, request: ChatRequest, heard: Heard | None = None) -> ChatAnswer:
        self.call.cancellation.check()
        started = self.clock()
        answer = self.model.complete(request, call=self.call, heard=heard)
        self.longest = max(self.longest, self.clock() - started)
        self.tally.add(answer.usage)
        return answer

    def again(self, request: ChatRequest) -> ChatAnswer | None:
        """A further call where there may be one and it can be over in time; None where not, or where it fails."""
        if self.further == 0 or self.call.until - self.clock() < self.longest:
            return None
        self.further -= 1
        try:
            return self.ask(request)
        except ChatFailed:
            return None


@dataclass(frozen=True, slots=True)
class ChatWriter:
    """Writes replies with a language model. Holds no state of a request."""

    model: ChatModel
    settings: LlmSettings
    templates: Templates | None = None  # None: the shipped ones
    clock: Callable[[], float] = time.monotonic

    def write(
        self,
        brief: Brief,
        checker: Checker,
        call: Call,
        *,
        approach: Approach = Approach.FULL,
        tally: Tally | None = None,
        telling: Telling | None = None,
    ) -> CheckedDraft | None:
        """None where the model says that nothing it was shown answers.

        Raises ChatFailed where no usable draft came of it, RequestCancelled.
        """
        exchange = _Exchange(self.model, self._with_reserve(call), tally or Tally(), self.clock)
        bench = self._bench(brief, checker, approach)
        heard = Preview(bench, telling).heard if telling is not None and telling.wanted else None
        answer, written = _read(exchange.ask(bench.request, heard), bench, exchange)
        if nothing_known(written, bench):
            return None
        attempt = attempted(written, bench, pruned=False)
        if attempt.reason is not None:
            written, attempt = _repaired(answer, written, attempt, bench, exchange)
        if attempt.reason is None:
            return attempt.draft
        call.cancellation.check()
        held = attempted(written, bench, pruned=True)
        if held.reason is not None:
            raise ChatFailed(attempt.reason, f"the model's draft was not used: {attempt.reason}")
        return held.draft

    def _with_reserve(self, call: Call) -> Call:
        if math.isinf(call.until):
            return call
        left = max(0.0, call.until - self.clock())
        return replace(call, until=call.until - min(_RESERVE_S, _RESERVE * left))

    def _bench(self, brief: Brief, checker: Checker, approach: Approach) -> Bench:
        mask = mask_of(brief.ticket, may_leave=frozenset(self.settings.may_leave))
        shown = shown_passages(
            brief.hits, chars=self.settings.context_chars, language_code=brief.understanding.language_code
        )
        request = reply_request(
            brief,
            shown,
            statements=checker.statements(brief.understanding.language_code),
            mask=mask,
            approach=approach,
            max_tokens=self.settings.max_tokens,
            templates=self.templates,
        )
        return Bench(brief, checker, mask, grounds_of(brief, shown), approach, request, self.templates)


def _read(answer: ChatAnswer, bench: Bench, exchange: _Exchange) -> tuple[ChatAnswer, Written]:
    """What the model wrote, asked once more for the form where it cannot be read.

    Raises ChatFailed: BAD_ANSWER, or LEAK where it is the word that somebody in the ticket ordered.
    """
    numbers = bench.grounds.passages.keys()
    try:
        return answer, parse(answer, numbers=numbers)
    except ChatFailed as unreadable:
        if obeys(answer.text, bench.brief):
            raise ChatFailed(DegradedReason.LEAK, "the model obeyed an order from the ticket") from None
        request = format_request(
            bench.request, answer, str(unreadable), language_code=bench.language_code, templates=bench.templates
        )
        second = exchange.again(request)
        if second is None:
            raise
        return second, parse(second, numbers=numbers)


def _repaired(
    answer: ChatAnswer, written: Written, attempt: Attempt, bench: Bench, exchange: _Exchange
) -> tuple[Written, Attempt]:
    """The model's own repair where it is better than nothing; else all as it was."""
    request = repair_request(
        bench.request, answer, attempt.complaints, language_code=bench.language_code, templates=bench.templates
    )
    second = exchange.again(request)
    if second is None:
        return written, attempt
    try:
        rewritten = parse(second, numbers=bench.grounds.passages.keys())
    except ChatFailed:
        return written, attempt
    if not rewritten.parts:  # it took everything back: what it wrote first may still hold in part
        return written, attempt
    return rewritten, attempted(rewritten, bench, pruned=False)
