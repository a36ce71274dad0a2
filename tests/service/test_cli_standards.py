"""`otvet standards …`: what is printed, what is JSON, and the exit codes."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from tests.packs import COFFEE, COFFEE_KNOB, TEA, TEAS_KNOB

JUDGED = """\
  - id: be-kind
    enabled: "false"
    severity: info
    source: "House style, heart"
    statement: {ru: "Будь добр.", en: "Be kind."}
    message: {ru: "Недобро.", en: "Unkind."}
    check: {kind: judge, any: {reason: "Only a reader feels it."}}
  - id: open-on-sunday
    severity: info
    source: "House style, hours"
    statement: {ru: "По воскресеньям открыто.", en: "Open on Sundays."}
    message: {ru: "Закрыто.", en: "Closed."}
    check: {kind: outside, any: {reason: "No reply opens a shop."}}
  - id: mind-the-tone
    severity: info
    source: "House style, heart"
    statement: {ru: "Следи за тоном.", en: "Mind the tone."}
    message: {ru: "Тон.", en: "Tone."}
    check: {kind: judge, any: {reason: "Only a reader hears it."}}
"""
CONFLICT = """\
conflicts:
  - id: C1
    topic: {ru: "Кофе или чай", en: "Coffee or tea"}
    resolution: {ru: "Чай.", en: "Tea."}
    knob: lexicon.coffee
