"""The confidence report tells answerable from other questions by language, with intervals, and how honest it is."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from eval.confidence import evaluate
from eval.confidence_table import table
from eval.errors import EvalError
from eval.metrics.abstention import Judged, auroc, over_pages, served_at
from kb_index.embedders.open import HASHING

TOPICS = {
    "refund": ("Возврат денег", "Деньги вернутся на карту за десять рабочих дней."),
    "roles": ("Роли сотрудников", "Роль сотрудника меняет владелец кабинета."),
    "labels": ("Печать наклеек", "Наклейки печатает термопринтер, подключённый кабелем."),
    "export": ("Выгрузка остатков", "Остатки товаров выгружаются в таблицу раз в сутки."),
}
QUESTIONS = {
    "refund": "за сколько дней вернутся деньги на карту",
    "roles": "кто меняет роль сотрудника",
    "labels": "какой термопринтер печатает наклейки",
    "export": "как часто выгружаются остатки товаров",
}


def jsonl(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def query(key: str, text: str, *relevant: str) -> dict[str, Any]:
    return {"id": key, "lang": "ru", "kb": "shop", "origin": "faq", "text": text, "relevant": list(relevant)}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    articles = [{"id": k, "title": t, "lang": "ru", "body_markdown": b} for k, (t, b) in TOPICS.items()]
    none = [query("n1", "почему лает собака ночью"), query("n2", "где купить билет на балет")]
    return {
        "articles": jsonl(tmp_path / "articles.jsonl", *articles),
        "queries": jsonl(tmp_path / "queries.jsonl", *(query(f"q-{k}", text, k) for k, text in QUESTIONS.items())),
        "noanswer": jsonl(tmp_path / "noanswer.jsonl", *none),
        "out": jsonl(tmp_path / "out.jsonl", {"id": "o1", "text": "как сварить борщ со свёклой"}),
    }


def test_each_kind_of_question_without_an_answer_is_judged_apart(files: dict[str, Path]) -> None:
    report = evaluate([files["articles"]], [files["queries"]], [files["noanswer"]], [files["out"]], embedder=HASHING)
    against = report["fitted"]["ru"]["against"]
    assert {name: (one["n_answerable"], one["n"]) for name, one in against.items()} == {
        "no answer": (4, 2),
        "out of scope": (4, 1),
    }
    assert against["no answer"]["auroc"] == against["no answer"]["served_at_5"] == 1.0
    assert report["prior"]["ru"]["reliability"]["n"] == 7
    assert {row["id"]: row["kind"] for row in report["per_query"]}["o1"] == "out of scope"
    assert report["config"]["calibration"]["record"]["fitted_on"] == "itself"
    screen = io.StringIO()
    Console(file=screen, width=200).print(table(report))
    assert "Reliability, ru: n 7 (with_dense 7)" in screen.getvalue()
    assert "out of scope" in screen.getvalue()


def test_an_unusable_file_of_other_trades_is_named(files: dict[str, Path], tmp_path: Path) -> None:
    broken = jsonl(tmp_path / "broken.jsonl", {"id": "o1"})
    with pytest.raises(EvalError, match=r"broken\.jsonl"):
        evaluate([files["articles"]], [files["queries"]], [], [broken], embedder=HASHING)


def test_served_at_a_share_of_wrong_ones_lets_no_more_through() -> None:
    bad = np.arange(100) / 100
    good = np.array([0.935, 0.945, 0.99, 0.5])
    assert served_at(good, bad, 0.05) == 0.5  # above 0.94, which leaves five of a hundred
    assert served_at(good, np.array([0.95]), 0.05) == 0.25  # one of one would be too many
    assert served_at(good, np.array([]), 0.05) is None


def test_the_interval_over_pages_is_wider_than_one_over_questions() -> None:
    random = np.random.default_rng(3)
    judged = []
    for page in range(12):
        level = random.normal(0.5 if page % 2 else 0.35, 0.15)
        judged += [Judged(f"page {page}", "ru", bool(page % 2), level + random.normal(0, 0.02)) for _ in range(20)]
    apart = [Judged(str(n), one.language_code, one.answerable, one.confidence) for n, one in enumerate(judged)]
    by_page, by_question = over_pages(judged, auroc), over_pages(apart, auroc)
    assert by_page is not None
    assert by_question is not None
    assert by_page[1] - by_page[0] > 1.5 * (by_question[1] - by_question[0])
    assert over_pages(judged[:20], auroc) is None


def test_auroc_counts_ties_half() -> None:
    assert auroc(np.array([0.5, 0.9]), np.array([0.5, 0.1])) == pytest.approx(0.875)
