"""Packs that are wrong in one way, or in several -> every problem with its file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import StandardInvalid
from service.guardrail.audit import audit
from service.guardrail.open import open_checker
from tests.packs import COFFEE, COFFEE_KNOB

SWAP = """\
  - id: no-snag
    severity: error
    source: "House style, words"
    statement: {ru: "Не говори «проблема».", en: "Do not say snag."}
    message: {ru: "Скажите иначе.", en: "Say it otherwise."}
    check:
      kind: substitution
      ru: {swap: {проблема: [сложность]}, auto: ["возникнуть проблема"]}
    examples:
      ru:
        bad: ["Возникла [[проблема]].", "Это [[проблема]]."]
        good: ["Возник вопрос.", "Это вопрос."]
"""
PATTERN = """\
  - id: no-plus
    severity: error
    source: "House style, signs"
    statement: {ru: "Без плюсов.", en: "No pluses."}
    message: {ru: "Без плюсов.", en: "No pluses."}
    check:
      kind: pattern
      any: {patterns: ['[+]{2}']}
    examples:
      ru:
        bad: ["a[[++]]", "b[[++]]"]
        good: ["a+", "b+"]
      en:
        bad: ["a[[++]]", "b[[++]]"]
        good: ["a+", "b+"]
"""


def line_of(path: Path, part: str) -> int:
    return path.read_text(encoding="utf-8").partition(part)[0].count("\n") + 1


def refused(path: Path) -> str:
    """What opening says; the audit must say the same."""
    with pytest.raises(StandardInvalid) as caught:
        open_checker(str(path))
    assert set(caught.value.problems) <= set(audit([path]).problems)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("    source:", "    sauce:", '"House style', "unknown key `sauce`; the keys here are"),
        (
            '["кофе"]',
            '["обязан"]',
            "обязан",
            "`обязан` is not a lemma, so it would never match; its lemma is `обязать`",
        ),
        ('["кофе"]', '["кофе?"]', "кофе?", "everything in the phrase may be missing"),
        ('["кофе"]', '["(кофе|чай)?"]', "(кофе|чай)?", "everything in the phrase may be missing"),
        ('["кофе"]', '["<drinks>"]', "<drinks>", "there is no list `drinks`"),
        ("[[кофе]].", "[[чай]].", "[[чай]]", "a bad example is not found («Пейте чай.»)"),
        (
            '"Пейте чай."',
            '"Пейте кофе."',
            '"Пейте кофе."',
            "a good example is found («кофе»); mend the example or the check",
        ),
        ('"Пейте чай."', '{text: "Пейте чай.", context: {weather: bad}}', "weather", "`weather` is not known here"),
        (', "Где мой [[кофе]]?"', "", "id: no-coffee", "has 1 bad examples in `ru`; write at least 2"),
    ],
)
def test_a_broken_rule_of_words_is_refused(pack, old, new, place, said):
    path = pack("house", rules=COFFEE.replace(old, new, 1))
    message = refused(path)
    assert f"{path}:{line_of(path, place)}: " in message
    assert said in message


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("(+", "RE2 refuses `(+`"),
        (r"(a)\1", "there are no lookarounds and backreferences"),
        ("(?=a)b", "there are no lookarounds and backreferences"),
        ("(?<!a)b", "there are no lookarounds and backreferences"),
        ("a*", "matches the empty text"),
        (r"\bа", "knows only Latin letters"),
    ],
)
def test_an_expression_that_cannot_run_is_refused(pack, expression, said):
    path = pack("house", rules=PATTERN.replace("[+]{2}", expression))
    message = refused(path)
    assert message.startswith(f"{path}:{line_of(path, 'patterns')}: ")
    assert said in message


def test_an_expression_that_would_hang_others_is_linear_here(pack):
    rules = PATTERN.replace("[+]{2}", "(x+x+)+y").replace("[[++]]", "[[xxy]]")
    checker = open_checker(str(pack("house", rules=rules)))
    from service.domain import CheckContext

    assert checker.check("x" * 19_000, CheckContext(language_code="en")).findings == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[сложность]}", "[вопрос]}", "no first replacement has the gender of its word"),
        ('["возникнуть проблема"]', '["возникнуть вопрос"]', "never holds a word of `swap`"),
        ("{проблема: [сложность]}", "{проблема: [трудности]}", "`трудности` is not a lemma"),
        ("{проблема: [сложность]}", "{проблемы: [сложность]}", "`проблемы` is not a lemma"),
    ],
)
def test_a_replacement_that_is_not_sure_cannot_claim_to_be(pack, old, new, said):
    assert said in refused(pack("house", rules=SWAP.replace(old, new)))


def test_a_form_with_several_meanings_cannot_be_claimed_to_be_sure(pack):
    rules = SWAP.replace("проблема: [сложность]", "путь: [способ]").replace('"возникнуть проблема"', '"иной =пути"')
    assert "`=пути` may be several forms of `путь`" in refused(pack("house", rules=rules))


def test_everything_wrong_with_a_file_is_listed_at_once(pack):
    rules = (
        COFFEE.replace("    source:", "    sauce:")
        + COFFEE.replace("no-coffee", "no-soup").replace("phrases:", "phrase:")
        + COFFEE.replace("no-coffee", "no-milk").replace('["кофе"]', '["обязан", "кофе?"]')
        + COFFEE.replace("no-coffee", "no-tea").replace("Пейте чай.", "Пейте кофе.")
        + COFFEE.replace("no-coffee", "no-tea")
        + PATTERN.replace("[+]{2}", "a*")
    )
    path = pack("house", "overrides: {no-juice: {severity: info}, no-coffee: {severity: info}}\n", rules=rules)
    problems = audit([path]).problems
    for said in (
        "unknown key `sauce`",
        "the key `source` is missing",
        "unknown key `phrase`",
        "`обязан` is not a lemma",
        "everything in the phrase may be missing",
        "the rule `no-tea` stands already on line",
        "matches the empty text",
        "there is no rule `no-juice`",
        "a good example is found",
    ):
        assert any(said in problem for problem in problems), said
    assert all(problem.startswith(f"{path}:") for problem in problems)
    assert not any("`no-coffee` to override" in problem for problem in problems)


def test_a_broken_parent_is_reported_in_its_own_file(pack):
    house = pack("house", rules=COFFEE.replace("kind: existence", "kind: guess"))
    brand = pack("brand", "extends: [house]\n")
    assert refused(brand).startswith(f"{house}:")


def test_a_circle_and_another_encoding_are_refused(pack, tmp_path):
    pack("one", "extends: [two]\n")
    pack("two", "extends: [one]\n")
    assert "in a circle (one → two → one)" in refused(tmp_path / "one.yaml")
    house = pack("house", rules=COFFEE)
    house.write_bytes(house.read_text(encoding="utf-8").encode("utf-16"))
    assert refused(house).startswith(f"{house}:1: byte 0 is not UTF-8; save the file as UTF-8")


def test_a_folder_is_looked_at_through_the_packs_that_extend_the_others(pack, tmp_path):
    pack("tools", COFFEE_KNOB)
    pack("words", rules=COFFEE)
    pack("house", "extends: [words, tools]\n")
    assert audit([tmp_path]).problems == ()
    assert "there is no rule `no-coffee` for this knob" in audit([tmp_path / "tools.yaml"]).problems[0]


@pytest.mark.parametrize(
    ("phrases", "said"),
    [
        ('phrases: ["кофе", "кофе"]', "`кофе` stands twice; remove one"),
        ('phrases: ["кофе", "чай"], unless: ["чай"]', "`чай` is always cancelled by `unless`"),
        ('phrases: ["кофе", "вкусный чай"], unless: ["чай"]', "`вкусный чай` is always cancelled by `unless`"),
    ],
)
def test_a_phrase_that_does_nothing_is_a_warning_and_no_problem(pack, phrases, said):
    found = audit([pack("house", rules=COFFEE.replace('phrases: ["кофе"]', phrases))])
    assert found.problems == ()
    assert [warning for warning in found.warnings if said in warning]


def test_a_sound_pack_brings_no_warning(pack):
    found = audit([pack("house", rules=COFFEE.replace('["кофе"]', '["кофе"], unless: ["кофе с молоко"]') + PATTERN)])
    assert (found.problems, found.warnings) == ((), ())
