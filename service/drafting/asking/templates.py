"""A template's name, a language and values -> the text of one message to the language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import jinja2

from service.errors import ConfigInvalid

SUFFIX = ".md.j2"
NAMES = ("reply.system", "reply.user", "format", "repair", "complaint", "fault", "rewrite.system", "rewrite.user")
LANGUAGES = ("ru", "en")


@dataclass(frozen=True, slots=True)
class Templates:
    """``sources``: file name -> its text. Variables are strict: one that is not given is an error, never a blank."""

    sources: Mapping[str, str]
    _environment: jinja2.Environment = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raises ConfigInvalid for a missing template, or one that cannot be read."""
        missing = sorted({f"{name}.{code}{SUFFIX}" for name in NAMES for code in LANGUAGES} - set(self.sources))
        if missing:
            raise ConfigInvalid(f"templates are missing: {', '.join(missing)}; copy them from the shipped folder.")
        environment = jinja2.Environment(
            loader=jinja2.DictLoader(dict(self.sources)),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,  # noqa: S701 - messages are no HTML; data is fenced, see fences.py
        )
        object.__setattr__(self, "_environment", environment)
        for name in self.sources:
            self._template(name)

    def render(self, name: str, language_code: str, values: Mapping[str, object]) -> str:
        """Raises ConfigInvalid where the template asks for a value that is not given, or fails otherwise."""
        file = f"{name}.{language_code}{SUFFIX}"
        try:
            return self._template(file).render(values).strip()
        except jinja2.TemplateError as exc:
            raise ConfigInvalid(f"the template {file} cannot be rendered: {exc}; mend it.") from exc

    def _template(self, file: str) -> jinja2.Template:
        try:
            return self._environment.get_template(file)
        except jinja2.TemplateSyntaxError as exc:
            raise ConfigInvalid(f"the template {exc.name or file}, line {exc.lineno}: {exc.message}; mend it.") from exc


@cache
def shipped() -> Templates:
    """The templates of prompts/templates."""
    return templates_of(files("prompts") / "templates")


def templates_of(folder: Traversable) -> Templates:
    """Every template of a folder. Raises ConfigInvalid."""
    try:
        found = {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(SUFFIX)}
    except (OSError, UnicodeDecodeError) as exc:
        raise ConfigInvalid(f"{folder}: the templates cannot be read: {exc}; name a folder of *{SUFFIX}.") from exc
    return Templates(found)
