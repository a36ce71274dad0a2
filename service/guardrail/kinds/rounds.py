"""A question after several rounds of questions -> a hit on it: they should have been asked at once."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import CheckContext, Role
from service.guardrail.analysis import Analysis, Sentence, analyse
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.phrases.book import PhraseSet, programs
from service.guardrail.quotes import QuoteWords
from service.standards.node import Node

_LONGEST = 2_000  # characters of an earlier message that are read: a question stands near its beginning or end


@dataclass(frozen=True, slots=True)
class Rounds:
    """``most`` earlier replies may ask; ``courtesy``: questions that ask for nothing, such as "anything else?"."""

    most: int
    courtesy: PhraseSet

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if "?" not in analysis.text:
            return ()
        if context.conversation is None:
            return Unknown("conversation.messages")
        earlier = [one.text for one in context.conversation.messages if one.role is not Role.END_USER]
        asking = [text for text in earlier if "?" in text]
        if len(asking) < self.most:
            return ()
        questions = self._questions(analysis)
        if not questions or sum(1 for text in asking if self._asks(text, context)) < self.most:
            return ()
        return (Hit(analysis.span(questions[0].first, questions[0].last)),)

    def _asks(self, text: str, context: CheckContext) -> bool:
        plain = CheckContext(language_code=context.language_code)
        return bool(self._questions(analyse(text[-_LONGEST:], plain, QuoteWords())))

    def _questions(self, analysis: Analysis) -> list[Sentence]:
        polite = {analysis.sentence_of[first] for first, _ in self.courtesy.find(analysis)}
        return [
            sentence
            for number, sentence in enumerate(analysis.sentences)
            if number not in polite and "?" in analysis.words[sentence.last].gap
        ]


def build(node: Node, material: Material) -> Rounds:
    entries = node.only(required=("most",), optional=("courtesy",))
    courtesy = entries["courtesy"].items() if "courtesy" in entries else ()
    return Rounds(entries["most"].integer(least=1), PhraseSet(programs(courtesy, material.lists)))
