"""`otvet eval import`: an export of past tickets -> a case file without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from service.commands.console import IndexFolder, InputInvalid, Json, paper, print_json, quiet_settings, say
from service.commands.evaluate_cases import Articles, articles_named
from service.commands.harness import failures, progress, writing
from service.domain import Channel

if TYPE_CHECKING:
    from eval.importing.ticket_case import Wishes
    from eval.importing.tickets import Imported
    from kb_index.records import Article

_SHOWN = 40  # notes of an import; --json lists all of them


class Language(StrEnum):
    RU = "ru"
    EN = "en"


class WhichTurn(StrEnum):
    """As `eval.importing.turns.Turn`, which --help does without."""

    FULLEST = "fullest"
    FIRST = "first"
    LAST = "last"


def import_(  # noqa: PLR0913, PLR0917 - the options of a command
    file: Annotated[Path, typer.Argument(help="CSV, XLSX, JSONL, JSON or YAML of tickets.")],
    into: Annotated[Path | None, typer.Option(help="Case file to write: .jsonl, or .yaml to edit by hand.")] = None,
    columns: Annotated[list[str] | None, typer.Option(metavar="NAME=HEADER", help="What a column holds.")] = None,
    sheet: Annotated[str | None, typer.Option(help="Of a workbook.")] = None,
    index: IndexFolder = None,
    articles: Articles = None,
    language: Annotated[Language | None, typer.Option(help="Of all tickets; told from the texts if not given.")] = None,
    channel: Annotated[Channel | None, typer.Option(help="Of all tickets.")] = None,
    company: Annotated[str | None, typer.Option(help="Your company, whose name may stay in the texts.")] = None,
    turn: Annotated[WhichTurn, typer.Option(help="Which answer of a ticket is taken.")] = WhichTurn.FULLEST,
    zone: Annotated[str | None, typer.Option(help="Of times without one, as Europe/Moscow.")] = None,
    review: Annotated[Path | None, typer.Option(help="CSV of the places that a person should look at.")] = None,
    keep_personal: Annotated[bool, typer.Option("--keep-personal", help="Leave names, phones and so on.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the case file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Turn past tickets into cases, without personal data. Without --into it only shows what would be read."""
    settings = quiet_settings()
    from eval.importing.tickets import import_tickets

    if into is not None and into.exists() and not force:
        raise InputInvalid(f"{into} is there already, perhaps with labels; name another file, or say --force")
    given = _pairs(columns or [])
    with failures():
        known = articles_named(index, articles or [], settings.index)
        wishes = _wishes(known, language, channel, company, turn, keep_personal)
        with progress("importing") as tell:
            found = import_tickets(file, columns=given, sheet=sheet, wishes=wishes, zone=_zone(zone), tell=tell)
    _finish(found, into, review, personal=keep_personal, as_json=as_json)


def _finish(found: Imported, into: Path | None, review: Path | None, *, personal: bool, as_json: bool) -> None:
    from eval.case_writing import write_cases
    from eval.importing.review import write_review

    if into is not None:
        with writing(into, "--into"):
            write_cases(into, found.cases)
    if review is not None:
        with writing(review, "--review"):
            write_review(review, found.looks)
    if as_json:
        print_json(_as_json(found))
    else:
        _show(found, personal=personal)
    _say_next(found, into, review)


def _say_next(found: Imported, into: Path | None, review: Path | None) -> None:
    if review is not None:
        say(f"{len(found.looks)} places to look at are in {review}")
    if into is None:
        say("no cases were written: name a file with --into when the columns are right")
        return
    say(f"{len(found.cases)} cases written to {into}; look at them, then: otvet eval cases {into}")
    if found.looks and review is None:
        say(f"{len(found.looks)} places should be looked at by a person; --review FILE.csv lists them")


def _wishes(
    known: tuple[Article, ...] | None,
    language: Language | None,
    channel: Channel | None,
    company: str | None,
    turn: WhichTurn,
    keep_personal: bool,
) -> Wishes:
    from eval.importing.articles import Shelf
    from eval.importing.ticket_case import Wishes
    from eval.importing.turns import Turn

    shelf = Shelf(known) if known is not None else None
    code = language.value if language else None
    return Wishes(shelf, code, channel, company, Turn(turn.value), not keep_personal)


def _pairs(columns: Sequence[str]) -> dict[str, str]:
    wrong = next((one for one in columns if "=" not in one), None)
    if wrong is not None:
        raise InputInvalid(f"--columns {wrong}: write NAME=HEADER, such as message=Вопрос")
    return {one.partition("=")[0].strip(): one.partition("=")[2].strip() for one in columns}


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError) as exc:
        raise InputInvalid(f"--zone {name}: no such zone; write it as Europe/Moscow or Asia/Almaty") from exc


def _show(found: Imported, *, personal: bool) -> None:
    console = paper()
    sheet = f", sheet “{found.guess.table.name}”" if found.guess.table.name else ""
    table = Table("what", "column", "a value", title=f"What the columns hold{sheet}", title_justify="left")
    for row in found.guess.shown():
        # With stand-ins wanted, nothing personal is shown either; the names of the columns tell enough.
        table.add_row(*row[:2], row[2] if personal or row[0] in ("id", "date", "channel", "language") else "…")
    console.print(table)
    if found.guess.left_out:
        console.print("Not read: " + ", ".join(found.guess.left_out))
    console.print("Another reading: --columns NAME=HEADER, for example --columns reply=…; NAME= leaves one out.")
    console.print()
    _show_counts(found, personal=personal)
    for note in found.notes[:_SHOWN]:
        console.print(f"{'skipped ' if note.skipped else ''}{note}")
    if len(found.notes) > _SHOWN:
        console.print(f"… and {len(found.notes) - _SHOWN} more remarks; --json lists all of them")


def _show_counts(found: Imported, *, personal: bool) -> None:
    cases = found.cases
    answered = sum(case.gold_answer is not None for case in cases)
    sourced = sum(bool(case.relevant) for case in cases)
    languages = ", ".join(
        f"{sum(case.expected.language_code == code for case in cases)} {code}"
        for code in dict.fromkeys(case.expected.language_code for case in cases)
    )
    console = paper()
    console.print(f"{found.rows} rows -> {len(cases)} cases ({languages}), {len(found.skipped)} rows skipped")
    console.print(f"with a gold answer: {answered}, with articles: {sourced}")
    if personal:
        console.print("Personal data was left as it is: keep the file where tickets may be kept.")
    elif found.hidden_counts:
        told = ", ".join(f"{kind} {number}" for kind, number in sorted(found.hidden_counts.items()))
        console.print(f"replaced by stand-ins: {told}")


def _as_json(found: Imported) -> dict[str, Any]:
    return {
        "rows": found.rows,
        "cases": len(found.cases),
        "columns": {column: header for column, header, _ in found.guess.shown()},
        "left_out": list(found.guess.left_out),
        "hidden": dict(found.hidden_counts),
        "notes": [{"row": one.row, "skipped": one.skipped, "message": one.message} for one in found.notes],
        "looks": [{"case": case, "field": one.field, "why": one.why, "text": one.text} for case, one in found.looks],
    }
