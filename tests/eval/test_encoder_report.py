"""The harness for encoders scores both languages, the way across, everyday questions and speed."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from eval.encoder_cache import StoringEmbedder, open_stored
from eval.encoder_everyday import pools
from eval.encoder_report import Part, Wanted, evaluate
from eval.encoder_scores import ask_base, read_bases, slice_rows
from eval.encoder_table import table
from eval.errors import EvalError
from eval.everyday_questions import everyday_folder, read_everyday
from kb_index.arrays import FloatArray
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.open import HASHING
from service.commands.evaluate import app

QUESTION = {
    "id": "returns-1",
    "topic": "returns",
    "ru": "Как вернуть обувь?",
    "ru_reworded": "Можно вернуть туфли?",
    "ru_paraphrase": "Хочу сдать ботинки обратно",
    "ru_near_miss": "Как чистить обувь?",
    "en": "How do I return shoes?",
    "en_reworded": "Can I return a pair of shoes?",
    "en_paraphrase": "I want to send my boots back",
    "en_near_miss": "How do I clean shoes?",
}
SECOND = {
    key: (f"{text} Slack" if key not in ("id", "topic") else "billing-1" if key == "id" else "billing")
    for key, text in QUESTION.items()
}
TEXTS = {
    "ru": {"refund": "Деньги вернутся на карту за десять дней.", "login": "Пароль меняют в настройках профиля."},
    "en": {"refund": "Money returns to the card in ten days.", "login": "The password is changed in the settings."},
}
ASKED = {
    "ru": {"refund": "когда вернутся деньги", "login": "как поменять пароль"},
    "en": {"refund": "when is the money returned", "login": "how to change the password"},
}


def everyday_files(folder: Path, *rows: object, distractors: str = "Где мой заказ?\tWhere is my order?\n") -> Path:
    folder.mkdir(exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "questions_a.jsonl").write_text(text, encoding="utf-8")
    (folder / "distractors_a.tsv").write_text(distractors, encoding="utf-8")
    return folder


def knowledge(folder: Path) -> Path:
    for code, other in (("ru", "en"), ("en", "ru")):
        base = folder / f"kb_{code}_noquestions" / "shop_cloud.jsonl"
        base.parent.mkdir(parents=True)
        pages = [
            {"id": f"{code}:{key}", "title": key, "lang": code, "kind": "article", "body_markdown": text}
            for key, text in TEXTS[code].items()
        ]
        base.write_text("".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages), encoding="utf-8")
        queries: list[dict[str, Any]] = [
            {
                "id": f"{code}-{key}",
                "lang": code,
                "text": text,
                "kb": "shop_cloud",
                "origin": "faq_question",
                "relevant": [f"{code}:{key}"],
                "relevant_other_lang": [f"{other}:{key}"],
            }
            for key, text in ASKED[code].items()
        ]
        queries[0]["gold_span_noquestions"] = {"article_id": f"{code}:refund", "start": 0, "end": 10}
        lines = "".join(json.dumps(query, ensure_ascii=False) + "\n" for query in queries)
        (folder / f"queries_{code}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def report_of(wanted: Wanted, cache: Path) -> dict[str, Any]:
    return evaluate(replace(wanted, encoder=HASHING, english=HASHING), cache=cache, reranker=None)


class CountingEmbedder(HashingEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def embed_passages(self, texts: Any) -> FloatArray:
        self.seen += texts
        return super().embed_passages(texts)


def test_vectors_of_a_former_run_are_not_computed_again(tmp_path: Path) -> None:
    first, second = CountingEmbedder(), CountingEmbedder()
    before = StoringEmbedder(first, tmp_path).embed_passages(["a", "b", "a"])
    after = StoringEmbedder(second, tmp_path).embed_passages(["b", "c", "a"])
    assert (first.seen, second.seen) == (["a", "b"], ["c"])
    np.testing.assert_array_equal(after[[2, 0]], before[:2])
    assert StoringEmbedder(first, tmp_path).embed_passages([]).shape == (0, 64)


def test_the_everyday_questions_of_the_project_are_well_formed_and_enough() -> None:
    everyday = read_everyday(everyday_folder())
    assert len(everyday.questions) >= 200
    assert min(len(pool.articles) for pool in pools(everyday)) >= 1000


def test_every_question_is_sought_in_both_languages(tmp_path: Path) -> None:
    folder = everyday_files(tmp_path / "everyday", QUESTION, SECOND)
    rows = report_of(Wanted(parts=(Part.EVERYDAY,), everyday=folder), tmp_path)["everyday"]
    assert [(row["query"], row["index"], row["sought"]) for row in rows] == [
        ("ru", "ru", "reworded"),
        ("en", "ru", "reworded"),
        ("ru", "ru", "paraphrase"),
        ("en", "ru", "paraphrase"),
        ("en", "ru", "direct"),
        ("ru", "en", "reworded"),
        ("en", "en", "reworded"),
        ("ru", "en", "paraphrase"),
        ("en", "en", "paraphrase"),
        ("ru", "en", "direct"),
    ]
    assert {(row["n"], row["pool"]) for row in rows} == {(2, 5)}
    # The near-miss shares the words of the question, its paraphrase has none of them.
    assert rows[8]["near_miss_first"][HASHING]["lexical"] == 1.0
    assert rows[8]["systems"][HASHING]["lexical"]["hit@1"] == 0.0
    assert rows[6]["systems"][HASHING]["lexical"]["hit@1"] == 1.0


@pytest.mark.parametrize(
    ("row", "distractors", "said"),
    [
        ({**QUESTION, "en": ""}, "Да\tYes\n", "questions_a.jsonl:2: en is empty"),
        ({**QUESTION, "id": "x", "ru": "In English"}, "Да\tYes\n", "questions_a.jsonl:2: ru is not in its language"),
        ({"id": "x"}, "Да\tYes\n", "questions_a.jsonl:2: a question is a JSON object"),
        (SECOND, "\nДа Yes\n", "distractors_a.tsv:2: a distractor is Russian, one tab, English"),
        (SECOND, "Да\tHow do I clean shoes\n", "How do I clean shoes” stands in questions_a.jsonl:1, too"),
        ({**SECOND, "id": QUESTION["id"]}, "Да\tYes\n", "questions_a.jsonl:2: the id “returns-1” stands in"),
        ({**SECOND, "en_near_miss": SECOND["en"]}, "Да\tYes\n", "stands in questions_a.jsonl:2, too"),
    ],
)
def test_unusable_questions_are_told_by_file_and_line(tmp_path: Path, row: object, distractors: str, said: str) -> None:
    folder = everyday_files(tmp_path / "everyday", QUESTION, row, distractors=distractors)
    with pytest.raises(EvalError) as caught:
        read_everyday(folder)
    assert said in str(caught.value)


def test_slices_the_way_across_and_a_mixed_index_are_scored_and_shown(tmp_path: Path) -> None:
    wanted = Wanted(knowledge(tmp_path / "data"), parts=(Part.SLICES, Part.CROSS, Part.MIXED))
    report = report_of(wanted, tmp_path)
    assert [(row["name"], row["n"]) for row in report["slices"]] == [
        ("en/shop_cloud/faq_question", 2),
        ("ru/shop_cloud/faq_question", 2),
    ]
    assert report["slices"][1]["systems"][HASHING]["lexical"]["ndcg@10"] == pytest.approx(1.0)
    assert "passage_recall@5" in report["slices"][1]["to_plain"][HASHING]["fused"]
    assert [(row["query"], row["index"], row["kb"], row["n"]) for row in report["cross"]] == [
        ("en", "ru", "all", 2),
        ("en", "ru", "shop_cloud", 2),
        ("ru", "en", "all", 2),
        ("ru", "en", "shop_cloud", 2),
    ]
    assert report["cross"][0]["plain"]["hit@5"] == 0.0
    assert {(row["query"], row["system"], row["mixed"]["hit@1"]) for row in report["mixed"]} == {
        (code, system, 1.0) for code in ("ru", "en") for system in ("fused", "reranked")
    }
    assert json.loads(json.dumps(report)) == report
    paper = io.StringIO()
    Console(width=300, file=paper).print(table(report))
    assert all(name in paper.getvalue() for name in ("ru/shop_cloud/faq_question", "ru→en", "other language first"))


def test_slices_are_chosen_by_parts_of_their_names_or_initials(tmp_path: Path) -> None:
    data = knowledge(tmp_path / "data")
    bases = read_bases(data, ("ru-sc-faq",), quick=True)
    assert [(one.name, len(one.own), len(one.foreign)) for one in bases] == [
        ("en/shop_cloud", 0, 2),
        ("ru/shop_cloud", 2, 0),
    ]
    with pytest.raises(EvalError, match="ru-yc"):
        read_bases(data, ("ru-yc",), quick=False)


def test_an_encoder_is_compared_with_another_pair_by_pair(tmp_path: Path) -> None:
    (base,) = read_bases(knowledge(tmp_path / "data"), ("ru",), quick=False)[1:]
    models = {"one": HashingEmbedder(64), "other": HashingEmbedder(32)}
    own, _ = ask_base(base, models, tmp_path, None)
    (row,) = slice_rows([own])
    assert set(row["systems"]) == {"one", "other"}
    assert row["to_other"]["other"]["lexical"]["ndcg@10"] == {"mean": 0.0, "low": 0.0, "high": 0.0}


def test_speed_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    (row,) = report_of(Wanted(knowledge(tmp_path / "data"), parts=(Part.SPEED,)), tmp_path)["speed"]
    assert set(row["languages"]) == {"ru", "en"}
    assert row["languages"]["ru"]["passages"] == 2
    assert row["languages"]["ru"]["per_second"] > 0
    assert row["resident_mb"] > row["embedder_mb"] >= 0


def test_the_command_refuses_parts_that_it_does_not_know(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["encoder", "--parts", "everything", "--cache", str(tmp_path)])
    assert result.exit_code
    assert "choose of everyday, slices" in str(result.exception)


def test_the_command_prints_one_json_document(tmp_path: Path) -> None:
    data = knowledge(tmp_path / "data")
    options = ["--encoder", HASHING, "--parts", "cross", "--json", "--cache", str(tmp_path / "cache")]
    result = CliRunner().invoke(app, ["encoder", str(data), *options])
    assert set(json.loads(result.stdout)) == {"encoder", "fingerprints", "quick", "cross"}


def test_the_vectors_of_an_encoder_are_kept_by_its_fingerprint(tmp_path: Path) -> None:
    assert open_stored(HASHING, tmp_path / "new").fingerprint == HashingEmbedder().fingerprint
    assert list((tmp_path / "new").glob("vectors-*.sqlite"))
