"""Our search is compared with Haystack's where it is installed; where not, the command says how to get it."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.questions import Question
from eval.rival import HAYSTACK, OURS, app, in_turns, quality


def asked(count: int) -> list[Question]:
    return [
        Question(f"q{number}", f"question {number}", "en", "slice", f"q{number}", (f"a{number}",), None)
        for number in range(count)
    ]


def test_the_better_ranking_scores_higher_and_the_difference_says_by_how_much() -> None:
    def right(question: Question) -> list[str]:
        return [*question.relevant, "other", "other"]

    def second(question: Question) -> list[str]:
        return ["other", "other", *question.relevant]

    ranked, spent = in_turns({OURS: right, HAYSTACK: second}, asked(20))
    found = quality(asked(20), ranked)
    assert (found["metrics"][OURS]["ndcg@10"], found["metrics"][OURS]["hit@1"]) == (1.0, 1.0)
    assert (found["metrics"][HAYSTACK]["hit@1"], found["metrics"][HAYSTACK]["hit@5"]) == (0.0, 1.0)
    assert found["ndcg_difference"]["mean"] == pytest.approx(1 - 0.6309, abs=1e-3)  # 1 / log2(3) at the second place
    assert {name: len(values) for name, values in spent.items()} == {OURS: 20, HAYSTACK: 20}


def test_who_is_asked_first_changes_from_question_to_question() -> None:
    order: list[str] = []

    def noting(name: str, question: Question) -> list[str]:
        order.append(name)
        return list(question.relevant)

    searches = {name: lambda one, name=name: noting(name, one) for name in ("a", "b")}
    in_turns(searches, asked(4))
    assert order[-8:] == ["a", "b", "b", "a", "a", "b", "b", "a"]


@pytest.mark.skipif(find_spec("haystack") is not None, reason="Haystack is installed here")
def test_without_haystack_the_command_says_how_to_install_it(tmp_path: Path) -> None:
    articles, queries = tmp_path / "kb.jsonl", tmp_path / "queries.jsonl"
    page = {"id": "refund", "title": "Refunds", "body_markdown": "A refund takes five days.", "lang": "en"}
    articles.write_text(json.dumps(page) + "\n", encoding="utf-8")
    query = {"id": "q", "text": "When is it paid back?", "lang": "en", "kb": "kb", "origin": "test"}
    queries.write_text(json.dumps({**query, "relevant": ["refund"]}) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["--articles", str(articles), "--queries", str(queries)])
    assert done.exit_code == 3
    assert "pip install haystack-ai" in done.stderr
