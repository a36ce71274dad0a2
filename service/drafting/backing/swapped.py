"""A claim and the sayings that back it -> whether it ascribes to one thing what they say of another.

«Гарантия на мотор — 5 лет, на аккумулятор — 1 год» holds every word of «Гарантия на аккумулятор — 5 лет».
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb_index.records import Span
from kb_index.text.fact_support import supporting_kinds, supports
from kb_index.text.facts import Fact
from kb_index.text.lemmas import search_terms
from service.drafting.backing.sayings import Saying
from service.drafting.backing.turned import kin
from service.understanding.topics import light_terms

_CUT = re.compile(r"[,;](?=\s)|\s(?:а|but|while|whereas)\s")
_AND = re.compile(r"\s(?:and|и)\s")
_PARALLEL = 2  # words of a claim that two sayings share
_LEANS = re.compile(r"\b(?:он|она|оно|они|it|they)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A clause of a saying. ``first``: what it speaks of, as word order tells; ``leans``: on what was said before."""

    terms: tuple[str, ...]
    facts: tuple[Fact, ...]
    leans: bool

    @property
    def first(self) -> str | None:
        return self.terms[0] if self.terms else None


def swapped(terms: Sequence[str], facts: Sequence[Fact], sayings: Sequence[Saying]) -> str | None:
    """``terms``, ``facts``: of the claim. The words that stand in the wrong place; None where none do."""
    pieces = [piece for saying in sayings for piece in _pieces(saying)]
    for fact in facts:
        if _of_another(fact, terms, facts, pieces):
            return fact.text
    return _other_subject(terms, pieces) or _parallel(terms, [*sayings])


def _pieces(saying: Saying) -> list[_Piece]:
    text, pieces, position = saying.text, [], 0
    for cut in [*_cuts(saying), None]:
        end = cut.start() if cut else len(text)
        place = Span(position, end)
        own = tuple(fact for fact in saying.facts if fact.span.overlaps(place))
        pieces.append(_Piece(_terms(text, place, own), own, bool(_LEANS.search(place.of(text)))))
        position = cut.end() if cut else end
    return pieces


def _cuts(saying: Saying) -> list[re.Match[str]]:
    """Also at an "and" with a value of the same kind on both sides."""
    joints = [
        match
        for match in _AND.finditer(saying.text)
        for before in saying.facts
        if before.span.end <= match.start()
        and any(after.kind == before.kind and after.span.start >= match.end() for after in saying.facts)
    ]
    return sorted({*_CUT.finditer(saying.text), *joints}, key=lambda match: match.start())


def _terms(text: str, place: Span, own: Iterable[Fact]) -> tuple[str, ...]:
    for fact in own:
        text = text[: fact.span.start] + " " * (fact.span.end - fact.span.start) + text[fact.span.end :]
    return tuple(term for term in search_terms(place.of(text)) if term not in light_terms())


def _of_another(fact: Fact, terms: Sequence[str], claimed: Sequence[Fact], pieces: Sequence[_Piece]) -> bool:
    """A clause with another value holds words of the claim that no clause with this value holds.

    And the clause with this value speaks of something that the claim does not: one thing stands for the other.
    """
    holders = [piece for piece in pieces if _states(piece, fact)]
    if not holders or any(piece.leans or _within(piece.terms, terms) for piece in holders):
        return False
    told = {term for piece in holders for term in piece.terms}
    rivals = [piece for piece in pieces if piece not in holders and _rivals(piece, fact, claimed)]
    return any(_held(term, piece.terms) and not _held(term, told) for piece in rivals for term in terms)


def _other_subject(terms: Sequence[str], pieces: Sequence[_Piece]) -> str | None:
    """ "An administrator can invite members, an observer can only read": an observer who invites."""
    if len(terms) < 2:
        return None
    subject, rest = terms[0], terms[1:]
    others = [piece for piece in pieces if piece.first and kin(piece.first, subject)]
    if not others or any(_held(term, piece.terms) for piece in others for term in rest):
        return None
    for piece in pieces:
        says_the_rest = all(_held(term, piece.terms) for term in rest) and not _held(subject, piece.terms)
        if says_the_rest and piece.first and not _held(piece.first, terms):
            return subject
    return None


def _parallel(terms: Sequence[str], sayings: Sequence[Saying]) -> str | None:
    """ "A green light means A", "a red light means B": a green light that means B."""
    for one, other in pairwise(sayings):
        held = [frozenset(term for term in terms if _held(term, saying.terms)) for saying in (one, other)]
        shared, mine, its = held[0] & held[1], held[0] - held[1], held[1] - held[0]
        untold = [any(not _held(term, terms) for term in saying.terms) for saying in (one, other)]
        if len(shared) >= _PARALLEL and mine and its and all(untold) and len(sayings) == 2 and not one.facts:
            return min(its)
    return None


def _states(piece: _Piece, claim: Fact) -> bool:
    kinds = supporting_kinds(claim.kind)
    return any(fact.kind in kinds and supports(fact, claim) for fact in piece.facts)


def _rivals(piece: _Piece, claim: Fact, claimed: Sequence[Fact]) -> bool:
    """Whether it states another value of the same kind, which the claim does not state too."""
    others = [fact for fact in piece.facts if fact.kind == claim.kind and not supports(fact, claim)]
    return any(not any(supports(other, one) for one in claimed) for other in others)


def _within(terms: Collection[str], claimed: Collection[str]) -> bool:
    return all(_held(term, claimed) for term in terms)


def _held(term: str, terms: Collection[str]) -> bool:
    return any(kin(term, other) for other in terms)
