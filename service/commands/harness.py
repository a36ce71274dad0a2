"""What the commands of `otvet eval` share: a bar on stderr, and the harness's errors in the words of a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from service.commands.console import InputInvalid
from service.errors import NotReady

CACHE = Path(".otvet/eval")
Cache = Annotated[Path, typer.Option(file_okay=False, help="Where indexes and vectors are kept.")]


@contextmanager
def failures() -> Iterator[None]:
    """Raises NotReady where the service under evaluation cannot be reached, InputInvalid for the rest."""
    from eval.cases import CaseInvalid
    from eval.errors import EndpointUnusable, EvalError

    try:
        yield
    except EndpointUnusable as exc:
        raise NotReady(str(exc)) from exc
    except (CaseInvalid, EvalError) as exc:
        raise InputInvalid(str(exc)) from exc


@contextmanager
def progress(doing: str = "evaluating") -> Iterator[Callable[[int, int], None]]:
    """Gives ``tell(done, total)``, which moves the bar."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
