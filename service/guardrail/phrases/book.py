"""The phrases of a check, as nodes of a pack -> PhraseSet: what finds them in an Analysis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from kb_index.records import Span
from service.guardrail.analysis import Analysis
from service.guardrail.phrases.match import find
from service.guardrail.phrases.program import Program, compile_phrase
from service.guardrail.phrases.syntax import PhraseInvalid, Shelf, read_phrase
from service.guardrail.phrases.words import Reading
from service.standards.gathering import Gathering
from service.standards.node import Node

_ONLY_LIST = re.compile(r"<([a-z0-9-]+)>")
_LONG = 100  # steps of a set's programs from which on it pays to keep its finds


@dataclass(frozen=True, slots=True)
class Lists:
    """The named lists of a standard, as phrases; gathers the words that its phrases are looked up by."""

    phrases: Mapping[str, Sequence[str]]
    shelf: Shelf
    anchors: set[str] = field(default_factory=set)
    compiled: dict[tuple[str, str], Program] = field(default_factory=dict)  # (phrase, reading) -> what it became

    @staticmethod
    def of(lists: Mapping[str, Sequence[Node]]) -> Lists:
        phrases = {name: tuple(node.text() for node in nodes) for name, nodes in lists.items()}
        return Lists(phrases, Shelf(phrases))


@dataclass(frozen=True, slots=True)
class Index:
    """Which programs can match at all, by the words that a text holds. ``anywhere``: those without an anchor."""

    by_key: Mapping[str, tuple[Program, ...]]
    anywhere: tuple[Program, ...]
    members: frozenset[Program]

    @staticmethod
    def of(programs: Sequence[Program]) -> Index:
        by_key: dict[str, list[Program]] = {}
        for program in programs:
            for key in program.anchor.keys if program.anchor else ():
                by_key.setdefault(key, []).append(program)
        anywhere = tuple(program for program in programs if program.anchor is None)
        return Index({key: tuple(found) for key, found in by_key.items()}, anywhere, frozenset(programs))

    def called_for(self, analysis: Analysis) -> tuple[Program, ...]:
        """Each once. Where the analysis knows what the text calls for, that is looked up; else the words are."""
        if analysis.called_for is not None:
            return (*self.anywhere, *(self.members & analysis.called_for))
        present = self.by_key.keys() & analysis.positions.keys()
        if not present:
            return self.anywhere
        found = {id(program): program for key in present for program in self.by_key[key]}
        return (*self.anywhere, *found.values())


@dataclass(frozen=True, slots=True)
class PhraseSet:
    """Several phrases and what cancels them. ``bound``: a phrase never leaves its sentence."""

    programs: tuple[Program, ...]
    unless: tuple[Program, ...] = ()
    bound: bool = True
    latin: bool = False  # only in sentences that are not Russian: Latin words there are names and labels
    memo: str = ""  # under which name a long set keeps what it found: several rules ask for the same list
    index: Index = field(init=False, repr=False)
    unless_index: Index = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", Index.of(self.programs))
        object.__setattr__(self, "unless_index", Index.of(self.unless))

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
        if not self.memo:
            return self._found(analysis)
        if self.memo not in analysis.shared:
            analysis.shared[self.memo] = self._found(analysis)
        return cast("tuple[tuple[int, int], ...]", analysis.shared[self.memo])

    def _found(self, analysis: Analysis) -> tuple[tuple[int, int], ...]:
        hits = sorted(self._raw(analysis), key=lambda hit: (hit[0], -hit[1]))
        kept: list[tuple[int, int]] = []
        for hit in hits:
            if not kept or hit[0] >= kept[-1][1]:
                kept.append(hit)
        return tuple(kept)

    def _raw(self, analysis: Analysis) -> set[tuple[int, int]]:
        called = self.index.called_for(analysis)
        hits = {hit for program in called for hit in find(program, analysis, bound=self.bound)}
        if self.latin:
            hits = {hit for hit in hits if analysis.sentences[analysis.sentence_of[hit[0]]].language_code != "ru"}
        if not hits or not self.unless:
            return hits
        cancelled = self.cancelled(analysis)
        return {hit for hit in hits if cancelled.isdisjoint(range(*hit))}

    def cancelled(self, analysis: Analysis) -> set[int]:
        """The words of what cancels a hit."""
        name = f"{self.memo} cancelled"
        if not self.memo or name not in analysis.shared:
            analysis.shared[name] = self._cancelled(analysis)
        return cast("set[int]", analysis.shared[name])

    def _cancelled(self, analysis: Analysis) -> set[int]:
        return {
            word
            for program in self.unless_index.called_for(analysis)
            for start, end in find(program, analysis, bound=self.bound)
            for word in range(start, end)
        }

    def spans(self, analysis: Analysis) -> tuple[Span, ...]:
        return tuple(analysis.span(first, last) for first, last in self.find(analysis))

    def occurs(self, analysis: Analysis) -> bool:
        return bool(self.find(analysis))


def programs(nodes: Iterable[Node], lists: Lists, reading: Reading = Reading.ANY) -> tuple[Program, ...]:
    """Raises StandardInvalid with the line of every phrase that cannot be compiled."""
    gathering = Gathering()
    phrases = [phrase for node in nodes for phrase in _expanded(node, lists)]
    compiled = [gathering.attempt(_program, phrase, lists, reading) for phrase in phrases]
    gathering.close()
    return tuple(program for program in compiled if program is not None)


def _expanded(node: Node, lists: Lists) -> tuple[Node, ...]:
    """A phrase that is nothing but a list stands for its phrases: each is looked up by its own words."""
    name = _ONLY_LIST.fullmatch(node.text())
    if name is None or name.group(1) not in lists.phrases:
        return (node,)
    return tuple(replace(node, content=phrase) for phrase in lists.phrases[name.group(1)])


def _program(node: Node, lists: Lists, reading: Reading) -> Program:
    written = (node.text(), str(reading))
    program = lists.compiled.get(written)
    if program is None:
        try:
            program = compile_phrase(read_phrase(written[0], lists.shelf), reading)
        except PhraseInvalid as exc:
            raise node.refusal(str(exc)) from exc
        lists.compiled[written] = program
    lists.anchors.update(*program.needed)
    return program


PHRASE_KEYS = ("unless", "parse", "scope")


def phrase_set(
    entries: Mapping[str, Node], lists: Lists, *, language_code: str, key: str = "phrases", allow: Sequence[Node] = ()
) -> PhraseSet:
    """The set under ``key``, cancelled by ``unless`` and by what layers allow."""
    reading = Reading(entries["parse"].choice(Reading)) if "parse" in entries else Reading.ANY
    scope = entries["scope"].choice(("sentence", "text")) if "scope" in entries else "sentence"
    exceptions = (*entries["unless"].items(), *allow) if "unless" in entries else tuple(allow)
    found, unless = programs(entries[key].items(), lists, reading), programs(exceptions, lists)
    bound, latin = scope == "sentence", language_code == "en"
    return PhraseSet(found, unless, bound, latin, _memo(found, unless, f"{bound} {latin}"))


def _memo(found: Sequence[Program], unless: Sequence[Program], flags: str) -> str:
    """Equal phrases are compiled to one program, so their identities name the set while it lives."""
    steps = sum(len(program.steps) for program in found)
    return f"{flags} {[*map(id, found)]} {[*map(id, unless)]}" if steps >= _LONG else ""
