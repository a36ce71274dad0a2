"""The signature of a letter -> a hit where it has more lines than a running exchange needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.phrases.book import PHRASE_KEYS, PhraseSet, phrase_set
from service.standards.node import Node

_LINE = re.compile(r"[^\n]*\S[^\n]*")
_MARK = re.compile(r"\s*(?:--+|__+)\s*")
_FARTHEST = 15  # lines from the end: what is longer is no signature
_WORDS = 14
_SIGNS_OFF = 4  # words that may follow «с уважением» on its line


@dataclass(frozen=True, slots=True)
class Signature:
    """``lines``: the most it may have; it begins at one of the ``phrases`` on a line of its own, at "--" or at
    the agent's name.
    """

    phrases: PhraseSet
    lines: int

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        lines = [Span(match.start(), match.end()) for match in _LINE.finditer(analysis.text)][-_FARTHEST:]
        if len(lines) <= self.lines:
            return ()
        starts = {analysis.words[first].start for first, _ in self.phrases.find(analysis)}
        block = tuple(_block(analysis.text, lines, starts, context.agent.first_name or ""))
        if len(block) <= self.lines or any(len(line.of(analysis.text).split()) > _WORDS for line in block):
            return ()
        return (Hit(Span(block[0].start, block[-1].end)),)


def _block(text: str, lines: Sequence[Span], starts: set[int], name: str) -> Iterator[Span]:
    begun = False
    for line in lines:
        written = line.of(text)
        begun = begun or bool(_MARK.fullmatch(written)) or _opens(written, line, starts, name)
        if begun:
            yield Span(line.start + len(written) - len(written.lstrip()), line.start + len(written.rstrip()))


def _opens(written: str, line: Span, starts: set[int], name: str) -> bool:
    short = len(written.split()) <= _SIGNS_OFF + 2 and not written.rstrip().endswith((".", "!", "?"))
    named = bool(name) and written.lstrip().startswith(name) and "," not in written.strip()[len(name) : len(name) + 1]
    return short and (named or any(line.start <= start < line.end for start in starts))


def build(node: Node, material: Material) -> Signature:
    entries = node.only(required=("phrases", "lines"), optional=PHRASE_KEYS)
    found = phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow)
    return Signature(found, entries["lines"].integer(least=1))
