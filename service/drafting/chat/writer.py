"""Brief -> CheckedDraft by a language model: ask, check, mend, at most one repair by the model, check again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from service.call import Call
from service.domain import Approach, ChatAnswer, CheckedDraft, Outcome, Stage
from service.drafting.asking.exchange import Exchange, Tally, with_reserve
from service.drafting.asking.parts import Written, parse
from service.drafting.asking.prompting import format_request, repair_request, reply_request, shown_passages
from service.drafting.asking.templates import Templates
from service.drafting.chat.attempt import Attempt, attempted, in_doubt, nothing_known, obeys
from service.drafting.chat.bench import Bench
from service.drafting.chat.grounds import grounds_of
from service.drafting.chat.telling import Preview, Telling
from service.drafting.composer import Brief
from service.errors import ChatFailed, DegradedReason
from service.masking.mask import mask_of
from service.ports import ChatModel, Checker
from service.settings import LlmSettings
from service.understanding.situation import Reason

_FURTHER = 2  # calls besides the first: one for the format, one for the content
# The composer's fixed words are better here: a word too many costs more than a plain reply.
_COMPOSED_STAGES = frozenset({Stage.ACK, Stage.PENDING, Stage.TRANSFER, Stage.THANKS, Stage.CLOSING})
_COMPOSED_REASONS = frozenset({Reason.HARM, Reason.LEGAL_THREAT, Reason.DATA_INCIDENT})


def for_the_model(brief: Brief) -> bool:
    """Whether there is anything for a model to write: an answer, a question, or what the agent says."""
    understanding, ticket = brief.understanding, brief.ticket
    if understanding.escalation_reason in _COMPOSED_REASONS:
        return False
    told = bool((ticket.instruction or "").strip() or ticket.context_references)
    if understanding.stage in _COMPOSED_STAGES or not (understanding.query_text or understanding.vague):
        return told
    return brief.outcome in (Outcome.SUGGEST, Outcome.CLARIFY) or told


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
        exchange = self._exchange(call, tally)
        bench = self._bench(brief, checker, approach)
        heard = Preview(bench, telling).heard if telling is not None and telling.wanted else None
        answer, written = _read(exchange.ask(bench.request, heard), bench, exchange)
        if nothing_known(written, bench) and not in_doubt(written, bench):
            return None
        attempt = attempted(written, bench, pruned=False)
        if attempt.reason is not None:
            written, attempt = _repaired(answer, written, attempt, bench, exchange)
        if attempt.reason is None:
            return attempt.draft
        call.cancellation.check()
        return _what_holds(written, attempt.reason, bench)

    def has_time(self, call: Call, tally: Tally) -> bool:
        """Whether another draft can be over in time, if its call takes as long as the longest of the ``tally`` did."""
        return self._exchange(call, tally).timely

    def _exchange(self, call: Call, tally: Tally | None) -> Exchange:
        return Exchange(self.model, with_reserve(call, self.clock), _FURTHER, tally or Tally(), self.clock)

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


def _read(answer: ChatAnswer, bench: Bench, exchange: Exchange) -> tuple[ChatAnswer, Written]:
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
    answer: ChatAnswer, written: Written, attempt: Attempt, bench: Bench, exchange: Exchange
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


def _what_holds(written: Written, reason: DegradedReason, bench: Bench) -> CheckedDraft | None:
    """What is left of it without what is wrong. None where it says that nothing answers; raises ChatFailed."""
    held = attempted(written, bench, pruned=True)
    if held.reason is None:
        return held.draft
    if nothing_known(written, bench):
        return None
    raise ChatFailed(reason, f"the model's draft was not used: {reason}")
