"""The steps of a phrase -> Matcher: from a word of an Analysis to the word behind the match that begins there.

Each step becomes a function that holds the next one, made from the last step to the first: nothing is
looked up or decided again while a text is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kb_index.text.tokens import TokenKind
from service.guardrail.analysis import Analysis, Word
from service.guardrail.phrases.steps import Op, Step
from service.guardrail.phrases.syntax import Assertion
from service.guardrail.phrases.words import WordTest, agrees

NOWHERE = -1
# (analysis, keys of its words, word, word at which the sentence ends) -> the word after the match, or NOWHERE
Run = Callable[[Analysis, Sequence[frozenset[str]], int, int], int]


@dataclass(frozen=True, slots=True)
class Matcher:
    """``opens``: the first word of every match has one of these keys; None: not known."""

    run: Run
    opens: frozenset[str] | None


def matcher(steps: Sequence[Step]) -> Matcher:
    """Recursion is as deep as the phrase has steps; the work per beginning is bounded by the phrase."""
    made: dict[int, Matcher] = {}
    for number in range(len(steps) - 1, -1, -1):
        step = steps[number]
        made[number] = _MAKERS[step.op](step, [made[target] for target in step.targets])
    return made[0]


def _word(step: Step, then: Sequence[Matcher]) -> Matcher:
    test, after = step.test, then[0].run
    assert test is not None
    keys = test.keys
    if keys is None or test.morphological:
        return Matcher(_tested(test, after), keys)

    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        if word >= limit or keys.isdisjoint(keys_of[word]):
            return NOWHERE
        return after(analysis, keys_of, word + 1, limit)

    return Matcher(run, keys)


def _tested(test: WordTest, after: Run) -> Run:
    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        reached = _accept(test, analysis, word, limit)
        return NOWHERE if reached == NOWHERE else after(analysis, keys_of, reached, limit)

    return run


def _gap(step: Step, then: Sequence[Matcher]) -> Matcher:
    most, after, opens = step.most, then[0].run, then[0].opens

    def anywhere(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        for ahead in range(word, min(word + most, limit) + 1):
            end = after(analysis, keys_of, ahead, limit)
            if end != NOWHERE:
                return end
        return NOWHERE

    if opens is None:
        return Matcher(anywhere, None)
    known = opens

    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        for ahead in range(word, min(word + most + 1, limit)):
            if known.isdisjoint(keys_of[ahead]):
                continue
            end = after(analysis, keys_of, ahead, limit)
            if end != NOWHERE:
                return end
        return NOWHERE

    return Matcher(run, None)


def _split(step: Step, then: Sequence[Matcher]) -> Matcher:
    if len(then) == 1:
        return then[0]
    branches = tuple((one.run, one.opens) for one in then)

    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        here = keys_of[word] if word < limit else _NO_KEYS
        for branch, opens in branches:
            if opens is not None and opens.isdisjoint(here):
                continue
            end = branch(analysis, keys_of, word, limit)
            if end != NOWHERE:
                return end
        return NOWHERE

    known = [one.opens for one in then if one.opens is not None]
    return Matcher(run, frozenset().union(*known) if len(known) == len(then) else None)


def _mark(step: Step, then: Sequence[Matcher]) -> Matcher:
    sign, absent, after = step.sign, step.absent, then[0].run

    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        if (sign in analysis.words[word].gap) is absent:
            return NOWHERE
        return after(analysis, keys_of, word, limit)

    return Matcher(run, then[0].opens)


def _edge(step: Step, then: Sequence[Matcher]) -> Matcher:
    at_start, after = step.edge is Assertion.START, then[0].run

    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        if not (word in analysis.starts if at_start else word == limit):
            return NOWHERE
        return after(analysis, keys_of, word, limit)

    return Matcher(run, then[0].opens)


def _not(step: Step, then: Sequence[Matcher]) -> Matcher:
    test, after = step.test, then[0].run
    assert test is not None

    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        if _accept(test, analysis, word, limit) != NOWHERE:
            return NOWHERE
        return after(analysis, keys_of, word, limit)

    return Matcher(run, then[0].opens)


def _done(step: Step, then: Sequence[Matcher]) -> Matcher:
    def run(analysis: Analysis, keys_of: Sequence[frozenset[str]], word: int, limit: int) -> int:
        return word

    return Matcher(run, None)


_NO_KEYS: frozenset[str] = frozenset()
_MAKERS: dict[Op, Callable[[Step, Sequence[Matcher]], Matcher]] = {
    Op.WORD: _word,
    Op.GAP: _gap,
    Op.SPLIT: _split,
    Op.MARK: _mark,
    Op.EDGE: _edge,
    Op.NOT: _not,
    Op.DONE: _done,
}


def _accept(test: WordTest, analysis: Analysis, place: int, limit: int) -> int:
    if place >= limit:
        return NOWHERE
    word = analysis.words[place]
    if test.keys is not None and test.keys.isdisjoint(word.keys):
        return NOWHERE
    if test.fact is not None:
        ends = [end for kind, end in analysis.facts_at.get(place, ()) if kind == test.fact and end <= limit]
        return ends[0] if ends else NOWHERE
    if test.shape is not None:
        return place + 1 if _shaped(test.shape, analysis.text, word) else NOWHERE
    if test.morphological and not _agrees(test, word):
        return NOWHERE
    return place + 1


def _agrees(test: WordTest, word: Word) -> bool:
    readable = word.cyrillic and bool(word.keys)
    return readable and agrees(word.norm, test.lemma, test.required, test.forbidden, test.reading)


def _shaped(shape: str, text: str, word: Word) -> bool:
    if shape == "cap":
        return text[word.start].isupper()
    return shape == "any" or (shape == "digits" and word.kind is TokenKind.NUMBER)
