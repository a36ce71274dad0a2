"""The ``overrides``, ``knobs`` and ``conflicts`` of a pack, as nodes -> Layer[], Knob[], Conflict[]."""

from __future__ import annotations

from service.errors import StandardInvalid
from service.standards.example import read_examples
from service.standards.gathering import Gathering
from service.standards.model import LANGUAGES, Conflict, Knob, Layer
from service.standards.node import Node
from service.standards.words import bilingual, conflict_id, knob_name, severity

LAYER_KEYS = ("enabled", "severity", "severity_en", "allow", "when", "examples")
KNOB_KEYS = ("description", "source", "default")
CHOICE_KEYS = ("conflict", "values", "number")
CONFLICT_KEYS = ("id", "topic", "resolution")
HOLDER_KEYS = ("knob", "rules")


def read_layers(node: Node, gathering: Gathering) -> tuple[Layer, ...]:
    read = [gathering.attempt(_layer, rule_id, change) for rule_id, change in node.entries().items()]
    return tuple(layer for layer in read if layer is not None)


def _layer(rule_id: str, change: Node) -> Layer:
    keys = change.only(optional=LAYER_KEYS)
    allow = keys["allow"].only(optional=LANGUAGES) if "allow" in keys else {}
    return Layer(
        rule_id=rule_id,
        place=change,
        enabled=keys["enabled"].flag() if "enabled" in keys else None,
        severity=severity(keys["severity"]) if "severity" in keys else None,
        severity_en=severity(keys["severity_en"]) if "severity_en" in keys else None,
        allow={language: phrases.items() for language, phrases in allow.items()},
        when=keys["when"].entries() if "when" in keys else {},
        examples=read_examples(keys["examples"]) if "examples" in keys else (),
    )


def read_knobs(node: Node, gathering: Gathering) -> tuple[Knob, ...]:
    read = [gathering.attempt(_knob, name, entry) for name, entry in node.entries().items()]
    return tuple(knob for knob in read if knob is not None)


def _knob(name: str, node: Node) -> Knob:
    keys = node.only(required=KNOB_KEYS, optional=CHOICE_KEYS)
    if ("values" in keys) == ("number" in keys):
        raise node.refusal(f"the knob `{name}` needs either `values:` or `number:`; write one of the two")
    least, most = _bounds(keys["number"]) if "number" in keys else (0, 0)
    knob = Knob(
        name=knob_name(name, node),
        description=bilingual(keys["description"]),
        source=keys["source"].text(),
        default=keys["default"].text(),
        conflict=conflict_id(keys["conflict"]) if "conflict" in keys else None,
        values=_values(keys["values"]) if "values" in keys else {},
        least=least,
        most=most,
        place=node,
    )
    chosen(knob, keys["default"])
    if knob.values and knob.values[knob.default]:
        raise keys["default"].refusal(
            f"the default value `{knob.default}` of `{name}` changes rules; write them that way and leave it empty"
        )
    return knob


def _bounds(node: Node) -> tuple[int, int]:
    keys = node.only(required=("least", "most"))
    least = keys["least"].integer()
    return least, keys["most"].integer(least)


def _values(node: Node) -> dict[str, tuple[Layer, ...]]:
    gathering = Gathering()
    values = {value: read_layers(layers, gathering) for value, layers in node.entries().items()}
    gathering.close()
    if len(values) < 2:
        raise node.refusal("a choice needs at least two values; add one, or drop the knob")
    return values


def chosen(knob: Knob, node: Node) -> str:
    """The value that ``node`` names. Raises StandardInvalid where the knob does not know it."""
    if not knob.numeric:
        return node.choice(knob.values)
    value = str(node.integer(knob.least))
    if int(value) > knob.most:
        raise node.refusal(f"`{value}` is too much for `{knob.name}`; write a number up to {knob.most}")
    return value


def read_conflicts(node: Node, gathering: Gathering) -> tuple[Conflict, ...]:
    found: dict[str, Conflict] = {}
    for item in node.items():
        conflict = gathering.attempt(_conflict, item)
        if conflict is not None and conflict.conflict_id in found:
            gathering.note(_twice(conflict, found[conflict.conflict_id]))
        elif conflict is not None:
            found[conflict.conflict_id] = conflict
    return tuple(found.values())


def _twice(conflict: Conflict, first: Conflict) -> StandardInvalid:
    return conflict.place.refusal(
        f"the conflict `{conflict.conflict_id}` stands already on line {first.place.line}; remove one"
    )


def _conflict(node: Node) -> Conflict:
    keys = node.only(required=CONFLICT_KEYS, optional=HOLDER_KEYS)
    if not keys.keys() & set(HOLDER_KEYS):
        raise node.refusal("nothing holds this decision; name a `knob:` or `rules:`")
    return Conflict(
        conflict_id=conflict_id(keys["id"]),
        topic=bilingual(keys["topic"]),
        resolution=bilingual(keys["resolution"]),
        knobs=keys["knob"].texts() if "knob" in keys else (),
        rules=keys["rules"].texts() if "rules" in keys else (),
        place=node,
    )
