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

_PLACES = ("anywhere", "beginning", "later_half", "ending")
_BEGINNING_SENTENCES, _ENDING_WORDS, _SIGNATURE_WORDS = 2, 25, 14
_SIGNATURE_LINE = 8  # words


@dataclass(frozen=True, slots=True)
class Required:
    """``insert``: wordings that supply the part, the first whose fields are all known is used.

    ``at``: where the absence is reported and the part belongs: the ``start``, the ``end``, or the end
    of the ``body``, before a signature.
    """

    part: Part
    where: str
    at: str
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
        if present:
            return ()
        place = self.part.partly_named(analysis, context, first, last)
        return (Hit(analysis.span(place, place + 1)) if place is not None else self._absence(analysis, context),)

    def _stretch(self, analysis: Analysis) -> tuple[int, int]:
        end = len(analysis.words) - 1
        if self.where == "beginning" and analysis.sentences:
            return 0, analysis.sentences[:_BEGINNING_SENTENCES][-1].last
        if self.where == "later_half" and analysis.sentences:
            return analysis.sentences[analysis.sentence_of[end // 2]].first, end
        return (max(0, end - _ENDING_WORDS) if self.where == "ending" else 0), end

    def _absence(self, analysis: Analysis, context: CheckContext) -> Hit:
        last_line = _signature_line(analysis) if self.part.contains and self.at == "end" else None
        if last_line is not None:  # «С уважением, служба заботы»: what stands there is what is wrong
            return Hit(last_line)
        place = 0 if self.at == "start" else _end(analysis, before_signature=self.at == "body")
        filled_in = [text for text in (filled(template, context) for template in self.insert) if text is not None]
        offers = tuple(Replacement(_joined(text, place), self.apply) for text in filled_in[:1])
        return Hit(Span(place, place), offers)


def _joined(wording: str, place: int) -> str:
    return wording if place == 0 or wording.startswith("\n") else " " + wording


def _signature_line(analysis: Analysis) -> Span | None:
    """A short last line that closes with no full stop, below other text."""
    text = analysis.text.rstrip()
    start = text.rfind("\n") + 1
    line = text[start:].lstrip()
    signed = (
        start > 0 and 0 < len(line.split()) <= _SIGNATURE_LINE and not line.endswith((".", "!", "?", ":", ";", ","))
    )
    return Span(len(text) - len(line), len(text)) if signed else None


def _end(analysis: Analysis, *, before_signature: bool) -> int:
    """The end of the text, or of the paragraph before a short last one that closes with no full stop."""
    text = analysis.text.rstrip()
    body, blank, last = text.rpartition("\n\n")
    signed = bool(blank) and len(last.split()) <= _SIGNATURE_WORDS and not last.endswith((".", "!", "?"))
    return len(body.rstrip()) if before_signature and signed else len(text)


def build(node: Node, material: Material) -> Required:
    entries = node.only(optional=(*PART_KEYS, "where", "at", "insert", "apply", "only_if"))
    part = read_part({key: entries[key] for key in PART_KEYS if key in entries}, material)
    return Required(
        part=part,
        where=entries["where"].choice(_PLACES) if "where" in entries else "anywhere",
        at=entries["at"].choice(("start", "end", "body")) if "at" in entries else "start",
        insert=_insertions(entries),
        apply=entries["apply"].choice(("auto", "suggest")) if "apply" in entries else "suggest",
        only_if=read_customer_says(entries["only_if"], material) if "only_if" in entries else None,
    )


def _insertions(entries: Mapping[str, Node]) -> tuple[str, ...]:
    nodes = entries["insert"].items() if "insert" in entries else ()
    for node in nodes:
        placeholders(node)
    return tuple(node.text() for node in nodes)
