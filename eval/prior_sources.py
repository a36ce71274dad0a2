"""Labelled files and the sample tickets -> examples of evidence, source by source, to fit the prior on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from eval.cases import Case, load_cases
from eval.errors import EvalError
from eval.indexing import indexed_into, read_articles
from eval.questions import Question, read_questions
from eval.sample import sample_cases, shipped_searcher
from kb_index.fitting import Example
from kb_index.ports import Embedder
from kb_index.records import Article, Query
from kb_index.sample_kb import sample_path
from kb_index.search import Searcher
from kb_index.self_calibration import own_examples
from kb_index.self_questions import everyday_questions
from service.domain import Channel, Conversation, Message, Role, Ticket
from service.understand import understand

SAMPLE = "sample"
_WHOLE_PRODUCT = 0.3  # of the articles; a product with more is the knowledge base itself


class _Kind(StrEnum):
    ANSWERABLE = "answerable"
    NO_ANSWER = "nothing answers it"
    TAKEN_AWAY = "the articles that answer it were taken away"
    EVERYDAY = "of another trade"


# Where the articles that answer were taken away, another page often answers still: labels name no more than one or two.
_WEIGHTS = {_Kind.ANSWERABLE: 1.0, _Kind.NO_ANSWER: 2.0, _Kind.TAKEN_AWAY: 0.3, _Kind.EVERYDAY: 0.5}
_Kept = tuple[Example, _Kind]


@dataclass(frozen=True, slots=True)
class Source:
    """A knowledge base with its questions. ``own``: those that its index makes of itself."""

    name: str
    examples: tuple[Example, ...]
    own: tuple[Example, ...]


def labelled_source(files: Sequence[Path], embedder: Embedder, *, work: Path) -> Source:
    """``files``: articles, queries and, where there are any, queries that nothing answers.

    Raises EvalError, KbError.
    """
    if len(files) not in {2, 3}:
        raise EvalError("a source is ARTICLES,QUERIES or ARTICLES,QUERIES,NOANSWER")
    articles, _ = read_articles(files[:1], "A")
    questions = read_questions(files[1:2], files[2:], articles, protocol="A")
    name = f"{questions[0].language_code}-{files[0].parent.name}-{files[0].stem}"
    with closing(shipped_searcher(indexed_into(work / name, articles, embedder), embedder)) as searcher:
        asked = list(_asked(questions, articles, searcher))
        asked += _everyday(searcher, {one.language_code for one in questions})
        return Source(name, tuple(_weighed(asked)), tuple(own_examples(searcher, articles)))


def sample_source(embedder: Embedder, *, work: Path) -> Source:
    """The tickets that come with the project, each question searched apart as the service does."""
    articles, _ = read_articles([sample_path()], "A")
    with closing(shipped_searcher(indexed_into(work / SAMPLE, articles, embedder), embedder)) as searcher:
        asked = [pair for path in sample_cases() for pair in _tickets(path, searcher)]
        asked += _everyday(searcher, {"ru", "en"})
        return Source(SAMPLE, tuple(_weighed(asked)), tuple(own_examples(searcher, articles)))


def _asked(questions: Sequence[Question], articles: Sequence[Article], searcher: Searcher) -> Iterator[_Kept]:
    products = {article.article_id: article.product for article in articles}
    counts = Counter(products.values())
    for one in questions:
        subjects = {products[key] for key in one.relevant if counts[products[key]] <= _WHOLE_PRODUCT * len(articles)}
        without = {key for key, product in products.items() if product and product in subjects} | set(one.relevant)
        whole, partial, _ = searcher.evidence(Query(one.text, one.language_code), without=without)
        yield (
            Example(whole, answered=bool(one.relevant), group=one.page),
            _Kind.ANSWERABLE if one.relevant else _Kind.NO_ANSWER,
        )
        if one.relevant:
            yield Example(partial, answered=False, group=one.page), _Kind.TAKEN_AWAY


def _tickets(path: Path, searcher: Searcher) -> Iterator[_Kept]:
    for case in load_cases(path):
        understood = understand(_ticket(case))
        answered = "suggest" in case.expected.outcome and bool(case.relevant)
        if understood.vague or not understood.query_text or not (answered or case.expected.outcome == ("abstain",)):
            continue
        texts = understood.questions if len(understood.questions) > 1 else (understood.query_text,)
        for text in texts:
            asked = Query(text, understood.language_code)
            whole, partial, _ = searcher.evidence(asked, without=set(case.relevant))
            yield Example(whole, answered=answered, group=case.id), _Kind.ANSWERABLE if answered else _Kind.NO_ANSWER
            if answered:
                yield Example(partial, answered=False, group=case.id), _Kind.TAKEN_AWAY


def _ticket(case: Case) -> Ticket:
    """What was said, without whom and when: that decides the question."""
    said = case.request["conversation"]
    messages = tuple(Message(Role(one["role"]), one["text"]) for one in said["messages"])
    return Ticket(Conversation(Channel(said.get("channel", Channel.CHAT)), messages, said.get("subject")))


def _everyday(searcher: Searcher, languages: set[str]) -> Iterator[_Kept]:
    for code in sorted(languages):
        for one in everyday_questions(code):
            found, _, _ = searcher.evidence(Query(one.text, code))
            yield Example(found, answered=False, group=one.source), _Kind.EVERYDAY


def _weighed(asked: Sequence[_Kept]) -> Iterator[Example]:
    return (replace(one, weight=_WEIGHTS[kind]) for one, kind in asked)
