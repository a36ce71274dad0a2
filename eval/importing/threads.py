"""Rows of a table -> tickets: rows of one number together, their messages in the order of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, tzinfo

from eval.importing.columns import Column, folded
from eval.importing.tables import Table
from eval.importing.times import clock_of, month_first, time_of
from eval.importing.values import is_cut_number, is_private, role_of, text_of
from kb_index.loaders.table import Line
from service.domain import Role

_JIRA = re.compile(r"(?P<time>\d[^;\n]{4,30});(?P<author>[^;\n]{0,120});(?P<text>.*)", re.DOTALL)
_RUSSIAN = re.compile("[А-Яа-яЁё]")
_HEADING = "holds one value in all its cells: a heading of the rows below"
# Merged over several rows these hold one value for all; a message stands there once.
_ONCE = frozenset({Column.MESSAGE, Column.REPLY, Column.COMMENT})


@dataclass(frozen=True, slots=True)
class Note:
    """``row``: as the program that shows the table counts; ``skipped``: nothing of the row was taken."""

    message: str
    row: int | None = None
    skipped: bool = False

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}" if self.row is not None else self.message


@dataclass(frozen=True, slots=True)
class Said:
    """``author``: the name beside the message, where one stands there. ``role`` None: nothing tells."""

    row: int
    role: Role | None
    text: str
    at: datetime | None = None
    author: str = ""
    private: bool = False


@dataclass(slots=True)
class Ticket:
    """``fields``: of each column but those of messages the different values over the rows of the ticket, in order."""

    key: str
    rows: list[int] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    fields: dict[Column, list[str]] = field(default_factory=dict)
    opened: datetime | None = None

    def first(self, column: Column) -> str:
        return next(iter(self.fields.get(column, ())), "")


@dataclass(frozen=True, slots=True)
class Reading:
    """How the cells of one table are read. ``places``: column -> where it stands, counted from 0."""

    places: Mapping[Column, tuple[int, ...]]
    header: tuple[str, ...]
    month_leads: bool
    zone: tzinfo | None

    def texts(self, line: Line, column: Column) -> list[str]:
        found = (text_of(line.cells[at]) for at in self._filled(line, column))
        return [text for text in found if text]

    def text(self, line: Line, column: Column) -> str:
        return next(iter(self.texts(line, column)), "")

    def time(self, line: Line) -> tuple[datetime | None, str]:
        """The time and, where it cannot be read, what stands there. Day and hour may stand in two columns."""
        cells = [line.cells[at] for at in self._filled(line, Column.DATE)]
        clock = next(filter(None, map(clock_of, cells)), None) if len(cells) > 1 else None
        days = [cell for cell in cells if text_of(cell) and (clock is None or clock_of(cell) is None)]
        if not days:
            return None, ""
        found = time_of(days[0], month_leads=self.month_leads, zone=self.zone)
        if found is not None and clock is not None and found.time() == time():
            found = datetime.combine(found.date(), clock, tzinfo=found.tzinfo)
        return found, "" if found else text_of(days[0])

    def name(self, column: Column) -> str:
        return folded(self.header[self.places[column][0]]) if column in self.places else ""

    def _filled(self, line: Line, column: Column) -> Iterator[int]:
        for at in self.places.get(column, ()):
            if at < len(line.cells) and not (at in line.goes_on and column in _ONCE):
                yield at


def tickets_of(
    table: Table, places: Mapping[Column, tuple[int, ...]], *, zone: tzinfo | None
) -> tuple[list[Ticket], list[Note]]:
    """In the order of their first rows; every row that gives nothing has its note."""
    reading, notes = _reading(table, places, zone)
    tickets: dict[str, Ticket] = {}
    for line in table.rows:
        key, complaint = ("", _HEADING) if _is_heading(line) else _key(reading, line)
        if complaint:
            notes.append(Note(complaint, line.number, skipped=True))
            continue
        said, told = _said(reading, line)
        notes += told
        if not said:
            notes.append(Note("holds no message and no reply", line.number, skipped=True))
            continue
        ticket = tickets.setdefault(key, Ticket(key))
        ticket.rows.append(line.number)
        notes += _add(ticket, reading, line, said)
    for ticket in tickets.values():
        notes += _settle(ticket, reading)
    return list(tickets.values()), notes


def _reading(table: Table, places: Mapping[Column, tuple[int, ...]], zone: tzinfo | None) -> tuple[Reading, list[Note]]:
    dates = (line.cells[at] for line in table.rows for at in places.get(Column.DATE, ()) if at < len(line.cells))
    leads = month_first(dates, russian=bool(_RUSSIAN.search(" ".join(table.header))))
    notes = [Note(one) for one in table.notes]
    if leads is None:
        notes.append(Note("the dates do not tell day from month: 03/04 was read as 3 April"))
    return Reading(places, table.header, bool(leads), zone), notes


def _is_heading(line: Line) -> bool:
    """«Март» merged over the whole row."""
    values = [cell for cell in line.cells if cell not in (None, "")]
    return len(values) > 1 and len(set(map(str, values))) == 1


def _key(reading: Reading, line: Line) -> tuple[str, str]:
    """(what its rows have in common, why the row cannot be placed)."""
    if Column.ID not in reading.places:
        return f"row {line.number}", ""
    key = reading.text(line, Column.ID)
    if not key:
        return "", f"no ticket number under “{reading.header[reading.places[Column.ID][0]]}”"
    # Numbers that Excel cut are equal for different tickets: each row is one by itself.
    return (f"row {line.number}", "") if is_cut_number(key) else (key, "")


def _said(reading: Reading, line: Line) -> tuple[list[Said], list[Note]]:
    at, unread = reading.time(line)
    notes = [Note(f"“{unread[:40]}” is no date that can be read", line.number)] if unread else []
    message = "\n\n".join(reading.texts(line, Column.MESSAGE))
    author = reading.text(line, Column.AUTHOR)
    role = role_of(author, incoming="incoming" in reading.name(Column.AUTHOR)) if author else None
    if Column.AUTHOR not in reading.places:
        role = Role.END_USER
    private = is_private(reading.text(line, Column.PRIVATE), column=reading.name(Column.PRIVATE))
    found = [Said(line.number, role, message, at, author, private)] if message else []
    found += _comments(reading, line)
    reply = reading.text(line, Column.REPLY)
    if reply and reply == message:
        notes.append(Note("message and reply are the same (one merged cell?): read as not answered", line.number))
    elif reply:
        found.append(Said(line.number, Role.HUMAN_AGENT, reply, at if not message else None))
    return found, notes


def _comments(reading: Reading, line: Line) -> Iterator[Said]:
    """Of Jira: «12/Nov/26 10:15 AM;name;text»; the author tells whose it is."""
    for cell in reading.texts(line, Column.COMMENT):
        match = _JIRA.fullmatch(cell)
        if match:
            at = time_of(match["time"], month_leads=reading.month_leads, zone=reading.zone)
            yield Said(line.number, None, match["text"].strip(), at, match["author"].strip())
        else:
            yield Said(line.number, None, cell)


def _add(ticket: Ticket, reading: Reading, line: Line, said: Sequence[Said]) -> Iterator[Note]:
    for one in said:
        twin = next((held for held in ticket.said if _equal(held, one)), None)
        if twin is not None:
            yield Note(f"says the same as row {twin.row}, once is enough", line.number, skipped=len(said) == 1)
        else:
            ticket.said.append(one)
    for column in reading.places.keys() - _ONCE:
        values = ticket.fields.setdefault(column, [])
        values += [one for one in reading.texts(line, column) if one not in values]
    ticket.opened = ticket.opened or reading.time(line)[0]


def _equal(one: Said, other: Said) -> bool:
    return one.row != other.row and (one.role, one.text, one.at) == (other.role, other.text, other.at)


def _settle(ticket: Ticket, reading: Reading) -> Iterator[Note]:
    """The order of time, and who is who."""
    customers = {folded(one) for column in (Column.NAME, Column.EMAIL) for one in ticket.fields.get(column, ())}
    agents = {folded(one) for one in ticket.fields.get(Column.AGENT, ())}
    ordered = _in_time(ticket.said)
    if ordered is not None:
        ticket.said = ordered
    elif Column.DATE in reading.places and len({one.row for one in ticket.said}) > 1:
        yield Note("some rows of the ticket have no time: they stay in the order of the file", ticket.rows[0])
    if any(one.role is None for one in ticket.said):
        yield from _cast(ticket, customers, agents)


def _cast(ticket: Ticket, customers: set[str], agents: set[str]) -> Iterator[Note]:
    """By the names of customer and agent; where they do not tell, the one who wrote first is the customer."""
    first = folded(ticket.said[0].author)
    guessed = False
    for number, one in enumerate(ticket.said):
        if one.role is not None:
            continue
        name = folded(one.author)
        told = Role.END_USER if name in customers else Role.HUMAN_AGENT if name in agents or customers else None
        known = told if name else None
        guessed = guessed or known is None
        asks = name == first if name else not any(before.role is Role.END_USER for before in ticket.said[:number])
        ticket.said[number] = replace(one, role=known or (Role.END_USER if asks else Role.HUMAN_AGENT))
    if guessed:
        yield Note("who is the customer is not told: whoever wrote first was taken", ticket.rows[0])


def _in_time(said: Iterable[Said]) -> list[Said] | None:
    """A reply beside its message has no time of its own and stays behind it. None: a row has no time."""
    timed: list[tuple[datetime, Said]] = []
    last: datetime | None = None
    row: int | None = None
    for one in said:
        if one.at is None and one.row != row:
            return None
        last, row = one.at or last, one.row
        if last is None:
            return None
        timed.append((last, one))
    if len({one.tzinfo is None for one, _ in timed}) > 1:
        return None
    return [one for _, one in sorted(timed, key=lambda pair: pair[0])]
