"""The domain's values -> bodies of the contract, with spans in the unit that the caller asked for."""

from __future__ import annotations

from collections.abc import Callable

from kb_index.records import Article, SearchResult
from kb_index.records import Hit as FoundHit
from service.api import show_judged as judged
from service.api.schemas import answered as out
from service.api.schemas import stored
from service.api.schemas.parts import SpanBody
from service.domain import (
    CheckedDraft,
    Citation,
    Draft,
    Escalation,
    RetrievedArticle,
    Suggestion,
    TokenUsage,
    Versions,
)
from service.errors import DegradedReason
from service.standards.model import Rule, Standard, StandardInfo

FindArticle = Callable[[str], Article | None]


def suggestion(found: Suggestion, *, unit: str, find: FindArticle, warnings: tuple[str, ...]) -> out.SuggestionAnswer:
    """``find`` gives the cited articles, whose text the spans of quotes count in."""
    return out.SuggestionAnswer(
        suggestion_id=found.suggestion_id,
        outcome=found.outcome,
        outcome_reason=found.outcome_reason,
        mode=found.mode,
        degraded_reason=None if found.degraded_reason is None else DegradedReason(found.degraded_reason),
        language_code=found.language_code,
        stage=found.stage,
        confidence=found.confidence,
        confidence_level=found.confidence_level,
        drafts=[
            _draft(draft, f"{found.suggestion_id}-{number}", unit=unit, find=find)
            for number, draft in enumerate(found.drafts, start=1)
        ],
        retrieved=[retrieved(one) for one in found.retrieved],
        should_escalate=found.should_escalate,
        escalation=None if found.escalation is None else _escalation(found.escalation),
        needs_approval=found.needs_approval,
        missing=list(found.missing),
        clarifying_questions=list(found.clarifying_questions),
        warnings=[*warnings, *found.warnings],
        versions=_versions(found.versions),
        usage=None if found.usage is None else usage(found.usage),
        timings_ms=dict(found.timings_ms),
    )


def usage(spent: TokenUsage) -> out.UsageBody:
    return out.UsageBody(
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        calls=spent.calls,
        estimated=spent.estimated,
        cost=spent.cost,
        currency=None if spent.cost is None else spent.currency,
    )


def retrieval(found: SearchResult, warnings: tuple[str, ...]) -> stored.RetrieveAnswer:
    return stored.RetrieveAnswer(
        hits=[_hit(hit) for hit in found.hits], confidence=found.confidence, warnings=list(warnings)
    )


def article_head(found: Article) -> stored.ArticleHead:
    return stored.ArticleHead(
        article_id=found.article_id,
        version_hash=found.version_hash,
        title=found.title,
        language_code=found.language_code,
        uri=found.uri,
        product=found.product,
        kind=found.kind,
        updated_at=found.updated_at,
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        access_groups=list(found.access_groups),
    )


def article(found: Article) -> stored.ArticleAnswer:
    head = article_head(found).model_dump()
    return stored.ArticleAnswer(**head, body_markdown=found.body_markdown, metadata=dict(found.metadata))


def standard(info: StandardInfo) -> stored.StandardBody:
    return stored.StandardBody(
        id=info.name,
        version=info.version,
        description=dict(info.description),
        extends=list(info.extends),
        rule_count=info.rules,
    )


def standard_with_rules(loaded: Standard) -> stored.StandardAnswer:
    return stored.StandardAnswer(
        id=loaded.name,
        version=loaded.version,
        description=dict(loaded.description),
        extends=list(loaded.extends),
        rule_count=len(loaded.rules),
        rules=[_rule(rule) for rule in loaded.rules],
    )


def _rule(rule: Rule) -> stored.StandardRuleBody:
    return stored.StandardRuleBody(
        id=rule.rule_id,
        severity=rule.severity,
        kinds=sorted({check.kind for check in rule.checks}),
        statement=dict(rule.statement),
        message=dict(rule.message),
        source=rule.source,
    )


def _hit(hit: FoundHit) -> stored.HitBody:
    span = hit.passage.span
    return stored.HitBody(
        article_id=hit.article.article_id,
        title=hit.article.title,
        uri=hit.article.uri,
        version_hash=hit.version_hash,
        language_code=hit.article.language_code,
        relevance_score=hit.similarity,
        passage=stored.PassageBody(text=hit.passage.text, span=SpanBody(start=span.start, end=span.end)),
    )


def _draft(checked: CheckedDraft, draft_id: str, *, unit: str, find: FindArticle) -> out.DraftBody:
    draft = checked.draft
    place = judged.places(draft.text, unit)
    return out.DraftBody(
        draft_id=draft_id,
        approach=draft.approach,
        text=draft.text,
        markdown=draft.markdown,
        citations=[_citation(one, place, unit=unit, find=find) for one in draft.citations],
        grounding=judged.grounding(checked.grounding, place, _in_cited(draft, unit, find)),
        guardrail=judged.guardrail(checked.report, place),
        commitments=[judged.commitment(one, place) for one in checked.commitments],
    )


def _citation(citation: Citation, place: judged.Place, *, unit: str, find: FindArticle) -> out.CitationBody:
    source = citation.source
    return out.CitationBody(
        span=place(citation.span),
        source=out.CitedSourceBody(
            article_id=source.article_id,
            title=source.title,
            uri=source.uri,
            version_hash=source.version_hash,
            quote=source.quote,
            quote_span=_quote_place(citation, unit, find)(source.quote_span),
        ),
    )


def _quote_place(citation: Citation, unit: str, find: FindArticle) -> judged.Place:
    """The quote's span counts in the article, which only the shelf holds."""
    return _article_place(citation.source.article_id, citation.source.version_hash, unit, find)


def _in_cited(draft: Draft, unit: str, find: FindArticle) -> judged.PlaceIn:
    """Facts are traced into the versions that the draft cites."""
    versions = {one.source.article_id: one.source.version_hash for one in draft.citations}
    return lambda article_id: _article_place(article_id, versions.get(article_id), unit, find)


def _article_place(article_id: str, version_hash: str | None, unit: str, find: FindArticle) -> judged.Place:
    if unit == "codepoint":
        return judged.places("", unit)
    found = find(article_id)
    # Changed or deleted within these milliseconds: code points of the version that the hash names are all there is.
    same = found is not None and version_hash in (None, found.version_hash)
    return judged.places(found.body_markdown if found is not None and same else "", unit)


def retrieved(one: RetrievedArticle) -> out.RetrievedBody:
    return out.RetrievedBody(
        article_id=one.article_id,
        title=one.title,
        uri=one.uri,
        relevance_score=one.relevance_score,
        used=one.used,
        excerpt=one.excerpt,
    )


def _escalation(one: Escalation) -> out.EscalationBody:
    return out.EscalationBody(
        reason=one.reason, understood=one.understood, tried=list(one.tried), expected=one.expected, by=one.by
    )


def _versions(one: Versions) -> out.VersionsBody:
    return out.VersionsBody(
        service=one.service,
        model=one.model,
        prompt=one.prompt,
        standard=one.standard,
        index=one.index,
        embedder=one.embedder,
    )
