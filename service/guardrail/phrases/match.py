"""Program + Analysis -> the stretches of words that match, leftmost first, none overlapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kb_index.text.tokens import TokenKind
from service.guardrail.analysis import Analysis, Word
from service.guardrail.phrases.program import Program, Step
from service.guardrail.phrases.syntax import Assertion
from service.guardrail.phrases.words import WordTest, agrees

_NOWHERE = -1


def find(program: Program, analysis: Analysis, *, bound: bool = True) -> Iterator[tuple[int, int]]:
    """(first word, word after the last) per match; ``bound``: a match never leaves its sentence.

    The work per candidate is bounded by the phrase, not by the text: gaps have a limit.
    """
    done = 0
    opens, words = program.opens, analysis.words
    for start in _candidates(program, analysis, bound=bound):
        if start < done or (opens is not None and opens.isdisjoint(words[start].keys)):
            continue
        limit = _limit(analysis, start) if bound else len(analysis.words) - 1
        end = _run(program.steps, 0, analysis, start, limit)
        if end > start:
            yield start, end
            done = end


def _limit(analysis: Analysis, word: int) -> int:
    return analysis.sentences[analysis.sentence_of[word]].last


def _candidates(program: Program, analysis: Analysis, *, bound: bool) -> Iterable[int]:
    """Where a match may begin: near the words that the phrase cannot do without."""
    anchor = program.anchor
    if anchor is None:
        return range(len(analysis.words) - 1)
    places = [place for key in anchor.keys for place in analysis.positions.get(key, ())]
    if not places:
        return ()
    if anchor.most == 0:
        return sorted(set(places))
    starts: set[int] = set()
    for place in places:
        first = analysis.sentences[analysis.sentence_of[place]].first if bound else 0
        starts.update(range(max(first, place - anchor.most), place - anchor.least + 1))
    return sorted(starts)


def _run(steps: tuple[Step, ...], step: int, analysis: Analysis, word: int, limit: int) -> int:
    """The word after the match, or -1. Recursion is as deep as the phrase has splits and gaps."""
    while True:
        here = steps[step]
        op = here.op
        if op == "word":
            word = _accept(here.test, analysis, word, limit)
            if word == _NOWHERE:
                return _NOWHERE
        elif op == "done":
            return word
        elif op in ("split", "gap"):
            return _branch(steps, here, analysis, word, limit)
        elif not _holds(here, analysis, word, limit):
            return _NOWHERE
        step = here.targets[0]


def _branch(steps: tuple[Step, ...], here: Step, analysis: Analysis, word: int, limit: int) -> int:
    if here.op == "split":
        for target in here.targets:
            end = _run(steps, target, analysis, word, limit)
            if end != _NOWHERE:
                return end
        return _NOWHERE
    for ahead in range(word, min(word + here.most, limit) + 1):
        end = _run(steps, here.targets[0], analysis, ahead, limit)
        if end != _NOWHERE:
            return end
    return _NOWHERE


def _holds(step: Step, analysis: Analysis, word: int, limit: int) -> bool:
    if step.op == "mark":
        return (step.sign in analysis.words[word].gap) != step.absent
    if step.op == "not":
        return _accept(step.test, analysis, word, limit) == _NOWHERE
    return word in analysis.starts if step.edge is Assertion.START else word == limit


def _accept(test: WordTest | None, analysis: Analysis, place: int, limit: int) -> int:
    if test is None or place >= limit:
        return _NOWHERE
    word = analysis.words[place]
    if test.keys is not None and test.keys.isdisjoint(word.keys):
        return _NOWHERE
    if test.fact is not None:
        ends = [end for kind, end in analysis.facts_at.get(place, ()) if kind == test.fact and end <= limit]
        return ends[0] if ends else _NOWHERE
    if test.shape is not None:
        return place + 1 if _shaped(test.shape, analysis.text, word) else _NOWHERE
    if test.morphological and not _agrees(test, word):
        return _NOWHERE
    return place + 1


def _agrees(test: WordTest, word: Word) -> bool:
    readable = word.cyrillic and bool(word.keys)
    return readable and agrees(word.norm, test.lemma, test.required, test.forbidden, test.reading)


def _shaped(shape: str, text: str, word: Word) -> bool:
    if shape == "cap":
        return text[word.start].isupper()
    return shape == "any" or (shape == "digits" and word.kind is TokenKind.NUMBER)
