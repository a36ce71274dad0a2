"""`otvet standards`: a standard, or the file of a pack -> what is in it, what is wrong with it, what it finds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commands.console import STDIN, InputInvalid, Json, paper, print_json, quiet_settings, read_text, read_value

if TYPE_CHECKING:
    from service.guardrail.coverage import Row
    from service.standards.model import Conflict, Knob, Standard, StandardInfo

app = typer.Typer(help="Look at tone standards and test packs.", no_args_is_help=True, pretty_exceptions_enable=False)
Name = Annotated[str | None, typer.Option("--standard", help="A name, or a .yaml file [OTVET_STANDARD].")]


@app.command("list")
def list_standards(as_json: Json = False) -> None:
    """The standards that come with the service."""
    from service.commands.standards_paper import write_infos
    from service.standards.load import available

    found = available()
    if as_json:
        print_json([_info(one) for one in found])
    else:
        write_infos(found, paper())


@app.command()
def coverage(
    standard: Name = None,
    catalogue: Annotated[Path | None, typer.Option(help="JSON with `rules[].id`: the norms to be covered.")] = None,
    as_json: Json = False,
) -> None:
    """One row per rule and how it is held. Exits with 1 where a norm of the catalogue has no rule."""
    settings = quiet_settings()
    wanted = _catalogue(catalogue) if catalogue else ()
    from service.commands.standards_paper import write_coverage
    from service.guardrail.coverage import coverage as rows_of
    from service.standards.load import load_standard

    loaded = load_standard(standard or settings.standard)
    rows = rows_of(loaded)
    missing = [rule_id for rule_id in wanted if rule_id not in {row.rule_id for row in rows}]
    if as_json:
        print_json({"standard": _version(loaded), "rules": [_fields(row) for row in rows], "missing": missing})
    else:
        write_coverage(rows, missing, paper())
    raise typer.Exit(1 if missing else 0)


@app.command()
def lint(
    paths: Annotated[list[Path], typer.Argument(help="Packs, or folders with packs.")], as_json: Json = False
) -> None:
    """Every problem of the packs as `file:line: message`. Exits with 1 where there is one; warnings do not count."""
    from service.guardrail.audit import audit

    found = audit(paths)
    if as_json:
        print_json({"problems": list(found.problems), "warnings": list(found.warnings)})
    else:
        page = paper()
        for problem in found.problems:
            page.print(problem)
        for warning in found.warnings:
            page.print(f"{warning} (warning)", style="yellow")
        page.print(f"{len(found.problems)} problems, {len(found.warnings)} warnings", style="bold")
    raise typer.Exit(1 if found.problems else 0)


@app.command("try")
def try_pack(
    pack: Annotated[str, typer.Argument(help="The .yaml file of a pack, or the name of a standard.")],
    text: Annotated[str, typer.Argument(help="A text; - for standard input.")] = STDIN,
    context: Annotated[str | None, typer.Option(help="A body of POST /v1/check without `text`, in JSON.")] = None,
    as_json: Json = False,
) -> None:
    """What a pack finds in a text, and which of its examples fail. Exits with 1 where something is found or fails."""
    quiet_settings()
    from service.commands.standards_paper import write_trial
    from service.commands.trial import trial

    if context == STDIN and text == STDIN:
        raise InputInvalid("the text and the context cannot both come from standard input; name a file for one")
    fields = read_value(context)[0] if context else {}
    if not isinstance(fields, dict) or "text" in fields:
        raise InputInvalid(f"{context}: a body of /v1/check without `text` is expected: an object of its other fields")
    done = trial(pack, read_text(STDIN) if text == STDIN else text, fields)
    if as_json:
        print_json(done.document())
    else:
        write_trial(done, paper())
    raise typer.Exit(1 if done.findings or done.failing else 0)


@app.command()
def knobs(
    standard: Annotated[str | None, typer.Argument(help="A name, or a .yaml file [OTVET_STANDARD].")] = None,
    as_json: Json = False,
) -> None:
    """What a standard leaves to the team, and what it is set to."""
    settings = quiet_settings()
    from service.commands.standards_paper import write_knobs
    from service.standards.load import load_standard

    loaded = load_standard(standard or settings.standard)
    if as_json:
        print_json([{**_knob(one), "value": loaded.settings[one.name]} for one in loaded.knobs])
    else:
        write_knobs(loaded, paper())


@app.command()
def conflicts(
    standard: Annotated[str | None, typer.Argument(help="A name, or a .yaml file [OTVET_STANDARD].")] = None,
    as_json: Json = False,
) -> None:
    """Where the sources contradict each other, how it is decided, and what holds the decision."""
    settings = quiet_settings()
    from service.commands.standards_paper import write_conflicts
    from service.standards.load import load_standard

    loaded = load_standard(standard or settings.standard)
    if as_json:
        print_json([_conflict(one) for one in loaded.conflicts])
    else:
        write_conflicts(loaded, paper())


@app.command()
def schema() -> None:
    """The JSON Schema of packs (draft 2020-12), for editors."""
    import json

    from service.guardrail.pack_schema import pack_schema

    typer.echo(json.dumps(pack_schema(), ensure_ascii=False, indent=1))


def _catalogue(path: Path) -> tuple[str, ...]:
    value, _ = read_value(str(path))
    rules = value.get("rules") if isinstance(value, dict) else None
    entries = rules if isinstance(rules, list) else []
    ids = [entry["id"] for entry in entries if isinstance(entry, dict) and isinstance(entry.get("id"), str)]
    if not ids or len(ids) < len(entries):
        raise InputInvalid(f'{path}: a catalogue is expected: {{"rules": [{{"id": "…"}}, …]}}')
    return tuple(ids)


def _version(loaded: Standard) -> str:
    return f"{loaded.name}@{loaded.version}"


def _info(one: StandardInfo) -> dict[str, Any]:
    return {
        "id": one.name,
        "version": one.version,
        "description": dict(one.description),
        "extends": list(one.extends),
        "rules": one.rules,
    }


def _fields(row: Row) -> dict[str, Any]:
    return {
        "id": row.rule_id,
        "pack": row.pack,
        "severity": row.severity.value,
        "held": row.held.value,
        "kinds": list(row.kinds),
        "examples": row.examples,
        "locked": row.locked,
        "source": row.source,
    }


def _knob(one: Knob) -> dict[str, Any]:
    choice: dict[str, Any] = {"number": {"least": one.least, "most": one.most}}
    if not one.numeric:
        choice = {"values": list(one.values)}
    return {
        "name": one.name,
        "description": dict(one.description),
        "default": one.default,
        "conflict": one.conflict,
        "source": one.source,
        **choice,
    }


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "id": one.conflict_id,
        "topic": dict(one.topic),
        "resolution": dict(one.resolution),
        "knobs": list(one.knobs),
        "rules": list(one.rules),
    }
