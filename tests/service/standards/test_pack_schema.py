"""The JSON Schema of packs: the frozen one is the code's, every shipped pack fits it, broken ones do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from service.guardrail.pack_schema import pack_schema
from service.guardrail.registry import KINDS
from service.standards.load import shipped
from tests.packs import COFFEE, COFFEE_KNOB, TEA, TEAS_KNOB

PACKS = sorted(Path(str(shipped())).rglob("*.yaml"))
HEAD = "standard: house\ndescription: {ru: Проба, en: Sample}\n"
SOUND = HEAD + COFFEE_KNOB + TEAS_KNOB.removeprefix("knobs:\n") + "rules:\n" + COFFEE + TEA
FITS = jsonschema_rs.validator_for(pack_schema())


def as_written(text: str) -> Any:
    """As the loader reads it: every scalar is text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def test_the_frozen_schema_is_the_one_of_the_code():
    frozen = json.loads(shipped().joinpath("pack.schema.json").read_text(encoding="utf-8"))
    assert frozen == pack_schema(), "run `otvet standards schema > prompts/standards/pack.schema.json`"


def test_the_schema_is_valid_itself_and_names_every_kind():
    assert jsonschema_rs.meta.is_valid(pack_schema())
    assert {f"kind-{kind}" for kind in KINDS} <= pack_schema()["$defs"].keys()


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_shipped_pack_fits(path):
    errors = [
        f"{'/'.join(map(str, one.instance_path))}: {one.message}"
        for one in FITS.iter_errors(as_written(path.read_text("utf-8")))
    ]
    assert errors == []


def test_flags_and_numbers_fit_with_and_without_quotes():
    bare = SOUND.replace('enabled: "false"', "enabled: false").replace('least: "1"', "least: 1")
    assert bare != SOUND
    assert FITS.is_valid(as_written(SOUND))
    assert FITS.is_valid(yaml.safe_load(bare))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("standard: house", "standard: The House"),
        ("    severity: error", "    severity: grave"),
        ("    source:", "    sauce:"),
        ("kind: existence", "kind: guess"),
        ("phrases:", "phrase:"),
        ("most: $limits.tea", "least: '1'"),
        ("id: no-coffee", "id: No Coffee"),
        ("    source", "    locked: maybe\n    source"),
        ("    source", "    when: {case.mood: bad}\n    source"),
        ('"Пейте чай."', '{text: "Пейте чай.", context: {weather: bad}}'),
        ('"Пейте чай."', '{text: "Пейте чай.", fixed: "Пейте чай."}'),
        ("    default: error\n", ""),
        ("error: {}", "error: {no-coffee: {colour: red}}"),
        ("knobs:", "nobs:"),
        ("en: Sample", "de: Probe"),
    ],
)
def test_a_broken_pack_does_not_fit(old, new):
    assert old in SOUND
    assert not FITS.is_valid(as_written(SOUND.replace(old, new)))


def test_a_check_takes_only_the_keys_of_its_kind():
    assert not FITS.is_valid(as_written(SOUND.replace('phrases: ["кофе"]', 'phrases: ["кофе"], most: "1"')))


def test_the_documentation_names_every_kind_of_check():
    page = Path(__file__).parents[3].joinpath("docs", "standards.md").read_text(encoding="utf-8")
    table = page.partition("## Kinds")[2].partition("\n## ")[0]
    assert [kind for kind in KINDS if f"`{kind}`" not in table] == []
