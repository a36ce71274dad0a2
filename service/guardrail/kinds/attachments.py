"""Files sent with a reply, and those that the draft says are -> a hit for what must not be sent as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kb_index.records import Span
from kb_index.text.facts import Fact, FactKind
from kb_index.text.tokens import TokenKind
from service.domain import Attachment, CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.grounding import source_facts
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_MEGABYTE = 1024 * 1024
_UNITS = {"kb": 1024, "mb": _MEGABYTE, "gb": 1024 * _MEGABYTE}
_FILES = (TokenKind.CODE, TokenKind.URL, TokenKind.WORD)


@dataclass(frozen=True, slots=True)
class Attachments:
    """``phrases`` say that something is attached: sizes and file names count only in such a sentence.

    A size that a source states is a limit of the product, not of a file.
    ``largest``: bytes; ``extensions``: with the dot. Of the two one is checked.
    """

    phrases: PhraseSet
    largest: int | None
    extensions: tuple[str, ...]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        wrong = [one for one in context.case.attachments if self._refused(one)]
        said = tuple(self._in_text(analysis, context))
        if said or not wrong:
            return tuple(Hit(span) for span in said)
        return tuple(Hit(_named(analysis, attachment)) for attachment in wrong[:1])

    def _refused(self, attachment: Attachment) -> bool:
        if self.largest is not None:
            return attachment.size is not None and attachment.size > self.largest
        return attachment.name.lower().endswith(self.extensions)

    def _in_text(self, analysis: Analysis, context: CheckContext) -> Iterator[Span]:
        suspects = tuple(self._suspects(analysis, context))
        if not suspects:
            return
        attached = {analysis.sentence_of[first] for first, _ in self.phrases.find(analysis)}
        spans = [analysis.sentences[number].span for number in attached]
        yield from (suspect for suspect in suspects if any(span.overlaps(suspect) for span in spans))

    def _suspects(self, analysis: Analysis, context: CheckContext) -> Iterator[Span]:
        if self.largest is not None:
            yield from (fact.span for fact in analysis.facts if self._big(fact) and not _stated(fact, context))
            return
        for word in analysis.words:
            if word.norm.endswith(self.extensions) and word.kind in _FILES and "//" not in word.norm:
                yield Span(word.start, word.end)

    def _big(self, fact: Fact) -> bool:
        unit = _UNITS.get(str(fact.value[2])) if fact.kind is FactKind.NUMBER and len(fact.value) > 2 else None
        return unit is not None and self.largest is not None and Decimal(str(fact.value[1])) * unit > self.largest


def _stated(size: Fact, context: CheckContext) -> bool:
    return any((size.kind, size.value) in source_facts(source.text) for source in context.sources or ())


def _named(analysis: Analysis, attachment: Attachment) -> Span:
    place = analysis.text.find(attachment.name)
    return Span(place, place + len(attachment.name)) if place >= 0 and attachment.name else Span(0, 0)


def build(node: Node, material: Material) -> Attachments:
    """Raises StandardInvalid unless exactly one of ``largest_mb`` and ``extensions`` is given."""
    entries = node.only(required=("phrases",), optional=(*PHRASE_KEYS, "largest_mb", "extensions"))
    if ("largest_mb" in entries) == ("extensions" in entries):
        raise node.refusal("give either `largest_mb` or `extensions`; two rules need two checks")
    extensions = entries["extensions"].texts() if "extensions" in entries else ()
    return Attachments(
        phrases=phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow),
        largest=entries["largest_mb"].integer(least=1) * _MEGABYTE if "largest_mb" in entries else None,
        extensions=tuple("." + name.lower().lstrip(".") for name in extensions),
    )
