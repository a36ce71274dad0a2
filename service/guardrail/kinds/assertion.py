"""What is said as a fact -> a hit; not what is only asked, supposed or made a condition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set, programs
from service.standards.node import Node

_CLAUSE_ENDS = frozenset(":;(—–…")
_ASIDE_WORDS = 3  # «вы, Игорь Олегович, не …»: so much between two commas is an aside
_CONTINUING = "и или либо а что чтобы где как какой какая какое какие которых ни не and or that but nor"
_GOES_ON = frozenset(_CONTINUING.split())


@dataclass(frozen=True, slots=True)
class Assertion:
    """Each phrase within one clause. ``unsure``: words that, ahead of it, make the clause a supposition."""

    phrases: PhraseSet
    unsure: PhraseSet
    questions: bool  # whether a phrase counts in a question too

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.phrases.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = [hit for hit in self.phrases.find(analysis) if _in_one_clause(analysis, *hit)]
        if not found:
            return ()
        supposing = self.unsure.find(analysis)
        return tuple(
            Hit(analysis.span(first, last))
            for first, last in found
            if (self.questions or not _asked(analysis, last))
            and not any(_reaches(analysis, unsure, (first, last)) for unsure in supposing)
        )


def _asked(analysis: Analysis, last: int) -> bool:
    sentence = analysis.sentences[analysis.sentence_of[last - 1]]
    return "?" in analysis.words[sentence.last].gap


def _in_one_clause(analysis: Analysis, first: int, last: int) -> bool:
    gaps = [analysis.words[word].gap for word in range(first + 1, last)]
    if any(not _CLAUSE_ENDS.isdisjoint(gap) for gap in gaps):
        return False
    return not _open_commas(analysis, first + 1, last)


def _reaches(analysis: Analysis, unsure: tuple[int, int], hit: tuple[int, int]) -> bool:
    """Whether what is said at ``unsure`` governs the hit: same sentence, no clause closed in between."""
    begin, end = unsure
    if analysis.sentence_of[begin] != analysis.sentence_of[hit[0]] or begin >= hit[0]:
        return False
    between = range(end, hit[0] + 1)
    if any(not _CLAUSE_ENDS.isdisjoint(analysis.words[word].gap) for word in between):
        return False
    return not _open_commas(analysis, end, hit[0] + 1)


def _open_commas(analysis: Analysis, begin: int, end: int) -> bool:
    """Whether a comma before one of these words closes a clause: not around an aside, not before «и», «что»."""
    commas = [word for word in range(begin, end) if "," in analysis.words[word].gap]
    return _closes(commas, {word for word in commas if analysis.words[word].norm in _GOES_ON})


def _closes(commas: list[int], going_on: Iterable[int]) -> bool:
    place = 0
    while place < len(commas):
        if commas[place] in going_on:
            place += 1
        elif place + 1 < len(commas) and commas[place + 1] - commas[place] <= _ASIDE_WORDS:
            place += 2
        else:
            return True
    return False


def build(node: Node, material: Material) -> Assertion:
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "unsure", "questions"))
    unsure = entries["unsure"].items() if "unsure" in entries else ()
    return Assertion(
        phrases=phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow),
        unsure=PhraseSet(programs(unsure, material.lists)),
        questions="questions" in entries and entries["questions"].flag(),
    )
