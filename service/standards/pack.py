"""One pack's Node tree -> Pack: the rules and layers of one file, every key accounted for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kb_index.records import Span
from service.domain import Severity
from service.standards.model import ANY_LANGUAGE, LANGUAGES, CheckSpec, Example, Rule
from service.standards.node import Node

_MARKS = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Layer:
    """What a pack changes in a rule that it inherits."""

    rule_id: str
    place: Node
    enabled: bool
    severity: Severity | None
    allow: Mapping[str, tuple[Node, ...]]


@dataclass(frozen=True, slots=True)
class Pack:
    """One file, before the packs that it extends are laid under it."""

    name: str
    place: Node
    description: Mapping[str, str]
    extends: tuple[Node, ...]
    rules: tuple[Rule, ...]
    layers: tuple[Layer, ...]
    lists: Mapping[str, tuple[Node, ...]]


def read_pack(root: Node, stem: str) -> Pack:
    """Raises StandardInvalid with file and line for anything that is not a pack."""
    keys = root.only(required=("standard", "description"), optional=("extends", "rules", "overrides", "lists"))
    name = identifier(keys["standard"])
    if name != stem:
        raise keys["standard"].refusal(f"the pack is called `{name}` but its file `{stem}`; make the two equal")
    return Pack(
        name=name,
        place=root,
        description=_bilingual(keys["description"]),
        extends=keys["extends"].items() if "extends" in keys else (),
        rules=_rules(keys["rules"]) if "rules" in keys else (),
        layers=_layers(keys["overrides"]) if "overrides" in keys else (),
        lists=_lists(keys["lists"]) if "lists" in keys else {},
    )


def identifier(node: Node) -> str:
    name = node.text()
    if not _ID.fullmatch(name):
        raise node.refusal(f"`{name}` is not an id; use small Latin letters, digits and single hyphens")
    return name


def _bilingual(node: Node) -> dict[str, str]:
    entries = node.only(required=LANGUAGES)
    return {language: " ".join(entries[language].text().split()) for language in LANGUAGES}


def _lists(node: Node) -> dict[str, tuple[Node, ...]]:
    return {name: value.items() for name, value in node.entries().items()}


def _rules(node: Node) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    for item in node.items():
        rule = _rule(item)
        if rule.rule_id in rules:
            first = rules[rule.rule_id].place.line
            raise item.refusal(f"the rule `{rule.rule_id}` stands already on line {first}; rename or remove one")
        rules[rule.rule_id] = rule
    return tuple(rules.values())


def _rule(node: Node) -> Rule:
    keys = node.only(
        required=("id", "severity", "source", "statement", "message", "check"),
        optional=("locked", "when", "examples"),
    )
    checks = tuple(_check(item) for item in keys["check"].items())
    examples = _examples(keys["examples"]) if "examples" in keys else ()
    return Rule(
        rule_id=identifier(keys["id"]),
        severity=_severity(keys["severity"]),
        locked="locked" in keys and keys["locked"].flag(),
        source=keys["source"].text(),
        statement=_bilingual(keys["statement"]),
        message=_bilingual(keys["message"]),
        when=keys["when"].entries() if "when" in keys else {},
        checks=checks,
        examples=examples,
        place=node,
    )


def _severity(node: Node) -> Severity:
    return Severity(node.choice(Severity))


def _check(node: Node) -> CheckSpec:
    keys = node.only(required=("kind",), optional=("severity", ANY_LANGUAGE, *LANGUAGES))
    parameters = {key: value for key, value in keys.items() if key not in ("kind", "severity")}
    if not parameters:
        raise node.refusal("the check has no parameters; write them under `ru:` and `en:`, or under `any:`")
    severity = _severity(keys["severity"]) if "severity" in keys else None
    return CheckSpec(keys["kind"].text(), parameters, severity, node)


def _examples(node: Node) -> tuple[Example, ...]:
    found: list[Example] = []
    for language, group in node.only(optional=LANGUAGES).items():
        for label, items in group.only(optional=("bad", "good")).items():
            found += [_example(item, language, bad=label == "bad") for item in items.items()]
    return tuple(found)


def _example(node: Node, language: str, *, bad: bool) -> Example:
    """A text, or a mapping with its ``context``. In a bad one ``[[…]]`` marks what the rule must report."""
    keys = (
        {"text": node}
        if isinstance(node.content, str)
        else node.only(required=("text",), optional=("fixed", "context") if bad else ("context",))
    )
    text, spans = _unmarked(keys["text"])
    if spans and not bad:
        raise keys["text"].refusal("a good example has nothing to mark; remove `[[` and `]]`")
    return Example(
        text=text,
        language_code=language,
        bad=bad,
        spans=spans,
        fixed=keys["fixed"].text() if "fixed" in keys else None,
        context=keys["context"].entries() if "context" in keys else {},
        place=node,
    )


def _unmarked(node: Node) -> tuple[str, tuple[Span, ...]]:
    text = ""
    spans: list[Span] = []
    for number, piece in enumerate(_MARKS.split(node.text())):
        if number % 2:
            spans.append(Span(len(text), len(text) + len(piece)))
        text += piece
    if "[[" in text or "]]" in text:
        raise node.refusal("`[[` and `]]` must come in pairs; mend the marks")
    return text, tuple(spans)


def _layers(node: Node) -> tuple[Layer, ...]:
    layers = []
    for rule_id, change in node.entries().items():
        keys = change.only(optional=("enabled", "severity", "allow"))
        allow = keys["allow"].only(optional=LANGUAGES) if "allow" in keys else {}
        layers.append(
            Layer(
                rule_id=rule_id,
                place=change,
                enabled=keys["enabled"].flag() if "enabled" in keys else True,
                severity=_severity(keys["severity"]) if "severity" in keys else None,
                allow={language: phrases.items() for language, phrases in allow.items()},
            )
        )
    return tuple(layers)
