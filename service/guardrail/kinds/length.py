"""Texts or sentences of too many words -> a hit for what is beyond."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb_index.records import Span
from service.domain import Channel, CheckContext
from service.guardrail.analysis import Analysis, Sentence
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Length:
    """``text``: the most words of a whole reply per channel; ``sentence``: of one sentence. Quotations and code
    are not counted.
    """

    text: Mapping[str, int]
    sentence: int | None

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if self.sentence is not None:
            return tuple(Hit(one.span) for one in analysis.sentences if self._is_long(analysis, one, self.sentence))
        if context.conversation is None:
            return Unknown("conversation.channel")
        most = self.text.get(context.conversation.channel)
        if most is None or len(analysis.words) - 1 <= most:
            return ()
        return tuple(self._beyond(analysis, most))

    def _beyond(self, analysis: Analysis, most: int) -> Iterator[Hit]:
        if not any(zone.spared for zone in analysis.zones):
            yield Hit(analysis.span(most, len(analysis.words) - 1))
            return
        hidden = _hidden(analysis)
        counted = [number for number in range(len(analysis.words) - 1) if number not in hidden]
        if len(counted) > most:
            yield Hit(Span(analysis.words[counted[most]].start, analysis.words[counted[-1]].end))

    def _is_long(self, analysis: Analysis, sentence: Sentence, most: int) -> bool:
        if sentence.last - sentence.first <= most:
            return False
        return sum(1 for word in analysis.words[sentence.first : sentence.last] if word.keys) > most


def _hidden(analysis: Analysis) -> set[int]:
    """The words of what is spared."""
    words, end = analysis.words, len(analysis.words) - 1
    hidden: set[int] = set()
    for zone in analysis.zones:
        if zone.spared:
            first = bisect_right(words, zone.span.start, hi=end, key=lambda word: word.end)
            after = bisect_left(words, zone.span.end, lo=first, hi=end, key=lambda word: word.start)
            hidden.update(range(first, after))
    return hidden


def build(node: Node, material: Material) -> Length:
    """Raises StandardInvalid unless exactly one of the two is given."""
    entries = node.only(optional=("text", "sentence"))
    if len(entries) != 1:
        raise node.refusal("give either `text` with a limit per channel or `sentence` with one limit")
    limits = entries["text"].only(optional=tuple(Channel)) if "text" in entries else {}
    return Length(
        text={channel: limit.integer(least=1) for channel, limit in limits.items()},
        sentence=entries["sentence"].integer(least=1) if "sentence" in entries else None,
    )
