"""`otvet prompts`: what a language model is told, for people to read and compare, and for any model to answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from service.commands.console import (
    STDIN,
    IndexFolder,
    InputInvalid,
    Json,
    paper,
    print_json,
    quiet_settings,
    read_text,
    read_value,
    say,
)
from service.standards.load import SUFFIX

if TYPE_CHECKING:
    from service.commands.prompts_asked import Asked
    from service.settings import Settings

app = typer.Typer(name="prompts", help="Look at what a language model is told.", no_args_is_help=True)

CaseFile = Annotated[str, typer.Argument(help="A body of POST /v1/suggestions, or an evaluation case; - for stdin.")]
CaseFiles = Annotated[list[Path], typer.Option("--cases", help="JSONL files of evaluation cases.")]
_CODE = re.compile(r"\b[0-9a-f]{12}(?=>>>|$)", re.MULTILINE)


@app.command("show")
def show(
    file: CaseFile = STDIN,
    index: IndexFolder = None,
    page: Annotated[
        Path | None, typer.Option(help="Put the prompt into the ~~~text blocks of this page instead of printing it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print the messages that a language model would get for this ticket. None is asked."""
    settings = quiet_settings(index=index)
    value, _ = read_value(file)
    from service.commands.prompts_asked import listening, prompt_json

    with listening(settings) as listener:
        asked = listener.asked(value, file)
    if page is not None:
        _fill(page, asked)
    elif as_json:
        print_json({**_why(asked), "prompts": [prompt_json(one) for one in asked.prompts]})
    else:
        write(asked, paper())


@app.command("diff")
def diff(
    before: Annotated[str, typer.Argument(help="A folder of templates, or a tone standard: a name or a .yaml file.")],
    after: Annotated[str, typer.Argument(help="Another one.")],
    case: Annotated[str, typer.Option("--case", help="The ticket to render both for, as for `show`.")] = STDIN,
    index: IndexFolder = None,
    as_json: Json = False,
) -> None:
    """Compare the prompts of two template folders or two standards for one ticket. Exits with 1 where they differ."""
    settings = quiet_settings(index=index)
    value, _ = read_value(case)
    one, other = (list(_lines(_of_side(side, value, case, settings))) for side in (before, after))
    changed = list(unified_diff(one, other, before, after, lineterm="", n=2))
    if as_json:
        print_json({"differs": bool(changed), "diff": changed})
    else:
        _write_diff(changed, paper())
    raise typer.Exit(1 if changed else 0)


@app.command("export")
def export(
    cases: Annotated[list[Path], typer.Argument(help="JSONL files of evaluation cases.")],
    into: Annotated[Path, typer.Option("--into", help="JSONL file to write: one prompt per line.")],
    index: IndexFolder = None,
    as_json: Json = False,
) -> None:
    """Write the prompts of many tickets to a file that any model can answer; `score` reads the answers."""
    settings = quiet_settings(index=index)
    from service.commands.prompts_scored import exported, loaded

    told = loaded(cases)
    lines, silent = exported(told, settings)
    try:
        into.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines), encoding="utf-8")
    except OSError as exc:
        raise InputInvalid(f"{into}: cannot be written ({exc.strerror}); name a file in a folder that can be") from exc
    if as_json:
        print_json({"prompts": len(lines), "without": list(silent), "file": str(into)})
        return
    say(f"{len(lines)} prompts of {len(told)} cases are in {into}")
    if silent:
        say(f"no model would be asked for {', '.join(silent)}: the composer answers those by itself")


@app.command("score")
def score(
    answers: Annotated[Path, typer.Argument(help="JSONL: `key` (or `id`) of a prompt and `text`, the model's answer.")],
    cases: CaseFiles,
    index: IndexFolder = None,
    as_json: Json = False,
) -> None:
    """Score a file of answers to exported prompts, without a server: each is read, drafted, checked and measured."""
    settings = quiet_settings(index=index)
    from eval.report import report_json, table
    from service.commands.prompts_scored import loaded, scored

    result = scored(answers, loaded(cases), settings)
    if as_json:
        print_json({**report_json(result.report), "answers": result.counts(), "fates": dict(result.fates)})
        return
    console = paper()
    console.print(table(result.report))
    for name, count in result.counts().items():
        console.print(f"{count:>5}  {name}")


def _fill(page: Path, asked: Asked) -> None:
    from service.commands.prompts_page import filled

    if not asked.prompts:
        raise InputInvalid("no language model would be asked for this ticket: choose another one for the page")
    page.write_text(filled(read_text(str(page)), asked.prompts[0], name=str(page)), encoding="utf-8")


def write(asked: Asked, console: Console) -> None:
    """The messages for reading, each under a line that says whose it is."""
    from service.llm.exchange import key_of

    for prompt in asked.prompts:
        console.print(f"PROMPT {key_of(prompt)[:12]} · up to {prompt.max_tokens} tokens", style="bold")
        for message in prompt.messages:
            console.print(f"--- {message.role}: {len(message.text)} characters", style="bold")
            console.print(message.text)
    if not asked.prompts:
        told = _why(asked)
        console.print(f"No language model would be asked: {told['outcome']} ({told['outcome_reason']}).")


def _why(asked: Asked) -> dict[str, Any]:
    return {"outcome": asked.suggestion.outcome.value, "outcome_reason": asked.suggestion.outcome_reason}


def _of_side(side: str, value: object, name: str, settings: Settings) -> Asked:
    """``side``: a folder of templates, or a standard. Raises InputInvalid where it is neither."""
    from service.commands.prompts_asked import listening
    from service.drafting.asking.templates import templates_of

    if Path(side).is_dir():
        with listening(settings, templates=templates_of(Path(side))) as listener:
            return listener.asked(value, name)
    chosen = settings.model_copy(update={"standard": side}) if side.endswith(SUFFIX) else settings
    with listening(chosen) as listener:
        return listener.asked(value, name, standard=side)


def _lines(asked: Asked) -> Iterator[str]:
    """The codes of blocks differ wherever a letter does: they are shown alike."""
    for prompt in asked.prompts:
        for message in prompt.messages:
            yield f"--- {message.role}"
            yield from _CODE.sub("code", message.text).splitlines()


def _write_diff(changed: list[str], console: Console) -> None:
    for line in changed:
        console.print(line, style={"+": "green", "-": "red", "@": "cyan"}.get(line[:1], ""))
    if not changed:
        console.print("The prompts are the same.")
