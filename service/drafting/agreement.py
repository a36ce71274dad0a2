"""Two sections -> whether they say the same, or the same of the same things with other figures."""

from __future__ import annotations

from kb_index.text.facts import facts
from service.drafting.candidates import Candidate
from service.drafting.narrowing import states_number_of
from service.drafting.passages import Unit
from service.drafting.seeking import Sought, coverage


def alike(one: frozenset[str], two: frozenset[str]) -> float:
    return len(one & two) / len(one | two) if one | two else 0.0


def disagree(one: Candidate, two: Candidate, wants: Sought) -> bool:
    """Whether the sentences that answer say the same of the same, or count the same things, but with other figures."""
    first, second = (_nearest(candidate, wants) for candidate in (one, two))
    words = [frozenset(term for term in unit.terms if not term[0].isdigit()) for unit in (first, second)]
    both_count = all(states_number_of(unit.text, wants.counted) for unit in (first, second))
    if alike(*words) < 0.35 and not both_count:
        return False
    figures = [{(fact.kind, fact.value) for fact in facts(unit.text)} for unit in (first, second)]
    return bool(figures[0]) and bool(figures[1]) and not figures[0] & figures[1]


def _nearest(candidate: Candidate, wants: Sought) -> Unit:
    """The stretch that holds most of the message; where things are to be counted, one that does."""
    units = candidate.section.units
    counting = [unit for unit in units if states_number_of(unit.text, wants.counted)]
    return max(counting or units, key=lambda unit: coverage(unit.terms, wants.wanted))
