"""A sentence of a draft and what may back it -> the sayings that support it, and why it is not supported.

An entailment test for a machine without a model: what is stated must stand in the sources word for word or by a
word that means the same; figures, names and addresses exactly; and no "not", bound or opposite may be turned round.
A translation is traced by its figures, names and Latin words only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from kb_index.expansion.synonyms import meanings
from kb_index.text.fact_support import supporting_kinds, supports
from kb_index.text.facts import Fact, FactKind
from service.drafting.backing.added import added, one_of_unit, unnamed
from service.drafting.backing.claims import Claim, meaning, read_claim
from service.drafting.backing.given import Given
from service.drafting.backing.sayings import Saying
from service.drafting.backing.swapped import swapped
from service.drafting.backing.turned import kin, turned

_ENOUGH = 0.5  # of a sentence's words of meaning that its sayings must hold
_KIN, _ABOUT = 0.8, 0.8
_SAYINGS = 3
_CLAUSES = re.compile(r"[;,]")


class Doubt(StrEnum):
    """Why a sentence is not taken as supported."""

    FACT = "fact"  # a figure, date, address or code that no source holds, or holds of something else
    NAME = "name"  # a name or label that no source holds
    WORDS = "words"  # what it says stands nowhere
    ADDED = "added"  # a condition or a strong word that no source has
    TURNED = "turned"  # a source says the contrary


@dataclass(frozen=True, slots=True)
class Backing:
    """``sayings``: best first. ``doubt`` is None where they support all that the sentence says."""

    sayings: tuple[Saying, ...] = ()
    doubt: Doubt | None = None
    about: str = ""  # the words in doubt


@dataclass(slots=True)
class _Found:
    """What has been found to back a claim."""

    sayings: list[Saying] = field(default_factory=list)
    covered: dict[str, float] = field(default_factory=dict)
    facts: set[Fact] = field(default_factory=set)


_NOTHING = Given()


def back(text: str, sayings: Sequence[Saying], *, language_code: str, given: Given = _NOTHING) -> Backing:
    """``sayings``: what may back the text, the likeliest first."""
    claim = read_claim(text)
    found = _gathered(claim, [one for one in sayings if _comparable(one, language_code)], given)
    if not _says_enough(claim, found):
        found = _translated(claim, found, [one for one in sayings if not _comparable(one, language_code)], given)
    said = frozenset(term for saying in sayings for term in saying.terms | saying.about)
    return _judged(claim, found, given, said, language_code)


def _comparable(saying: Saying, language_code: str) -> bool:
    return saying.language_code == language_code


# --- gathering --------------------------------------------------------------------------------------


def _gathered(claim: Claim, sayings: Sequence[Saying], given: Given) -> _Found:
    """Takes the saying that adds most, up to three times."""
    found = _Found()
    left = list(sayings)
    for _ in range(_SAYINGS):
        gains = [(_gain(claim, saying, found, given), -at) for at, saying in enumerate(left)]
        gain, at = max(gains, default=(0.0, 0))
        if gain < (0.01 if not found.sayings else _worth(claim)):
            break
        _take(claim, left.pop(-at), found)
    return found


def _worth(claim: Claim) -> float:
    """A further saying must add a fact or a good part of the words."""
    return 0.2 * max(1, len(claim.terms))


def _gain(claim: Claim, saying: Saying, found: _Found, given: Given) -> float:
    words = sum(
        max(0.0, _cover(term, saying) - found.covered.get(term, 0.0)) * (2 if term in claim.names else 1)
        for term in claim.terms
    )
    own = [fact for fact in claim.facts if fact not in found.facts and _states(saying, fact)]
    return words + 2.0 * len([fact for fact in own if not given.tells(fact)]) + 0.5 * len(own)


def _take(claim: Claim, saying: Saying, found: _Found) -> None:
    found.sayings.append(saying)
    for term in claim.terms:
        found.covered[term] = max(found.covered.get(term, 0.0), _cover(term, saying))
    found.facts.update(fact for fact in claim.facts if _states(saying, fact))


def _cover(term: str, saying: Saying) -> float:
    return 1.0 if term in saying.terms else _near(term, saying.terms, saying.about)


@lru_cache(maxsize=50_000)
def _near(term: str, terms: frozenset[str], about: frozenset[str]) -> float:
    """What is worth a term that the saying does not hold as it is."""
    near = max((worth for word, worth in meanings(term).items() if word in terms), default=0.0)
    if any(kin(term, other) for other in terms):
        near = max(near, _KIN)
    if near < _ABOUT and (term in about or any(kin(term, other) for other in about)):
        near = _ABOUT
    return near


def _states(saying: Saying, claim: Fact) -> bool:
    kinds = supporting_kinds(claim.kind)
    stated = any(fact.kind in kinds and supports(fact, claim) for fact in saying.facts)
    return stated or _spelled(saying, claim) or one_of_unit(claim, saying)


def _spelled(saying: Saying, claim: Fact) -> bool:
    """An address or a command that stands in the article inside a longer one."""
    return claim.kind in (FactKind.PATH, FactKind.CODE) and claim.text in saying.text


def _traced(fact: Fact, claim: Claim, found: _Found, given: Given) -> bool:
    return fact in found.facts or given.vouches(fact, claim.text)


def _translated(claim: Claim, found: _Found, foreign: Sequence[Saying], given: Given) -> _Found:
    """By passages in the other language, where they hold what a translation keeps: figures, names, Latin words."""
    other = _gathered(claim, foreign, given)
    return other if other.sayings and len(other.facts) >= len(found.facts) and not _close(claim, found) else found


def _close(claim: Claim, found: _Found) -> bool:
    return _share(claim.terms, found) >= _ENOUGH / 2


# --- judging ----------------------------------------------------------------------------------------


def _says_enough(claim: Claim, found: _Found) -> bool:
    """A fact that is there counts as a word that is there."""
    held = sum(found.covered.get(term, 0.0) for term in claim.terms) + len(found.facts)
    return bool(found.sayings) and held >= _ENOUGH * (len(claim.terms) + len(claim.facts))


def _share(terms: Iterable[str], found: _Found) -> float:
    held = [found.covered.get(term, 0.0) for term in terms]
    return sum(held) / len(held) if held else 1.0


def _judged(claim: Claim, found: _Found, given: Given, said: Collection[str], language_code: str) -> Backing:
    doubt, about = _doubt(claim, found, given, said, language_code)
    telling = (saying for saying in found.sayings if saying.article is None or _tells(saying, claim, language_code))
    return Backing(tuple(telling), doubt, about)


def _tells(saying: Saying, claim: Claim, language_code: str) -> bool:
    """Whether it says some of the claim itself, and not only its title and headings do."""
    own = any(term in saying.terms or _near(term, saying.terms, frozenset()) for term in claim.terms)
    return own or not _comparable(saying, language_code) or any(_states(saying, fact) for fact in claim.facts)


def _doubt(
    claim: Claim, found: _Found, given: Given, said: Collection[str], language_code: str
) -> tuple[Doubt, str] | tuple[None, str]:
    untraced = [fact.text for fact in claim.facts if not _traced(fact, claim, found, given)]
    if untraced:
        return Doubt.FACT, ", ".join(untraced)
    if not found.sayings:
        return Doubt.WORDS, claim.text
    if not _comparable(found.sayings[0], language_code):
        return None, ""
    if not _says_enough(claim, found):
        return Doubt.WORDS, claim.text
    return _strange(claim, found, given, said) or _contrary(claim, found) or (None, "")


def _strange(claim: Claim, found: _Found, given: Given, said: Collection[str]) -> tuple[Doubt, str] | None:
    """Names, strong words, clauses and things that the sayings do not hold."""

    def cover(term: str) -> float:
        return found.covered.get(term) or max((_cover(term, saying) for saying in found.sayings), default=0.0)

    name = unnamed(claim, cover, known=given.names)
    if name:
        return Doubt.NAME, name
    more = added(claim, found.sayings, cover, known=given.names, said=said)
    return (Doubt.ADDED, more) if more else None


def _contrary(claim: Claim, found: _Found) -> tuple[Doubt, str] | None:
    """The saying that backs it best says the contrary, or says it of something else."""
    best = found.sayings[0]
    verdict = turned(claim.text, best.text, draft_facts=claim.facts, source_facts=best.facts)
    if verdict and not any(_cover(verdict, other) for other in found.sayings[1:]):
        return Doubt.TURNED, verdict
    other = swapped(claim.terms, claim.facts, found.sayings)
    pieces = _CLAUSES.split(claim.text) if other is None else ()
    other = other or next((word for one in pieces if (word := swapped(meaning(one), (), found.sayings))), None)
    return (Doubt.FACT, other) if other else None
