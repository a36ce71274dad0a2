"""A draft -> Commitment[]: who says that what will be done, by when, and for how much.

First person future («перезвоню», "we will send") always promises, unless it only announces words of
the draft itself («расскажу, как…») and names no time. So does what our people are to do («инженер
свяжется с вами»). Of anything else in the third person («деньги поступят в четверг») a time is what
makes a promise; what a program does by itself is none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.facts import FactKind
from service.domain import CheckContext, Commitment
from service.guardrail.analysis import Analysis
from service.guardrail.clauses import asked, clause, conditional, name_around, reported, subordinate
from service.guardrail.due import due_at
from service.guardrail.phrases.book import Lists, PhraseSet, programs
from service.guardrail.phrases.words import Reading
from service.guardrail.quotes import repeats
from service.standards.model import Standard
from service.standards.node import Node

WE, THIRD_PARTY = "we", "third_party"
_NEAR, _LONGEST_NAME = 3, 4  # times looked at on either side of the promising word; words of a name
_TIMED = frozenset({"date", "time", "duration"})
_AMOUNTS = (FactKind.MONEY, FactKind.PERCENT)
_WITHIN_TIME = frozenset(
    {"до", "с", "в", "к", "на", "через", "by", "at", "on", "until", "before", "within", "in", "of", "по", "не", "no"}
    | {"позднее", "позже", "later", "than", "the", "во", "ко"}
)
_NOTHING = PhraseSet(())
Times = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """``own`` and ``deeds`` promise by themselves, ``by_people`` beside one of ``people``, the rest with a time.

    ``times``: «завтра», "today"; ``vague``: «в ближайшее время», a time only in that it makes a promise;
    ``doubted``: «не могу обещать, что»; ``people`` and ``third_parties``: who may be named as the one who does it.
    """

    own: PhraseSet
    announced: PhraseSet
    others: PhraseSet
    times: PhraseSet
    deeds: PhraseSet = _NOTHING
    by_people: PhraseSet = _NOTHING
    vague: PhraseSet = _NOTHING
    doubted: PhraseSet = _NOTHING
    people: PhraseSet = _NOTHING
    third_parties: PhraseSet = _NOTHING

    @property
    def triggers(self) -> frozenset[str] | None:
        found = [one.triggers for one in (self.own, self.others, self.deeds, self.by_people)]
        keys = [one for one in found if one is not None]
        return frozenset().union(*keys) if len(keys) == len(found) else None

    def find(self, analysis: Analysis, context: CheckContext | None = None) -> tuple[Commitment, ...]:
        candidates = self._candidates(analysis) if analysis.sentences else ()
        if not candidates:
            return ()
        times, vague = self._times(analysis), self.vague.find(analysis)
        made = (
            self._made(analysis, first, times, vague, context, needs_time=timed, ours=ours)
            for first, timed, ours in candidates
        )
        return tuple(_distinct(made))

    def _candidates(self, analysis: Analysis) -> list[tuple[int, bool, bool]]:
        """(promising word, needs a time, is ours to do), in order; of the same word the one that needs less."""
        announced = {word for found in self.announced.find(analysis) for word in range(*found)}
        found: dict[int, tuple[bool, bool]] = {first: (True, False) for first, _ in self.others.find(analysis)}
        found |= self._by_people(analysis)
        found |= {first: (False, False) for first, _ in self.deeds.find(analysis)}
        found |= {first: (first in announced, True) for first, _ in self.own.find(analysis)}
        return [(first, *found[first]) for first in sorted(found)]

    def _by_people(self, analysis: Analysis) -> dict[int, tuple[bool, bool]]:
        """«Позвонит», «исправит»: a promise without a time where one of our people is to do it."""
        verbs = self.by_people.find(analysis)
        people = self.people.find(analysis) if verbs else ()
        return {first: (not any(_near(analysis, first, person) for person in people), False) for first, _ in verbs}

    def _made(
        self,
        analysis: Analysis,
        first: int,
        times: Times,
        vague: Times,
        context: CheckContext | None,
        *,
        needs_time: bool,
        ours: bool,
    ) -> Commitment | None:
        if self._unsaid(analysis, first):
            return None
        sentence = analysis.sentences[analysis.sentence_of[first]]
        times_here = _spans_in(analysis, times, first)
        stretch = clause(analysis, sentence, first, times_here)
        due = next((span for span in times_here if stretch.overlaps(span)), None)
        hazy = any(stretch.overlaps(span) for span in _spans_in(analysis, vague, first))
        loose = needs_time or conditional(analysis, sentence)
        if due is None and not hazy and (loose or (not ours and _quoted(analysis, stretch, context))):
            return None
        return Commitment(
            span=stretch,
            what=_plain(stretch.of(analysis.text)),
            due=None if due is None else _plain(due.of(analysis.text)),
            due_at=due_at(analysis, due, context) if due is not None and context is not None else None,
            who=WE if ours else self._who(analysis, stretch),
            amount=_amount(analysis, stretch),
        )

    def _unsaid(self, analysis: Analysis, first: int) -> bool:
        sentence, word = analysis.sentences[analysis.sentence_of[first]], analysis.words[first]
        return (
            asked(analysis, sentence, first)
            or subordinate(analysis, sentence, first)
            or reported(analysis, sentence, first)
            or analysis.in_zone(Span(word.start, word.end))
            or any(sentence.first <= start < first for start, _ in self.doubted.find(analysis))
        )

    def _times(self, analysis: Analysis) -> Times:
        """Runs of time expressions: «сегодня до 16:30» is one."""
        marked: set[int] = set()
        for first, last in self.times.find(analysis):
            marked.update(range(first, last))
        for first, found in analysis.facts_at.items():
            for kind, last in found:
                marked.update(range(first, last) if kind in _TIMED else ())
        return tuple(_runs(analysis, sorted(marked)))

    def _who(self, analysis: Analysis, stretch: Span) -> str | None:
        """The person or department that the clause names."""
        named = [found for found in self.people.find(analysis) if analysis.span(*found).overlaps(stretch)]
        if named:
            first, last = named[0]
            last -= analysis.words[last - 1].norm == "will"
            return _plain(name_around(analysis, first, last).of(analysis.text))
        others = self.third_parties.find(analysis)
        return THIRD_PARTY if any(analysis.span(*found).overlaps(stretch) for found in others) else None


def _quoted(analysis: Analysis, stretch: Span, context: CheckContext | None) -> bool:
    """«При восстановлении изменения будут заменены», in the words of a source: the product does it, not we."""
    said, sources = stretch.of(analysis.text), context.sources if context is not None else None
    return any(repeats(said, one.text) for one in sources or ())


def _near(analysis: Analysis, verb: int, person: tuple[int, int]) -> bool:
    first, last = (person[1], verb) if person[0] < verb else (verb + 1, person[0])
    between = range(first, last + 1)
    return last - first <= _LONGEST_NAME and not any(analysis.words[place].gap for place in between)


def _spans_in(analysis: Analysis, found: Times, first: int) -> list[Span]:
    """Of stretches in order, those near the word that lie in its sentence."""
    sentence = analysis.sentences[analysis.sentence_of[first]]
    nearest = bisect_left(found, first, key=lambda time: time[0])
    around = found[max(0, nearest - _NEAR) : nearest + _NEAR]
    return [analysis.span(*time) for time in around if sentence.first <= time[0] < sentence.last]


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
        while start > 0 and analysis.words[start - 1].norm in _WITHIN_TIME and start not in analysis.starts:
            start -= 1
    if start >= 0:
        yield start, last + 1


def _amount(analysis: Analysis, stretch: Span) -> str | None:
    found = (fact for fact in analysis.facts_over(stretch) if fact.kind in _AMOUNTS)
    return next((_plain(fact.span.of(analysis.text)) for fact in found), None)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _distinct(made: Iterator[Commitment | None]) -> Iterator[Commitment]:
    end = 0
    for commitment in made:
        if commitment is not None and commitment.span.start >= end:
            end = commitment.span.end
            yield commitment


def commitments(promises: Promises, analysis: Analysis, context: CheckContext) -> tuple[Commitment, ...]:
    """What the standard's own lists find; worked out once per analysis."""
    if "commitments" not in analysis.shared:
        analysis.shared["commitments"] = promises.find(analysis, context)
    found = analysis.shared["commitments"]
    assert isinstance(found, tuple)
    return found


