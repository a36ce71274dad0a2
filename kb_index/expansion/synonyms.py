"""A list of words that mean the same -> what else to look for beside the terms of a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb_index.text.lemmas import search_terms

Row = tuple[str, ...]  # the terms of a member, in order

WEIGHTS: Mapping[str, float] = {"same": 0.7, "near": 0.3}  # what a match of a synonym is worth, by section of the list
BY_PARTS = 0.5  # of that, for the words of a member of several words


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Rows of terms, by their first term, with what each may also be called."""

    rows: Mapping[str, tuple[tuple[Row, Mapping[str, float]], ...]]

    def matches(self, terms: Sequence[str]) -> Iterator[tuple[Row, list[tuple[str, float]]]]:
        """Each row that stands in the terms, with the terms that mean it and what they are worth."""
        for place, term in enumerate(terms):
            for row, others in self.rows.get(term, ()):
                if tuple(terms[place : place + len(row)]) == row:
                    yield row, list(others.items())


@cache
def synonyms() -> Synonyms:
    """The list of this package; read on first use."""
    text = (files("kb_index.expansion") / "data" / "synonyms.txt").read_text(encoding="utf-8")
    return parsed(text)


def parsed(text: str) -> Synonyms:
    """The form of the list is told at its head. Raises ValueError for a line outside of a known section."""
    found: dict[Row, dict[str, float]] = {}
    weight = 0.0
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.strip()
        if entry.startswith("["):
            weight = _weight(entry, number)
        elif entry and not entry.startswith("#"):
            _add(found, entry, weight)
    rows: dict[str, list[tuple[Row, Mapping[str, float]]]] = {}
    for row, others in found.items():
        rows.setdefault(row[0], []).append((row, others))
    return Synonyms({first: tuple(held) for first, held in rows.items()})


def _weight(heading: str, number: int) -> float:
    if heading.strip("[]") not in WEIGHTS:
        raise ValueError(f"line {number}: {heading} is no section; use {', '.join(f'[{name}]' for name in WEIGHTS)}")
    return WEIGHTS[heading.strip("[]")]


def _add(found: dict[Row, dict[str, float]], entry: str, weight: float) -> None:
    left, arrow, right = entry.partition(">")
    sources = _members(left)
    targets = _members(right) if arrow else sources
    for source in filter(None, map(_row, sources)):
        others = found.setdefault(source, {})
        for target in targets:
            for term, worth in _sought(target, weight):
                if term not in source:
                    others[term] = max(worth, others.get(term, 0.0))


def _members(part: str) -> list[str]:
    return [member.strip() for member in part.split(";") if member.strip()]


def _row(member: str) -> Row:
    """Its terms; nothing where too little is left of it without function words."""
    words = member.replace("*", "").split()
    row = tuple(term for word in words for term in search_terms(word)[:1])
    return row if len(row) == len(words) or len(row) > 1 else ()


def _sought(member: str, weight: float) -> list[tuple[str, float]]:
    words = member.split()
    marked = [word.rstrip("*") for word in words if word.endswith("*")] or words
    worth = weight if len(words) == 1 else weight * BY_PARTS
    return [(term, worth) for word in marked for term in search_terms(word)[:1]]


def meanings(term: str) -> Mapping[str, float]:
    """The single terms that may stand for a term, with what they are worth."""
    return _meanings().get(term, {})


@cache
def _meanings() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for first, rows in synonyms().rows.items():
        for row, others in rows:
            if len(row) == 1:
                found.setdefault(first, {}).update(others)
    return found
