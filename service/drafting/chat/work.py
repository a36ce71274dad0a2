"""Brief -> Work: the drafts of a suggestion, by the language model where there is one, else by the composer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service.call import Call
from service.domain import Approach, CheckedDraft, Draft, Mode, Outcome, Stage, TokenUsage
from service.drafting.asking.exchange import Tally
from service.drafting.chat.telling import Telling
from service.drafting.chat.writer import ChatWriter, for_the_model
from service.drafting.composer import Brief
from service.drafting.replies import only_thanks
from service.drafting.reviewed import Measures, composed
from service.errors import ChatFailed, DegradedReason
from service.ports import Checker

_READ = 6000  # characters of the customer's words that are read for codes
_CODE = re.compile(r"(?<![\w-])[A-ZА-ЯЁ]{1,5}-?\d{3,6}(?![\w-])|\b0x[0-9a-f]{4,8}\b", re.IGNORECASE)
_SHORTER = 0.85  # of the length of the full one


@dataclass(frozen=True, slots=True)
class Work:
    """``drafts``: of different approaches, the best first. ``answers``: False where nothing found answers."""

    drafts: tuple[CheckedDraft, ...]
    mode: Mode
    answers: bool = True
    degraded_reason: DegradedReason | None = None
    usage: TokenUsage | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reply is written. ``writer`` is None where there is no language model."""

    writer: ChatWriter | None = None

    @property
    def model(self) -> str | None:
        return self.writer.model.name if self.writer else None

    def work(self, brief: Brief, checker: Checker, call: Call, telling: Telling, measures: Measures) -> Work:
        """Raises RequestCancelled; a model that fails is no error."""
        ticket = brief.ticket
        if self.writer is None or ticket.mode is Mode.EXTRACTIVE or not for_the_model(brief):
            return by_composer(brief, checker, measures)
        tally = Tally()
        try:
            with measures("llm"):
                drafts = tuple(_by_model(self.writer, brief, checker, call, telling, tally))
        except ChatFailed as failure:
            telling.withdraw(failure.reason)
            degraded = by_composer(brief, checker, measures)
            return replace(degraded, degraded_reason=failure.reason, usage=tally.usage)
        if not drafts and not _asks_for_an_answer(brief):  # what is vouched for, and a question back, need no passage
            return replace(by_composer(brief, checker, measures), usage=tally.usage)
        return Work(drafts, Mode.LLM, answers=bool(drafts), usage=tally.usage)


def by_composer(brief: Brief, checker: Checker, measures: Measures) -> Work:
    drafts = (
        composed(replace(brief, approach=one), checker, measures)
        for one in approaches(brief, asks=_worth_asking(brief))
    )
    found = _different(drafts)
    return Work(found, Mode.EXTRACTIVE, answers=not _answers_nothing(brief, found))


def approaches(brief: Brief, *, asks: bool = True) -> tuple[Approach, ...]:
    """In the order of their worth for this brief, no more than the request wants. ``asks``: instead of answering."""
    if brief.outcome is Outcome.CLARIFY:
        return (Approach.ASK,)
    if only_thanks(brief.understanding) or brief.understanding.escalation_reason is not None:
        return (Approach.FULL,)
    known = [Approach.FULL]
    if brief.outcome is Outcome.SUGGEST:
        known.append(Approach.SHORT)
    if asks:
        known.append(Approach.ASK)
    return tuple(known[: max(1, brief.ticket.max_results)])


def _worth_asking(brief: Brief) -> bool:
    """The composer knows one question: it helps nobody where an error code is named, the answer sure or no answer due.

    A language model asks what this very message leaves open.
    """
    coded = _CODE.search(brief.understanding.current_text[:_READ])
    return not (brief.sure or coded or brief.understanding.stage is Stage.OBJECTION)


def _by_model(
    writer: ChatWriter, brief: Brief, checker: Checker, call: Call, telling: Telling, tally: Tally
) -> Iterator[CheckedDraft]:
    """The first decides: where it fails the composer writes them all, where it knows nothing there are none.

    An alternative is written where there is time for it.
    """
    first, *others = approaches(brief)
    draft = writer.write(brief, checker, call, approach=first, tally=tally, telling=telling)
    if draft is None:
        return
    told = [draft]
    for approach in others:
        if not writer.has_time(call, tally):
            break
        try:
            other = writer.write(brief, checker, call, approach=approach, tally=tally)
        except ChatFailed:
            continue
        if other is not None:
            told.append(other)
    yield from _different(told)


def _different(drafts: Iterable[CheckedDraft]) -> tuple[CheckedDraft, ...]:
    """Each text once, and no short one beside the one that it hardly shortens."""
    found: dict[str, CheckedDraft] = {}
    for one in drafts:
        if not any(_hardly_shortens(one.draft, other.draft) for other in found.values()):
            found.setdefault(" ".join(one.draft.text.split()).casefold(), one)
    return tuple(found.values())


def _hardly_shortens(short: Draft, full: Draft) -> bool:
    if short.approach is not Approach.SHORT or full.approach is not Approach.FULL:
        return False
    quoted = {one.source for one in full.citations}
    return {one.source for one in short.citations} == quoted and len(short.text) > _SHORTER * len(full.text)


def _answers_nothing(brief: Brief, drafts: tuple[CheckedDraft, ...]) -> bool:
    """Whether a reply that was to quote an answer found nothing in the hits that speaks of the question."""
    return _asks_for_an_answer(brief) and not any(one.draft.citations for one in drafts)


def _asks_for_an_answer(brief: Brief) -> bool:
    vouched = brief.ticket.instruction or brief.ticket.context_references
    return bool(brief.outcome is Outcome.SUGGEST and brief.understanding.query_text and not vouched)
