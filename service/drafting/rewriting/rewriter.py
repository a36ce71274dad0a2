"""A text and an operation -> the text rewritten by a contract that is verified: what it says stays what it was.

A language model writes where there is one, and gets one chance to mend what speaks against its text. Without it, or
where it fails, there is what rules can do: repairs of the standard, and leaving out what says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from service.call import Call
from service.domain import (
    Channel,
    ChatAnswer,
    ChatRequest,
    CheckContext,
    Conversation,
    Mode,
    Review,
    Ticket,
    TokenUsage,
)
from service.drafting.asking.exchange import Exchange, with_reserve
from service.drafting.asking.fences import FENCE_LINE
from service.drafting.asking.parts import parse_rewrite
from service.drafting.asking.prompting import format_request, repair_request, rewrite_request
from service.drafting.rewriting.operation import WITHOUT_MODEL, Operation
from service.drafting.rewriting.shortening import shortened
from service.drafting.rewriting.unchanged import Comparison, Violation
from service.drafting.rewriting.verdict import Accepted, Judge, RewriteAsk, Unfit, judge_of
from service.errors import ChatFailed, DegradedReason, NotSupported
from service.masking.mask import Mask, mask_of
from service.ports import ChatModel, Checker

_FURTHER = 1  # calls besides the first: to mend what was wrong with its text


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``refused``: what spoke against the text of the model that is not taken."""

    accepted: Accepted
    mode: Mode
    model: str
    degraded_reason: DegradedReason | None = None
    refused: tuple[Violation, ...] = ()
    usage: TokenUsage | None = None

    @property
    def text(self) -> str:
        return self.accepted.text

    @property
    def review(self) -> Review:
        return self.accepted.review

    @property
    def comparison(self) -> Comparison:
        return self.accepted.comparison


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Holds no state of a request; safe to call from several threads. ``may_leave``: `LlmSettings.may_leave`."""

    checker: Callable[[str | None], Checker]
    model: ChatModel | None = None
    may_leave: frozenset[str] = field(default_factory=frozenset)
    max_tokens: int = 1200

    def rewrite(self, ask: RewriteAsk, call: Call) -> Rewritten:
        """Raises NotSupported (the operation needs a model), UnknownStandard, RequestRefused, RequestCancelled."""
        judge = judge_of(ask, self.checker(ask.standard))
        if self.model is not None:
            return self._with_model(self.model, judge, call)
        if ask.operation not in WITHOUT_MODEL:
            raise NotSupported("operation", _no_model(ask.operation))
        return Rewritten(_by_rules(judge), Mode.EXTRACTIVE, "none")

    def _with_model(self, model: ChatModel, judge: Judge, call: Call) -> Rewritten:
        mask = mask_of(_ticket(judge.ask.context), may_leave=self.may_leave)
        exchange = Exchange(model, with_reserve(call), _FURTHER)
        try:
            accepted = self._by_model(judge, exchange, mask)
        except ChatFailed as exc:
            refused = exc.violations if isinstance(exc, Unfit) else ()
            made = _by_rules(judge)
            return Rewritten(made, Mode.EXTRACTIVE, model.name, exc.reason, refused, exchange.tally.usage)
        return Rewritten(accepted, Mode.LLM, model.name, usage=exchange.tally.usage)

    def _by_model(self, judge: Judge, exchange: Exchange, mask: Mask) -> Accepted:
        """At most two calls. Raises ChatFailed: what is wrong with the last text that could be read."""
        first = self._request(judge, mask)
        answer = exchange.ask(first)
        try:
            return judge.accepted(_text(answer, mask))
        except ChatFailed as exc:
            failed = exc
        second = exchange.again(_repair(first, answer, failed, judge, mask))
        if second is None:
            raise failed
        try:
            return judge.accepted(_text(second, mask))
        except Unfit:
            raise
        except ChatFailed:
            raise failed from None

    def _request(self, judge: Judge, mask: Mask) -> ChatRequest:
        ask = judge.ask
        return rewrite_request(
            judge.old,
            ask.operation.value,
            language_code=ask.context.language_code,
            target_language=ask.target_language,
            statements=judge.checker.statements(ask.target_language),
            mask=mask,
            max_length=judge.room,
            max_tokens=max(self.max_tokens, len(judge.old) // 2 + 200),  # a token of Russian has some two letters
        )


def _text(answer: ChatAnswer, mask: Mask) -> str:
    """Raises ChatFailed for what cannot be read, and for a text that repeats its instructions."""
    masked = parse_rewrite(answer)
    if FENCE_LINE.search(masked) or mask.leftovers(masked):
        raise ChatFailed(DegradedReason.LEAK, "the rewriting holds signs of its instructions")
    return mask.restore(masked).strip()


def _repair(first: ChatRequest, answer: ChatAnswer, failed: ChatFailed, judge: Judge, mask: Mask) -> ChatRequest:
    language = judge.ask.target_language
    if not isinstance(failed, Unfit):
        return format_request(first, answer, str(failed), language_code=language)
    complaints = [mask.hide(one) for one in failed.complaints]
    return repair_request(first, answer, complaints, language_code=language)


def _by_rules(judge: Judge) -> Accepted:
    """The text itself where rules can do nothing for the operation."""
    operation = judge.ask.operation
    if operation is Operation.SHORTEN:
        return judge.taken(shortened(judge.old, room=judge.room, promised=judge.promised))
    return judge.taken(judge.mended(judge.old) if operation in WITHOUT_MODEL else judge.old)


def _ticket(context: CheckContext) -> Ticket:
    """What a mask is made of: the people and values that the request names."""
    return Ticket(
        conversation=context.conversation or Conversation(Channel.EMAIL),
        end_user=context.end_user,
        agent=context.agent,
        case=context.case,
    )


def _no_model(operation: Operation) -> str:
    known = ", ".join(f"`{one.value}`" for one in Operation if one in WITHOUT_MODEL)
    return (
        f"`{operation.value}` needs a language model, and none is configured: set OTVET_LLM__BASE_URL and "
        f"OTVET_LLM__MODEL. Without one there are {known}."
    )
