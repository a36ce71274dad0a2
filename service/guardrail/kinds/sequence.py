"""Steps that a reply takes, in order -> a hit without width for a missing one, or on the one that comes too early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

Places = tuple[tuple[int, int], ...]  # (first word, word after the last) of each time a step is taken


@dataclass(frozen=True, slots=True)
class Step:
    """Taken where one of the phrases stands, or (``question``) where something is asked that ``unless`` spares not."""

    phrases: PhraseSet
    question: bool

    def places(self, analysis: Analysis) -> Places:
        found = self.phrases.find(analysis)
        return tuple(sorted({*found, *self._questions(analysis)})) if self.question else found

    def _questions(self, analysis: Analysis) -> Places:
        spared = {analysis.sentence_of[word] for word in self.phrases.cancelled(analysis)}
        return tuple(
            (sentence.first, sentence.last)
            for number, sentence in enumerate(analysis.sentences)
            if "?" in analysis.words[sentence.last].gap and number not in spared
        )


@dataclass(frozen=True, slots=True)
class Sequence:
    """``needs``: steps that must be there; ``least``: how many of the steps; ``ordered``: in the order written.

    ``with``: the check only concerns replies that take these steps. Steps of one sentence are not compared:
    «Спасибо, что написали, и извините» is one breath.
    """

    steps: Mapping[str, Step]
    needs: tuple[str, ...]
    only_with: tuple[str, ...]
    least: int
    ordered: bool

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        taken = {name: step.places(analysis) for name, step in self.steps.items()}
        if not all(taken[name] for name in self.only_with):
            return ()
        if not all(taken[name] for name in self.needs) or sum(map(bool, taken.values())) < self.least:
            end = len(analysis.text.rstrip())
            return (Hit(Span(end, end)),)
        early = _early(analysis, tuple(taken.values())) if self.ordered else None
        return (Hit(analysis.span(*early)),) if early else ()


def _early(analysis: Analysis, taken: tuple[Places, ...]) -> tuple[int, int] | None:
    """The first stretch that stands before a step which belongs ahead of it.

    Of the last step its last time counts: a solution may be spoken of before it is given.
    """
    counted = [places[-1 if number == len(taken) - 1 else 0] for number, places in enumerate(taken) if places]
    sentences = [analysis.sentence_of[first] for first, _ in counted]
    early = [
        place
        for number, place in enumerate(counted)
        if any(earlier > sentences[number] for earlier in sentences[:number])
    ]
    return min(early) if early else None


def build(node: Node, material: Material) -> Sequence:
    entries = node.only(required=("steps",), optional=("needs", "with", "least", "ordered"))
    steps = {name: _step(step, material) for name, step in entries["steps"].entries().items()}

    def names(key: str) -> tuple[str, ...]:
        return tuple(item.choice(steps) for item in entries[key].items()) if key in entries else ()

    return Sequence(
        steps=steps,
        needs=names("needs"),
        only_with=names("with"),
        least=entries["least"].integer(least=1) if "least" in entries else 0,
        ordered="ordered" in entries and entries["ordered"].flag(),
    )


def _step(node: Node, material: Material) -> Step:
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "question"))
    phrases = phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow)
    return Step(phrases, "question" in entries and entries["question"].flag())
