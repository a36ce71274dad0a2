"""A phrase's tree -> Program: steps over the words of an Analysis, and the words it cannot do without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.guardrail.phrases.anchors import Anchor, find_anchor, widths
from service.guardrail.phrases.syntax import Assertion, Atom, Choice, Edge, Gap, Mark, Not, Part, PhraseInvalid
from service.guardrail.phrases.words import Reading, WordTest, word_test


@dataclass(frozen=True, slots=True)
class Step:
    """One instruction; ``targets`` are the steps that may follow, the preferred first."""

    op: str  # "word" | "gap" | "split" | "mark" | "edge" | "not" | "done"
    targets: tuple[int, ...] = ()
    test: WordTest | None = None
    most: int = 0
    sign: str = ""
    absent: bool = False
    edge: Assertion | None = None


@dataclass(frozen=True, slots=True)
class Program:
    steps: tuple[Step, ...]
    anchor: Anchor | None  # None: any word may begin a match
    opens: frozenset[str] | None = None  # one of these keys has the first word of every match; None: not known


@lru_cache(maxsize=8192)
def compile_phrase(parts: tuple[Part, ...], reading: Reading) -> Program:
    """Raises PhraseInvalid for a lemma that is none, an unknown grammeme or a phrase that matches nothing at all."""
    if widths(parts)[0] == 0:
        raise PhraseInvalid("everything in the phrase may be missing, so it would match everywhere; require a word")
    steps: list[Step] = []
    _emit(parts, reading, steps)
    steps.append(Step("done"))
    return Program(tuple(steps), find_anchor(parts, reading), _opening_keys(steps))


def _opening_keys(steps: Sequence[Step]) -> frozenset[str] | None:
    """A match tries every place near its anchor; most of them are told off by the first word alone."""
    first = next(step for step in steps if step.op not in ("edge", "mark", "not"))
    return first.test.keys if first.op == "word" and first.test is not None else None


# --- steps -------------------------------------------------------------------------------------------


def _emit(parts: Iterable[Part], reading: Reading, steps: list[Step]) -> None:
    for part in parts:
        if isinstance(part, Choice):
            _emit_choice(part, reading, steps)
        else:
            steps.append(_step(part, reading, (len(steps) + 1,)))


def _step(part: Part, reading: Reading, then: tuple[int, ...]) -> Step:
    if isinstance(part, Gap):
        return Step("gap", then, most=part.most)
    if isinstance(part, Mark):
        return Step("mark", then, sign=part.sign, absent=part.absent)
    if isinstance(part, Edge):
        return Step("edge", then, edge=part.where)
    if isinstance(part, Not):
        return Step("not", then, test=word_test(part.atom, reading))
    assert isinstance(part, Atom)
    return Step("word", then, test=word_test(part, reading))


def _emit_choice(choice: Choice, reading: Reading, steps: list[Step]) -> None:
    merged = _merged(choice, reading)
    if merged is not None:
        steps.append(Step("word", (len(steps) + 1,), test=merged))
        return
    split = len(steps)
    steps.append(Step("split"))
    heads, tails = [], []
    for option in choice.options:
        heads.append(len(steps))
        _emit(option, reading, steps)
        tails.append(len(steps))
        steps.append(Step("split"))  # a jump behind the last option
    after = len(steps)
    for tail in tails:
        steps[tail] = Step("split", (after,))
    steps[split] = Step("split", (*heads, after) if choice.optional else tuple(heads))


@lru_cache(maxsize=20_000)
def _merged(choice: Choice, reading: Reading) -> WordTest | None:
    """One test for alternatives that are single words known by their keys."""
    if choice.optional or not all(len(option) == 1 and isinstance(option[0], Atom) for option in choice.options):
        return None
    tests = [word_test(option[0], reading) for option in choice.options if isinstance(option[0], Atom)]
    if any(test.keys is None or test.morphological for test in tests):
        return None
    return WordTest(keys=frozenset().union(*(test.keys or frozenset() for test in tests)))
