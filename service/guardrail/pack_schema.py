"""Kinds, fields and keys of the code -> the JSON Schema (draft 2020-12) that an editor checks packs with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.domain import Severity
from service.guardrail.check import Build, Material
from service.guardrail.example_context import CONTEXT_NAMES
from service.guardrail.fields import FIELDS
from service.guardrail.phrases.book import Lists
from service.guardrail.phrases.words import Reading
from service.guardrail.registry import KINDS
from service.standards import knob, pack
from service.standards.model import ANY_LANGUAGE, LANGUAGES
from service.standards.node import Node
from service.standards.words import CONFLICT_PATTERN, ID_PATTERN, KNOB_PATTERN

Schema = dict[str, Any]
# YAML reads a bare `no` or `5` as a flag or a number; the loader takes every scalar as it is written.
_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_TEXT: Schema = {"type": "string", "pattern": r"\S"}
_FLAG: Schema = {"enum": [True, False, "true", "false"]}
_NUMBER: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^(\d+|\$.+)$"}]}
_VALUES: Mapping[str, Schema] = {
    "phrases": {"$ref": "#/$defs/words"},
    "unless": {"$ref": "#/$defs/words"},
    "instead": {"$ref": "#/$defs/words"},
    "insert": {"$ref": "#/$defs/words"},
    "patterns": {"$ref": "#/$defs/words"},
    "reason": _TEXT,
    "parse": {"enum": [reading.value for reading in Reading]},
    "scope": {"enum": ["sentence", "text"]},
    "apply": {"enum": ["auto", "suggest"]},
    "contains": {"$ref": "#/$defs/fields"},
}


@dataclass
class _Asked(Exception):
    """What a kind was asking its parameters for."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


class _Asking(Node):
    """Parameters that only tell which keys they are asked for."""

    __slots__ = ()

    def only(self, *, required: Iterable[str] = (), optional: Iterable[str] = ()) -> Mapping[str, Node]:
        raise _Asked(tuple(required), tuple(optional))


