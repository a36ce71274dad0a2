"""What the commands of `otvet eval` share: a bar and reasons on stderr, the harness's errors as a command's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from service.commands.console import InputInvalid, say
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
def writing(path: Path, option: str) -> Iterator[None]:
    """Raises InputInvalid where the file cannot be written; nothing else may fail in the block."""
    try:
        yield
    except OSError as exc:
        raise InputInvalid(
            f"{exc.filename or path}: cannot be written ({exc.strerror}); name another file with {option}"
        ) from exc


def gated(reasons: Sequence[str], most: int | None = None) -> int:
    """The exit code of a gate. Each reason to fail is told in a line of its own; of more than ``most`` the number."""
    for reason in reasons[:most]:
        say(f"gate: {reason}")
    if most is not None and len(reasons) > most:
        say(f"gate: and {len(reasons) - most} more; --json tells all of them")
    return 1 if reasons else 0


@contextmanager
def progress(doing: str = "evaluating") -> Iterator[Callable[[int, int], None]]:
    """Gives ``tell(done, total)``, which moves the bar."""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
