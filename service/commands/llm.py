"""`otvet llm`: the settings of a language model -> what of the server behind them works."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console

from service import logs
from service.commands.console import Json, paper, print_json
from service.errors import ChatFailed, ConfigInvalid, DegradedReason
from service.settings import LlmSettings, load_settings

if TYPE_CHECKING:
    from service.llm.client import HttpChat
    from service.llm.trial import Trial

app = typer.Typer(name="llm", help="Look at the language model.", no_args_is_help=True)

WRONG_SETTING = 2
NOT_READY = 3
STRUCTURES: Mapping[str, str] = {
    "json_schema": "a JSON schema",
    "json_object": "a JSON object without a schema",
    "none": "asked for in words only",
}


@app.callback()
def llm() -> None:
    """Look at the language model."""


@app.command("check")
def check(as_json: Json = False) -> None:
    """Ask the configured server one tiny question, whole and streamed, and print what works.

    Exits with 1 where it answers, but not as it was asked to: then the composer would write most replies.
    """
    settings = load_settings().llm
    logs.configure("error", sys.stderr)  # what a failed call would log is said here anyway
    chat = _opened(settings)
    from service.llm.trial import tried

    asked: dict[str, Any] = {"server": settings.base_url, "wire": settings.wire, "model": settings.model}
    try:
        trial = tried(chat)
    except ChatFailed as failed:
        problem = f"{failed}{_hint(settings, failed.reason)}"
        _tell({**asked, "reachable": False, "reason": str(failed.reason), "problem": problem}, as_json)
        raise typer.Exit(WRONG_SETTING if failed.reason is DegradedReason.REFUSED else NOT_READY) from None
    finally:
        chat.close()
    _tell({**asked, "reachable": True, **_found(trial, chat)}, as_json)
    raise typer.Exit(0 if trial.usable else 1)


def _opened(settings: LlmSettings) -> HttpChat:
    """The model without a recorder. Raises ConfigInvalid."""
    from service.llm.client import HttpChat
    from service.llm.open import open_chat

    if settings.replay is not None:
        raise ConfigInvalid("OTVET_LLM__REPLAY is set, so no server is asked: unset it to check one")
    chat = open_chat(settings.model_copy(update={"record": None}))
    if not isinstance(chat, HttpChat):
        raise ConfigInvalid(
            "no language model is set: OTVET_LLM__BASE_URL, OTVET_LLM__MODEL and, where the server wants one, "
            "OTVET_LLM__API_KEY"
        )
    return chat


def _hint(settings: LlmSettings, reason: DegradedReason) -> str:
    """What is forgotten most often."""
    bare = not urlsplit(settings.base_url or "").path.strip("/")
    return "; most servers want /v1 at the end of the address" if bare and reason is DegradedReason.REFUSED else ""


def _found(trial: Trial, chat: HttpChat) -> dict[str, Any]:
    return {
        "usable": trial.usable,
        "answers_as": trial.model,
        "structure": str(chat.terms.structure),
        "not_taken": sorted(chat.terms.without),
        "follows_structure": trial.follows_structure,
        "knows_answer": trial.knows_answer,
        "streams": trial.streams,
        "counts_tokens": trial.counts_tokens,
        "input_tokens": trial.input_tokens,
        "output_tokens": trial.output_tokens,
        "whole_ms": round(trial.whole_s * 1000, 1),
        "first_ms": None if trial.first_s is None else round(trial.first_s * 1000, 1),
        "streamed_ms": round(trial.streamed_s * 1000, 1),
        "problem": trial.stream_failure,
    }


def _tell(found: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    console = paper()
    console.print(f"server     {found['server']} ({found['wire']})")
    if not found["reachable"]:
        console.print(f"no answer  {found['problem']} [{found['reason']}]")
        return
    _write(found, console)


def _write(found: Mapping[str, Any], console: Console) -> None:
    kept = "followed" if found["follows_structure"] else "NOT followed"
    streams = f"yes, first words after {found['first_ms']} ms" if found["streams"] else "no"
    counted = "counted by the server" if found["counts_tokens"] else "not counted by the server, estimated"
    lines = {
        "model": f"{found['model']}, answers as {found['answers_as']}",
        "structure": f"{STRUCTURES[found['structure']]}: {kept}",
        "streaming": f"no: {found['problem']}" if found["problem"] else streams,
        "tokens": f"{counted} ({found['input_tokens']} in, {found['output_tokens']} out)",
        "time": f"{found['whole_ms']} ms whole, {found['streamed_ms']} ms streamed",
    }
    for name, words in lines.items():
        console.print(f"{name:<11}{words}")
    if found["not_taken"]:
        console.print(f"{'not taken':<11}{', '.join(found['not_taken'])}; left out from now on")
    console.print("usable" if found["usable"] else "NOT usable: the composer would write most replies", style="bold")
