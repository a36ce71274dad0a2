"""A draft -> Commitment[]: what it says will be done, and by when.

First person future («перезвоню», "we will send") always promises, unless it only announces words of
the draft itself («расскажу, как…») and names no time. In the third person («мастер приедет в четверг»)
a time is what makes a promise of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kb_index.records import Span
from service.domain import Commitment
from service.guardrail.analysis import Analysis, Sentence
from service.guardrail.phrases.book import Lists, PhraseSet, programs
from service.guardrail.phrases.words import Reading
from service.standards.model import Standard

_NEAR, _WINDOW = 3, 300  # times and characters looked at on either side of the promising word
_TIMED = frozenset({"date", "time", "duration"})
_CLAUSE_END = re.compile(r"[;:!?…]|,|\s[—–-]\s|\.(?:\s|$)|\n|\(")
_WITHIN_TIME = frozenset(
    {"до", "с", "в", "к", "на", "через", "by", "at", "on", "until", "before", "within", "in", "of"}
)


@dataclass(frozen=True, slots=True)
class Promises:
    """``own`` promise by themselves, ``announced`` and ``others`` only with a time; ``times``: «завтра», "today"."""

    own: PhraseSet
    announced: PhraseSet
    others: PhraseSet
    times: PhraseSet

    def find(self, analysis: Analysis) -> tuple[Commitment, ...]:
        if not analysis.sentences:
            return ()
        times = self._times(analysis)
        announced = {first for first, _ in self.announced.find(analysis)}
        own = [(first, first in announced) for first, _ in self.own.find(analysis)]
        others = [(first, True) for first, _ in self.others.find(analysis)]
        found = sorted({*own, *others})
        return tuple(_distinct(self._made(analysis, first, times, needs_time=timed) for first, timed in found))

    def _made(
        self, analysis: Analysis, first: int, times: tuple[tuple[int, int], ...], *, needs_time: bool
    ) -> Commitment | None:
        sentence = analysis.sentences[analysis.sentence_of[first]]
        if _asks(analysis, sentence):
            return None
        nearest = bisect_left(times, first, key=lambda time: time[0])
        around = times[max(0, nearest - _NEAR) : nearest + _NEAR]
        times_here = [analysis.span(*time) for time in around if sentence.first <= time[0] < sentence.last]
        clause = _clause(analysis, sentence, first, times_here)
        due = [span for span in times_here if clause.overlaps(span)]
        if needs_time and not due:
            return None
        return Commitment(clause, _plain(clause.of(analysis.text)), _plain(due[0].of(analysis.text)) if due else None)

    def _times(self, analysis: Analysis) -> tuple[tuple[int, int], ...]:
        """Runs of time expressions: «сегодня до 16:30» is one."""
        marked: set[int] = set()
        for first, last in self.times.find(analysis):
            marked.update(range(first, last))
        for first, found in analysis.facts_at.items():
            for kind, last in found:
                marked.update(range(first, last) if kind in _TIMED else ())
        return tuple(_runs(analysis, sorted(marked)))


def _runs(analysis: Analysis, marked: list[int]) -> Iterator[tuple[int, int]]:
    start = last = -1
    for word in marked:
        between = analysis.words[last + 1 : word] if start >= 0 else ()
        joined = start >= 0 and analysis.sentence_of[word] == analysis.sentence_of[start]
        if joined and all(gap.norm in _WITHIN_TIME for gap in between):
            last = word
            continue
        if start >= 0:
            yield start, last + 1
        start = last = word
        if start > 0 and analysis.words[start - 1].norm in _WITHIN_TIME and start not in analysis.starts:
            start -= 1
    if start >= 0:
        yield start, last + 1


def _asks(analysis: Analysis, sentence: Sentence) -> bool:
    return "?" in analysis.words[sentence.last].gap


def _plain(text: str) -> str:
    return " ".join(text.split())


def _clause(analysis: Analysis, sentence: Sentence, first: int, times: list[Span]) -> Span:
    """The clause around the promising word, and a time that follows it at once («напишу, завтра до 12:00»)."""
    verb = analysis.words[first].start
    begin = max(analysis.words[sentence.first].start, verb - _WINDOW)
    limit = min(analysis.words[sentence.last - 1].end, verb + _WINDOW)
    breaks = [match for match in _CLAUSE_END.finditer(analysis.text, begin, limit) if not _inside(match, times)]
    starts = [match.end() for match in breaks if match.end() <= verb]
    end = next((match.start() for match in breaks if match.start() >= verb), limit)
    start = analysis.words[_word_from(analysis, max([begin, *starts]))].start
    later = [span.end for span in times if span.start >= end and _words_between(analysis, end, span.start) <= 2]
    return Span(start, max([end, *later[:1]]))


def _inside(match: re.Match[str], times: list[Span]) -> bool:
    """A comma within «завтра, 3 октября, до 15:00» ends no clause."""
    return any(span.start < match.end() and match.start() < span.end for span in times)


def _words_between(analysis: Analysis, start: int, end: int) -> int:
    return _word_from(analysis, end) - _word_from(analysis, start)


def _word_from(analysis: Analysis, offset: int) -> int:
    return bisect_left(analysis.words, offset, key=lambda word: word.start)


def _distinct(made: Iterator[Commitment | None]) -> Iterator[Commitment]:
    end = 0
    for commitment in made:
        if commitment is not None and commitment.span.start >= end:
            end = commitment.span.end
            yield commitment


def read_promises(standard: Standard, lists: Lists) -> Promises:
    """The phrases come from the standard's lists; a standard without them finds no promises."""

    def phrases(name: str) -> PhraseSet:
        unless = standard.lists.get("promise-unless", ())
        found = programs(standard.lists.get(name, ()), lists, Reading.BEST)  # «минут», «почту» are verbs only on paper
        return PhraseSet(found, programs(unless, lists))

    return Promises(
        own=phrases("promise-own"),
        announced=phrases("promise-announced"),
        others=phrases("promise-others"),
        times=PhraseSet(programs(standard.lists.get("times", ()), lists)),
    )
