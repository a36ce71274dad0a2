"""A part that a reply must hold -> one hit without width where it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.customer import CustomerSays, read_customer_says
from service.guardrail.fields import filled, placeholders
from service.guardrail.presence import PART_KEYS, Part, read_part
from service.standards.node import Node

_PLACES = ("anywhere", "first_sentence", "last_third", "ending")
_ENDING_WORDS = 25


@dataclass(frozen=True, slots=True)
class Required:
    """``insert``: wordings that supply the part, the first whose fields are all known is used."""

    part: Part
    where: str
    at_end: bool
    insert: tuple[str, ...]
    apply: str
    only_if: CustomerSays | None

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if context.fragment:
            return ()
        asked = self.only_if.said(context) if self.only_if else True
        if isinstance(asked, Unknown):
            return asked
        first, last = self._stretch(analysis)
        present = self.part.present(analysis, context, first, last) if asked else True
        if isinstance(present, Unknown):
            return present
        return () if present else (self._absence(analysis, context),)

    def _stretch(self, analysis: Analysis) -> tuple[int, int]:
        end = len(analysis.words) - 1
        if self.where == "first_sentence" and analysis.sentences:
            return 0, _first_said(analysis)
        if self.where == "last_third" and analysis.sentences:
            sentence = analysis.sentences[analysis.sentence_of[end * 2 // 3]]
            return min(sentence.first, analysis.sentences[-1].first), end
        return (max(0, end - _ENDING_WORDS) if self.where == "ending" else 0), end

    def _absence(self, analysis: Analysis, context: CheckContext) -> Hit:
        place = len(analysis.text.rstrip()) if self.at_end else 0
        wordings = [text for text in (filled(template, context) for template in self.insert) if text is not None]
        shaped = [(" " + text if self.at_end and place else text) for text in wordings[:1]]
        return Hit(Span(place, place), tuple(Replacement(text, self.apply) for text in shaped))


def _first_said(analysis: Analysis) -> int:
    """The end of the first sentence; an address on a line of its own («Hello Ann,») counts with the next."""
    first = analysis.sentences[0]
    short = first.last - first.first <= 3 and len(analysis.sentences) > 1
    return analysis.sentences[1].last if short and "," in analysis.words[first.last].gap else first.last


def build(node: Node, material: Material) -> Required:
    entries = node.only(optional=(*PART_KEYS, "where", "at", "insert", "apply", "only_if"))
    part = read_part({key: entries[key] for key in PART_KEYS if key in entries}, material)
    return Required(
        part=part,
        where=entries["where"].choice(_PLACES) if "where" in entries else "anywhere",
        at_end="at" in entries and entries["at"].choice(("start", "end")) == "end",
        insert=_insertions(entries),
        apply=entries["apply"].choice(("auto", "suggest")) if "apply" in entries else "suggest",
        only_if=read_customer_says(entries["only_if"], material) if "only_if" in entries else None,
    )


def _insertions(entries: Mapping[str, Node]) -> tuple[str, ...]:
    nodes = entries["insert"].items() if "insert" in entries else ()
    for node in nodes:
        placeholders(node)
    return tuple(node.text() for node in nodes)
