"""The table of legs and the table of chunkings, on a small labelled knowledge base."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.chunkings import CHUNKERS, SHIPPED, compare_chunkings, paragraphs, windows
from eval.errors import EvalError
from eval.legs import LEGS, PLAIN, compare_legs, workloads
from kb_index.embedders.open import HASHING
from kb_index.records import Article

ARTICLES = {
    "refund": (
        "Refunds",
        "article",
        "## Deadline\n\nA refund takes 14 days.\n\n## Card\n\nIt returns to the card.",
    ),
    "password": ("Password", "article", "To reset the password:\n\n1. Open settings.\n2. Press Reset."),
    "invoice": ("Invoices", "article", "An invoice is sent by e-mail on the first day of the month."),
    "faq": ("Questions", "faq", "You reset the password in settings.\n\n---\n\nRefunds are sent to the card."),
}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "q1", "text": "When do I get my refund?", "relevant": ["refund"], "relevant_linked": ["refund"]},
    {"id": "q2", "text": "I forgot my password", "relevant": ["faq"], "relevant_linked": ["password"]},
    {"id": "q3", "text": "Where is my invoice?", "relevant": ["invoice"]},
]


def written(folder: Path) -> Path:
    base = folder / "kb_en_noquestions" / "shop.jsonl"
    base.parent.mkdir(parents=True)
    rows = [
        {"id": key, "title": title, "kind": kind, "body_markdown": body, "lang": "en"}
        for key, (title, kind, body) in ARTICLES.items()
    ]
    base.write_text("".join(json.dumps(row) + "\n" for row in rows))
    labelled = [{"lang": "en", "kb": "shop", "origin": "asked", **row} for row in QUESTIONS]
    gold = {"article_id": "refund", "start": 13, "end": 36}
    labelled[0]["gold_span_noquestions"] = gold
    (folder / "queries_en.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labelled))
    return folder


def test_each_leg_is_scored_on_the_same_questions_beside_plain_bm25(tmp_path: Path) -> None:
    report = compare_legs(workloads(written(tmp_path)), embedder=HASHING)
    (first, second) = report["slices"]
    assert (first["protocol"], first["n"], second["protocol"], second["n"]) == ("A", 3, "B", 2)
    assert set(first["systems"]) == {PLAIN, *LEGS}
    assert first["systems"]["lexical"]["hit@1"] == pytest.approx(1.0)
    assert first["systems"]["lexical"]["passage_recall@5"] == pytest.approx(1.0)
    assert "passage_recall@5" not in second["systems"]["lexical"]  # the gold stretches are those of protocol A


def test_protocol_b_leaves_the_faq_pages_out(tmp_path: Path) -> None:
    report = compare_legs(workloads(written(tmp_path)), embedder=HASHING)
    assert report["slices"][1]["systems"]["lexical"]["hit@1"] == pytest.approx(1.0)


def test_differences_have_an_interval_around_their_mean(tmp_path: Path) -> None:
    gain = compare_legs(workloads(written(tmp_path)), embedder=HASHING)["slices"][0]["to_plain"]["fused"]["ndcg@10"]
    assert gain["low"] <= gain["mean"] <= gain["high"]


def test_a_folder_without_knowledge_bases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="no knowledge base"):
        workloads(tmp_path)


def test_every_way_of_cutting_is_scored_and_compared_with_the_shipped_one(tmp_path: Path) -> None:
    (report,) = compare_chunkings(workloads(written(tmp_path)), embedder=None)["slices"]
    assert set(report["chunkers"]) == set(CHUNKERS)
    assert set(report["to_shipped"]) == set(CHUNKERS) - {SHIPPED}
    assert report["chunkers"][SHIPPED]["ndcg@10"] == pytest.approx(1.0)


@pytest.mark.parametrize("chunker", [windows(40), windows(40, 10), paragraphs])
def test_windows_are_stretches_of_the_article_that_cover_its_words(chunker: Any) -> None:
    body = "\n\n".join(f"Paragraph {n} says that word{n} stands here for a while." for n in range(30))
    article = Article("a", "A", body, "en")
    passages = chunker(article)
    assert all(one.span.of(body) == one.text for one in passages)
    assert all(any(f"word{n}" in one.text for one in passages) for n in range(30))
    assert max(len(one.text) for one in passages) < 80
