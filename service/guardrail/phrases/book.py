"""The phrases of a check, as nodes of a pack -> PhraseSet: what finds them in an Analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb_index.records import Span
from service.guardrail.analysis import Analysis
from service.guardrail.phrases.match import find
from service.guardrail.phrases.program import Program, compile_phrase
from service.guardrail.phrases.syntax import PhraseInvalid, read_phrase
from service.guardrail.phrases.words import Reading
from service.standards.node import Node


@dataclass(frozen=True, slots=True)
class Lists:
    """The named lists of a standard, as phrases; gathers the words that its phrases are looked up by."""

    phrases: Mapping[str, Sequence[str]]
    anchors: set[str] = field(default_factory=set)

    @staticmethod
    def of(lists: Mapping[str, Sequence[Node]]) -> Lists:
        return Lists({name: tuple(node.text() for node in nodes) for name, nodes in lists.items()})


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """Several phrases and what cancels them. ``bound``: a phrase never leaves its sentence."""

    programs: tuple[Program, ...]
    unless: tuple[Program, ...] = ()
    bound: bool = True
    latin: bool = False  # only in sentences that are not Russian: Latin words there are names and labels

    @property
    def triggers(self) -> frozenset[str] | None:
        """A text without any of these words holds none of the phrases; None: nothing can be told."""
        keys: set[str] = set()
        for program in self.programs:
            if program.anchor is None:
                return None
            keys |= program.anchor.keys
        return frozenset(keys)

    def find(self, analysis: Analysis) -> tuple[tuple[int, int], ...]:
        """(first word, word after the last): the longest of overlapping hits, in order."""
        hits = sorted(self._raw(analysis), key=lambda hit: (hit[0], -hit[1]))
        kept: list[tuple[int, int]] = []
        for hit in hits:
            if not kept or hit[0] >= kept[-1][1]:
                kept.append(hit)
        return tuple(kept)

    def _raw(self, analysis: Analysis) -> set[tuple[int, int]]:
        hits = {hit for program in self.programs for hit in find(program, analysis, bound=self.bound)}
        if self.latin:
            hits = {hit for hit in hits if analysis.sentences[analysis.sentence_of[hit[0]]].language_code != "ru"}
        if not hits or not self.unless:
            return hits
        cancelled = {
            word
            for program in self.unless
            for start, end in find(program, analysis, bound=self.bound)
            for word in range(start, end)
        }
        return {hit for hit in hits if cancelled.isdisjoint(range(*hit))}

    def spans(self, analysis: Analysis) -> tuple[Span, ...]:
        return tuple(analysis.span(first, last) for first, last in self.find(analysis))

    def occurs(self, analysis: Analysis) -> bool:
        return bool(self._raw(analysis))


def programs(nodes: Iterable[Node], lists: Lists, reading: Reading = Reading.ANY) -> tuple[Program, ...]:
    """Raises StandardInvalid with the line of the phrase that cannot be compiled."""
    return tuple(_program(node, lists, reading) for node in nodes)


def _program(node: Node, lists: Lists, reading: Reading) -> Program:
    try:
        program = compile_phrase(read_phrase(node.text(), lists.phrases), reading)
    except PhraseInvalid as exc:
        raise node.refusal(str(exc)) from exc
    if program.anchor is not None:
        lists.anchors.update(program.anchor.keys)
    return program


PHRASE_KEYS = ("unless", "parse", "scope")


def phrase_set(
    entries: Mapping[str, Node], lists: Lists, *, language_code: str, key: str = "phrases", allow: Sequence[Node] = ()
) -> PhraseSet:
    """The set under ``key``, cancelled by ``unless`` and by what layers allow."""
    reading = Reading(entries["parse"].choice(Reading)) if "parse" in entries else Reading.ANY
    scope = entries["scope"].choice(("sentence", "text")) if "scope" in entries else "sentence"
    unless = (*entries["unless"].items(), *allow) if "unless" in entries else tuple(allow)
    return PhraseSet(
        programs=programs(entries[key].items(), lists, reading),
        unless=programs(unless, lists),
        bound=scope == "sentence",
        latin=language_code == "en",
    )
