"""Terms of passages -> for each term the rows that hold it and how often, and the same of several lots as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from kb_index.arrays import IntArray
from kb_index.contents import FIELDS, Terms

_BODY = FIELDS.index("body")
_MOST_SHORT, _MOST_BODY = 255, 65_535  # more often is counted as so often; a passage has at most 1,500 characters
RowArray = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Term ``numbers[i]`` stands in ``rows[offsets[i]:offsets[i + 1]]``, which ascend; counts stand beside them."""

    numbers: IntArray  # (terms,), ascending: those that occur
    offsets: IntArray  # (terms + 1,)
    rows: RowArray
    short: npt.NDArray[np.uint8]  # occurrences in title, headings and product
    body: npt.NDArray[np.uint16]  # occurrences in the body

    @classmethod
    def of(cls, terms: Terms) -> Self:
        lengths = np.diff(terms.offsets)
        # One sortable number per occurrence: term, row, and whether it is the body's.
        place = np.arange(len(lengths)) // len(FIELDS) * 2 + (np.arange(len(lengths)) % len(FIELDS) == _BODY)
        keys = (terms.numbers.astype(np.int64) << 32) | np.repeat(place, lengths)
        keys.sort()
        first = _firsts(keys >> 1)
        in_body = np.add.reduceat(keys & 1, first) if len(first) else first
        together = np.diff(np.append(first, len(keys)))
        pairs = keys[first]
        numbers, offsets = _grouped(pairs >> 32)
        return cls(
            numbers,
            offsets,
            ((pairs & 0xFFFFFFFF) >> 1).astype(np.int32),
            np.minimum(together - in_body, _MOST_SHORT).astype(np.uint8),
            np.minimum(in_body, _MOST_BODY).astype(np.uint16),
        )

    @classmethod
    def merged(cls, lots: Sequence[tuple[Postings, RowArray]]) -> Self:
        """``lots``: postings with the new row of each of their rows, -1 for rows that are dropped; rows ascend."""
        kept = [_kept(postings, rows) for postings, rows in lots]
        numbers, place = np.unique(np.concatenate([lot.numbers for lot in kept]), return_inverse=True)
        places = np.split(place, np.cumsum([len(lot.numbers) for lot in kept])[:-1])
        counts = np.zeros(len(numbers), np.int64)
        for own, lot in zip(places, kept, strict=True):
            counts[own] += np.diff(lot.offsets)
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        whole = cls(numbers, offsets, *_room(int(offsets[-1])))
        free = offsets[:-1].copy()
        for own, lot in zip(places, kept, strict=True):
            lengths = np.diff(lot.offsets)
            into = np.repeat(free[own] - lot.offsets[:-1], lengths) + np.arange(len(lot.rows))
            whole.rows[into], whole.short[into], whole.body[into] = lot.rows, lot.short, lot.body
            free[own] += lengths
        return whole

    def where(self, number: int) -> slice:
        """Where the rows and counts of a term stand; an empty slice where it does not occur."""
        place = int(self.numbers.searchsorted(number))
        if place == len(self.numbers) or self.numbers[place] != number:
            return slice(0, 0)
        return slice(int(self.offsets[place]), int(self.offsets[place + 1]))

    @property
    def memory_bytes(self) -> int:
        return sum(part.nbytes for part in (self.numbers, self.offsets, self.rows, self.short, self.body))


def distinct_in_rows(terms: Terms, classes: IntArray | None = None) -> IntArray:
    """The terms of each row, each once per row, in any order; ``classes`` maps terms to what is counted instead."""
    lengths = np.diff(terms.offsets[:: len(FIELDS)])
    numbers = terms.numbers if classes is None else classes[terms.numbers]
    keys = (numbers.astype(np.int64) << 32) | np.repeat(np.arange(len(lengths)), lengths)
    keys.sort()
    return keys[_firsts(keys)] >> 32


def chosen(terms: Terms, rows: IntArray) -> Terms:
    """The terms of those rows, in that order."""
    places = (rows[:, np.newaxis] * len(FIELDS) + np.arange(len(FIELDS))).ravel()
    starts, lengths = terms.offsets[places], np.diff(terms.offsets)[places]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    within = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths)
    return Terms(offsets, terms.numbers[np.repeat(starts, lengths) + within])


def joined(lots: Sequence[Terms]) -> Terms:
    """The rows of all, one lot behind the other."""
    lengths = np.concatenate([np.diff(lot.offsets) for lot in lots])
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return Terms(offsets, np.concatenate([lot.numbers for lot in lots]))


def body_lengths(terms: Terms) -> IntArray:
    """Shape (rows,): how many terms each body has."""
    lengths: IntArray = np.diff(terms.offsets)[_BODY :: len(FIELDS)]
    return lengths


def _kept(postings: Postings, rows: RowArray) -> Postings:
    """The postings under their new rows."""
    renamed = rows[postings.rows]
    stays = renamed >= 0
    if stays.all():
        return Postings(postings.numbers, postings.offsets, renamed, postings.short, postings.body)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(stays)])
    offsets = before[postings.offsets]
    used = np.diff(offsets) > 0
    return Postings(
        postings.numbers[used],
        np.append(offsets[:-1][used], offsets[-1]),
        renamed[stays],
        postings.short[stays],
        postings.body[stays],
    )


def _room(size: int) -> tuple[RowArray, npt.NDArray[np.uint8], npt.NDArray[np.uint16]]:
    return np.empty(size, np.int32), np.empty(size, np.uint8), np.empty(size, np.uint16)


def _firsts(ordered: IntArray) -> IntArray:
    """Where each run of equal numbers begins."""
    changes = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:])
    return np.flatnonzero(changes)


def _grouped(ordered: IntArray) -> tuple[IntArray, IntArray]:
    first = _firsts(ordered)
    return ordered[first], np.append(first, len(ordered)).astype(np.int64)
