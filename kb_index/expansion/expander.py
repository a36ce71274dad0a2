"""Terms of a query -> the same terms with the other words of the index that mean them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

from kb_index.expansion.catalogue import Catalogue
from kb_index.expansion.codes import joined, spelled
from kb_index.expansion.layout import retyped
from kb_index.expansion.scripts import across
from kb_index.expansion.synonyms import Synonyms, synonyms
from kb_index.expansion.typos import near
from kb_index.ports import QueryTerm, Vocabulary

MOST_UNKNOWN = 12  # words of one query that are looked up as mistaken; a long message holds names and the like
MOST_OTHERS = 12  # of one term

Pairs = Iterable[tuple[str, float]]


class Part(StrEnum):
    """What an expander does; the harness measures each apart."""

    CODES = "codes"
    SCRIPTS = "scripts"
    TYPOS = "typos"
    SYNONYMS = "synonyms"
    LAYOUT = "layout"


ALL = frozenset(Part)


class WordExpander:
    """Expands by the vocabulary of an index itself and by a list of synonyms. Safe for several threads.

    What it reads of a vocabulary is kept and grows with it.
    """

    def __init__(self, *, parts: frozenset[Part] = ALL, groups: Callable[[], Synonyms] = synonyms) -> None:
        self._parts = parts
        self._groups = groups
        self._catalogue = Catalogue()

    def expand(self, terms: Sequence[str], vocabulary: Vocabulary) -> tuple[QueryTerm, ...]:
        """One for each distinct term, in the order of their first occurrence."""
        catalogue = self._read(vocabulary)
        found: dict[str, dict[str, float]] = {term: {} for term in terms}
        if Part.CODES in self._parts:
            _add_codes(terms, found, catalogue, vocabulary)
        missing = [term for term in found if not _any_held((term, *found[term]), vocabulary)]
        unmet = [term for term in missing if not _any_held(catalogue.relatives(term), vocabulary)]
        if Part.SCRIPTS in self._parts:
            for term, others in found.items():
                _add(others, across(term, catalogue, vocabulary, needed=term in unmet))
        if Part.TYPOS in self._parts:
            for term in missing[:MOST_UNKNOWN]:
                _add(found[term], near(term, catalogue, vocabulary))
        if Part.SYNONYMS in self._parts and unmet:
            self._add_synonyms(terms, found, unmet)
        return tuple(QueryTerm(term, _chosen(term, others, vocabulary)) for term, others in found.items())

    def _add_synonyms(self, terms: Sequence[str], found: dict[str, dict[str, float]], unmet: Sequence[str]) -> None:
        """Only where passages hold a word not at all: measured, any synonym of a word that they hold is noise."""
        for members, pairs in self._groups().matches(terms):
            for member in members if set(members) & set(unmet) else ():
                _add(found[member], pairs)

    def retyped(self, text: str, vocabulary: Vocabulary) -> str:
        """The text with the words that were typed in the wrong keyboard layout put right."""
        return retyped(text, vocabulary.held) if Part.LAYOUT in self._parts else text

    def _read(self, vocabulary: Vocabulary) -> Catalogue:
        texts = vocabulary.texts
        if not self._catalogue.covers(texts):
            self._catalogue = Catalogue()
        catalogue = self._catalogue
        catalogue.extend(texts)
        return catalogue


def _add_codes(
    terms: Sequence[str], found: dict[str, dict[str, float]], catalogue: Catalogue, vocabulary: Vocabulary
) -> None:
    for term, others in found.items():
        _add(others, spelled(term, catalogue))
    for left, right in pairwise(terms):
        _add(found[right], joined(left, right, catalogue, vocabulary))


def _any_held(terms: Iterable[str], vocabulary: Vocabulary) -> bool:
    return any(map(vocabulary.held, terms))


def _add(others: dict[str, float], pairs: Pairs) -> None:
    for other, worth in pairs:
        others[other] = max(worth, others.get(other, 0.0))


def _chosen(term: str, others: dict[str, float], vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
    """The best of them that passages hold."""
    held = [(other, worth) for other, worth in others.items() if other != term and vocabulary.held(other)]
    return tuple(sorted(held, key=lambda one: (-one[1], one[0]))[:MOST_OTHERS])
