"""Brief -> CheckedDraft: a draft and what the guardrail says of it, its facts traced into the articles."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from kb_index.records import Span
from service.domain import CheckContext, CheckedDraft, ContextReference, Draft, Grounding, Report, Review, Severity
from service.drafting.address import as_addressed
from service.drafting.composer import Brief, compose, reply_stage, response_time
from service.drafting.letter import article_span
from service.drafting.prompt_book import phrase_book
from service.drafting.quoted import in_articles, quoted_sources
from service.ports import Checker

_ROUNDS = 4  # of composing around quotes that break a rule

Measures = Callable[[str], AbstractContextManager[None]]


def composed(brief: Brief, checker: Checker, measures: Measures) -> CheckedDraft:
    """The composer's draft; a quote that breaks an error rule is left out and the rest composed anew."""
    for _ in range(_ROUNDS):
        with measures("draft"):
            draft = compose(brief)
        with measures("check"):
            review = checker.review(draft.text, check_context(brief, draft))
        at_fault = _quotes_at_fault(draft, review.report)
        if at_fault <= brief.barred:
            break
        brief = replace(brief, barred=brief.barred | at_fault)
    return checked(draft, review)


def checked(draft: Draft, review: Review) -> CheckedDraft:
    grounding = in_articles(review.grounding or Grounding(1.0), draft)
    return CheckedDraft(draft, review.report, grounding, review.commitments, review.notices)


def check_context(brief: Brief, draft: Draft, *, fragment: bool = False) -> CheckContext:
    """What the guardrail may know of a draft for this ticket."""
    ticket, understood = brief.ticket, brief.understanding
    language = understood.language_code
    answer_given = bool(draft.citations) if ticket.case.answer_given is None else ticket.case.answer_given
    return CheckContext(
        language_code=language,
        conversation=ticket.conversation,
        end_user=as_addressed(ticket.end_user, phrase_book(language).wording, language),
        agent=ticket.agent,
        case=replace(ticket.case, is_first_reply=understood.is_first_reply, answer_given=answer_given),
        stage=reply_stage(brief),
        instruction=ticket.instruction,
        context_references=(*ticket.context_references, ContextReference("response_time", response_time(brief))),
        internal_notes=ticket.internal_notes,
        sources=quoted_sources(draft, brief.hits),
        fragment=fragment,
    )


def errors(report: Report) -> tuple[Span, ...]:
    return tuple(one.span for one in report.findings if one.rule.severity is Severity.ERROR)


def _quotes_at_fault(draft: Draft, report: Report) -> frozenset[tuple[str, Span]]:
    """(article id, stretch of the article) of each quotation's part that an error-level finding touches."""
    return frozenset(
        (citation.source.article_id, article_span(citation, error))
        for citation in draft.citations
        for error in errors(report)
        if citation.span.overlaps(error)
    )
