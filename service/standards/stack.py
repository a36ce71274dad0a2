"""Pack[], parents before children -> Standard: rules collected, knobs set, layers applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from service.domain import Severity
from service.errors import StandardInvalid
from service.standards.gathering import Gathering
from service.standards.knob import chosen
from service.standards.model import Conflict, Knob, Layer, Rule, Standard
from service.standards.node import Node
from service.standards.numbers import with_numbers
from service.standards.pack import Pack


def stack(packs: Sequence[Pack], version: str, gathering: Gathering) -> Standard:
    """As much of the standard as can be made; what cannot is noted.

    The choice of a knob stands before the overrides of the pack that makes it, so that a pack further
    down may still change single rules.
    """
    top = packs[-1]
    knobs = _knobs(packs, gathering)
    settings = _settings(packs, knobs, gathering)
    written = _written(packs, gathering)
    defaults = {knob.name: knob.default for knob in knobs.values() if knob.numeric}
    definitions = _numbered(written, defaults, gathering)
    rules = {rule.rule_id: rule for rule in _numbered(written, settings, Gathering())}
    known = written.keys() | {rule_id for pack in packs for rule_id in pack.broken}
    for layer in _layers(packs, knobs, settings):
        gathering.attempt(_apply, rules, layer, known)
    _check_knobs(knobs.values(), rules, known, gathering)
    return Standard(
        name=top.name,
        version=version,
        description=top.description,
        extends=tuple(str(parent.content) for parent in top.extends),
        rules=tuple(rule for rule in rules.values() if rule.enabled),
        lists=_lists(packs),
        disabled=tuple(rule for rule in rules.values() if not rule.enabled),
        definitions=definitions,
        knobs=tuple(knobs.values()),
        settings=settings,
        conflicts=_conflicts(packs, knobs, known, gathering),
    )


def _lists(packs: Iterable[Pack]) -> dict[str, tuple[Node, ...]]:
    lists: dict[str, tuple[Node, ...]] = {}
    for pack in packs:
        for name, words in pack.lists.items():
            lists[name] = lists.get(name, ()) + words
    return lists


def _knobs(packs: Iterable[Pack], gathering: Gathering) -> dict[str, Knob]:
    knobs: dict[str, Knob] = {}
    for knob in (knob for pack in packs for knob in pack.knobs):
        if knob.name in knobs:
            first = knobs[knob.name].place
            gathering.note(
                knob.place.refusal(
                    f"the knob `{knob.name}` is declared in {first.file}:{first.line}; choose it under `settings:`"
                )
            )
        knobs.setdefault(knob.name, knob)
    return knobs


def _settings(packs: Iterable[Pack], knobs: Mapping[str, Knob], gathering: Gathering) -> dict[str, str]:
    """The value of every knob: what the last pack that sets it says, else its default."""
    settings = {name: knob.default for name, knob in knobs.items()}
    for pack in packs:
        for name, node in pack.settings.items():
            value = gathering.attempt(_setting, name, node, knobs)
            if value is not None:
                settings[name] = value
    return settings


def _setting(name: str, node: Node, knobs: Mapping[str, Knob]) -> str:
    if name not in knobs:
        raise node.refusal(f"there is no knob `{name}`; the knobs are: {', '.join(sorted(knobs)) or 'none'}")
    return chosen(knobs[name], node)


def _layers(packs: Iterable[Pack], knobs: Mapping[str, Knob], settings: Mapping[str, str]) -> Iterator[Layer]:
    for pack in packs:
        for name in pack.settings:
            yield from _effects(knobs, settings, name, pack)
        yield from pack.layers


def _effects(knobs: Mapping[str, Knob], settings: Mapping[str, str], name: str, pack: Pack) -> tuple[Layer, ...]:
    """Nothing where a later pack chooses otherwise: choices replace each other, they do not pile up."""
    knob = knobs.get(name)
    if knob is None or knob.numeric or pack.settings[name].content != settings[name]:
        return ()
    return knob.values[settings[name]]


def _written(packs: Iterable[Pack], gathering: Gathering) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for rule in (rule for pack in packs for rule in pack.rules):
        if rule.rule_id in rules:
            first = rules[rule.rule_id].place
            gathering.note(
                rule.place.refusal(
                    f"the rule `{rule.rule_id}` is inherited from {first.file}:{first.line}; "
                    f"change it under `overrides:`"
                )
            )
        rules.setdefault(rule.rule_id, rule)
    return rules


def _numbered(rules: Mapping[str, Rule], numbers: Mapping[str, str], gathering: Gathering) -> tuple[Rule, ...]:
    numbered = [gathering.attempt(with_numbers, rule, numbers) for rule in rules.values()]
    return tuple(rule for rule in numbered if rule is not None)


def _apply(rules: dict[str, Rule], layer: Layer, known: Iterable[str]) -> None:
    rule = rules.get(layer.rule_id)
    if rule is None:
        if layer.rule_id in known:
            return  # there, but unreadable: noted where it stands
        raise layer.place.refusal(f"there is no rule `{layer.rule_id}` to override; check the id")
    if rule.locked and _lowers(rule, layer):
        raise _locked(layer)
    allow = dict(rule.allow)
    for language, phrases in layer.allow.items():
        allow[language] = allow.get(language, ()) + phrases
    rules[layer.rule_id] = replace(
        rule,
        enabled=rule.enabled if layer.enabled is None else layer.enabled,
        severity=layer.severity or rule.severity,
        severity_en=layer.severity_en or (None if layer.severity else rule.severity_en),
        allow=allow,
        when={**rule.when, **layer.when},
        layer_examples=(*rule.layer_examples, *layer.examples),
    )


def _locked(layer: Layer) -> StandardInvalid:
    return layer.place.refusal(
        f"`{layer.rule_id}` is a security rule: it cannot be disabled, lowered or given exceptions; remove this"
    )


def _lowers(rule: Rule, layer: Layer) -> bool:
    order = list(Severity)
    severities = (layer.severity, layer.severity_en)
    weaker = any(one is not None and order.index(one) > order.index(rule.severity) for one in severities)
    return layer.enabled is False or weaker or bool(layer.allow) or bool(layer.when)


def _check_knobs(knobs: Iterable[Knob], rules: Mapping[str, Rule], known: Iterable[str], gathering: Gathering) -> None:
    """Every value must be choosable, not only those that are chosen now."""
    for layer in (layer for knob in knobs for layers in knob.values.values() for layer in layers):
        rule = rules.get(layer.rule_id)
        if rule is None and layer.rule_id not in known:
            gathering.note(layer.place.refusal(f"there is no rule `{layer.rule_id}` for this knob; check the id"))
        elif rule is not None and rule.locked and _lowers(rule, layer):
            gathering.note(_locked(layer))


def _conflicts(
    packs: Iterable[Pack], knobs: Mapping[str, Knob], known: Iterable[str], gathering: Gathering
) -> tuple[Conflict, ...]:
    conflicts = tuple(conflict for pack in packs for conflict in pack.conflicts)
    ids = {conflict.conflict_id for conflict in conflicts}
    for conflict in conflicts:
        strangers = [name for name in conflict.knobs if name not in knobs]
        strangers += [rule_id for rule_id in conflict.rules if rule_id not in known]
        for name in strangers:
            gathering.note(conflict.place.refusal(f"`{conflict.conflict_id}` names `{name}`, which there is not"))
    for knob in knobs.values():
        if knob.conflict is not None and knob.conflict not in ids:
            gathering.note(
                knob.place.refusal(f"`{knob.name}` names the conflict `{knob.conflict}`, which there is not")
            )
    return conflicts
