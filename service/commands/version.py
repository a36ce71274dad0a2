"""`otvet version`: which otvet this is."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed

import typer

from service.commands.console import Json, print_json


def version(as_json: Json = False) -> None:  # noqa: FBT002 - typer reads options from the signature
    """Print the version."""
    found = {"otvet": installed("otvet"), "python": platform.python_version()}
    if as_json:
        print_json(found)
    else:
        typer.echo(f"otvet {found['otvet']} (Python {found['python']})")