def read_promises(standard: Standard, lists: Lists) -> Promises:
    """The phrases come from the standard's lists; a standard without them finds no promises."""
    return _read(standard.lists, lists)


def promises_of(lists: Lists) -> Promises:
    """The same for a kind of rule, which knows the lists only by their texts."""
    nodes = {
        name: tuple(Node(text, f"list `{name}`", 1) for text in phrases) for name, phrases in lists.phrases.items()
    }
    return _read(nodes, lists)


def _read(nodes: Mapping[str, Sequence[Node]], lists: Lists) -> Promises:
    unless = programs(nodes.get("promise-unless", ()), lists)

    def promising(name: str) -> PhraseSet:
        found = programs(nodes.get(name, ()), lists, Reading.BEST)  # «минут», «почту» are verbs only on paper
        return PhraseSet(found, unless)

    def plain(name: str, reading: Reading = Reading.ANY) -> PhraseSet:
        # Asked for each promise anew: what was found is kept.
        return PhraseSet(programs(nodes.get(name, ()), lists, reading), memo=f"promises: {name}")

    return Promises(
        own=promising("promise-own"),
        announced=promising("promise-announced"),
        others=promising("promise-others"),
        times=plain("times"),
        deeds=promising("promise-deeds"),
        by_people=promising("promise-by-people"),
        vague=plain("vague-times"),
        doubted=plain("promise-doubted"),
        people=plain("promise-people", Reading.BEST),  # «марта» is a month before it is a name
        third_parties=plain("promise-third-parties"),
    )
