"""Ticket -> Suggestion: the whole story on one page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter

from kb_index.records import Hit, Query
from kb_index.text.sentences import sentences
from service.call import Call, Retrieved
from service.confidence import HIGH_AT, Decision, Evidence, decide, found_apart, nothing_quotable, relevant_hits
from service.domain import (
    CheckedDraft,
    Citation,
    ConfidenceLevel,
    Draft,
    Mode,
    Outcome,
    RetrievedArticle,
    Suggestion,
    Ticket,
    Understanding,
    Verdict,
    Versions,
)
from service.drafting.chat.telling import Telling
from service.drafting.chat.work import Desk, Work, by_composer
from service.drafting.composer import Brief, reply_stage
from service.drafting.prompt_book import prompt_version
from service.errors import NotSupported
from service.escalation import escalation_of
from service.guardrail.notices import described
from service.ports import Checker, Closeness, Retriever
from service.understand import understand
from service.understanding.questions import with_question, with_story
from service.understanding.topics import without_comparing
from service.version import SERVICE_VERSION

HITS = 10
EXCERPT = 240
NO_MODEL = (
    "there is no language model: set OTVET_LLM__BASE_URL and OTVET_LLM__MODEL, or ask for mode “auto” or “extractive”"
)


@dataclass
class Suggester:
    """Answers tickets from one knowledge base. Holds no state of a request; safe to call from several threads."""

    retriever: Retriever
    checker: Callable[[str | None], Checker]
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    desk: Desk = field(default_factory=Desk)
    closeness: Closeness | None = None  # None: sentences are compared by their words alone

    def suggest(self, ticket: Ticket, call: Call | None = None) -> Suggestion:
        """Raises NoCustomerMessage, UnknownStandard, NotSupported (no language model), RequestCancelled, KbError.

        A draft that breaks a rule is no error, and neither is a language model that fails.
        """
        self._refuse_what_needs_a_model(ticket)
        call, watch = call or Call(), Stopwatch()
        telling = Telling(call)
        checker = self.checker(ticket.standard)
        ticket = replace(ticket, case=replace(ticket.case, now=ticket.case.now or self.clock().isoformat()))
        with watch.measures("understand"):
            understood = understand(ticket)
        with watch.measures("retrieve"):
            evidence = self._evidence(ticket, understood)
            decision = decide(evidence, understood)
            understood = _as_searched(understood, evidence)
        call.cancellation.check()
        call.tell(Retrieved(_retrieved(evidence, ())))
        hits = relevant_hits(evidence)
        sure = decision.level is ConfidenceLevel.HIGH
        brief = Brief(ticket, understood, hits, decision.outcome, ticket.case.now, closeness=self.closeness, sure=sure)
        brief = replace(brief, searched=found_apart(evidence))
        work = self.desk.work(brief, checker, call, telling, watch.measures)
        if not work.answers:
            decision = nothing_quotable(decision, evidence)
            brief = replace(brief, outcome=decision.outcome)
            held = by_composer(brief, checker, watch.measures)
            work = replace(held, degraded_reason=work.degraded_reason, usage=work.usage)
        telling.settle(work.drafts[0])
        return self._suggestion(brief, evidence, decision, work, checker, watch)

    def _refuse_what_needs_a_model(self, ticket: Ticket) -> None:
        if ticket.mode is Mode.LLM and self.desk.model is None:
            raise NotSupported("mode", NO_MODEL)

    def _evidence(self, ticket: Ticket, understood: Understanding) -> tuple[Evidence, ...]:
        """One search per question; whether its story belongs to it has been read from the question."""
        asked = understood.questions if len(understood.questions) > 1 else (understood.query_text,)
        found = (self._told(ticket, understood, text) for text in asked if text)
        evidence = tuple(one if one.answers else self._retold(ticket, understood, one) for one in found)
        if len(evidence) < 2 or any(one.answers or one.for_person for one in evidence):
            return evidence
        whole = self._searched(ticket, understood, understood.query_text)  # halves may say too little by themselves
        return (whole,) if whole.answers else evidence

    def _told(self, ticket: Ticket, understood: Understanding, text: str) -> Evidence:
        """A brief question that is not surely answered goes on with the one before it, where that is surer."""
        alone = self._searched(ticket, understood, text)
        if len(understood.questions) < 2 or alone.for_person or alone.result.confidence >= HIGH_AT:
            return alone
        longer = with_question(understood.current_text, text)
        if longer == text:
            return alone
        return max(alone, self._searched(ticket, understood, longer), key=lambda one: one.result.confidence)

    def _retold(self, ticket: Ticket, understood: Understanding, missed: Evidence) -> Evidence:
        """A question that finds no answer by itself is searched with the story before it, an only one with all."""
        several = len(understood.questions) > 1
        text = with_story(understood.current_text, missed.question) if several else understood.whole_text
        if missed.for_person or text in {"", missed.question}:
            return missed
        again = self._searched(ticket, understood, text)
        return again if again.answers else missed

    def _searched(self, ticket: Ticket, understood: Understanding, text: str) -> Evidence:
        person = bool(understood.for_person) and (len(understood.questions) == 1 or text in understood.for_person)
        return Evidence(text, self.retriever.search(_query(ticket, understood, text)), for_person=person)

    def _suggestion(
        self,
        brief: Brief,
        evidence: tuple[Evidence, ...],
        decision: Decision,
        work: Work,
        checker: Checker,
        watch: Stopwatch,
    ) -> Suggestion:
        drafts = work.drafts  # over 30 lines: one field a line
        escalation, decision = escalation_of(brief, decision), _blocked_where_nothing_passes(decision, drafts)
        return Suggestion(
            suggestion_id=uuid.uuid4().hex,
            outcome=decision.outcome,
            outcome_reason=decision.reason,
            mode=work.mode,
            language_code=brief.understanding.language_code,
            stage=reply_stage(brief),
            confidence=round(decision.confidence, 4),
            confidence_level=decision.level,
            drafts=drafts,
            retrieved=_retrieved(evidence, drafts),
            should_escalate=escalation is not None,
            escalation=escalation,
            needs_approval=escalation is not None and escalation.reason in NEEDS_APPROVAL,
            missing=decision.missing,
            clarifying_questions=_questions(drafts[0].draft) if decision.outcome is Outcome.CLARIFY else (),
            warnings=(*brief.understanding.warnings, *map(described, drafts[0].notices)),
            versions=self._versions(evidence, checker, work.mode),
            timings_ms=watch.timings(),
            degraded_reason=work.degraded_reason,
            usage=work.usage,
        )

    def _versions(self, evidence: tuple[Evidence, ...], checker: Checker, mode: Mode) -> Versions:
        info = self.retriever.describe()
        index = evidence[0].result.index_version if evidence else info.version
        writer = (self.desk.model if mode is Mode.LLM else None) or "composer"
        return Versions(SERVICE_VERSION, writer, prompt_version(), checker.version, index, info.embedder)


def _as_searched(understood: Understanding, evidence: tuple[Evidence, ...]) -> Understanding:
    """What was answered with its story is drafted with it; not so what was searched for as one."""
    searched = tuple(one.question for one in evidence)
    if len(searched) != max(1, len(understood.questions)):
        return understood
    several = len(searched) > 1
    return replace(understood, questions=searched) if several else replace(understood, query_text=searched[0])


# What may cost money or concerns other people's data is approved by a person before it is sent.
NEEDS_APPROVAL = frozenset({"data_incident", "harm", "legal_threat", "compensation_demand", "special_terms"})


def _blocked_where_nothing_passes(decision: Decision, drafts: tuple[CheckedDraft, ...]) -> Decision:
    if any(draft.report.verdict is not Verdict.BLOCK for draft in drafts):
        return decision
    return replace(decision, outcome=Outcome.BLOCKED, reason="breaks_an_error_rule")


def _questions(draft: Draft) -> tuple[str, ...]:
    asked = (span.of(draft.text) for span in sentences(draft.text))
    return tuple(text for text in asked if text.endswith("?"))


def _query(ticket: Ticket, understood: Understanding, text: str) -> Query:
    return Query(
        without_comparing(text),
        understood.language_code,
        HITS,
        ticket.knowledge_filter,
        as_of=ticket.as_of or ticket.case.now,
        access_groups=ticket.access_groups,
    )


def _retrieved(evidence: tuple[Evidence, ...], drafts: tuple[CheckedDraft, ...]) -> tuple[RetrievedArticle, ...]:
    """Each article once, under its best passage; ``used`` where a draft cites it."""
    cited: tuple[Citation, ...] = tuple(one for checked in drafts for one in checked.draft.citations)
    used = {one.source.article_id for one in cited}
    best: dict[str, Hit] = {}
    for hit in sorted((hit for one in evidence for hit in one.result.hits), key=lambda hit: -hit.similarity):
        best.setdefault(hit.article.article_id, hit)
    return tuple(
        RetrievedArticle(
            article_id=hit.article.article_id,
            title=hit.article.title,
            uri=hit.article.uri,
            relevance_score=round(hit.similarity, 4),
            used=hit.article.article_id in used,
            excerpt=hit.passage.text[:EXCERPT],
        )
        for hit in best.values()
    )


class Stopwatch:
    """Sums the milliseconds of each named stage of one request."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self._spent: dict[str, float] = {}

    @contextmanager
    def measures(self, stage: str) -> Iterator[None]:
        started = perf_counter()
        try:
            yield
        finally:
            self._spent[stage] = self._spent.get(stage, 0.0) + (perf_counter() - started) * 1000

    def timings(self) -> dict[str, float]:
        total = (perf_counter() - self._started) * 1000
        return {stage: round(spent, 3) for stage, spent in {**self._spent, "total": total}.items()}