"""


@pytest.fixture
def house(tmp_path):
    path = tmp_path / "house.yaml"
    knobs = COFFEE_KNOB + TEAS_KNOB.removeprefix("knobs:\n")
    rules = COFFEE + TEA.replace("    source", "    when: {conversation.channel: email}\n    source").replace(
        '"Чай и чай и [[чай]]."', '{text: "Чай и чай и [[чай]].", context: {channel: email}}'
    )
    rules = rules.replace('"Чай, чай, [[чай]]!"', '{text: "Чай, чай, [[чай]]!", context: {channel: email}}')
    rules = rules.replace('"Tea, tea, [[tea]]."', '{text: "Tea, tea, [[tea]].", context: {channel: email}}')
    rules = rules.replace('"Tea and tea and [[tea]]."', '{text: "Tea and tea and [[tea]].", context: {channel: email}}')
    for good in ('"Чай и чай."', '"Чай."', '"Tea and tea."', '"Tea."'):
        rules = rules.replace(good, f"{{text: {good}, context: {{channel: email}}}}")
    head = "standard: house\ndescription: {ru: Проба, en: Sample}\n"
    path.write_text(f"{head}{knobs}{CONFLICT}rules:\n{rules}{JUDGED}", encoding="utf-8")
    return path


def test_the_shipped_standards_are_listed(otvet):
    listed = otvet("standards", "list", "--json").json()
    assert {"base", "default"} <= {one["id"] for one in listed}
    assert "default" in otvet("standards", "list").out


def test_coverage_says_of_every_rule_how_it_is_held(otvet, house):
    rows = otvet("standards", "coverage", "--standard", house, "--json").json()["rules"]
    assert {row["id"]: row["held"] for row in rows} == {
        "no-coffee": "text",
        "few-teas": "metadata",
        "be-kind": "off",
        "open-on-sunday": "outside",
        "mind-the-tone": "judge",
    }
    assert rows[0] | {"source": ""} == {
        "id": "no-coffee",
        "pack": "house.yaml",
        "severity": "error",
        "held": "text",
        "kinds": ["existence"],
        "examples": 8,
        "locked": False,
        "source": "",
    }
    assert (
        "5 rules: 1 text, 1 metadata, 1 judge, 1 outside, 1 off; 16 examples"
        in otvet("standards", "coverage", "--standard", house).out
    )


def test_coverage_names_the_norms_that_have_no_rule(otvet, house, written):
    asked = written({"rules": [{"id": "no-coffee"}, {"id": "be-kind"}, {"id": "no-cake"}, {"id": "no-pie"}]})
    ended = otvet("standards", "coverage", "--standard", house, "--catalogue", asked, "--json")
    assert (ended.code, ended.json()["missing"]) == (1, ["no-cake", "no-pie"])
    told = otvet("standards", "coverage", "--standard", house, "--catalogue", asked)
    assert "missing: no rule holds `no-cake`" in told.out
    full = written({"rules": [{"id": "no-coffee"}]})
    assert otvet("standards", "coverage", "--standard", house, "--catalogue", full).code == 0


@pytest.mark.parametrize("catalogue", ["[]", '{"rules": []}', '{"rules": [{"name": "x"}]}', '{"rules": 3}'])
def test_what_is_no_catalogue_exits_with_2(otvet, house, written, catalogue):
    ended = otvet("standards", "coverage", "--standard", house, "--catalogue", written(catalogue))
    assert ended.code == 2
    assert "catalogue" in ended.err


def test_lint_lists_every_problem_and_exits_with_1(otvet, house):
    assert (otvet("standards", "lint", house).code, otvet("standards", "lint", house.parent).code) == (0, 0)
    text = house.read_text(encoding="utf-8")
    house.write_text(text.replace('["кофе"]', '["обязан"]').replace("kind: outside", "kind: inside"), encoding="utf-8")
    ended = otvet("standards", "lint", house)
    assert ended.code == 1
    assert f"{house}:" in ended.out
    assert "`обязан` is not a lemma" in ended.out
    assert "`inside` is not known here" in ended.out
    assert len(otvet("standards", "lint", house, "--json").json()["problems"]) == 2


def test_lint_warns_of_phrases_that_do_nothing_and_exits_with_0(otvet, house):
    text = house.read_text(encoding="utf-8")
    house.write_text(text.replace('["кофе"]', '["кофе", "кофе"]'), encoding="utf-8")
    ended = otvet("standards", "lint", house)
    assert ended.code == 0
    assert "`кофе` stands twice; remove one (warning)" in ended.out


def test_a_missing_file_exits_with_2(otvet, tmp_path):
    assert otvet("standards", "lint", tmp_path / "none.yaml").code == 2
    assert otvet("standards", "knobs", "nothing").code == 2


def test_a_pack_is_tried_although_an_example_fails(otvet, house):
    text = house.read_text(encoding="utf-8")
    house.write_text(text.replace('"Пейте чай."', '"Пейте кофе."'), encoding="utf-8")
    ended = otvet("standards", "try", house, "Где кофе?")
    lines = ended.out.splitlines()
    assert ended.code == 1
    assert lines[:4] == [
        "error no-coffee  line 1, characters [4, 8)",
        "  Где кофе?",
        "      ^^^^",
        "  Не говорите «кофе».",
    ]
    assert "not evaluated without conversation.channel: few-teas" in ended.out
    assert "a good example is found («кофе»)" in ended.out
    assert lines[-1].startswith("1 found, 1 failing examples (house@")


def test_a_pack_is_tried_with_a_context_in_json(otvet, house, written):
    context = written({"conversation": {"channel": "email", "messages": [{"role": "end_user", "text": "Чай?"}]}})
    done = otvet("standards", "try", house, "Чай, чай, чай.", "--context", context, "--json").json()
    assert [(one["rule_id"], one["span"]) for one in done["findings"]] == [("few-teas", {"start": 10, "end": 13})]
    assert (done["not_evaluated"], done["failing_examples"]) == ([], [])


def test_a_text_without_faults_exits_with_0(otvet, house):
    assert otvet("standards", "try", house, "Пейте воду.").code == 0
    assert otvet("standards", "try", house, "-", "--context", "-").code == 2


def test_knobs_are_shown_with_their_values(otvet, house):
    shown = otvet("standards", "knobs", house, "--json").json()
    assert [(one["name"], one["value"]) for one in shown] == [("lexicon.coffee", "error"), ("limits.tea", "2")]
    assert shown[0]["values"] == ["error", "warning", "off"]
    assert shown[1]["number"] == {"least": 1, "most": 9}
    told = otvet("standards", "knobs", house).out
    assert "limits.tea = 2" in told
    assert "a number from 1 to 9; default 2" in told


def test_conflicts_are_shown_with_what_holds_the_decision(otvet, house):
    (shown,) = otvet("standards", "conflicts", house, "--json").json()
    assert (shown["id"], shown["knobs"], shown["rules"]) == ("C1", ["lexicon.coffee"], [])
    assert "held by knob lexicon.coffee = error" in otvet("standards", "conflicts", house).out


def test_the_schema_is_one_json_document_that_is_valid_itself(otvet):
    assert jsonschema_rs.meta.is_valid(json.loads(otvet("standards", "schema").out))
