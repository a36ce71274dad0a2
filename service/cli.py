"""Arguments -> the `otvet` command: what its parts are called and what its exit codes mean.

0 done · 1 done, and something was found (findings at error level, a blocked draft, a failed gate) ·
2 wrong usage, input or setting · 3 the environment is not ready (no index, no model, port in use) ·
70 a fault of the program itself, with its traceback.
"""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Mapping, Sequence

import typer

from kb_index.errors import ArticleInvalid, FilterInvalid, KbError, SourceUnreadable
from service.commands import calibrate, check, evaluate, index, kb, llm, prompts, serve, standards, suggest, version
from service.commands.console import InputInvalid, PortUnusable, say
from service.errors import ConfigInvalid, OtvetError, RequestRefused, StandardInvalid

app = typer.Typer(
    name="otvet",
    help="Grounded, tone-checked drafts for customer-support agents, in Russian and English.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("index")(index.index)
app.command("calibrate")(calibrate.calibrate)
app.command("suggest")(suggest.suggest)
app.command("check")(check.check)
app.add_typer(standards.app, name="standards")
app.add_typer(evaluate.app, name="eval")
app.add_typer(kb.app, name="kb")
app.add_typer(llm.app, name="llm")
app.add_typer(prompts.app, name="prompts")
app.command("version")(version.version)

FAULT = 70  # EX_SOFTWARE of sysexits.h, so that a crash is never taken for a finding
CODES: Mapping[type[Exception], int] = {
    InputInvalid: 2,
    ConfigInvalid: 2,
    RequestRefused: 2,
    StandardInvalid: 2,
    ArticleInvalid: 2,
    SourceUnreadable: 2,
    FilterInvalid: 2,
    PortUnusable: 3,
    OtvetError: 3,
    KbError: 3,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script; ends with SystemExit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a terminal cannot show becomes “?”, and ends no run
            stream.reconfigure(errors="replace")
    try:
        app(args=evaluate.spread(list(sys.argv[1:] if arguments is None else arguments)), prog_name="otvet")
    except tuple(CODES) as exc:
        say(f"otvet: {exc}")
        sys.exit(exit_code(exc))
    except Exception:  # noqa: BLE001 - the one place that turns a crash into an exit code
        traceback.print_exc()
        sys.exit(FAULT)


def exit_code(error: Exception) -> int:
    """The code of the nearest class in the error's line of descent that has one."""
    return next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)
