"""Promises of a draft -> a hit for each that nobody will keep: without an owner and a time, or due in the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from service.domain import CheckContext, Commitment
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.clauses import word_from
from service.guardrail.clock import instant, moment_of
from service.guardrail.due import zone_known
from service.guardrail.phrases.book import PhraseSet, phrase_set
from service.guardrail.phrases.words import Reading, agrees
from service.guardrail.promises import WE, Promises, commitments, promises_of
from service.standards.node import Node

_FAULTS = ("ownerless", "past")
_I = frozenset({"i", "i'll", "i'm", "i've", "я", "me"})
_ONE_OF_US = frozenset({"1per", "sing"})


@dataclass(frozen=True, slots=True)
class KeptPromise:
    """``ownerless``: no time in the sentence or the next, and nobody in particular to do it. ``past``: due before now.

    ``elsewhere``: what another rule says of a promise without a time («скоро», a call back).
    """

    promises: Promises
    fault: str
    elsewhere: PhraseSet

    @property
    def triggers(self) -> frozenset[str] | None:
        return self.promises.triggers

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        made = commitments(self.promises, analysis, context)
        if self.fault == "past":
            return _past([one for one in made if one.due is not None], context)
        loose = [one for one in made if one.due is None and not _owned(one, analysis, context)]
        return tuple(self._untimed(loose, analysis)) if loose else ()

    def _untimed(self, loose: list[Commitment], analysis: Analysis) -> Iterator[Hit]:
        timed = {analysis.sentence_of[first] for first, _ in self.promises.times.find(analysis)}
        timed |= {
            analysis.sentence_of[first]
            for first, found in analysis.facts_at.items()
            if any(kind in ("date", "time", "duration") for kind, _ in found)
        }
        named = self.elsewhere.spans(analysis)
        for one in loose:
            sentence = analysis.sentence_of[word_from(analysis, one.span.start)]
            if timed.isdisjoint((sentence, sentence + 1)) and not any(span.overlaps(one.span) for span in named):
                yield Hit(one.span)


def _owned(one: Commitment, analysis: Analysis, context: CheckContext) -> bool:
    """Somebody is named, the agent says «я», or the request knows who owns the case."""
    if one.who not in (None, WE) or context.case.owner is not None:
        return True
    if one.who == WE and (context.agent.first_name or context.agent.signature):
        return True
    inside = range(word_from(analysis, one.span.start), word_from(analysis, one.span.end))
    words = [analysis.words[place] for place in inside]
    return any(
        word.norm in _I or (word.cyrillic and agrees(word.norm, None, _ONE_OF_US, frozenset(), Reading.BEST))
        for word in words
    )


def _past(timed: list[Commitment], context: CheckContext) -> Outcome:
    if not timed:
        return ()
    now = moment_of(context, "case.now")
    if isinstance(now, Unknown):
        return now
    return tuple(Hit(one.span) for one in timed if _is_past(one, now, context))


def _is_past(one: Commitment, now: datetime, context: CheckContext) -> bool:
    """Hours of an unknown zone are not compared, only days."""
    due = instant(one.due_at) if one.due_at else None
    if due is None or due >= now:
        return False
    return zone_known(context) or due.date() < now.date()


def build(node: Node, material: Material) -> KeptPromise:
    entries = node.only(required=("fault",), optional=("elsewhere",))
    named = (
        phrase_set(entries, material.lists, language_code=material.language_code, key="elsewhere")
        if "elsewhere" in entries
        else PhraseSet(())
    )
    return KeptPromise(promises_of(material.lists), entries["fault"].choice(_FAULTS), named)
