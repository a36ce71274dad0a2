"""Knobs and their settings -> the rules they change, or a refusal that names file, line and what to do."""

from __future__ import annotations

import pytest

from service.domain import CheckContext, Severity
from service.errors import StandardInvalid
from service.guardrail.open import open_checker
from service.standards.load import load_standard
from tests.packs import COFFEE, COFFEE_KNOB, TEA, TEAS_KNOB


def refusal(path) -> str:
    with pytest.raises(StandardInvalid) as caught:
        load_standard(str(path))
    return str(caught.value)


def found(path, text: str, language: str = "ru") -> list[tuple[str, Severity]]:
    report = open_checker(str(path)).check(text, CheckContext(language_code=language))
    return [(finding.rule.rule_id, finding.rule.severity) for finding in report.findings]


def test_a_knob_left_alone_changes_nothing(pack):
    house = pack("house", COFFEE_KNOB, rules=COFFEE)
    assert found(house, "Пейте кофе.") == [("no-coffee", Severity.ERROR)]
    assert load_standard(str(house)).settings == {"lexicon.coffee": "error"}


@pytest.mark.parametrize(("value", "expected"), [("warning", [("no-coffee", Severity.WARNING)]), ("'off'", [])])
def test_a_profile_chooses_the_value_of_a_knob(pack, value, expected):
    pack("house", COFFEE_KNOB, rules=COFFEE)
    brand = pack("brand", f"extends: [house]\nsettings: {{lexicon.coffee: {value}}}\n")
    assert found(brand, "Пейте кофе.") == expected


def test_a_later_choice_replaces_an_earlier_one_whole(pack):
    pack("house", COFFEE_KNOB, rules=COFFEE)
    pack("quiet", "extends: [house]\nsettings: {lexicon.coffee: 'off'}\n")
    loud = pack("loud", "extends: [quiet]\nsettings: {lexicon.coffee: warning}\n")
    assert found(loud, "Пейте кофе.") == [("no-coffee", Severity.WARNING)]
    back = pack("back", "extends: [quiet]\nsettings: {lexicon.coffee: error}\n")
    assert found(back, "Пейте кофе.") == [("no-coffee", Severity.ERROR)]


def test_an_override_of_one_rule_outweighs_the_knob_of_the_same_pack(pack):
    pack("house", COFFEE_KNOB, rules=COFFEE)
    head = "extends: [house]\noverrides: {no-coffee: {severity: info}}\nsettings: {lexicon.coffee: warning}\n"
    assert found(pack("brand", head), "Пейте кофе.") == [("no-coffee", Severity.INFO)]


def test_a_rule_that_is_switched_off_stays_on_record_and_can_come_back(pack):
    pack("house", rules=COFFEE)
    quiet = pack("quiet", "extends: [house]\noverrides: {no-coffee: {enabled: 'false'}}\n")
    loud = pack("loud", "extends: [quiet]\noverrides: {no-coffee: {enabled: 'true'}}\n")
    standard = load_standard(str(quiet))
    assert ([rule.rule_id for rule in standard.disabled], standard.rules) == (["no-coffee"], ())
    assert not standard.statements("ru")
    assert found(quiet, "Пейте кофе.") == []
    assert found(loud, "Пейте кофе.") == [("no-coffee", Severity.ERROR)]


def test_a_rule_written_as_off_runs_only_where_a_layer_switches_it_on(pack):
    house = pack("house", rules=COFFEE.replace("    source", "    enabled: 'false'\n    source"))
    brand = pack("brand", "extends: [house]\noverrides: {no-coffee: {enabled: 'true'}}\n")
    assert found(house, "Пейте кофе.") == []
    assert found(brand, "Пейте кофе.") == [("no-coffee", Severity.ERROR)]


def test_the_examples_of_a_rule_that_is_off_are_run_all_the_same(pack):
    wrong = COFFEE.replace("    source", "    enabled: 'false'\n    source").replace("Пейте чай.", "Пейте кофе.")
    with pytest.raises(StandardInvalid, match="a good example is found"):
        open_checker(str(pack("house", rules=wrong)))


def test_a_locked_rule_cannot_be_written_as_off(pack):
    head = "    enabled: 'false'\n    locked: 'true'\n    source"
    assert "a locked rule cannot be off" in refusal(pack("house", rules=COFFEE.replace("    source", head)))


def test_english_may_have_a_severity_of_its_own(pack):
    pack("house", rules=COFFEE)
    brand = pack("brand", "extends: [house]\noverrides: {no-coffee: {severity_en: warning}}\n")
    assert found(brand, "Пейте кофе.") == [("no-coffee", Severity.ERROR)]
    assert found(brand, "Drink coffee.", "en") == [("no-coffee", Severity.WARNING)]
    stated = load_standard(str(brand))
    assert stated.statements("en")[0].severity is Severity.WARNING
    assert stated.statements("ru")[0].severity is Severity.ERROR


def test_a_layer_narrows_the_requests_that_a_rule_is_about(pack):
    pack("house", rules=COFFEE)
    head = "extends: [house]\noverrides: {no-coffee: {when: {conversation.channel: email}}}\n"
    report = open_checker(str(pack("brand", head))).check("Пейте кофе.", CheckContext(language_code="ru"))
    assert [one.missing_field for one in report.not_evaluated] == ["conversation.channel"]


def test_a_layer_shows_what_it_does_by_examples_of_its_own(pack):
    pack("house", rules=COFFEE)
    head = "extends: [house]\noverrides: {no-coffee: {allow: {ru: [кофе с молоко]}, examples: {ru: {%s}}}}\n"
    good = pack("good", head % 'good: ["Пейте кофе с молоком."]')
    assert found(good, "Кофе с молоком") == []
    with pytest.raises(StandardInvalid, match="a good example is found"):
        open_checker(str(pack("bad", head % 'good: ["Пейте кофе с сахаром."]')))


