"""The retrieval harness scores what was found, refuses unusable files, and judges abstention on unseen pages."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from eval.errors import EvalError
from eval.metrics.abstention import Judged, abstention, auroc, half_split
from eval.metrics.paired import paired_difference
from eval.metrics.plain_bm25 import PlainBm25
from eval.metrics.retrieval import passage_recall, rankings_scored
from eval.retrieval import evaluate, table
from kb_index.embedders.open import HASHING
from kb_index.records import Article, Span

REFUND = "Деньги вернутся на карту за 10 рабочих дней."
ARTICLES = [
    {"id": "refund", "title": "Возврат денег", "lang": "ru", "kind": "article", "body_markdown": REFUND},
    {"id": "roles", "title": "Роли", "lang": "ru", "kind": "article", "body_markdown": "Роль меняет владелец."},
    {
        "id": "faq",
        "title": "Вопросы и ответы",
        "lang": "ru",
        "kind": "faq",
        "source_path": "ru/faq.md",
        "body_markdown": f"---\n\n{REFUND}\n\n---\n\nНаклейки печатает термопринтер.",
    },
]
PRINT = {
    "id": "q-print",
    "lang": "ru",
    "text": "чем печатать наклейки",
    "kb": "shop",
    "origin": "faq_question",
    "relevant": ["faq"],
    "relevant_linked": ["roles"],
    "source_path": "ru/faq.md",
    "gold_span_noquestions": {"article_id": "faq", "start": 57, "end": 90},
}
ROLE = {
    **PRINT,
    "id": "q-role",
    "text": "кто меняет роль",
    "origin": "title",
    "relevant": ["roles"],
    "relevant_linked": [],
}
del ROLE["gold_span_noquestions"]
ELSEWHERE = {**ROLE, "id": "q-elsewhere", "relevant": ["roles", "not-indexed"]}
NOTHING = {**ROLE, "id": "q-none", "text": "доставка пиццы в Казань", "relevant": [], "source_path": "ru/pizza.md"}


def jsonl(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def evaluated(folder: Path, *queries: object, noanswer: tuple[object, ...] = (), protocol: str = "A") -> dict[str, Any]:
    return evaluate(
        [jsonl(folder / "articles.jsonl", *ARTICLES)],
        [jsonl(folder / "queries.jsonl", *queries)],
        [jsonl(folder / "noanswer.jsonl", *noanswer)] if noanswer else [],
        protocol=protocol,
        embedder=HASHING,
    )


def test_queries_are_scored_by_slice_beside_plain_bm25(tmp_path: Path) -> None:
    report = evaluated(tmp_path, PRINT, ROLE, ELSEWHERE)
    assert [(one["name"], one["n"]) for one in report["slices"]] == [("ru/shop/faq_question", 1), ("ru/shop/title", 1)]
    faq = report["slices"][0]
    assert faq["metrics"]["ndcg@10"] == faq["baseline"]["ndcg@10"] == 1.0
    assert faq["metrics"]["passage_recall@1"] == 1.0
    assert faq["difference"]["ndcg@10"] == {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert [row["id"] for row in report["per_query"]] == ["q-print", "q-role"]
    assert report["per_query"][1]["ranked"][0] == "roles"
    assert "abstention" not in report


def test_protocol_b_drops_faq_articles_and_asks_for_linked_pages(tmp_path: Path) -> None:
    report = evaluated(tmp_path, PRINT, ROLE, protocol="B")
    (row,) = report["per_query"]
    assert (row["id"], row["relevant"]) == ("q-print", ["roles"])
    assert "faq" not in row["ranked"]
    assert report["config"]["indexed_articles"] == 2


def test_questions_without_an_answer_count_for_abstention(tmp_path: Path) -> None:
    unanswerable = {**NOTHING, "id": "q-forum", "answerable": False, "source_path": None}
    report = evaluated(tmp_path, PRINT, ROLE, unanswerable, noanswer=(NOTHING,))
    told = report["abstention"]
    assert (told["n_answerable"], told["n_noanswer"]) == (2, 2)
    assert told["auroc"] == 1.0
    assert told["by_language"]["ru"]["served"] == told["served"]


def test_a_question_whose_page_is_indexed_is_no_answerless_one(tmp_path: Path) -> None:
    report = evaluated(tmp_path, PRINT, noanswer=({**NOTHING, "source_path": "ru/faq.md"}, NOTHING))
    assert report["abstention"]["n_noanswer"] == 1


def test_the_report_is_json_and_a_table(tmp_path: Path) -> None:
    report = evaluated(tmp_path, PRINT, ROLE, noanswer=(NOTHING,))
    assert json.loads(json.dumps(report)) == report
    paper = io.StringIO()
    Console(width=200, file=paper).print(table(report))
    shown = paper.getvalue()
    assert all(name in shown for name in ("ru/shop/title", "plain BM25", "served", "ndcg@10"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "queries.jsonl:1: not a JSON object"),
        ("[]", "not a JSON object"),
        ('{"id": "a"}', "text, lang, kb, origin"),
    ],
)
def test_a_query_file_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(line, encoding="utf-8")
    with pytest.raises(EvalError, match=said):
        evaluate([jsonl(tmp_path / "a.jsonl", *ARTICLES)], [queries], [], protocol="A", embedder=HASHING)


def test_queries_that_match_no_article_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="belong together"):
        evaluated(tmp_path, ELSEWHERE)


def test_articles_that_cannot_be_indexed_are_told(tmp_path: Path) -> None:
    queries = jsonl(tmp_path / "q.jsonl", PRINT)
    articles = jsonl(tmp_path / "a.jsonl", *ARTICLES, {"id": "empty", "title": "T", "lang": "ru", "body_markdown": " "})
    report = evaluate([articles], [queries], [], protocol="A", embedder=HASHING)
    (reason,) = report["config"]["skipped"]
    assert reason.startswith("a.jsonl:4: ")
    nothing = jsonl(tmp_path / "n.jsonl", {**ARTICLES[1], "body_markdown": ""})
    with pytest.raises(EvalError, match="no article could be read"):
        evaluate([nothing], [queries], [], protocol="A", embedder=HASHING)


def test_rankings_are_scored_in_the_order_given_and_missing_ones_score_zero() -> None:
    scored = rankings_scored({"a": ["x", "y", "y", "z"], "b": []}, {"a": ["z"], "b": ["x"], "c": ["x"]})
    assert scored["a"]["mrr@10"] == pytest.approx(1 / 3)
    assert scored["a"]["ndcg@10"] == pytest.approx(1 / np.log2(4))
    assert scored["a"]["hit@1"] == 0.0
    assert scored["a"]["hit@5"] == 1.0
    assert set(scored["b"].values()) == set(scored["c"].values()) == {0.0}


def test_a_passage_hits_where_it_shares_a_character_with_the_gold_span() -> None:
    gold = ("faq", Span(100, 120))
    passages = [("other", Span(100, 120)), ("faq", Span(0, 100)), ("faq", Span(119, 300))]
    assert passage_recall(passages, gold) == {
        "passage_recall@1": 0.0,
        "passage_recall@5": 1.0,
        "passage_recall@10": 1.0,
    }


def test_plain_bm25_chunks_at_separators_and_prefers_the_rare_word() -> None:
    index = PlainBm25([Article("faq", "Вопросы", "---\n\nПро оплату картой.\n\n---\n\nПро возврат на карту.", "ru")])
    (best, *_) = index.search("вернуть, возврат", "ru", 5)
    assert best[1].of("---\n\nПро оплату картой.\n\n---\n\nПро возврат на карту.").endswith("Про возврат на карту.")
    assert len(index.places) == 2


def test_a_paired_difference_has_its_interval() -> None:
    random = np.random.default_rng(1)
    theirs = random.random(400)
    mean, low, high = paired_difference(list(theirs + 0.1), list(theirs))
    assert (mean, low, high) == pytest.approx((0.1, 0.1, 0.1))
    mean, low, high = paired_difference(list(random.random(400)), list(random.random(400)))
    assert low < mean < high
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(1 / 6 / 400), rel=0.15)
    with pytest.raises(ValueError, match="same queries"):
        paired_difference([1.0], [])


def judged(confidences: list[float], pages: int, *, answerable: bool) -> list[Judged]:
    return [Judged(f"{answerable}-{n % pages}", "ru", answerable, value) for n, value in enumerate(confidences)]


def test_auroc_is_the_chance_that_an_answerable_question_is_surer() -> None:
    assert auroc(np.array([0.9, 0.5]), np.array([0.5, 0.1])) == 0.875
    assert auroc(np.array([]), np.array([0.1])) is None


def test_shares_and_halves_of_clearly_parted_questions() -> None:
    rows = judged(list(np.linspace(0.6, 0.99, 40)), 8, answerable=True)
    rows += judged(list(np.linspace(0.01, 0.55, 20)), 5, answerable=False)
    told = abstention(rows, 0.58)
    assert (told["served"], told["wrong"], told["auroc"]) == (1.0, 0.0, 1.0)
    half = told["by_language"]["ru"]["half_split"]
    assert half["served"] > 0.9
    assert half["wrong"] < 0.1


def test_halves_are_never_drawn_through_a_page() -> None:
    assert half_split(judged([0.9] * 10, 10, answerable=True) + judged([0.1] * 10, 1, answerable=False)) is None
