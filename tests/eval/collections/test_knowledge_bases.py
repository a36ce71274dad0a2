"""A folder of knowledge bases with labelled queries becomes cases, knowledge base by knowledge base."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.collections.indexed import indexed
from eval.collections.knowledge_bases import knowledge_bases
from eval.errors import EvalError
from eval.sample import sample_settings
from kb_index.store.database import connect

BODY = "Open Orders and choose Export. The file arrives within 5 minutes.\n\nAsk us for older ones."
ARTICLES = [
    {"id": "v:en:export", "title": "Export", "lang": "en", "body_markdown": BODY, "source_path": "export.md"},
    {"id": "v:en:refund", "title": "Refunds", "lang": "en", "body_markdown": "Choose Refund.", "source_path": "r.md"},
]
ANSWERED = {
    "id": "V-1",
    "lang": "en",
    "text": "How do I export?",
    "relevant": ["v:en:export"],
    "kb": "vendor",
    "origin": "faq_question",
    "answer_type": "inline",
    "source_path": "export.md",
    "gold_answer_markdown": "Choose **Export**.",
    "gold_span_noquestions": {"article_id": "v:en:export", "start": 0, "end": 30},
}
OPEN = {"id": "v-e1", "lang": "en", "text": "Do you hire?", "kb": "vendor", "origin": "faq_question", "reason": "gone"}


def write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    write(folder / "kb_en_noquestions" / "vendor.jsonl", ARTICLES)
    write(folder / "queries_en.jsonl", [ANSWERED, *({**ANSWERED, "id": f"V-{n}"} for n in range(2, 6))])
    write(folder / "noanswer_en.jsonl", [OPEN])
    write(folder / "labelled" / "shop_en" / "kb.jsonl", ARTICLES)
    labelled = [{**ANSWERED, "kb": "shop_en"}, {**OPEN, "kb": "shop_en", "answerable": False}]
    write(folder / "labelled" / "shop_en" / "queries.jsonl", labelled)
    return folder


def test_a_question_becomes_a_ticket_with_its_labels(data: Path) -> None:
    (vendor,) = knowledge_bases(data, only="vendor")
    case = vendor.cases[0]
    assert (vendor.name, case.id, case.vendor, case.kind, case.tags) == (
        "en/vendor",
        "v-1",
        "vendor",
        "faq_question",
        ("inline",),
    )
    assert case.request["conversation"]["messages"] == [{"role": "end_user", "text": "How do I export?"}]
    assert (case.relevant, case.gold_answer) == (("v:en:export",), "Choose **Export**.")
    assert [(one.article_id, one.quote) for one in case.evidence] == [("v:en:export", "Open Orders and choose Export.")]
    assert (case.expected.outcome, case.expected.should_escalate, case.expected.language_code) == (
        ("suggest",),
        None,
        "en",
    )


def test_a_question_that_nothing_answers_expects_that_the_service_abstains(data: Path) -> None:
    for base in knowledge_bases(data):
        case = base.cases[-1]
        assert (case.id, case.expected.outcome, case.relevant, case.kind) == ("v-e1", ("abstain",), (), "unanswerable")
        assert (case.tags, case.gold_answer, case.evidence) == (("gone",), None, ())


def test_a_limit_takes_cases_evenly_and_a_name_chooses(data: Path) -> None:
    assert [(one.name, len(one.cases)) for one in knowledge_bases(data)] == [("en/vendor", 6), ("shop_en", 2)]
    (vendor,) = knowledge_bases(data, only="vendor", limit=3)
    assert [one.id for one in vendor.cases] == ["v-1", "v-3", "v-5"]
    with pytest.raises(EvalError, match="no knowledge base is called nowhere; there are en/vendor, shop_en"):
        knowledge_bases(data, only="nowhere")


def test_ids_that_differ_in_their_signs_alone_are_refused(data: Path) -> None:
    write(data / "queries_en.jsonl", [ANSWERED, {**ANSWERED, "id": "v-1"}])
    with pytest.raises(EvalError, match="two ids differ in their signs alone"):
        knowledge_bases(data, only="vendor")


def test_an_index_is_made_once_for_the_same_articles(data: Path, tmp_path: Path) -> None:
    articles, settings = data / "labelled" / "shop_en" / "kb.jsonl", sample_settings(tmp_path, embedder="hashing")
    first = indexed(articles, settings, tmp_path / "cache", calibrated=False)
    (first / "kept").touch()
    assert indexed(articles, settings, tmp_path / "cache", calibrated=False) == first
    assert (first / "kept").exists()
    write(articles, [*ARTICLES, {**ARTICLES[0], "id": "v:en:more"}])
    second = indexed(articles, settings, tmp_path / "cache", calibrated=False)
    assert second != first
    assert _count(second) == _count(first) + 1


def test_what_another_version_of_the_code_built_is_built_anew(data: Path, tmp_path: Path) -> None:
    articles, settings = data / "labelled" / "shop_en" / "kb.jsonl", sample_settings(tmp_path, embedder="hashing")
    first = indexed(articles, settings, tmp_path / "cache", calibrated=False)
    (first.parent / "done").write_text("another version", "utf-8")
    (first / "stale").touch()
    assert indexed(articles, settings, tmp_path / "cache", calibrated=False) == first
    assert not (first / "stale").exists()


def _count(index: Path) -> int:
    connection = connect(index)
    try:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    finally:
        connection.close()


def test_a_file_without_articles_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "kb.jsonl"
    write(empty, [{"id": "a"}])
    with pytest.raises(EvalError, match=r"kb\.jsonl: no article of it could be indexed; the first reason:"):
        indexed(empty, sample_settings(tmp_path, embedder="hashing"), tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*articles-*"))


def test_a_cache_that_cannot_be_written_is_named(data: Path, tmp_path: Path) -> None:
    articles = data / "labelled" / "shop_en" / "kb.jsonl"
    (tmp_path / "file").touch()
    with pytest.raises(EvalError, match=r"file/cache: cannot be written \(Not a directory\); name another .* --cache"):
        indexed(articles, sample_settings(tmp_path, embedder="hashing"), tmp_path / "file" / "cache")
