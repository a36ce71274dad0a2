"""What the commands share: reading their input, JSON on stdout, words for people on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

from service import logs
from service.api.fields import invalid_fields
from service.api.wellformed import BROKEN, BodyUnreadable, mend, read_json
from service.settings import Settings, load_settings

STDIN = "-"
Model = TypeVar("Model", bound=BaseModel)
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
IndexFolder = Annotated[Path | None, typer.Option("--index", help="Folder of the index.", show_default="OTVET_INDEX")]


class InputInvalid(Exception):
    """A file, or standard input, that cannot be used; the message names it and what is wrong."""


class PortUnusable(Exception):
    """The address cannot be listened on; the message says what to do."""


def say(text: str) -> None:
    """A line for a person, on stderr."""
    typer.echo(BROKEN.sub("\ufffd", text), err=True)


def paper() -> Console:
    """Stdout for people: no markup in the texts, no guessing at what is a number."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def quiet_settings(**given: object) -> Settings:
    """The settings; only warnings are logged, to stderr."""
    settings = load_settings(**given)
    logs.configure("warning", sys.stderr)
    return settings


def print_json(payload: Any) -> None:
    """Exactly one well-formed JSON document, in UTF-8 whatever the terminal speaks."""
    typer.echo(json.dumps(mend(payload, []), ensure_ascii=False, allow_nan=False).encode())


def read_bytes(name: str) -> bytes:
    """The file, or standard input for ``-``. Raises InputInvalid."""
    if name == STDIN:
        if sys.stdin.isatty():
            say("otvet: reading from standard input; end it with Ctrl-D")
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as exc:
        raise InputInvalid(f"{name}: cannot be read ({exc.strerror}); check the path") from exc


def read_text(name: str) -> str:
    """UTF-8, a byte-order mark left out, line ends as they are. Raises InputInvalid."""
    try:
        return read_bytes(name).decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise InputInvalid(f"{_called(name)}: byte {exc.start} is not UTF-8; save the text as UTF-8") from exc


def read_value(name: str) -> tuple[Any, tuple[str, ...]]:
    """A JSON document and warnings on what was mended in it. Raises InputInvalid."""
    try:
        return read_json(read_bytes(name))
    except BodyUnreadable as exc:
        raise InputInvalid(f"{_called(name)}: {str(exc).replace('the body', 'it')}") from exc


def validated(model: type[Model], value: Any, name: str) -> Model:
    """Raises InputInvalid, naming every field that cannot be used."""
    try:
        return model.model_validate(value)
    except ValidationError as exc:
        raise InputInvalid(_complaint(name, exc.errors(include_url=False, include_input=False))) from None


def _complaint(name: str, errors: Sequence[Any]) -> str:
    lines = [f"  {field}: {message}" for field, message in invalid_fields(errors)]
    return "\n".join([f"{_called(name)} cannot be used:", *lines])


def _called(name: str) -> str:
    return "standard input" if name == STDIN else name
