"""Every command that a document shows is there, with the options that it is shown with."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from service.cli import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.S | re.M)
_QUOTED = re.compile(r"`((?:\.venv/bin/)?(?:otvet|python -m|make) [^`]*)`")
_LINE = re.compile(r"(?:[A-Z_]+=\S* )*(?:\.venv/bin/)?((?:otvet|python -m|make) .*)")


def shown(page: Path) -> list[str]:
    text = page.read_text("utf-8")
    lines = [line.strip() for block in _FENCED.findall(text) for line in block.splitlines()]
    found = [match[1] for line in (*lines, *_QUOTED.findall(text)) if (match := _LINE.fullmatch(line))]
    return [re.split(r"\s#|\s>", line)[0] for line in found]


def absent(line: str, tree: object) -> list[str]:
    """The words of an `otvet` line that name no command and no option of it."""
    words = re.findall(r"--?[A-Za-z][\w-]*|[\w.…/|\\-]+", line)[1:]
    node = tree
    while words and hasattr(node, "commands"):
        if words[0] not in node.commands:
            parts = [part for part in re.split(r"[\\| ]+", " ".join(words)) if part and part != "…"]
            return [part for part in parts if part.islower() and part not in node.commands]
        node = node.commands[words.pop(0)]
    options = {option for one in getattr(node, "params", ()) for option in (*one.opts, *one.secondary_opts)}
    return [word for word in words if word.startswith("-") and word not in {*options, "--help", "-"}]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_that_a_page_shows_exists(page: Path) -> None:
    tree = typer.main.get_command(app)
    missing = {line: gone for line in shown(page) if line.startswith("otvet ") and (gone := absent(line, tree))}
    assert missing == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_and_make_target_that_a_page_shows_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for line in shown(page):
        if line.startswith("python -m "):
            assert find_spec(re.split(r"[^\w.]", line.removeprefix("python -m "))[0]), line
        if line.startswith("make "):
            assert line.split()[1] in targets, line


def test_a_command_that_is_not_there_would_be_seen() -> None:
    tree = typer.main.get_command(app)
    assert absent("otvet eval nothing", tree) == ["nothing"]
    assert absent("otvet index --inot my-index", tree) == ["--inot"]
    assert absent("otvet eval run --into runs/today --cases x", tree) == []
