"""`otvet eval compare`: two run folders -> what is better and what is worse, and an exit code for CI."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.commands.console import InputInvalid, Json, paper, print_json, quiet_settings, read_text
from service.commands.harness import failures, gated

_LINES = 20  # of the gate that a terminal shows


def compare(
    baseline: Annotated[Path, typer.Argument(metavar="A", help="Run folder of the baseline.")],
    candidate: Annotated[Path, typer.Argument(metavar="B", help="Run folder of the candidate.")],
    alpha: Annotated[float, typer.Option(help="How often equal runs may be told apart, over all metrics.")] = 0.05,
    slices: Annotated[str, typer.Option(help="Slices to show in full, as `channel,kind:how-to`, or `all`.")] = "",
    must_pass: Annotated[Path | None, typer.Option(help="File with an id a line: more cases that must pass.")] = None,
    standard: Annotated[str | None, typer.Option(help="Judge both sides by it, not by the baseline's.")] = None,
    as_json: Json = False,
) -> None:
    """Compare two runs. Exits with 1 on a significant loss or where a case that must pass does not any more."""
    quiet_settings()
    from eval.comparison.compared import compare as compared
    from eval.comparison.table import table
    from eval.comparison.told import comparison_json
    from eval.runs.record import load_run

    if not 0 < alpha < 1:
        raise InputInvalid(f"--alpha {alpha}: a share between 0 and 1 is expected, as 0.05")
    ids = _ids(must_pass) if must_pass else ()
    wanted = _slices(slices)
    with failures():
        found = compared(load_run(baseline), load_run(candidate), alpha=alpha, must_pass=ids, standard=standard)
    if as_json:
        print_json(comparison_json(found))
    else:
        paper().print(table(found, wanted))
    raise typer.Exit(gated(found.failed, _LINES))


def _ids(path: Path) -> tuple[str, ...]:
    """Empty lines and those that begin with # are left out. Raises InputInvalid."""
    lines = (line.strip() for line in read_text(str(path)).splitlines())
    ids = tuple(line for line in lines if line and not line.startswith("#"))
    if not ids:
        raise InputInvalid(f"{path}: no ids; write one a line")
    return ids


def _slices(given: str) -> tuple[str, ...]:
    """Raises InputInvalid for a kind of slice that there is not."""
    from eval.report import SLICED

    names = tuple(name.strip() for name in given.split(",") if name.strip())
    unknown = [name for name in names if name.partition(":")[0] not in (*SLICED, "all")]
    if unknown:
        raise InputInvalid(f"--slices {unknown[0]}: there is no such slice; there are {', '.join(SLICED)}, and all")
    return SLICED if "all" in names else names
