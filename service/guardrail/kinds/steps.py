"""Numbered steps in the infinitive -> a hit for each, with the imperative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from kb_index.records import Span
from kb_index.text.lemmas import inflect, parses
from kb_index.text.tokens import TokenKind
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.inflection import in_letter_case_of
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_NUMBERED = re.compile(r"^[ \t]*\(?\d{1,2}[.)]\s", re.MULTILINE)
_INFINITIVE = "#INFN"
_IMPERATIVE = frozenset({"impr", "plur", "excl"})


@dataclass(frozen=True, slots=True)
class Steps:
    """``phrases``: what before the list makes its infinitives no orders («вы можете», «мы планируем»)."""

    phrases: PhraseSet

    @property
    def triggers(self) -> frozenset[str]:
        return frozenset({_INFINITIVE})

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if len(_NUMBERED.findall(analysis.text)) < 2:
            return ()
        items = [number for number in sorted(analysis.starts) if self._is_item(analysis, number)]
        runs = [run for run in _runs(analysis, items) if len(run) > 1 and not self._introduced(analysis, run[0])]
        orders = [number for run in runs for number in run if _is_infinitive(analysis.words[number].norm)]
        return tuple(self._hit(analysis, number) for number in orders)

    def _is_item(self, analysis: Analysis, number: int) -> bool:
        """The word after «1.» at the beginning of a line."""
        before = analysis.words[number - 1] if number else None
        if before is None or before.kind is not TokenKind.NUMBER or number + 1 > len(analysis.words) - 1:
            return False
        opens_line = number == 1 or "\n" in before.gap
        return opens_line and analysis.words[number].gap[:1] in (")", ".") and bool(analysis.words[number].keys)

    def _introduced(self, analysis: Analysis, first: int) -> bool:
        """Whether the sentence before the list says one of the phrases."""
        before = analysis.sentence_of[first - 1] - 1
        return before >= 0 and any(analysis.sentence_of[place] == before for place, _ in self.phrases.find(analysis))

    def _hit(self, analysis: Analysis, number: int) -> Hit:
        word = analysis.words[number]
        written = analysis.text[word.start : word.end]
        form = inflect(word.norm, _IMPERATIVE)
        offers = (Replacement(in_letter_case_of(written, form), "suggest"),) if form else ()
        return Hit(Span(word.start, word.end), offers)


def _runs(analysis: Analysis, items: list[int]) -> Iterator[list[int]]:
    """Items whose numbers count on belong to one list."""
    run: list[int] = []
    for before, item in pairwise([-1, *items]):
        follows = before > 0 and _number(analysis, item) == _number(analysis, before) + 1
        if run and not follows:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _number(analysis: Analysis, item: int) -> int:
    digits = analysis.words[item - 1].norm
    return int(digits) if digits.isdecimal() else -1


@lru_cache(maxsize=4096)
def _is_infinitive(form: str) -> bool:
    return all(parse.pos == "INFN" for parse in parses(form))


def build(node: Node, material: Material) -> Steps:
    entries = node.only(required=("phrases",), optional=PHRASE_KEYS)
    material.lists.anchors.add(_INFINITIVE)
    return Steps(phrase_set(entries, material.lists, language_code="ru", allow=material.allow))
