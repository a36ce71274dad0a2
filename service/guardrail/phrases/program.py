"""A phrase's tree -> Program: steps over the words of an Analysis, and the words it cannot do without."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from service.guardrail.phrases.anchors import Anchor, find_anchor, needed_keys, widths
from service.guardrail.phrases.matcher import Matcher, matcher
from service.guardrail.phrases.steps import Op, Step
from service.guardrail.phrases.syntax import Atom, Choice, Edge, Gap, Mark, Not, Part, PhraseInvalid
from service.guardrail.phrases.words import Reading, WordTest, word_test


@dataclass(frozen=True, eq=False)
class Program:
    """``needed``: of each of these sets a key stands in every match, so in every sentence that holds one."""

    steps: tuple[Step, ...]
    anchor: Anchor | None  # None: any word may begin a match
    needed: tuple[frozenset[str], ...] = ()

    @cached_property
    def matcher(self) -> Matcher:
        """Made when a text first comes near the phrase: most phrases of a standard never meet one."""
        return matcher(self.steps)


@lru_cache(maxsize=8192)
def compile_phrase(parts: tuple[Part, ...], reading: Reading) -> Program:
    """Raises PhraseInvalid for a lemma that is none, an unknown grammeme or a phrase that matches nothing at all."""
    if widths(parts)[0] == 0:
        raise PhraseInvalid("everything in the phrase may be missing, so it would match everywhere; require a word")
    steps: list[Step] = []
    _emit(parts, reading, steps)
    steps.append(Step(Op.DONE))
    return Program(tuple(steps), find_anchor(parts, reading), needed_keys(parts, reading))


# --- steps -------------------------------------------------------------------------------------------


def _emit(parts: Iterable[Part], reading: Reading, steps: list[Step]) -> None:
    for part in parts:
        if isinstance(part, Choice):
            _emit_choice(part, reading, steps)
        else:
            steps.append(_step(part, reading, (len(steps) + 1,)))


def _step(part: Part, reading: Reading, then: tuple[int, ...]) -> Step:
    if isinstance(part, Gap):
        return Step(Op.GAP, then, most=part.most)
    if isinstance(part, Mark):
        return Step(Op.MARK, then, sign=part.sign, absent=part.absent)
    if isinstance(part, Edge):
        return Step(Op.EDGE, then, edge=part.where)
    if isinstance(part, Not):
        return Step(Op.NOT, then, test=word_test(part.atom, reading))
    assert isinstance(part, Atom)
    return Step(Op.WORD, then, test=word_test(part, reading))


def _emit_choice(choice: Choice, reading: Reading, steps: list[Step]) -> None:
    merged = _merged(choice, reading)
    if merged is not None:
        steps.append(Step(Op.WORD, (len(steps) + 1,), test=merged))
        return
    split = len(steps)
    steps.append(Step(Op.SPLIT))
    heads, tails = [], []
    for option in choice.options:
        heads.append(len(steps))
        _emit(option, reading, steps)
        tails.append(len(steps))
        steps.append(Step(Op.SPLIT))  # a jump behind the last option
    after = len(steps)
    for tail in tails:
        steps[tail] = Step(Op.SPLIT, (after,))
    steps[split] = Step(Op.SPLIT, (*heads, after) if choice.optional else tuple(heads))


@lru_cache(maxsize=40_000)
def _merged(choice: Choice, reading: Reading) -> WordTest | None:
    """One test for alternatives that are single words known by their keys."""
    if choice.optional or not all(len(option) == 1 and isinstance(option[0], Atom) for option in choice.options):
        return None
    tests = [word_test(option[0], reading) for option in choice.options if isinstance(option[0], Atom)]
    if any(test.keys is None or test.morphological for test in tests):
        return None
    return WordTest(keys=frozenset().union(*(test.keys or frozenset() for test in tests)))
