"""Sentences that shout -> a hit for each run of words in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kb_index.records import Span
from kb_index.text.lemmas import parses
from service.domain import CheckContext
from service.guardrail.analysis import Analysis, Sentence, Word
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.quotes import evidence, repeats
from service.standards.node import Node

_LOUD = re.compile("[A-ZА-ЯЁ]{4}")
_LETTERS, _ABBREVIATION = 4, 5  # shorter words in capitals are more often abbreviations


@dataclass(frozen=True, slots=True)
class Caps:
    """``run``: so many words in a row; ``share``: or so many per cent of a sentence's letters."""

    run: int
    share: int
    known: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        if not _LOUD.search(analysis.text):
            return ()
        hits = [hit for sentence in analysis.sentences for hit in self._in(analysis, sentence)]
        known = evidence(context) if hits else ()
        return tuple(hit for hit in hits if not any(repeats(hit.span.of(analysis.text), text) for text in known))

    def _in(self, analysis: Analysis, sentence: Sentence) -> Iterator[Hit]:
        words = analysis.words[sentence.first : sentence.last]
        loud = [number for number, word in enumerate(words) if self._is_loud(analysis, word)]
        if not loud:
            return
        letters = sum(word.end - word.start for word in words if word.cyrillic or word.latin)
        loud_letters = sum(words[number].end - words[number].start for number in loud)
        # One word may be the label of a button, and several short ones a row of abbreviations.
        shouting = len(loud) > 1 and any(len(words[number].norm) > _ABBREVIATION for number in loud)
        crowded = shouting and loud_letters * 100 > self.share * letters
        if crowded or _longest_run(words, loud) >= self.run or self._shouts(analysis, words, set(loud)):
            first, last = words[loud[0]], words[loud[-1]]
            yield Hit(Span(first.start, last.end))

    def _shouts(self, analysis: Analysis, words: Sequence[Word], loud: set[int]) -> bool:
        """«DO NOT SWITCH THE TILL OFF»: short words in capitals shout along with the long ones around them."""
        capital = [_in_capitals(analysis, word) for word in words]
        for begin, end in _runs(capital):
            inside = loud & set(range(begin, end))
            long_word = any(len(words[number].norm) > _ABBREVIATION for number in inside)
            if end - begin > self.run and len(inside) > 1 and long_word:
                return True
        return False

    def _is_loud(self, analysis: Analysis, word: Word) -> bool:
        if not word.keys or not (word.cyrillic or word.latin) or word.norm in self.known:
            return False
        written = analysis.text[word.start : word.end]
        if len(word.norm) < _LETTERS or not written.isupper() or analysis.in_zone(_span(word)):
            return False
        return not (word.cyrillic and "Abbr" in parses(word.norm)[0].grammemes)


def _in_capitals(analysis: Analysis, word: Word) -> bool:
    return bool(word.cyrillic or word.latin) and analysis.text[word.start : word.end].isupper()


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """(first, after the last) of each stretch of set flags."""
    begin = 0
    for value, group in groupby(flags):
        end = begin + sum(1 for _ in group)
        if value:
            yield begin, end
        begin = end


def _span(word: Word) -> Span:
    return Span(word.start, word.end)


def _longest_run(words: Sequence[Word], loud: Sequence[int]) -> int:
    """Short words in between («ДО», «НЕ») do not break a run."""
    longest = run = 0
    before = -2
    for number in loud:
        joined = all(len(word.norm) < _LETTERS for word in words[before + 1 : number]) and before >= 0
        run = run + 1 if joined else 1
        longest, before = max(longest, run), number
    return longest


def build(node: Node, material: Material) -> Caps:
    """``known``: a list whose lines hold abbreviations and names that are written in capitals."""
    entries = node.only(required=("run", "share"), optional=("known",))
    name = entries["known"].choice(material.lists.phrases) if "known" in entries else None
    lines = material.lists.phrases[name] if name else ()
    allowed = [item.text() for item in material.allow]
    return Caps(
        run=entries["run"].integer(least=1),
        share=entries["share"].integer(least=1),
        known=frozenset(word.lower() for line in (*lines, *allowed) for word in line.split()),
    )
