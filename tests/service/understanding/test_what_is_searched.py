"""Which texts are searched for a message, in which order, and what a search for a person's question answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb_index.records import Article, Hit, IndexInfo, Passage, Query, SearchResult, Span
from service.domain import Outcome
from service.suggest import Suggester
from service.understanding.questions import with_question
from service.wiring import Checkers
from tests.service.drafting.desk import ticket

POOL = Article(
    "en/pool", "The pool", "The pool is open from nine. A towel costs two pounds. A key is at the desk.", "en"
)


@dataclass
class ListeningRetriever:
    """Finds the pool for every text, as surely as told by a part of the text; otherwise not at all surely."""

    sure: Mapping[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def search(self, query: Query) -> SearchResult:
        self.asked.append(query.text)
        body = POOL.body_markdown
        hit = Hit(Passage(POOL.article_id, 0, Span(0, len(body)), body), POOL, POOL.version_hash, 0.8)
        return SearchResult((hit,), self.sure.get(query.text, 0.2), "1")

    def describe(self) -> IndexInfo:
        return IndexInfo("1", 1, "none", 1, 1, ("en",))


def asked(text: str, sure: Mapping[str, float]) -> tuple[list[str], Outcome, tuple[str, ...]]:
    retriever = ListeningRetriever(sure)
    found = Suggester(retriever, Checkers("default")).suggest(ticket(text, channel="chat"))
    return retriever.asked, found.outcome, found.missing


STORY, QUESTION = "We had a lovely week in May.", "What does a pool towel cost?"


def test_a_question_with_its_own_topic_is_searched_without_the_story() -> None:
    assert asked(f"{STORY} {QUESTION}", {QUESTION: 0.9})[0] == [QUESTION]


def test_the_whole_message_is_searched_where_the_question_finds_nothing() -> None:
    texts, outcome, _ = asked(f"{STORY} {QUESTION}", {f"{STORY} {QUESTION}": 0.9})

    assert texts == [QUESTION, f"{STORY} {QUESTION}"]
    assert outcome is Outcome.SUGGEST


def test_a_brief_question_that_is_unsure_goes_on_with_the_one_before_it() -> None:
    both = "When is the heated pool open… Where is a key?"
    texts, _, missing = asked("When is the heated pool open? Where is a key?", {both: 0.9})

    assert both in texts
    assert both not in missing


def test_a_brief_question_that_is_sure_stands_alone() -> None:
    first, second = "When is the heated pool open in May?", "Where are spare keys?"

    assert asked(f"{first} {second}", {first: 0.9, second: 0.9})[0] == [first, second]


def test_questions_that_find_nothing_each_are_searched_as_one() -> None:
    text = "Is the heated pool open in the early morning and do guests pay for the deep blue sauna?"
    texts, outcome, _ = asked(text, {text: 0.9})

    assert texts[-1] == text
    assert outcome is Outcome.SUGGEST


def test_what_only_a_person_can_tell_is_not_answered_from_articles() -> None:
    text = "Has our pool booking been confirmed?"

    assert asked(text, {text: 0.99})[1:] == (Outcome.ABSTAIN, (text,))


def test_what_an_article_tells_is_answered_beside_it() -> None:
    own, question = "Has our pool booking been confirmed?", "What does a pool towel cost?"
    _, outcome, missing = asked(f"{own} {question}", {own: 0.99, question: 0.9})

    assert (outcome, missing) == (Outcome.SUGGEST, (own,))


def test_a_long_question_and_one_that_was_told_something_borrow_nothing() -> None:
    text = "When is the pool open? Which towels do guests of the blue house get? And how much are they?"

    assert with_question(text, "Which towels do guests of the blue house get?").startswith("Which towels")
    assert with_question("Where is the key?", "Where is the key?") == "Where is the key?"
