"""Packs of tone standards for tests: rules as text, and how they become files."""

from __future__ import annotations

from pathlib import Path

COFFEE = """\
  - id: no-coffee
    severity: error
    source: "House style, words"
    statement: {ru: "Не говори «кофе».", en: "Do not say coffee."}
    message: {ru: "Не говорите «{match}».", en: "Do not say {match}."}
    check:
      kind: existence
      ru: {phrases: ["кофе"]}
      en: {phrases: ["coffee"]}
    examples:
      ru:
        bad: ["Пейте [[кофе]].", "Где мой [[кофе]]?"]
        good: ["Пейте чай.", "Где мой чай?"]
      en:
        bad: ["Drink [[coffee]].", "My [[coffee]]?"]
        good: ["Drink tea.", "My tea?"]
"""
TEA = """\
  - id: few-teas
    severity: info
    source: "House style, words"
    statement: {ru: "Чай называй не чаще $limits.tea раз.", en: "Name tea $limits.tea times at most."}
    message: {ru: "«{match}»: не чаще $limits.tea раз.", en: "{match}: $limits.tea times at most."}
    check:
      kind: occurrence
      ru: {phrases: ["чай"], most: $limits.tea}
      en: {phrases: ["tea"], most: $limits.tea}
    examples:
      ru:
        bad: ["Чай и чай и [[чай]].", "Чай, чай, [[чай]]!"]
        good: ["Чай и чай.", "Чай."]
      en:
        bad: ["Tea, tea, [[tea]].", "Tea and tea and [[tea]]."]
        good: ["Tea and tea.", "Tea."]
"""
TEAS_KNOB = """\
knobs:
  limits.tea:
    description: {ru: "Сколько раз назвать чай.", en: "How often to name tea."}
    source: "House style, words"
    default: "2"
    number: {least: "1", most: "9"}
"""
COFFEE_KNOB = """\
knobs:
  lexicon.coffee:
    description: {ru: "Насколько строго с кофе.", en: "How strict to be about coffee."}
    source: "House style, words"
    default: error
    values:
      error: {}
      warning: {no-coffee: {severity: warning}}
      "off": {no-coffee: {enabled: "false"}}
"""


def no_word(ru: str, en: str) -> str:
    """COFFEE about another word; the id of the rule is ``no-`` and the English one."""
    return COFFEE.replace("кофе", ru).replace("coffee", en)


def write_pack(folder: Path, name: str, *sections: str, rules: str = "") -> Path:
    """A pack file of these sections; its path."""
    path = folder / f"{name}.yaml"
    head = f"standard: {name}\ndescription: {{ru: Проба, en: Sample}}\n"
    path.write_text(head + "".join(sections) + (f"rules:\n{rules}" if rules else ""), encoding="utf-8")
    return path
