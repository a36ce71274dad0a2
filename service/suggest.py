"""Ticket -> Suggestion: the whole story on one page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter

from kb_index.records import Hit, Query, Span
from kb_index.text.sentences import sentences
from service.confidence import Decision, Evidence, decide, nothing_quotable, relevant_hits
from service.domain import (
    CheckContext,
    CheckedDraft,
    Citation,
    ContextReference,
    Draft,
    Grounding,
    Mode,
    Outcome,
    Report,
    RetrievedArticle,
    Severity,
    Suggestion,
    Ticket,
    Understanding,
    Verdict,
    Versions,
)
from service.drafting.composer import Brief, compose, reply_stage, response_time
from service.drafting.letter import article_span
from service.drafting.prompt_book import prompt_version
from service.drafting.quoted import in_articles, quoted_sources
from service.escalation import escalation_of
from service.guardrail.notices import described
from service.ports import Checker, Retriever
from service.understand import understand
from service.version import SERVICE_VERSION

MAX_QUESTIONS = 4  # of a message with more, the first four are searched apart
HITS = 10
EXCERPT = 240
MAX_ROUNDS = 4  # of composing around quotes that break a rule


@dataclass
class Suggester:
    """Answers tickets from one knowledge base. Holds no state of a request; safe to call from several threads."""

    retriever: Retriever
    checker: Callable[[str | None], Checker]
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def suggest(self, ticket: Ticket) -> Suggestion:
        """Raises NoCustomerMessage, UnknownStandard, KbError; a draft that breaks a rule is no error."""
        watch = Stopwatch()
        checker = self.checker(ticket.standard)
        ticket = replace(ticket, case=replace(ticket.case, now=ticket.case.now or self.clock().isoformat()))
        with watch.measures("understand"):
            understood = understand(ticket)
        with watch.measures("retrieve"):
            evidence = self._evidence(ticket, understood)
            decision = decide(evidence, understood)
        brief = Brief(ticket, understood, relevant_hits(evidence), decision.outcome, ticket.case.now)
        drafts = self._drafts(brief, checker, watch)
        if _answers_nothing(brief, drafts):
            decision = nothing_quotable(decision, evidence)
            brief = replace(brief, outcome=decision.outcome)
            drafts = self._drafts(brief, checker, watch)
        return self._suggestion(brief, evidence, decision, drafts, checker, watch)

    def _evidence(self, ticket: Ticket, understood: Understanding) -> tuple[Evidence, ...]:
        """One search per question; a message of one question is searched whole, its story included."""
        asked = understood.questions[:MAX_QUESTIONS] if len(understood.questions) > 1 else (understood.query_text,)
        return tuple(Evidence(text, self.retriever.search(_query(ticket, understood, text))) for text in asked if text)

    def _drafts(self, brief: Brief, checker: Checker, watch: Stopwatch) -> tuple[CheckedDraft, ...]:
        """Composes and checks; a quote that breaks an error rule is left out and the rest composed anew."""
        for _ in range(MAX_ROUNDS):
            with watch.measures("draft"):
                draft = compose(brief)
            with watch.measures("check"):
                context = check_context(brief, draft)
                review = checker.review(draft.text, context)
            at_fault = _quotes_at_fault(draft, review.report)
            if at_fault <= brief.barred:
                break
            brief = replace(brief, barred=brief.barred | at_fault)
        grounding = in_articles(review.grounding or Grounding(1.0), draft)
        return (CheckedDraft(draft, review.report, grounding, review.commitments, review.notices),)

    def _suggestion(
        self,
        brief: Brief,
        evidence: tuple[Evidence, ...],
        decision: Decision,
        drafts: tuple[CheckedDraft, ...],
        checker: Checker,
        watch: Stopwatch,
    ) -> Suggestion:
        escalation, decision = escalation_of(brief, decision), _blocked_where_nothing_passes(decision, drafts)
        return Suggestion(
            suggestion_id=uuid.uuid4().hex,
            outcome=decision.outcome,
            outcome_reason=decision.reason,
            mode=Mode.EXTRACTIVE,
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
            versions=self._versions(evidence, checker),
            timings_ms=watch.timings(),
        )

    def _versions(self, evidence: tuple[Evidence, ...], checker: Checker) -> Versions:
        info = self.retriever.describe()
        index = evidence[0].result.index_version if evidence else info.version
        return Versions(SERVICE_VERSION, "composer", prompt_version(), checker.version, index, info.embedder)


# What may cost money or concerns other people's data is approved by a person before it is sent.
NEEDS_APPROVAL = frozenset({"data_incident", "harm", "legal_threat", "compensation_demand", "special_terms"})


def _blocked_where_nothing_passes(decision: Decision, drafts: tuple[CheckedDraft, ...]) -> Decision:
    if any(draft.report.verdict is not Verdict.BLOCK for draft in drafts):
        return decision
    return replace(decision, outcome=Outcome.BLOCKED, reason="breaks_an_error_rule")


def _answers_nothing(brief: Brief, drafts: tuple[CheckedDraft, ...]) -> bool:
    """Whether a reply that was to quote an answer found nothing in the hits that speaks of the question."""
    vouched = brief.ticket.instruction or brief.ticket.context_references
    asked = brief.outcome is Outcome.SUGGEST and brief.understanding.query_text and not vouched
    return bool(asked) and not any(one.draft.citations for one in drafts)


def check_context(brief: Brief, draft: Draft) -> CheckContext:
    """What the guardrail may know of a draft for this ticket."""
    ticket, understood = brief.ticket, brief.understanding
    answer_given = bool(draft.citations) if ticket.case.answer_given is None else ticket.case.answer_given
    return CheckContext(
        language_code=understood.language_code,
        conversation=ticket.conversation,
        end_user=ticket.end_user,
        agent=ticket.agent,
        case=replace(ticket.case, is_first_reply=understood.is_first_reply, answer_given=answer_given),
        stage=reply_stage(brief),
        instruction=ticket.instruction,
        context_references=(*ticket.context_references, ContextReference("response_time", response_time(brief))),
        internal_notes=ticket.internal_notes,
        sources=quoted_sources(draft, brief.hits),
    )


def _questions(draft: Draft) -> tuple[str, ...]:
    asked = (span.of(draft.text) for span in sentences(draft.text))
    return tuple(text for text in asked if text.endswith("?"))


def _query(ticket: Ticket, understood: Understanding, text: str) -> Query:
    return Query(
        text,
        understood.language_code,
        HITS,
        ticket.knowledge_filter,
        as_of=ticket.as_of or ticket.case.now,
        access_groups=ticket.access_groups,
    )


def _quotes_at_fault(draft: Draft, report: Report) -> frozenset[tuple[str, Span]]:
    """(article id, stretch of the article) of each quotation's part that an error-level finding touches."""
    errors = [one.span for one in report.findings if one.rule.severity is Severity.ERROR]
    return frozenset(
        (citation.source.article_id, article_span(citation, error))
        for citation in draft.citations
        for error in errors
        if citation.span.overlaps(error)
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
