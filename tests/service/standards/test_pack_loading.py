"""Packs on disk -> Standard, or a refusal that names file, line and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.domain import Severity
from service.errors import StandardInvalid, UnknownStandard
from service.guardrail.compile import compile_standard
from service.guardrail.open import open_checker
from service.standards.load import available, load_standard

RULE = """\
  - id: {id}
    severity: {severity}
    locked: "{locked}"
    source: "House style, words"
    statement: {{ru: "Не говори «кофе».", en: "Do not say coffee."}}
    message: {{ru: "Не говорите «{{match}}».", en: "Do not say {{match}}."}}
    check:
      kind: existence
      ru: {{phrases: ["{phrase}"]}}
    examples:
      ru:
        bad: ["Пейте [[кофе]].", "Где мой [[кофе]]?"]
        good: ["Пейте чай.", "Где мой чай?"]
"""


def write_pack(folder: Path, name: str, rules: str = "", head: str = "") -> Path:
    body = f"rules:\n{rules}" if rules else ""
    path = folder / f"{name}.yaml"
    path.write_text(f"standard: {name}\ndescription: {{ru: Проба, en: Sample}}\n{head}{body}", encoding="utf-8")
    return path


def rule(rule_id: str = "no-coffee", severity: str = "error", locked: str = "false", phrase: str = "кофе") -> str:
    return RULE.format(id=rule_id, severity=severity, locked=locked, phrase=phrase)


def refusal(path: Path) -> str:
    with pytest.raises(StandardInvalid) as caught:
        compile_standard(load_standard(str(path)))
    return str(caught.value)


def test_the_shipped_standards_are_listed_with_descriptions() -> None:
    infos = {info.name: info for info in available()}
    assert set(infos) >= {"base", "default"}
    assert infos["default"].extends[0] == "base"
    assert all(info.description["ru"] and info.description["en"] and info.rules > 25 for info in infos.values())


def test_a_standard_holds_its_parents_rules_and_its_own() -> None:
    ids = {found.rule_id for found in load_standard("default").rules}
    assert {"no-problema", "greeting-first", "grounded-facts"} <= ids


def test_statements_come_in_the_language_asked_for_with_the_gravest_first() -> None:
    statements = load_standard("default").statements("ru")
    severities = [list(Severity).index(statement.severity) for statement in statements]
    assert severities == sorted(severities)
    assert any("проблема" in statement.text for statement in statements)
    assert load_standard("default").statements("de") == load_standard("default").statements("en")


def test_the_version_changes_with_the_content_of_any_file_of_the_chain(tmp_path: Path) -> None:
    write_pack(tmp_path, "house", rule())
    child = write_pack(tmp_path, "brand", head="extends: [house]\n")
    before = load_standard(str(child)).version
    write_pack(tmp_path, "house", rule(severity="warning"))
    assert load_standard(str(child)).version != before


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(UnknownStandard, match=r"no standard `nothing`; there are .*default"):
        load_standard("nothing")


def test_a_name_is_never_taken_for_a_path() -> None:
    with pytest.raises(UnknownStandard):
        load_standard("../standards/base")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownStandard, match="cannot be read"):
        load_standard(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("severity: error", "severity: grave"), 5, "`grave` is not known here; choose one of: error, info, warning"),
        (("    source:", "    sauce:"), 7, "unknown key `sauce`"),
        (("kind: existence", "kind: guess"), 11, "`guess` is not known here"),
        (("phrases:", "phrase:"), 12, "unknown key `phrase`"),
        (('["кофе"]', '["рубли"]'), 12, "`рубли` is not a lemma"),
        (('["кофе"]', '["(кофе"]'), 12, "never closed"),
        (('["кофе"]', '["кофе?"]'), 12, "everything in the phrase may be missing"),
        (('["кофе"]', '["..3 кофе"]'), 12, "begins or ends with a gap"),
        (('["кофе"]', '["кофе#ROCK"]'), 12, "`ROCK` is not a grammeme"),
        (('["кофе"]', '["<drinks>"]'), 12, "there is no list `drinks`"),
        (('["кофе"]', '["@when"]'), 12, "`@when` is not known"),
        (("no-coffee", "No Coffee"), 4, "is not an id"),
        (('locked: "false"', "locked: maybe"), 6, "neither true nor false"),
        (("    check:", "    when: {case.mood: bad}\n    check:"), 10, "`case.mood` is not known here"),
    ],
)
def test_a_broken_rule_is_refused_with_its_file_and_line(
    tmp_path: Path, change: tuple[str, str], line: int, reason: str
) -> None:
    path = write_pack(tmp_path, "house", rule().replace(*change, 1))
    message = refusal(path)
    assert message.startswith(f"{path}:{line}: ")
    assert reason in message


def test_a_duplicate_id_names_both_places(tmp_path: Path) -> None:
    assert "stands already on line 4" in refusal(write_pack(tmp_path, "house", rule() + rule()))


def test_a_key_used_twice_is_refused(tmp_path: Path) -> None:
    path = write_pack(tmp_path, "house", rule().replace("    severity: error\n", "    severity: error\n" * 2))
    assert "the key `severity` is used twice" in refusal(path)


def test_a_file_under_another_name_is_refused(tmp_path: Path) -> None:
    path = write_pack(tmp_path, "house", rule()).rename(tmp_path / "home.yaml")
    assert "make the two equal" in refusal(path)


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    path = write_pack(tmp_path, "house", rule())
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1251"))
    assert refusal(path).startswith(f"{path}:2: byte ")


def test_what_is_no_yaml_is_refused_with_the_line(tmp_path: Path) -> None:
    path = write_pack(tmp_path, "house", rule().replace('["кофе"]', '["кофе"'))
    assert "is not YAML" in refusal(path)


def test_a_phrase_that_yaml_would_cut_at_a_hash_is_refused(tmp_path: Path) -> None:
    path = write_pack(
        tmp_path, "house", rule().replace('["кофе"]', "\n          phrases:\n          - кофе #VERB\n       ")
    )
    assert "begins a comment in YAML" in refusal(path)


def test_an_endless_alias_is_refused(tmp_path: Path) -> None:
    assert "nested too deeply" in refusal(write_pack(tmp_path, "house", head="lists: &a {words: [*a]}\n"))


def test_packs_that_extend_each_other_are_refused_with_the_circle(tmp_path: Path) -> None:
    write_pack(tmp_path, "one", head="extends: [two]\n")
    write_pack(tmp_path, "two", head="extends: [one]\n")
    assert "in a circle (one → two → one)" in refusal(tmp_path / "one.yaml")


def test_a_parent_that_is_nowhere_is_refused(tmp_path: Path) -> None:
    assert "there is no pack `gone` to extend" in refusal(write_pack(tmp_path, "brand", head="extends: [gone]\n"))


def test_a_shared_grandparent_is_laid_once(tmp_path: Path) -> None:
    write_pack(tmp_path, "house", rule())
    write_pack(tmp_path, "left", head="extends: [house]\n")
    write_pack(tmp_path, "right", head="extends: [house]\n")
    both = write_pack(tmp_path, "both", head="extends: [left, right]\n")
    assert [found.rule_id for found in load_standard(str(both)).rules] == ["no-coffee"]


def test_a_layer_changes_severity_and_disables_rules(tmp_path: Path) -> None:
    write_pack(tmp_path, "house", rule() + rule("no-tea", phrase="чай"))
    head = "extends: [house]\noverrides:\n  no-coffee: {severity: info}\n  no-tea: {enabled: 'false'}\n"
    rules = load_standard(str(write_pack(tmp_path, "brand", head=head))).rules
    assert [(found.rule_id, found.severity) for found in rules] == [("no-coffee", Severity.INFO)]


@pytest.mark.parametrize("change", ["severity: warning", "enabled: 'false'", "allow: {ru: [кофе с молоко]}"])
def test_a_security_rule_cannot_be_weakened(tmp_path: Path, change: str) -> None:
    write_pack(tmp_path, "house", rule(locked="true"))
    path = write_pack(tmp_path, "brand", head=f"extends: [house]\noverrides:\n  no-coffee: {{{change}}}\n")
    assert "is a security rule" in refusal(path)


def test_a_security_rule_may_become_stricter(tmp_path: Path) -> None:
    write_pack(tmp_path, "house", rule(locked="true", severity="warning"))
    head = "extends: [house]\noverrides:\n  no-coffee: {severity: error}\n"
    assert load_standard(str(write_pack(tmp_path, "brand", head=head))).rules[0].severity is Severity.ERROR


def test_an_override_of_nothing_is_refused(tmp_path: Path) -> None:
    path = write_pack(tmp_path, "brand", head="overrides:\n  no-juice: {severity: info}\n")
    assert "there is no rule `no-juice` to override" in refusal(path)


def test_redefining_an_inherited_rule_points_to_overrides(tmp_path: Path) -> None:
    write_pack(tmp_path, "house", rule())
    path = write_pack(tmp_path, "brand", rule(), head="extends: [house]\n")
    assert "change it under `overrides:`" in refusal(path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("[[кофе]].", "кофе."), "mark what is to be found"),
        (("[[кофе]].", "[[чай]]."), "a bad example is not found"),
        (('good: ["Пейте чай."', 'good: ["Пейте кофе."'), "a good example is found («кофе»)"),
        ((', "Где мой [[кофе]]?"', ""), "has 1 bad examples"),
        (("[[кофе]].", "[[кофе."), "must come in pairs"),
    ],
)
def test_a_pack_whose_examples_do_not_behave_as_written_does_not_open(
    tmp_path: Path, change: tuple[str, str], reason: str
) -> None:
    path = write_pack(tmp_path, "house", rule().replace(*change, 1))
    with pytest.raises(StandardInvalid) as caught:
        open_checker(str(path))
    assert reason in str(caught.value)


def test_a_sound_pack_opens(tmp_path: Path) -> None:
    assert open_checker(str(write_pack(tmp_path, "house", rule()))).standard.name == "house"


def test_the_packs_in_the_documentation_open(tmp_path: Path) -> None:
    page = Path(__file__).parents[3].joinpath("docs", "standards.md").read_text(encoding="utf-8")
    packs = re.findall(r"```yaml\n(standard: (\S+).*?)```", page, re.DOTALL)
    assert len(packs) == 2
    for body, name in packs:
        path = tmp_path / f"{name}.yaml"
        path.write_text(body, encoding="utf-8")
        assert open_checker(str(path)).standard.name == name


def test_words_such_as_no_and_yes_stay_words(tmp_path: Path) -> None:
    path = write_pack(tmp_path, "house", head="lists:\n  answers: [no, yes, off, null]\n")
    nodes = load_standard(str(path)).lists["answers"]
    assert [node.text() for node in nodes] == ["no", "yes", "off", "null"]
