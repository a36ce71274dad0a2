"""A folder of knowledge bases with labelled queries -> the cases of each; docs/evaluation.md shows the folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import Case, Evidence, Expected
from eval.errors import EvalError
from eval.indexing import read_articles
from eval.legs import Workload, workloads
from eval.questions import Question, read_questions
from kb_index.records import Article
from service.domain import Channel, Role

UNANSWERABLE = "unanswerable"
_NO_ID = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """``articles``: the file to index for these cases. ``read``: every file that was read."""

    name: str
    articles: Path
    cases: tuple[Case, ...]
    read: tuple[Path, ...]


def knowledge_bases(data: Path, *, only: str = "", limit: int | None = None) -> list[KnowledgeBase]:
    """Those whose name holds ``only``; of each at most ``limit`` cases, taken evenly from its questions.

    A question that the articles answer expects a suggestion; one that they do not answer expects that the service
    abstains. Escalation and stage are not labelled. Raises EvalError.
    """
    found = [one for one in workloads(data) if one.protocol == "A" and only in one.name]
    if not found:
        names = ", ".join(dict.fromkeys(one.name for one in workloads(data)))
        raise EvalError(f"{data}: no knowledge base is called {only}; there are {names}")
    return [_read(workload, data, limit) for workload in found]


def _read(workload: Workload, data: Path, limit: int | None) -> KnowledgeBase:
    articles, _ = read_articles([workload.articles], workload.protocol)
    noanswer = data / f"noanswer_{workload.name[:2]}.jsonl"
    refused = [noanswer] if noanswer.is_file() and "/" in workload.name else []
    questions = read_questions([workload.queries], refused, articles, protocol=workload.protocol)
    labels = {row["id"]: row for path in (workload.queries, *refused) for row in _rows(path)}
    by_id = {article.article_id: article for article in articles}
    cases = [_case(one, labels[one.query_id], by_id) for one in _spread(questions, limit)]
    if len({case.id for case in cases}) < len(cases):
        raise EvalError(
            f"{workload.queries}: two ids differ in their signs alone; a case is known by a-z, 0-9, _ and -"
        )
    return KnowledgeBase(
        workload.name, workload.articles, tuple(cases), (workload.articles, workload.queries, *refused)
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return (json.loads(line) for line in lines if line.strip())


def _spread(questions: Sequence[Question], limit: int | None) -> list[Question]:
    """Evenly from first to last: questions of one origin stand together in a file."""
    if limit is None or limit >= len(questions):
        return list(questions)
    return [questions[place * len(questions) // limit] for place in range(limit)]


def _case(question: Question, row: Mapping[str, Any], articles: Mapping[str, Article]) -> Case:
    message = {"role": Role.END_USER.value, "text": question.text}
    outcome = ("suggest",) if question.relevant else ("abstain",)
    labels = (row.get("answer_type"), row.get("reason"))
    return Case(
        id=_NO_ID.sub("-", question.query_id.lower()).strip("-_"),
        request={"conversation": {"channel": Channel.EMAIL.value, "messages": [message]}},
        relevant=question.relevant,
        gold_answer=row.get("gold_answer_markdown") or None if question.relevant else None,
        evidence=tuple(_evidence(question, articles)),
        expected=Expected.model_validate({"outcome": outcome, "language_code": question.language_code}),
        kind=str(row["origin"]) if question.relevant else UNANSWERABLE,
        vendor=str(row["kb"]),
        tags=tuple(str(label) for label in labels if label),
    )


def _evidence(question: Question, articles: Mapping[str, Article]) -> Iterator[Evidence]:
    if question.gold is None or question.gold[0] not in articles:
        return
    article_id, span = question.gold
    quote = span.of(articles[article_id].body_markdown).strip()
    if quote:
        yield Evidence(article_id=article_id, quote=quote)