def test_a_number_stands_in_the_check_and_in_what_is_said_of_it(pack):
    house = pack("house", TEAS_KNOB, rules=TEA)
    brand = pack("brand", "extends: [house]\nsettings: {limits.tea: '1'}\n")
    assert found(house, "Чай и чай.") == []
    assert found(brand, "Чай и чай.") == [("few-teas", Severity.INFO)]
    assert load_standard(str(brand)).statements("ru")[0].text == "Чай называй не чаще 1 раз."
    assert load_standard(str(house)).version != load_standard(str(brand)).version


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("limits.tee: '1'", "there is no knob `limits.tee`; the knobs are: limits.tea"),
        ("limits.tea: many", "`many` is not a whole number of at least 1"),
        ("limits.tea: '0'", "`0` is not a whole number of at least 1"),
        ("limits.tea: '10'", "`10` is too much for `limits.tea`; write a number up to 9"),
    ],
)
def test_a_setting_that_no_knob_knows_is_refused_with_its_line(pack, settings, said):
    pack("house", TEAS_KNOB, rules=TEA)
    brand = pack("brand", "extends: [house]\nsettings:\n", f"  {settings}\n")
    assert refusal(brand).startswith(f"{brand}:5: {said}")


def test_an_unknown_value_is_refused_with_those_there_are(pack):
    pack("house", COFFEE_KNOB, rules=COFFEE)
    brand = pack("brand", "extends: [house]\nsettings: {lexicon.coffee: loud}\n")
    assert "`loud` is not known here; choose one of: error, off, warning" in refusal(brand)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("$limits.tea}", "$limits.mate}"), "no knob has the number `$limits.mate`"),
        (("    source", "    locked: 'true'\n    source"), "is a security rule: no knob may change it"),
    ],
)
def test_a_number_that_cannot_stand_is_refused(pack, change, said):
    house = pack("house", TEAS_KNOB, rules=TEA.replace(*change))
    assert said in refusal(house)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("error: {}", "error: {no-coffee: {severity: error}}"),
            "the default value `error` of `lexicon.coffee` changes",
        ),
        (("default: error", "default: grave"), "`grave` is not known here"),
        (("warning: {no-coffee", "warning: {no-cocoa"), "there is no rule `no-cocoa` for this knob"),
        (("lexicon.coffee:", "Lexicon:"), "`Lexicon` is not the name of a knob"),
        (("default: error", "default: error\n    conflict: C9"), "names the conflict `C9`, which there is not"),
        (("default: error", "default: error\n    conflict: nine"), "is not the id of a conflict"),
        (("values:", "number: {least: '1', most: '2'}\n    values:"), "needs either `values:` or `number:`"),
        (("    values:", "    valves:"), "unknown key `valves`"),
        (("severity: warning", "colour: red"), "unknown key `colour`"),
    ],
)
def test_a_knob_that_cannot_be_turned_is_refused(pack, change, said):
    assert said in refusal(pack("house", COFFEE_KNOB.replace(*change, 1), rules=COFFEE))


@pytest.mark.parametrize("layer", ["severity: warning", "severity_en: info", "when: {case.stage: ack}"])
def test_no_value_of_a_knob_weakens_a_security_rule_whether_chosen_or_not(pack, layer):
    locked = COFFEE.replace("    source", "    locked: 'true'\n    source")
    knob = COFFEE_KNOB.replace("severity: warning", layer).replace('      "off": {no-coffee: {enabled: "false"}}\n', "")
    assert "`no-coffee` is a security rule" in refusal(pack("house", knob, rules=locked))


def test_a_knob_declared_twice_is_refused(pack):
    pack("house", COFFEE_KNOB, rules=COFFEE)
    assert "the knob `lexicon.coffee` is declared in" in refusal(pack("brand", "extends: [house]\n", COFFEE_KNOB))


CONFLICT = """\
conflicts:
  - id: C1
    topic: {ru: "Кофе или чай", en: "Coffee or tea"}
    resolution: {ru: "Чай.", en: "Tea."}
    knob: lexicon.coffee
    rules: [no-coffee]
"""


def test_a_conflict_is_on_record_with_what_holds_its_decision(pack):
    house = pack(
        "house", COFFEE_KNOB.replace("default: error", "default: error\n    conflict: C1"), CONFLICT, rules=COFFEE
    )
    (conflict,) = load_standard(str(house)).conflicts
    assert (conflict.conflict_id, conflict.knobs, conflict.rules) == ("C1", ("lexicon.coffee",), ("no-coffee",))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("knob: lexicon.coffee", "knob: lexicon.tea"), "`C1` names `lexicon.tea`, which there is not"),
        (("[no-coffee]", "[no-tea]"), "`C1` names `no-tea`, which there is not"),
        (("    knob: lexicon.coffee\n    rules: [no-coffee]\n", ""), "nothing holds this decision"),
        (("id: C1", "id: one"), "`one` is not the id of a conflict"),
    ],
)
def test_a_conflict_that_nothing_holds_is_refused(pack, change, said):
    assert said in refusal(pack("house", COFFEE_KNOB, CONFLICT.replace(*change), rules=COFFEE))


def test_a_conflict_listed_twice_is_refused(pack):
    twice = CONFLICT + CONFLICT.partition("\n")[2]
    assert "the conflict `C1` stands already on line" in refusal(pack("house", COFFEE_KNOB, twice, rules=COFFEE))
