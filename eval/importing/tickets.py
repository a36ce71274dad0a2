"""An export of real tickets -> Case[]: questions as they came, what agents answered, nothing about people left in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from eval.cases import Case
from eval.importing.exports import read_tables
from eval.importing.guess import Guess, guessed
from eval.importing.ids import case_id
from eval.importing.privacy import Look
from eval.importing.standins.left import could_be_name
from eval.importing.tables import quoted
from eval.importing.threads import Note, Ticket, tickets_of
from eval.importing.ticket_case import NO_WISHES, Built, Wishes, built

_LONGEST_NUMBER = 15  # digits of a ticket's number
_PHONE = re.compile(r"\+.*|[78]9\d{9}")  # that of a messenger is the number of its chat
_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = 3  # a word with a capital in so many tickets is a product or a button, nobody's name


@dataclass(frozen=True, slots=True)
class Imported:
    """``hidden_counts``: kind of personal data -> how many values got a stand-in; ``looks``: (case id, place)."""

    cases: tuple[Case, ...]
    notes: tuple[Note, ...]
    hidden_counts: Mapping[str, int]
    guess: Guess
    looks: tuple[tuple[str, Look], ...] = ()
    rows: int = 0

    @property
    def skipped(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.skipped)


@dataclass(slots=True)
class _Held:
    cases: dict[str, Case] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    looks: list[tuple[str, Look]] = field(default_factory=list)

    def take(self, one: Built) -> None:
        self.notes += one.notes
        if one.case is not None:
            self.cases[one.case.id] = one.case
            self.counts.update(one.counts)
            self.looks += ((one.case.id, look) for look in one.looks)


def import_tickets(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    wishes: Wishes = NO_WISHES,
    zone: tzinfo | None = None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """``columns``: name of a `Column` -> name of a column of the file; ``zone``: of times that name none.

    Raises ImportRefused where nothing can be imported; a row that cannot be used is a note.
    """
    guess = guessed(read_tables(path, sheet=sheet), columns or {})
    tickets, notes = tickets_of(guess.table, guess.places, zone=zone)
    held = _Held(notes=[*_of_sheets(guess), *notes])
    for done, ticket in enumerate(tickets, start=1):
        held.take(built(ticket, case_id(_key(ticket), taken=frozenset(held.cases)), wishes))
        tell(done, len(tickets))
    ordered = sorted(held.notes, key=lambda note: note.row or 0)
    rows = len(guess.table.rows)
    looks = _worth_a_look(held.looks, wishes)
    return Imported(tuple(held.cases.values()), tuple(ordered), dict(held.counts), guess, looks, rows)


def _key(ticket: Ticket) -> str:
    """A number of the helpdesk; for what may be somebody's name, mailbox or phone the row stands in."""
    key = ticket.key
    digits = sum(sign.isdigit() for sign in key)
    personal = "@" in key or " " in key or _PHONE.fullmatch(key) or not 0 < digits <= _LONGEST_NUMBER
    personal = personal or any(could_be_name(word.title()) for word in _WORD.findall(key))
    return f"row-{ticket.rows[0]}" if personal else key


def _of_sheets(guess: Guess) -> list[Note]:
    if not guess.others:
        return []
    read = f"tickets were read from the sheet “{guess.table.name}”"
    return [Note(f"{read}; {quoted(guess.others)} can be read with --sheet")]


def _worth_a_look(looks: Sequence[tuple[str, Look]], wishes: Wishes) -> tuple[tuple[str, Look], ...]:
    """Without words of the trade: those with a capital that the articles or many tickets hold."""
    met = Counter(word for _, word in {(case, look.word.casefold()) for case, look in looks})
    named = wishes.shelf.names if wishes.shelf else str.isdigit
    return tuple(
        (case, look)
        for case, look in looks
        if not look.word or not (met[look.word.casefold()] >= _COMMON or named(look.word))
    )
