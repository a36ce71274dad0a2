"""Drafts are held against reference answers, beside the best passage cut to the same length."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from eval.answers import evaluate
from eval.answers_table import table
from eval.errors import EvalError
from eval.metrics.answers import chrf, cut_at_word, facts_held, plain_text, token_f1
from kb_index.embedders.open import HASHING

PAGES = {
    "refunds": "## Refunds\n\nThe refund of a yearly plan takes 10 days. It goes to the card that paid.",
    "passwords": "## Passwords\n\nA new password is set in the profile. The link works for 60 minutes.",
    "exports": "## Exports\n\nReports are exported to a spreadsheet with the button above the table.",
}
ANSWER = "The refund of a yearly plan takes 10 days."


def write_data(folder: Path, question: str = "How long does the refund of a yearly plan take?") -> Path:
    pages = [{"id": name, "title": name.title(), "lang": "en", "body_markdown": text} for name, text in PAGES.items()]
    asked = {
        "id": "q1",
        "text": question,
        "lang": "en",
        "kb": "shop",
        "origin": "faq_question",
        "relevant": ["refunds"],
        "gold_answer_markdown": ANSWER,
    }
    (folder / "kb_en_noquestions").mkdir(parents=True)
    (folder / "kb_en_noquestions" / "shop.jsonl").write_text("\n".join(map(json.dumps, pages)), encoding="utf-8")
    (folder / "queries_en.jsonl").write_text(json.dumps(asked) + "\n", encoding="utf-8")
    return folder


def scored(tmp_path: Path, **asked: str) -> dict[str, Any]:
    return evaluate(write_data(tmp_path / "data", **asked), cache=tmp_path / "cache", embedder=HASHING)


def test_the_same_text_holds_all_of_a_reference_and_another_little_of_it() -> None:
    assert chrf(ANSWER, ANSWER) == token_f1(ANSWER, ANSWER) == facts_held(ANSWER, ANSWER) == 1.0
    assert chrf("Nothing alike", ANSWER) < 0.2
    assert token_f1("Совсем другое", ANSWER) == 0.0
    assert facts_held("It takes 12 days.", ANSWER) == 0.0
    assert chrf("", ANSWER) == 0.0


def test_words_are_compared_whatever_their_letter_case_and_spelling() -> None:
    assert token_f1("Счёт ПРИШЁЛ", "счет пришел") == 1.0
    assert token_f1("a a b", "a b b") == pytest.approx(2 / 3)


def test_a_reference_without_facts_asks_for_none() -> None:
    assert facts_held("It takes 12 days.", "Press the button.") is None


def test_headings_count_on_neither_side() -> None:
    assert plain_text("## How long?\n\nTen **days**, see [terms](https://a.example/t).") == (
        "Ten days, see terms (https://a.example/t)."
    )


@pytest.mark.parametrize(
    ("length", "expected"), [(100, "one two three"), (7, "one two"), (6, "one"), (8, "one two"), (2, ""), (0, "")]
)
def test_a_text_is_cut_between_words(length: int, expected: str) -> None:
    assert cut_at_word("one two three", length) == expected


def test_an_answer_is_scored_beside_the_best_passage_of_the_same_length(tmp_path: Path) -> None:
    report = scored(tmp_path)

    row = report["per_case"][0]
    assert row["answered"]
    assert ANSWER in row["answer"]
    assert row["scores"]["draft"]["facts"] == 1.0
    assert row["scores"]["reference"]["chrf"] == 1.0
    assert row["errors"] == row["untraced"] == 0
    both = next(one for one in report["slices"] if (one["name"], one["kind"]) == ("all", "both answer"))
    assert both["n"] == both["questions"] == 1
    assert both["means"]["draft"]["chrf"] == pytest.approx(row["scores"]["draft"]["chrf"], abs=1e-4)
    assert set(report["timings_ms"]) == {"retrieve", "draft", "check", "beyond"}


def test_a_draft_that_does_not_answer_scores_nothing_as_served_and_leaves_the_other_table(tmp_path: Path) -> None:
    report = scored(tmp_path, question="Which museum of Oslo shows the ship of Amundsen?")

    kinds = {one["kind"]: one for one in report["slices"] if one["name"] == "all"}
    assert kinds["both answer"]["n"] == 0
    assert kinds["as served"]["means"]["draft"] == {"chrf": 0.0, "f1": 0.0, "facts": 0.0}
    assert kinds["both answer"]["difference"]["chrf"] is None


def test_the_tables_tell_each_system_and_how_scores_are_made(tmp_path: Path) -> None:
    shown = io.StringIO()
    Console(file=shown, width=200).print(table(scored(tmp_path)))

    for words in ("both answer", "as served", "draft − passage", "reference, same length", "chrF2 of sacrebleu"):
        assert words in shown.getvalue()


def test_a_folder_without_reference_answers_is_refused(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")

    with pytest.raises(EvalError, match="gold_answer_markdown"):
        evaluate(data, language="ru", cache=tmp_path / "cache", embedder=HASHING)
