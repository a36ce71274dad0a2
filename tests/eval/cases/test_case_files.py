"""Case files in JSONL and YAML: everything that is wrong is told at once, with its line, and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from eval.case_checks import check_files
from eval.case_writing import write_cases
from eval.cases import Case, CaseInvalid, load_cases, schema
from eval.sample import sample_cases

REQUEST = {"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "Где «счёт»?\n— Анна"}]}}


def case(case_id: str = "a", **given: object) -> dict[str, object]:
    return {"id": case_id, "request": REQUEST, "expected": {"language_code": "ru"}, **given}


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def told(path: Path, content: str | bytes, name: str = "cases.jsonl") -> list[str]:
    file = path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CaseInvalid) as raised:
        load_cases(file)
    return [one.removeprefix(f"{path}/") for one in str(raised.value).split("\n")]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = [
        line(case("a", relevant="ru/x", must_pass="maybe")),
        line(case("A b", expected={"outcome": ["sugest"], "language_code": "ru"})),
        line(case("c", relvant=[])),
        line({"id": 7, "expected": {}}),
        line(case("ok")),
        line(case("ok")),
    ]
    assert told(tmp_path, "\n".join(wrong)) == [
        'cases.jsonl:1: relevant: must be a list, even of one: ["…"]',
        "cases.jsonl:1: must_pass: must be true or false, without quotes",
        "cases.jsonl:2: id: `A b` is no id: small Latin letters, digits, - and _, beginning with a letter or a digit",
        "cases.jsonl:2: expected.outcome.0: Input should be 'suggest', 'clarify', 'abstain' or 'blocked', not `sugest`;"
        " did you mean `suggest`?",
        "cases.jsonl:3: relvant: no such key; did you mean `relevant`?",
        "cases.jsonl:4: id: must be text, not a number; put it in quotes",
        "cases.jsonl:4: request: is missing; add it",
        "cases.jsonl:4: expected.language_code: is missing; add it",
        "cases.jsonl:6: id: the id `ok` is used twice, first in line 5; give each case its own",
    ]


def test_half_a_character_in_a_request_is_told(tmp_path: Path) -> None:
    broken = {"conversation": {"messages": [{"role": "end_user", "text": "ok \ud83d"}]}}
    assert told(tmp_path, json.dumps(case(request=broken))) == [
        "cases.jsonl:1: request: holds half a character, as \\ud83d without its other half; write it whole"
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('"{""id"": ""a""}"', "Excel doubled the quotes"),
        ("{“id”: “a”}", "curly quotes"),
        ("{'id': 'a'}", "single quotes"),
        ('{"id": "a", "must_pass": True}', "write true, false and null"),
        ('{"id": "a",}', "a comma before a closing bracket"),
        ('{"id":\u00a0"a"}', "an invisible sign or a no-break space"),
        ('{"id": "a",', "a case takes one line, or a YAML file"),
        ('{"id": NaN}', "NaN is no JSON number"),
    ],
)
def test_what_happened_to_a_broken_line_is_told(tmp_path: Path, text: str, hint: str) -> None:
    (fault,) = told(tmp_path, text)
    assert fault.startswith("cases.jsonl:1: ")
    assert hint in fault


def test_a_key_that_stands_twice_is_no_matter_of_luck(tmp_path: Path) -> None:
    text = line(case()).replace('"id": "a"', '"id": "a", "id": "b"')
    assert "cases.jsonl:1: id: stands twice in one object; keep one of them" in told(tmp_path, text)
    yaml = f"- id: a\n  request: {line(REQUEST)}\n  expected: {{language_code: ru}}\n  id: b\n"
    assert told(tmp_path, yaml, "cases.yaml")[0] == "cases.yaml:4: id: stands twice in one object; keep one of them"


def test_one_json_list_over_many_lines_is_known_for_what_it_is(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, json.dumps([case()], indent=1))
    assert "one JSON value over many lines" in fault
    assert "rename it to cases.yaml" in fault
    (tmp_path / "cases.jsonl").rename(tmp_path / "cases.yaml")
    assert [one.id for one in load_cases(tmp_path / "cases.yaml")] == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_files_that_excel_or_notepad_saved_are_read_with_a_note(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(line(case()).replace("\\n", " ").encode(encoding))
    assert load_cases(file)[0].request["conversation"]["messages"][0]["text"] == "Где «счёт»? — Анна"
    (note,) = check_files([file]).notes
    names = {"utf-8-sig": "byte-order mark", "utf-16": "UTF-16", "cp1251": "windows-1251"}
    assert names[encoding] in str(note)


def test_encodings_that_are_mixed_in_one_file_are_told_by_line(tmp_path: Path) -> None:
    lines = [line(case("a")).encode(), line(case("b", note="привет")).encode("cp1251"), line(case("c")).encode()]
    (fault,) = told(tmp_path, b"\n".join(lines))
    assert fault.startswith("cases.jsonl:2: this line is not UTF-8 as the others are; in windows-1251 it begins «{")


YAML = """
- id: 001
  request: &asked
    conversation:
      channel: email
      messages:
        - {role: end_user, text: "Где счёт?"}
    case: {now: 2026-11-03T13:15:00+03:00}
  expected: {language_code: ru}
- id: second
  request:
    <<: *asked
    instruction: |
      Ответ в одну строку:
      да или нет
  expected:
    language_code: no
    stage: [frist]
  relevant:
    - ru/pay
    - 7
