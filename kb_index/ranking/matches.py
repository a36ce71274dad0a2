"""Asked + Candidate[] -> where in each passage the terms of the question stand, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from kb_index.arrays import FloatArray, IntArray
from kb_index.ports import Asked, Candidate

KIN = 0.6  # what a word of the same family is worth beside the word itself
MOST_TERMS = 32  # of a long message the rarest are looked for
NEAR, CLOSE = 8, 15  # terms from the beginning of a passage
TITLE, HEADINGS, PRODUCT, BODY_8, BODY_15, BODY = range(6)  # zones of a passage
ZONES = 6
_FIELDS = ("title", "headings", "product", "body")


@dataclass(frozen=True, slots=True)
class Matches:
    """n candidates, t terms of the question that the index knows."""

    held: FloatArray  # (t, ZONES, n): 1 the term itself, less what counts as it, 0 nothing
    weights: FloatArray  # (t,) rarity, adding up to 1 (all 0 where nothing is known)
    title_share: FloatArray  # (n,) how many of the title's terms the question names, 0..1
    product_share: FloatArray  # (n,) the same of the product

    def coverage(self, *zones: int) -> FloatArray:
        """(n,) share of the question's weight that stands in any of the zones; of all without any."""
        held = self.held[:, list(zones)] if zones else self.held
        covered: FloatArray = self.weights @ held.max(axis=1)
        return covered


def matches(asked: Asked, candidates: Sequence[Candidate]) -> Matches:
    chosen = _chosen(asked)
    weights = asked.rarity[chosen].astype(np.float32)
    total = float(weights.sum())
    numbers, lengths = _laid_out(candidates)
    field = np.repeat(np.arange(len(lengths)), lengths)  # four per candidate, in the order of _FIELDS
    kin = _places(asked.families[chosen], asked.family_of[numbers])
    here = np.flatnonzero(kin >= 0)
    zones = _zones(here, field, lengths)
    held = np.zeros((len(chosen), ZONES, len(candidates)), np.float32)
    _mark_kin(held, asked.families[chosen], kin[here], zones, field[here] // len(_FIELDS))
    _mark_terms(held, asked, chosen, numbers, field, lengths)
    named = np.bincount(field[here], minlength=len(lengths)) / np.maximum(lengths, 1)
    shares = named.astype(np.float32).reshape(-1, len(_FIELDS))
    return Matches(held, weights / total if total else weights, shares[:, 0], shares[:, 2])


def _chosen(asked: Asked) -> IntArray:
    """Rows of the rarest terms that the index knows, itself or by an alternative, in the order of the question."""
    known = (asked.families >= 0) | (asked.numbers >= 0)
    for row, others in enumerate(asked.others):
        known[row] |= bool(others)
    rows = np.flatnonzero(known)
    rarest = np.argsort(-asked.rarity[rows], kind="stable")[:MOST_TERMS]
    return np.sort(rows[rarest])


def _laid_out(candidates: Sequence[Candidate]) -> tuple[IntArray, IntArray]:
    """All term numbers in one row, field after field, candidate after candidate; and the length of each field."""
    nothing = np.zeros(0, np.int64)
    parts = list(chain.from_iterable([one.fields.get(name, nothing) for name in _FIELDS] for one in candidates))
    lengths = np.array([len(part) for part in parts], np.int64)
    return (np.concatenate(parts) if parts else nothing), lengths


def _places(wanted: IntArray, found: IntArray) -> IntArray:
    """For each found value its place among the sorted distinct wanted ones; -1 where it is not wanted."""
    keys = np.unique(wanted[wanted >= 0])
    if not len(keys):
        return np.full(len(found), -1, np.int64)
    place = np.minimum(np.searchsorted(keys, found), len(keys) - 1)
    return np.where(keys[place] == found, place, -1).astype(np.int64)


def _zones(here: IntArray, field: IntArray, lengths: IntArray) -> IntArray:
    starts = np.cumsum(lengths) - lengths
    kind = field[here] % len(_FIELDS)
    within = here - starts[field[here]]
    body = np.where(within < NEAR, BODY_8, np.where(within < CLOSE, BODY_15, BODY))
    return np.where(kind == len(_FIELDS) - 1, body, kind)


def _mark_kin(held: FloatArray, families: IntArray, kin: IntArray, zones: IntArray, rows: IntArray) -> None:
    keys = np.unique(families[families >= 0])
    marked = np.zeros((len(keys) + 1, *held.shape[1:]), np.float32)  # the last row: no family at all
    marked[kin, zones, rows] = KIN
    own = np.where(families >= 0, np.searchsorted(keys, families), len(keys))
    np.maximum(held, marked[own], out=held)


def _mark_terms(
    held: FloatArray, asked: Asked, chosen: IntArray, numbers: IntArray, field: IntArray, lengths: IntArray
) -> None:
    """The terms themselves and what else counts as them, each with its worth."""
    wanted = [(row, int(asked.numbers[term]), 1.0) for row, term in enumerate(chosen.tolist())]
    if asked.others:
        wanted += [
            (row, other, worth) for row, term in enumerate(chosen.tolist()) for other, worth in asked.others[term]
        ]
    keys = np.unique(np.array([number for _, number, _ in wanted if number >= 0], np.int64))
    place = _places(keys, numbers)
    here = np.flatnonzero(place >= 0)
    marked = np.zeros((len(keys), *held.shape[1:]), np.bool_)
    marked[place[here], _zones(here, field, lengths), field[here] // len(_FIELDS)] = True
    for row, number, worth in wanted:
        if number >= 0:
            mask = marked[int(np.searchsorted(keys, number))]
            np.maximum(held[row], np.float32(worth) * mask, out=held[row])
