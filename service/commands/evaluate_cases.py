"""`otvet eval cases`: case files -> everything that is wrong with them, or the JSON Schema of one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.commands.console import IndexFolder, InputInvalid, Json, paper, print_json, quiet_settings, say

if TYPE_CHECKING:
    from eval.case_checks import Checked
    from eval.case_text import Fault
    from kb_index.records import Article

Articles = Annotated[list[Path] | None, typer.Option("--articles", help="Files or folders of articles.")]


def cases(
    files: Annotated[list[Path] | None, typer.Argument(help="JSONL or YAML files of cases.")] = None,
    index: IndexFolder = None,
    articles: Articles = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema, for editors.")] = False,
    as_json: Json = False,
) -> None:
    """Check case files and name everything that is wrong. Exits with 1 where something is."""
    if schema:
        typer.echo(json.dumps(_schema(), ensure_ascii=False, indent=1))
        return
    if not files:
        raise InputInvalid("name the case files to check, or --schema")
    settings = quiet_settings()
    from eval.case_checks import check_files
    from service.standards.load import rule_ids

    known = articles_named(index, articles or [], settings.index)
    bodies = {one.article_id: one.body_markdown for one in known} if known is not None else None
    checked = check_files(files, bodies=bodies, rules=rule_ids(settings.standard), request_faults=_request_faults)
    if as_json:
        print_json(_checked_json(checked))
    else:
        _show_checked(checked, files, known=bodies is not None)
    raise typer.Exit(1 if checked.faults else 0)


def _schema() -> dict[str, Any]:
    from eval.cases import schema
    from service.api.schemas.asked import SuggestionRequest

    whole = schema()
    request = SuggestionRequest.model_json_schema(ref_template="#/$defs/{model}")
    named = {f"Request{name}": body for name, body in request.pop("$defs", {}).items()}
    renamed = json.loads(json.dumps({**named, "Request": request}).replace('"#/$defs/', '"#/$defs/Request'))
    whole["$defs"] |= renamed
    whole["$defs"]["Case"]["properties"]["request"] = {"$ref": "#/$defs/Request"}
    return whole


def _request_faults(request: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    from pydantic import ValidationError

    from eval.case_wording import worded
    from service.api.schemas.asked import SuggestionRequest

    try:
        SuggestionRequest.model_validate(request)
    except ValidationError as exc:
        yield from worded(exc, SuggestionRequest)


def _checked_json(checked: Checked) -> dict[str, Any]:
    return {
        "cases": len(checked.cases),
        "counts": checked.counts(),
        "faults": [_fault_json(one) for one in checked.faults],
        "notes": [_fault_json(one) for one in checked.notes],
    }


def _fault_json(fault: Fault) -> dict[str, Any]:
    return {"file": str(fault.path), "line": fault.line, "field": fault.field, "message": fault.message}


def _show_checked(checked: Checked, files: Sequence[Path], *, known: bool) -> None:
    console = paper()
    for fault in checked.faults:
        console.print(str(fault))
    for note in checked.notes:
        console.print(f"note: {note}")
    console.print(f"usable cases: {len(checked.cases)}; files: {len(files)}")
    for what, number in checked.counts().items():
        console.print(f"  {number:>5}  {what}")
    if checked.faults:
        say(f"{len(checked.faults)} faults: the files cannot be run until they are mended")
    elif not known and any(case.relevant for case in checked.cases):
        say("the ids of articles were not checked: name an index with --index, or files with --articles")


def articles_named(index: Path | None, paths: Sequence[Path], default: Path) -> tuple[Article, ...] | None:
    """Of ``default``, the index of the settings, where nobody named any; None: nor is there one."""
    from eval.importing.articles import articles_of_files, articles_of_index
    from kb_index.errors import IndexMissing

    if index is None and not paths:
        try:
            return articles_of_index(default)
        except IndexMissing:
            return None
    return (*(articles_of_index(index) if index else ()), *(articles_of_files(paths) if paths else ()))
