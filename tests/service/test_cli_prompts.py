"""`otvet prompts` shows, compares and exports what a language model would be told, and scores answers to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.commands.prompts_page import sections_of

ASK = {
    "conversation": {
        "channel": "email",
        "messages": [{"role": "end_user", "text": "Как вернуть деньги?\n\nОльга Лаптева\n+7 912 345-67-89"}],
    },
    "end_user": {"name": "Ольга", "surname": "Лаптева"},
    "case": {"now": "2026-11-20T10:00:00+03:00"},
}
THANKS = {"conversation": {"channel": "chat", "messages": [{"role": "end_user", "text": "Спасибо, всё получилось!"}]}}
CASE = {
    "id": "refund",
    "request": ASK,
    "relevant": ["refund"],
    "facts_required": ["3 дня"],
    "expected": {"outcome": ["suggest"], "should_escalate": False, "language_code": "ru"},
}
EXPECTED = {"outcome": ["suggest"], "should_escalate": False, "language_code": "ru"}
THANKED = {"id": "thanks", "request": THANKS, "expected": EXPECTED, "tags": ["thanks"]}
GOOD = {
    "parts": [
        {"passages": [1], "text": "Откройте раздел «Оплата» и нажмите «Возврат». Деньги придут за 3 дня."},
    ],
    "unanswered": [],
}


@pytest.fixture
def cases(tmp_path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in (CASE, THANKED)), encoding="utf-8")
    return path


@pytest.fixture
def answers(tmp_path):
    def write(*lines: object) -> Path:
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
        return path

    return write


def test_the_prompt_is_shown_as_the_service_would_send_it(otvet, index, written):
    ended = otvet("prompts", "show", written(ASK), "--index", index)
    assert ended.code == 0
    assert "--- system:" in ended.out
    assert "Откройте раздел «Оплата» и нажмите «Возврат»." in ended.out
    assert "Как вернуть деньги?" in ended.out
    assert "Лаптев" not in ended.out
    assert "345-67-89" not in ended.out


def test_programs_get_the_messages_and_the_schema(otvet, index, written):
    (prompt,) = otvet("prompts", "show", written(CASE), "--index", index, "--json").json()["prompts"]
    assert [one["role"] for one in prompt["messages"]] == ["system", "user"]
    assert prompt["schema"]["required"] == ["parts", "unanswered"]
    assert len(prompt["key"]) == 64


def test_where_no_model_is_asked_the_outcome_is_told(otvet, index, written):
    ended = otvet("prompts", "show", written(THANKS), "--index", index)
    assert (ended.code, "No language model would be asked: suggest" in ended.out) == (0, True)


def test_a_request_that_cannot_be_used_exits_with_2(otvet, index, written):
    ended = otvet("prompts", "show", written({"conversation": {}}), "--index", index)
    assert (ended.code, "conversation.channel" in ended.err) == (2, True)


def test_two_standards_are_compared_by_what_they_tell_the_model(otvet, index, written):
    file = written(ASK)
    same = otvet("prompts", "diff", "default", "default", "--case", file, "--index", index)
    assert (same.code, same.out.strip()) == (0, "The prompts are the same.")
    other = otvet("prompts", "diff", "default", "directum-strict", "--case", file, "--index", index)
    assert other.code == 1
    assert any(line.startswith("+- ") for line in other.out.splitlines())


def test_a_changed_template_shows_as_the_changed_line_alone(otvet, index, written, tmp_path):
    shipped = Path(__file__).parents[2] / "prompts" / "templates"
    mine = tmp_path / "mine"
    mine.mkdir()
    for file in shipped.iterdir():
        (mine / file.name).write_text(file.read_text("utf-8").replace("Отвечай полно", "Отвечай подробно"), "utf-8")
    ended = otvet("prompts", "diff", shipped, mine, "--case", written(ASK), "--index", index, "--json")
    changed = [line for line in ended.json()["diff"][2:] if line[:1] in "+-"]
    assert [line[:18] for line in changed] == ["-- Отвечай полно, ", "+- Отвечай подробн"]
    assert ended.code == 1


def test_a_folder_without_templates_is_refused(otvet, index, written, tmp_path):
    (tmp_path / "empty").mkdir()
    ended = otvet("prompts", "diff", "default", tmp_path / "empty", "--case", written(ASK), "--index", index)
    assert (ended.code, "templates are missing" in ended.err) == (2, True)


def test_exported_prompts_are_the_shown_ones(otvet, index, cases, written, tmp_path):
    ended = otvet("prompts", "export", cases, "--into", tmp_path / "out.jsonl", "--index", index)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    (shown,) = otvet("prompts", "show", written(ASK), "--index", index, "--json").json()["prompts"]
    assert lines == [{"id": "refund", **shown}]
    assert "thanks" in ended.err


def test_answers_are_scored_without_a_server(otvet, index, cases, answers):
    file = answers({"id": "refund", "text": json.dumps(GOOD, ensure_ascii=False)})
    result = otvet("prompts", "score", file, "--cases", cases, "--index", index, "--json")
    assert result.code == 0
    assert result.json()["fates"] == {"refund": "answers used", "thanks": "no model asked"}
    (row,) = [one for one in result.json()["per_case"] if one["id"] == "refund"]
    assert row["values"]["fact_recall"] == 1.0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("qwe rty", "llm_bad_answer"),
        (json.dumps({"parts": [{"passages": [1], "text": "Open the section and press the button."}]}), "llm_"),
        (json.dumps({"parts": [{"passages": [1], "text": "Деньги вернутся за 45 дней, комиссия 700 ₽."}]}), "llm_"),
    ],
)
def test_an_answer_that_cannot_be_used_is_scored_as_the_composer_s(otvet, index, cases, answers, text, reason):
    file = answers({"id": "refund", "text": text})
    fates = otvet("prompts", "score", file, "--cases", cases, "--index", index, "--json").json()["fates"]
    assert fates["refund"].startswith(f"composer: {reason}")


def test_a_case_without_an_answer_is_told(otvet, index, cases, answers):
    ended = otvet("prompts", "score", answers(), "--cases", cases, "--index", index)
    assert "1  no answer in the file" in ended.out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"key": "0" * 64, "text": "x"}, "export them anew"),
        ({"id": "refund"}, "`text` must be"),
        ({"id": "refund", "text": "x", "finish": "maybe"}, "`finish`"),
        (["refund"], "an object"),
    ],
)
def test_a_line_that_answers_nothing_is_named(otvet, index, cases, answers, line, says):
    ended = otvet("prompts", "score", answers(line), "--cases", cases, "--index", index)
    assert (ended.code, "answers.jsonl:1" in ended.err, says in ended.err) == (2, True, True)


def test_a_page_gets_the_prompt_into_its_blocks(otvet, index, written, tmp_path):
    ask = written(ASK)
    (prompt,) = otvet("prompts", "show", ask, "--index", index, "--json").json()["prompts"]
    count = sum(len([*sections_of(message["content"])]) for message in prompt["messages"])
    page = tmp_path / "page.md"
    page.write_text("Words.\n\n~~~text\nold\n~~~\n" * count, "utf-8")
    ended = otvet("prompts", "show", ask, "--index", index, "--page", page)
    assert (ended.code, ended.out) == (0, "")
    text = page.read_text("utf-8")
    assert "old" not in text
    assert text.count("Words.") == count
    assert prompt["messages"][0]["content"].splitlines()[0] in text


def test_a_page_with_too_few_blocks_is_left_alone_and_the_sections_are_named(otvet, index, written, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("~~~text\nold\n~~~\n", "utf-8")
    ended = otvet("prompts", "show", written(ASK), "--index", index, "--page", page)
    assert (ended.code, "1 blocks" in ended.err, "# Переписка" in ended.err) == (2, True, True)
    assert page.read_text("utf-8") == "~~~text\nold\n~~~\n"


def test_a_heading_inside_an_article_begins_no_section():
    text = "code 0\n# One\n<<<PASSAGE 1 3f9a1c22b7de>>>\n# Theirs\n<<<END 1 3f9a1c22b7de>>>\n\n# Two\nend"
    assert [one.splitlines()[0] for one in sections_of(text)] == ["code 0", "# One", "# Two"]