"""


def test_yaml_is_read_as_it_is_written_and_its_faults_have_lines(tmp_path: Path) -> None:
    assert told(tmp_path, YAML, "cases.yaml") == [
        "cases.yaml:17: expected.language_code: Input should be 'ru' or 'en', not `no`",
        "cases.yaml:18: expected.stage.0: Input should be 'ack', 'first', 'pending', 'followup', 'complaint',"
        " 'refusal', 'objection', 'transfer', 'thanks' or 'closing', not `frist`; did you mean `first`?",
        "cases.yaml:21: relevant.1: must be text, not a number; put it in quotes",
    ]
    file = tmp_path / "good.yaml"
    file.write_text(YAML.replace("no\n", "ru\n", 1).replace("frist", "first").replace("    - 7\n", ""), "utf-8")
    first, second = load_cases(file)
    assert (first.id, first.request["case"]["now"]) == ("001", "2026-11-03T13:15:00+03:00")
    assert second.request["conversation"] == first.request["conversation"]
    assert second.request["instruction"] == "Ответ в одну строку:\nда или нет\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: a\n\trequest: 1\n", "cases.yaml:2: not YAML: a tab in the indentation"),
        ("- id: a\n  note: one: two\n", "cases.yaml:2: not YAML: mapping values are not allowed"),
        ('- id: "a\n', "cases.yaml:2: not YAML:"),
        ("- &a [*a]\n", "is nested too deeply, or an alias holds itself"),
        ("cases: []\n", "cases.yaml: no cases"),
    ],
)
def test_what_is_no_yaml_says_where(tmp_path: Path, text: str, message: str) -> None:
    assert message in told(tmp_path, text, "cases.yaml")[0]


def test_an_empty_or_missing_file_is_told(tmp_path: Path) -> None:
    assert "no cases" in told(tmp_path, "\n\n")[0]
    with pytest.raises(CaseInvalid, match="cannot be read"):
        load_cases(tmp_path / "none.jsonl")


BODIES = {"ru/refund-policy": "Деньги придут за **10 рабочих дней**.", "ru/pay": "Картой."}


def test_articles_that_are_not_there_and_quotes_that_they_do_not_hold_are_told_of_broken_cases_too(
    tmp_path: Path,
) -> None:
    evidence = [{"article_id": "ru/pay", "quote": "Наличными."}, {"article_id": "ru/px", "quote": "x"}]
    rows = [
        case("a", relevant=["ru/refund-polcy"]),
        case("b", relevant=["ru/pay"], evidence=evidence, facts_required=["5 дней"], wrong=1),
        case("c", relevant=["ru/refund-policy"], facts_required=["10 рабочих дней"]),
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(map(line, rows)), encoding="utf-8")
    checked = check_files([file], bodies=BODIES)
    assert [str(one).removeprefix(f"{file}:") for one in checked.faults] == [
        "1: relevant.0: no article has the id `ru/refund-polcy`; did you mean `ru/refund-policy`?",
        "2: wrong: no such key; there are " + ", ".join(Case.model_fields),
        "2: evidence.0.quote: `ru/pay` does not hold these words; copy them from its Markdown as they stand there",
        "2: evidence.1.article_id: no article has the id `ru/px`; did you mean `ru/pay`?",
    ]
    (note,) = checked.notes
    assert "“5 дней” stands in none of the relevant articles" in str(note)


def test_an_id_that_two_files_use_is_told_with_both_places(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(line(case("x")) + "\n", encoding="utf-8")
    (fault,) = check_files([tmp_path / "a.jsonl", tmp_path / "b.jsonl"]).faults
    assert str(fault) == (
        f"{tmp_path}/b.jsonl:1: id: the id `x` is used twice, first in {tmp_path}/a.jsonl:1; give each case its own"
    )


@pytest.mark.parametrize("name", ["cases.jsonl", "cases.yaml"])
def test_cases_that_are_written_are_read_back_equal(tmp_path: Path, name: str) -> None:
    cases = [*load_cases(sample_cases()[0])[:20], Case.model_validate(case("z", note=" a\n\tb \n", kind="no"))]
    write_cases(tmp_path / name, cases)
    assert load_cases(tmp_path / name) == tuple(cases)


def test_the_schema_accepts_the_sample_cases_and_refuses_what_is_refused() -> None:
    valid = jsonschema_rs.validator_for(schema())
    for path in sample_cases():
        lines = [json.loads(one) for one in path.read_text("utf-8").splitlines() if one.strip()]
        assert valid.is_valid(lines)
        assert all(valid.is_valid(one) for one in lines)
    assert not valid.is_valid(case("A b"))
    assert not valid.is_valid(case("a", relvant=[]))


def test_a_required_fact_is_looked_for_as_the_metric_looks_for_it(tmp_path: Path) -> None:
    bodies = {"ru/pay": "Год стоит **4 900** ₽. Откройте раздел **Экспорт**."}
    facts = ["900 ₽", "4 900 ₽", "экспорт", "Экспорт"]
    file = tmp_path / "cases.jsonl"
    file.write_text(line(case("a", relevant=["ru/pay"], facts_required=facts)), encoding="utf-8")
    assert [one.field for one in check_files([file], bodies=bodies).notes] == ["facts_required.0", "facts_required.2"]
