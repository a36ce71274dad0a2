"""Every command that docs/evaluation.md shows is there, with every option it names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from eval.cases import Case, Expected
from eval.importing.columns import Column
from eval.metrics.registry import METRICS
from service.cli import app

PAGE = (Path(__file__).parent.parent.parent / "docs/evaluation.md").read_text("utf-8")


def shown() -> Iterator[list[str]]:
    """The words behind `otvet`, of lines in code blocks."""
    fenced = False
    for line in PAGE.split("\n"):
        fenced = not fenced if line.startswith("```") else fenced
        found = re.match(r"(?:OTVET_\w+=\S+ )*(?:\.venv/bin/)?otvet ([a-z].*)", line)
        if found and fenced:
            yield shlex.split(found[1], comments=True)


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    found: Any = typer.main.get_command(app)
    while words and hasattr(found, "commands"):
        assert words[0] in found.commands, f"no command {words[0]}"
        found, words = found.commands[words[0]], words[1:]
    return found, words


@pytest.mark.parametrize("words", list(shown()), ids=" ".join)
def test_a_command_on_the_page_is_there_with_its_options(words: list[str]) -> None:
    command, rest = command_of(words)
    known = {option for parameter in command.params for option in parameter.opts}
    assert [word for word in rest if word.startswith("--") and word not in known] == []


def test_every_option_of_the_import_stands_on_the_page() -> None:
    command, _ = command_of(["eval", "import"])
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    part = PAGE[PAGE.index("## Importing tickets") : PAGE.index("### Privacy")]
    assert [option for option in sorted(options - {"--help"}) if f"`{option}" not in part and option not in part] == []
    assert [column for column in Column if f"`{column.value}`" not in part] == []


def test_every_key_of_a_case_stands_on_the_page() -> None:
    keys = {*Case.model_fields, *(f"expected.{name}" for name in Expected.model_fields)} - {"expected"}
    part = PAGE[PAGE.index("### Keys of a case") : PAGE.index("### Check a file")]
    assert [key for key in sorted(keys) if f"`{key}`" not in part] == []


def test_every_metric_stands_on_the_page() -> None:
    part = PAGE[PAGE.index("## Scores") : PAGE.index("### Confidence")]
    named = {name.partition("@")[0] for name in re.findall(r"`([a-z_0-9]+(?:@\d+)?)`", part)}
    assert sorted({name.partition("@")[0] for name in METRICS} - named) == []
