"""The tables of a file, and what the user says of them -> the one that holds tickets, and which column is what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from eval.errors import ImportRefused
from eval.importing.columns import REPEATED, Column, folded, recognised
from eval.importing.tables import Table, quoted
from eval.importing.values import text_of

_SAMPLE = 60  # characters


@dataclass(frozen=True, slots=True)
class Guess:
    """``others``: sheets of tickets that were not taken."""

    table: Table
    places: Mapping[Column, tuple[int, ...]]
    others: tuple[str, ...] = ()

    def shown(self) -> list[tuple[str, str, str]]:
        """(what it is, the names of its columns, a value of it) for every column that is read."""
        return [
            (column.value, " + ".join(self.table.header[at] for at in places), self._sample(places))
            for column, places in sorted(self.places.items(), key=lambda one: list(Column).index(one[0]))
        ]

    @property
    def left_out(self) -> tuple[str, ...]:
        """The columns of which nothing is taken."""
        used = {at for places in self.places.values() for at in places}
        return tuple(name for at, name in enumerate(self.table.header) if name and at not in used)

    def _sample(self, places: tuple[int, ...]) -> str:
        cells = (text_of(line.cells[at]) for line in self.table.rows for at in places if at < len(line.cells))
        return " ".join(next((cell for cell in cells if cell), "").split())[:_SAMPLE]


def guessed(tables: Sequence[Table], given: Mapping[str, str]) -> Guess:
    """``given``: name of a `Column` -> name of a column of the file, empty to leave it out. Raises ImportRefused."""
    wanted = _known(given)
    offers = [(table, _places(table, wanted)) for table in tables]
    fitting = [(table, places) for table, places in offers if Column.MESSAGE in places or Column.COMMENT in places]
    if not fitting:
        names = quoted(name for name in tables[0].header if name) or "none"
        raise ImportRefused(
            f"no column holds what the customer wrote; there are {names}: name it with --columns message=NAME"
        )
    table, places = max(fitting, key=lambda one: len(one[0].rows))
    return Guess(table, places, tuple(one.name or "" for one, _ in fitting if one is not table))


def _known(given: Mapping[str, str]) -> dict[Column, str]:
    unknown = [name for name in given if name not in set(Column)]
    if unknown:
        raise ImportRefused(f"--columns {unknown[0]}=…: no such name; there are {', '.join(Column)}")
    return {Column(name): header for name, header in given.items()}


def _places(table: Table, wanted: Mapping[Column, str]) -> dict[Column, tuple[int, ...]]:
    given = {column: _found(table, column, header) for column, header in wanted.items()}
    taken = {at for places in given.values() for at in places}
    free = ["" if at in taken else name for at, name in enumerate(table.header)]
    return {column: at for column, at in {**recognised(free), **given}.items() if at}


def _found(table: Table, column: Column, header: str) -> tuple[int, ...]:
    if not header.strip():
        return ()
    names = [folded(name) for name in table.header]
    places = tuple(at for at, name in enumerate(names) if name == folded(header))
    if places:
        return places if column in REPEATED else places[:1]
    near = get_close_matches(folded(header), [name for name in names if name], n=1)
    hint = f"; did you mean “{table.header[names.index(near[0])]}”?" if near else ""
    known = quoted(name for name in table.header if name)
    raise ImportRefused(f"--columns {column}={header}: no column is called so{hint} There are {known}")
