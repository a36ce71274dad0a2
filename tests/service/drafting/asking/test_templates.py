"""The templates: strict variables, both languages alike, a version of their content."""

from pathlib import Path

import jinja2
import pytest
from jinja2 import meta

from service.drafting.asking.templates import LANGUAGES, NAMES, SUFFIX, Templates, shipped, templates_of
from service.drafting.prompt_book import version_of
from service.errors import ConfigInvalid

ROOT = Path(__file__).parents[4]


def variables(name: str, code: str) -> frozenset[str]:
    """Names that a template, and what it includes, asks for."""
    environment = jinja2.Environment(autoescape=False)
    tree = environment.parse(shipped().sources[f"{name}.{code}{SUFFIX}"])
    included = [one.removesuffix(f".{code}{SUFFIX}") for one in meta.find_referenced_templates(tree) if one]
    return frozenset(meta.find_undeclared_variables(tree)).union(*(variables(one, code) for one in included))


@pytest.mark.parametrize("name", [*NAMES, "stage"])
def test_both_languages_ask_for_the_same_values(name: str) -> None:
    assert variables(name, "ru") == variables(name, "en")


def test_a_value_that_is_not_given_is_an_error_that_names_it() -> None:
    with pytest.raises(ConfigInvalid, match="'problem' is undefined"):
        shipped().render("format", "en", {"rewriting": False})


def test_a_missing_template_is_told_when_the_folder_is_opened() -> None:
    sources = dict(shipped().sources)
    del sources[f"repair.ru{SUFFIX}"]
    with pytest.raises(ConfigInvalid, match=r"missing: repair\.ru"):
        Templates(sources)


def test_a_template_that_cannot_be_read_is_told_with_its_line() -> None:
    sources = {**shipped().sources, f"format.en{SUFFIX}": "one\n{% if %}"}
    with pytest.raises(ConfigInvalid, match=r"format\.en\.md\.j2, line 2"):
        Templates(sources)


def test_a_folder_of_templates_can_be_anywhere(tmp_path: Path) -> None:
    for name, text in shipped().sources.items():
        (tmp_path / name).write_text(text.replace("JSON", "ДЖСОН"), "utf-8")
    assert "ДЖСОН" in templates_of(tmp_path).render("rewrite.user", "ru", {"code": "c", "text": "t"})


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="cannot be read"):
        templates_of(tmp_path / "none")


def test_there_is_a_template_of_every_name_in_every_language() -> None:
    assert {f"{name}.{code}{SUFFIX}" for name in (*NAMES, "stage") for code in LANGUAGES} == set(shipped().sources)


@pytest.mark.parametrize("changed", ["templates/repair.en.md.j2", "phrases/ru.yaml", "templates/stage.ru.md.j2"])
def test_the_version_follows_every_word_of_the_prompts(tmp_path: Path, changed: str) -> None:
    for folder in ("phrases", "templates"):
        (tmp_path / folder).mkdir()
        for file in (ROOT / "prompts" / folder).iterdir():
            (tmp_path / folder / file.name).write_bytes(file.read_bytes())
    before = version_of(tmp_path)
    assert before == version_of(ROOT / "prompts")
    with (tmp_path / changed).open("a", encoding="utf-8") as file:
        file.write(" ")
    assert version_of(tmp_path) != before
