"""`otvet version`: which otvet this is."""

from __future__ import annotations

import platform

import typer

from service.commands.console import Json, print_json
from service.version import SERVICE_VERSION


def version(as_json: Json = False) -> None:
    """Print the version."""
    found = {"otvet": SERVICE_VERSION, "python": platform.python_version()}
    if as_json:
        print_json(found)
    else:
        typer.echo(f"otvet {found['otvet']} (Python {found['python']})")