def pack_schema() -> Schema:
    """One document; every kind has its own keys under ``$defs``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A tone standard of Otvet",
        **_object(
            pack.PACK_KEYS,
            standard={"$ref": "#/$defs/id"},
            description={"$ref": "#/$defs/bilingual"},
            extends=_one_or_many({"$ref": "#/$defs/id"}),
            rules=_one_or_many({"$ref": "#/$defs/rule"}),
            overrides={"$ref": "#/$defs/layers"},
            lists={"type": "object", "additionalProperties": {"$ref": "#/$defs/words"}},
            knobs=_named(KNOB_PATTERN, {"$ref": "#/$defs/knob"}),
            settings=_named(KNOB_PATTERN, _SCALAR),
            conflicts=_one_or_many({"$ref": "#/$defs/conflict"}),
        ),
        "$defs": {
            **_words(),
            **_rules(),
            **_layers(),
            **_conflict(),
            **{f"kind-{name}": _kind(KINDS[name]) for name in KINDS},
        },
    }


def _words() -> Schema:
    languages = {language: {"$ref": "#/$defs/examples-of-language"} for language in LANGUAGES}
    return {
        "id": {"type": "string", "pattern": f"^{ID_PATTERN}$"},
        "severity": {"enum": [severity.value for severity in Severity]},
        "bilingual": _object(LANGUAGES, **dict.fromkeys(LANGUAGES, _TEXT)),
        "words": _one_or_many(_SCALAR),
        "fields": _one_or_many({"enum": sorted(FIELDS)}),
        "when": {
            "type": "object",
            "propertyNames": {"enum": sorted(FIELDS)},
            "additionalProperties": {"$ref": "#/$defs/words"},
        },
        "examples": _object((), **languages),
        "examples-of-language": _object(
            (), bad=_one_or_many({"$ref": "#/$defs/bad"}), good=_one_or_many({"$ref": "#/$defs/good"})
        ),
        "bad": {"anyOf": [_TEXT, _object(("text",), text=_TEXT, fixed=_TEXT, context={"$ref": "#/$defs/context"})]},
        "good": {"anyOf": [_TEXT, _object(("text",), text=_TEXT, context={"$ref": "#/$defs/context"})]},
        "context": {"type": "object", "propertyNames": {"enum": list(CONTEXT_NAMES)}},
    }


def _rules() -> Schema:
    parameters: Schema = {key: {"type": "object"} for key in (ANY_LANGUAGE, *LANGUAGES)}
    return {
        "rule": _object(
            pack.RULE_KEYS,
            id={"$ref": "#/$defs/id"},
            severity={"$ref": "#/$defs/severity"},
            source=_TEXT,
            statement={"$ref": "#/$defs/bilingual"},
            message={"$ref": "#/$defs/bilingual"},
            locked=_FLAG,
            enabled=_FLAG,
            when={"$ref": "#/$defs/when"},
            check=_one_or_many({"$ref": "#/$defs/check"}),
            examples={"$ref": "#/$defs/examples"},
        ),
        "check": {
            **_object(
                ("kind",),
                kind={"enum": sorted(KINDS)},
                severity={"$ref": "#/$defs/severity"},
                when={"$ref": "#/$defs/when"},
                **parameters,
            ),
            "anyOf": [{"required": [language]} for language in parameters],
            "allOf": [_of_kind(name, parameters) for name in KINDS],
        },
    }


def _of_kind(name: str, languages: Iterable[str]) -> Schema:
    keys = {language: {"$ref": f"#/$defs/kind-{name}"} for language in languages}
    return {"if": {"properties": {"kind": {"const": name}}, "required": ["kind"]}, "then": {"properties": keys}}


def _layers() -> Schema:
    return {
        "layers": _named(ID_PATTERN, {"$ref": "#/$defs/layer"}),
        "layer": _object(
            (),
            enabled=_FLAG,
            severity={"$ref": "#/$defs/severity"},
            severity_en={"$ref": "#/$defs/severity"},
            allow=_object((), **{key: {"$ref": "#/$defs/words"} for key in LANGUAGES}),
            when={"$ref": "#/$defs/when"},
            examples={"$ref": "#/$defs/examples"},
        ),
        "knob": {
            **_object(
                knob.KNOB_KEYS,
                description={"$ref": "#/$defs/bilingual"},
                source=_TEXT,
                default=_SCALAR,
                conflict={"type": "string", "pattern": f"^{CONFLICT_PATTERN}$"},
                values={"type": "object", "minProperties": 2, "additionalProperties": {"$ref": "#/$defs/layers"}},
                number=_object(("least", "most"), least=_NUMBER, most=_NUMBER),
            ),
            "oneOf": [{"required": ["values"]}, {"required": ["number"]}],
        },
    }


def _conflict() -> Schema:
    return {
        "conflict": {
            **_object(
                knob.CONFLICT_KEYS,
                id={"type": "string", "pattern": f"^{CONFLICT_PATTERN}$"},
                topic={"$ref": "#/$defs/bilingual"},
                resolution={"$ref": "#/$defs/bilingual"},
                knob=_one_or_many({"type": "string", "pattern": f"^{KNOB_PATTERN}$"}),
                rules=_one_or_many({"$ref": "#/$defs/id"}),
            ),
            "anyOf": [{"required": [key]} for key in knob.HOLDER_KEYS],
        },
    }


def _kind(build: Build) -> Schema:
    try:
        build(_Asking("", "schema", 0), Material(ANY_LANGUAGE, Lists.of({})))
    except _Asked as asked:
        return _object(asked.required, **{key: _VALUES.get(key, {}) for key in (*asked.required, *asked.optional)})
    raise TypeError(f"{build.__module__} reads parameters before it says which keys it knows; call node.only() first")


def _object(required: Iterable[str], /, **properties: Schema) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": list(required)} if tuple(required) else schema


def _one_or_many(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _named(pattern: str, value: Schema) -> Schema:
    return {"type": "object", "propertyNames": {"pattern": f"^({pattern})$"}, "additionalProperties": value}
