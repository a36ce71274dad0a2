"""Working stand-ins for the ports: a keyword search, a checker of one rule, a suggester that quotes. No patches."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kb_index.errors import ArticleInvalid, BatchInvalid
from kb_index.records import Article, Hit, IndexInfo, Passage, Query, SearchResult, Span
from service.call import Call
from service.domain import (
    CheckContext,
    CheckedDraft,
    Citation,
    CitedSource,
    Commitment,
    ConfidenceLevel,
    Draft,
    Finding,
    Grounding,
    Mode,
    Outcome,
    Repair,
    Replacement,
    Report,
    RetrievedArticle,
    Review,
    Role,
    RuleRef,
    Severity,
    Stage,
    Statement,
    Suggestion,
    Ticket,
    UnsupportedClaim,
    Versions,
)
from service.drafting.rewriting.rewriter import Rewriter
from service.errors import UnknownStandard
from service.llm.resting import rest
from service.ports import ChatModel, Permit
from service.settings import Settings
from service.standards.model import StandardInfo

RULE = RuleRef("no-problem", "existence", Severity.ERROR, "default", "1", "the test's own standard")


class FakeShelf:
    """Articles in a dict; one passage per article, its whole body."""

    def __init__(self, *articles: Article) -> None:
        self.articles = {article.article_id: article for article in articles}

    def get(self, article_id: str) -> Article | None:
        return self.articles.get(article_id)

    def put(self, article: Article, *, permit: Permit | None = None) -> tuple[str, int]:
        if not re.search(r"\w", article.body_markdown):
            raise ArticleInvalid("the article holds no words; give it a text")
        old = self.articles.get(article.article_id)
        if permit is not None:
            permit()
        self.articles[article.article_id] = article
        if old is None:
            return "created", 1
        return ("unchanged" if old.version_hash == article.version_hash else "updated"), 1

    def batch(
        self, articles: Sequence[Article], deletes: Sequence[str] = (), *, permit: Permit | None = None
    ) -> tuple[tuple[str, int], ...]:
        ids = [*deletes, *(one.article_id for one in articles)]
        bad = {n: "no words" for n, one in enumerate(articles) if not re.search(r"\w", one.body_markdown)}
        bad |= {n: "this id stands in it twice" for n, one in enumerate(articles) if ids.count(one.article_id) > 1}
        if bad:
            raise BatchInvalid(bad)
        if permit is not None:
            permit()
        put = tuple(self.put(article) for article in articles)
        return (*put, *(("deleted" if self.delete(one) else "absent", 0) for one in deletes))

    def rename(self, article_id: str, to: str, *, permit: Permit | None = None) -> str:
        here, there = self.articles.get(article_id), self.articles.get(to)
        if there is not None and (here is None or article_id == to):
            return "unchanged"
        if here is None or there is not None:
            return "absent" if here is None else "taken"
        if permit is not None:
            permit()
        self.articles[to] = replace(self.articles.pop(article_id), article_id=to)
        return "renamed"

    def delete(self, article_id: str, *, permit: Permit | None = None) -> bool:
        if permit is not None:
            permit()
        return self.articles.pop(article_id, None) is not None

    def page(self, *, after: str | None, limit: int) -> tuple[Article, ...]:
        ids = sorted(one for one in self.articles if after is None or one > after)
        return tuple(self.articles[one] for one in ids[:limit])


@dataclass
class FakeRetriever:
    """An article matches when it shares a word of four letters with the query."""

    shelf: FakeShelf

    def search(self, query: Query) -> SearchResult:
        words = set(re.findall(r"\w{4,}", query.text.lower()))
        found = [one for one in self.shelf.articles.values() if words & set(re.findall(r"\w{4,}", one.title.lower()))]
        hits = tuple(_hit(article) for article in found[: query.limit])
        return SearchResult(hits, 0.9 if hits else 0.1, "1")

    def describe(self) -> IndexInfo:
        return IndexInfo("1", 1, "none", len(self.shelf.articles), len(self.shelf.articles), ("en", "ru"))


def _hit(article: Article) -> Hit:
    body = article.body_markdown
    passage = Passage(article.article_id, 0, Span(0, len(body)), body)
    return Hit(passage, article, article.version_hash, 0.8)


class FakeChecker:
    """Finds the word ``problem`` and mends it; numbers must stand in the sources; ``will`` is a promise."""

    version = "default@1"

    def review(self, text: str, context: CheckContext) -> Review:
        return Review(self.check(text), self.ground(text, context), self.commitments(text))

    def check(self, text: str) -> Report:
        found = [Span(*match.span()) for match in re.finditer("problem", text)]
        fix = (Replacement("difficulty", "auto"),)
        return Report(tuple(Finding(RULE, "Say what happened.", span, span.of(text), fix) for span in found))

    def mend(self, text: str, report: Report, context: CheckContext) -> tuple[str, Report]:
        found = report.findings
        mended = text.replace("problem", "difficulty")
        places = [Span(*match.span()) for match in re.finditer("difficulty", mended)][: len(found)]
        repairs = tuple(Repair(RULE.rule_id, "problem", "difficulty", place) for place in places)
        return mended, Report(repairs=repairs)

    def statements(self, language_code: str) -> tuple[Statement, ...]:
        return (Statement("no-problem", Severity.ERROR, f"Say what happened, not “problem” ({language_code})."),)

    def ground(self, text: str, context: CheckContext) -> Grounding | None:
        known = " ".join(source.text for source in context.sources or ())
        numbers = [Span(*match.span()) for match in re.finditer(r"\d+", text)]
        unknown = [span for span in numbers if span.of(text) not in known]
        coverage = 1.0 - len(unknown) / len(numbers) if numbers else 1.0
        return Grounding(coverage, tuple(UnsupportedClaim(span, span.of(text), "number") for span in unknown))

    def commitments(self, text: str) -> tuple[Commitment, ...]:
        return tuple(Commitment(Span(*match.span()), match.group()) for match in re.finditer(r"will \w+", text))


@dataclass
class FakeSuggester:
    """Greets with an emoji and quotes the first article found."""

    retriever: FakeRetriever
    seen: list[Ticket] = field(default_factory=list)

    def suggest(self, ticket: Ticket, call: Call = Call()) -> Suggestion:  # noqa: B008 - a frozen value
        self.seen.append(ticket)
        asked = " ".join(one.text for one in ticket.conversation.messages if one.role is Role.END_USER)
        found = self.retriever.search(Query(asked, "en", filter=ticket.knowledge_filter))
        return _suggestion(ticket, found)


def _suggestion(ticket: Ticket, found: SearchResult) -> Suggestion:
    greeting = f"👋 Hello, {ticket.end_user.name or 'there'}!\n\n"
    quotes = tuple(hit.passage for hit in found.hits[:1])
    text = greeting + (quotes[0].text if quotes else "We will look into it.")
    citations = tuple(_citation(len(greeting), hit) for hit in found.hits[:1])
    checked = CheckedDraft(Draft(text, text, citations), FakeChecker().check(text), Grounding(1.0))
    return Suggestion(
        suggestion_id="sg-1",
        outcome=Outcome.SUGGEST if citations else Outcome.ABSTAIN,
        outcome_reason="an article answers" if citations else "nothing relevant was found",
        mode=Mode.EXTRACTIVE,
        language_code="en",
        stage=ticket.case.stage or Stage.FIRST,
        confidence=found.confidence,
        confidence_level=ConfidenceLevel.HIGH if citations else ConfidenceLevel.LOW,
        drafts=(checked,),
        retrieved=tuple(_retrieved(hit, used=i == 0) for i, hit in enumerate(found.hits)),
        should_escalate=False,
        needs_approval=False,
        versions=Versions("0", "none", "none", "default", found.index_version, "none"),
        timings_ms={"total": 1.0},
        missing=() if citations else ("an article on this",),
    )


def _citation(at: int, hit: Hit) -> Citation:
    quote = hit.passage.text
    article = hit.article
    source = CitedSource(article.article_id, article.title, article.uri, hit.version_hash, quote, hit.passage.span)
    return Citation(Span(at, at + len(quote)), source)


def _retrieved(hit: Hit, *, used: bool) -> RetrievedArticle:
    article = hit.article
    return RetrievedArticle(article.article_id, article.title, article.uri, hit.similarity, used, hit.passage.text)


@dataclass
class FakeServices:
    """The wired service made of fakes; ``suggester`` may be replaced by one that waits or fails."""

    shelf: FakeShelf
    retriever: FakeRetriever
    suggester: object
    missing: tuple[str, ...] = ()
    closed: int = 0
    model: ChatModel | None = None

    def checker(self, name: str | None) -> FakeChecker:
        if name not in (None, "default"):
            raise UnknownStandard(f"there is no standard `{name}`; there are default")
        return FakeChecker()

    @property
    def rewriter(self) -> Rewriter:
        return Rewriter(self.checker, self.model)

    def standards(self) -> tuple[StandardInfo, ...]:
        return (StandardInfo("default", "1", {"ru": "Обычный", "en": "Plain"}, (), 1),)

    def ready(self) -> tuple[str, ...]:
        return self.missing

    def close(self) -> None:
        self.closed += 1


ARTICLE = Article("orders/export", "Export orders", "🙂 Open Orders and choose Export. It takes 5 minutes.", "en")


def fake_services(*articles: Article, suggester: object | None = None) -> FakeServices:
    shelf = FakeShelf(*(articles or (ARTICLE,)))
    retriever = FakeRetriever(shelf)
    return FakeServices(shelf, retriever, suggester or FakeSuggester(retriever))


def opening(services: FakeServices) -> Callable[[Settings], FakeServices]:
    return lambda settings: services


@dataclass
class HeldSuggester:
    """Waits inside ``suggest`` until it is released, as a slow model would."""

    inner: FakeSuggester
    released: threading.Event = field(default_factory=threading.Event)
    inside: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    calls: int = 0

    def suggest(self, ticket: Ticket, call: Call = Call()) -> Suggestion:  # noqa: B008 - a frozen value
        self.calls += 1
        self.inside.release()
        with rest(call.until):
            self.released.wait(60)
        return self.inner.suggest(ticket, call)


@dataclass
class FailingSuggester:
    """Raises what it is given."""

    error: Exception

    def suggest(self, ticket: Ticket, call: Call = Call()) -> Suggestion:  # noqa: B008 - a frozen value
        raise self.error


def settings(**given: object) -> Settings:
    """The defaults, whatever the environment says, with the given changes."""
    defaults = {name: one.get_default() for name, one in Settings.model_fields.items()}
    return Settings.model_construct(**{**defaults, **given})
