"""A search's terms and candidates -> Evidence: what speaks for an answer among the best passages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from kb_index.arrays import FloatArray, IntArray
from kb_index.calibration import Evidence
from kb_index.fusion import AROUND, Candidates, rescaled
from kb_index.lexical.bm25 import FAMILY_CREDIT, Bm25Index, spellings, strongest
from kb_index.lexical.words import Words
from kb_index.ports import QueryTerm
from kb_index.text.lemmas import parses

TOP = 3  # passages that a draft is written from
FULL_QUERY = 5.0  # so many of the rarest terms make a question; a long message is measured against no more
UNSEEN = 0.5  # a word that stands nowhere is the missing topic as often as the customer's own story
OTHER_PART = 0.25
_STEP = 5  # terms; a stretch begins at every fifth
_STRETCH = 4  # steps: some two sentences, in which an answer names what was asked
# How much a Russian word says of the topic, by part of speech; words of other scripts count in full.
_PARTS = {"NOUN": 1.0, "ADJF": 0.7, "ADJS": 0.5, "VERB": 0.5, "INFN": 0.5, "PRTF": 0.5, "PRTS": 0.5, "GRND": 0.5}
_CYRILLIC = re.compile("[а-я]")
# E-1043, ORA-01017, 0x80070005; not «s3», not «v2».
_CODE = re.compile(r"(?=\S*[0-9])(?=\S*[^\W\d_])\S{4,}")

_Fields = Mapping[str, IntArray]  # title, headings, body, product -> term numbers in the order of the text


def evidence(
    terms: Sequence[QueryTerm], found: Candidates, lexical: Bm25Index, words: Words, *, tops: Sequence[_Fields]
) -> Evidence:
    """What the best passages hold of the query; nothing where nothing was found.

    ``tops``: the fields of the first ``TOP`` passages of ``found``, in their order.
    """
    if not len(found.rows):
        return Evidence(coverage=0.0, titled=0.0, matched=0.0)
    chosen = strongest(lexical, terms)
    asked = _Asked(chosen, words)
    dense = _dense(found)
    best, full = float(found.lexical.max()), min(found.ideal, FULL_QUERY * lexical.best_possible)
    return Evidence(
        coverage=_coverage(chosen, [asked.best_stretches(fields) for fields in tops], lexical),
        titled=max((asked.titled(fields) for fields in tops), default=0.0),
        matched=best / lexical.best_possible,
        lexical=min(1.0, best / full) if full else 0.0,
        code=_code(chosen, found.rows[:TOP], lexical),
        cosine=dense[0] if dense else None,
        lead=dense[1] if dense else None,
        mode=found.mode,
    )


class _Asked:
    """The terms of a query as numbers, to be looked for in the fields of a passage."""

    def __init__(self, terms: Sequence[QueryTerm], words: Words) -> None:
        known = [
            (place, words.number(text), words.family_number(text), worth)
            for place, term in enumerate(terms)
            for text, worth in spellings(term)
        ]
        table = np.array([entry for entry in known if entry[2] >= 0], np.float64).reshape(-1, 4)
        self._terms = len(terms)
        self._places, self._first = np.unique(table[:, 0].astype(np.int64), return_index=True)
        self._numbers, self._families = table[:, 1:2].astype(np.int64), table[:, 2:3].astype(np.int64)
        self._worth = table[:, 3:4].astype(np.float32)
        self._family_of = words.family_of

    def titled(self, fields: _Fields) -> float:
        """Share of the words of title and headings that the query names: it asks about what the page is about."""
        families = np.unique(self._family_of[_joined(fields, "title", "headings")])
        return float(np.isin(families, self._families).mean()) if len(families) else 0.0

    def best_stretches(self, fields: _Fields) -> FloatArray:
        """Shape (terms, stretches): what each stretch of the body, with title and headings above it, holds."""
        above = self._held(_joined(fields, "title", "headings", "product")).max(axis=1, initial=0.0)
        body = self._held(fields.get("body", np.zeros(0, np.int64)))
        steps = -(-body.shape[1] // _STEP)
        padded = np.pad(body, ((0, 0), (0, (steps + _STRETCH) * _STEP - body.shape[1])))
        parts = padded.reshape(self._terms, steps + _STRETCH, _STEP).max(axis=2)
        stretches = np.stack([parts[:, place : place + steps + 1] for place in range(_STRETCH)]).max(axis=0)
        joined: FloatArray = np.maximum(stretches, above[:, np.newaxis])
        return joined

    def _held(self, numbers: IntArray) -> FloatArray:
        """Shape (terms, numbers): 1 for the term itself, less for one of its family or an alternative."""
        held = np.zeros((self._terms, len(numbers)), np.float32)
        if len(self._places) and len(numbers):
            exact = np.where(self._numbers == numbers, np.float32(1.0), np.float32(FAMILY_CREDIT))
            credit = exact * (self._families == self._family_of[numbers]) * self._worth
            held[self._places] = np.maximum.reduceat(credit, self._first, axis=0)
        return held


def _joined(fields: _Fields, *names: str) -> IntArray:
    return np.concatenate([np.zeros(0, np.int64), *(fields[name] for name in names if name in fields)])


def _coverage(terms: Sequence[QueryTerm], stretches: Sequence[FloatArray], lexical: Bm25Index) -> float:
    """Share of the query's weight that the best stretch of a single passage holds."""
    weights = lexical.weights(terms) * np.array([_topical(one.term) for one in terms], np.float32)
    nowhere = ~lexical.knows(terms)
    # Orders, phones and sums that stand nowhere are no gap in the knowledge base.
    own = nowhere & np.array([one.term.isdecimal() for one in terms], np.bool_)
    total = float((weights * np.where(own, 0.0, np.where(nowhere, UNSEEN, 1.0))).sum())
    best = max((float((weights @ part).max()) for part in stretches), default=0.0)
    return min(1.0, best / total) if total else 0.0


def _code(terms: Sequence[QueryTerm], rows: IntArray, lexical: Bm25Index) -> float:
    codes = [term for term in terms if _CODE.fullmatch(term.term)]
    if not codes:
        return 0.0
    held = lexical.matches(codes, rows).max(axis=1) == 1.0
    return float((lexical.weights(codes) * held).max()) / lexical.rarest


@lru_cache(maxsize=20_000)
def _topical(term: str) -> float:
    return _PARTS.get(parses(term)[0].pos, OTHER_PART) if _CYRILLIC.search(term) else 1.0


def _dense(found: Candidates) -> tuple[float, float] | None:
    """The best cosine, and its lead over the nearest passages, on the scale that begins at unrelated ones.

    Of the passages in the language of the first: the same page in another language is no rival to it.
    """
    if found.cosine is None or found.unrelated is None or found.foreign is None:
        return None
    side = found.foreign == found.foreign[0]
    near = -np.sort(-found.cosine[side])[:AROUND]
    lead = float(near[0] - near.mean()) / (1.0 - float(found.unrelated[0]))
    return float(rescaled(found.cosine[side], found.unrelated[side]).max()), lead
