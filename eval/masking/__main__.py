"""Made-up personal data in made-up texts -> how much of it a mask hides, and how much it hides in vain.

    python -m eval.masking [--json] [--count 1000] [--step 1] [--texts FILE.jsonl ...]

Exit code 1 where a structured value, a form of a given name or a byte of a round trip is lost. ``--texts``: files of
objects with a ``text``, such as questions of customers, in which next to nothing should be hidden.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from eval.cases import load_cases
from eval.masking.measure import (
    Figure,
    all_texts,
    given_names,
    left_alone,
    milliseconds,
    names_of_others,
    round_trips,
    still_readable,
    structured,
)
from eval.sample import sample_cases
from service.domain import Agent, Case, Channel, Conversation, EndUser, Ticket


def main(arguments: Sequence[str] | None = None) -> int:
    given = _given(arguments)
    tickets = list(_tickets())
    figures = [
        structured(given.count),
        given_names(given.step),
        round_trips(all_texts(given.count, given.step)),
        *names_of_others("ru"),
        *names_of_others("en"),
        still_readable(),
        left_alone("sample tickets", tickets),
        *(left_alone(path.name, _questions(path)) for path in given.texts),
    ]
    taken = round(milliseconds(tickets), 1)
    if given.json:
        rows = [{**asdict(one), "share": one.share, "met": one.met} for one in figures]
        sys.stdout.write(json.dumps({"figures": rows, "hide_6000_characters_ms": taken}, ensure_ascii=False) + "\n")
    else:
        _show(figures, taken)
    return int(any(one.met is False for one in figures))


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.masking", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="planted values, all kinds alike")
    parser.add_argument("--step", type=int, default=1, help="of so many texts with given names one, for a quick look")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], help="files of objects with a `text`")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of a table")
    return parser.parse_args(arguments)


def _tickets() -> Iterator[tuple[Ticket, str]]:
    """Every text of the sample tickets that a prompt may hold."""
    for path in sample_cases():
        for case in load_cases(path):
            ticket = _ticket(case.request)
            for message in case.request["conversation"]["messages"]:
                yield ticket, message["text"]
            if instruction := case.request.get("instruction"):
                yield ticket, instruction
            yield from ((ticket, one["content"]) for one in case.request.get("context_references", ()))


def _ticket(request: Mapping[str, Any]) -> Ticket:
    user, agent, case = (request.get(name, {}) for name in ("end_user", "agent", "case"))
    return Ticket(
        Conversation(Channel(request["conversation"]["channel"])),
        end_user=EndUser(user.get("name"), user.get("patronymic"), user.get("surname"), user.get("company")),
        agent=Agent(agent.get("first_name"), agent.get("last_name"), company=agent.get("company")),
        case=Case(case_id=case.get("id")),
    )


def _questions(path: Path) -> Iterator[tuple[Ticket, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Ticket(Conversation(Channel.EMAIL)), json.loads(line)["text"]


def _show(figures: Sequence[Figure], taken: float) -> None:
    console = Console(width=140)
    table = Table("measure", "share", "of", "must be", "")
    for one in figures:
        mark = "" if one.met is None else ("met" if one.met else "MISSED")
        table.add_row(one.name, f"{one.share:.4f}", str(one.whole), "" if one.must is None else f"{one.must:g}", mark)
    console.print(table)
    console.print(f"hiding 6,000 characters of tickets: {taken} ms of CPU time, median")
    for one in figures:
        for text in one.missed:
            console.print(f"  {one.name}: {text!r}", highlight=False, markup=False)


if __name__ == "__main__":
    sys.exit(main())
