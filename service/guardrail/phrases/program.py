"""A phrase's tree -> Program: steps over the words of an Analysis, and the words it cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb_index.text.lemmas import lemmas, morphology, parses
from service.guardrail.analysis import INDEXED_GRAMMEMES
from service.guardrail.phrases import english
from service.guardrail.phrases.syntax import (
    Assertion,
    Atom,
    Choice,
    Edge,
    Gap,
    Mark,
    Not,
    Part,
    PhraseInvalid,
)

_CYRILLIC = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_CLOSED_CLASSES = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})
_COMMON_RUSSIAN = frozenset(("быть", "мочь", "весь", "этот", "наш", "ваш", "свой", "один", "такой", "который", "еще"))
_COMMON_COST, _GRAMMEME_COST, _WIDEST_FACT = 100, 200, 10


class Reading(StrEnum):
    """How many morphological readings of a word must agree with an atom."""

    ANY = "any"
    BEST = "best"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class WordTest:
    """Accepts a word by its keys, its readings, its fact or its shape."""

    keys: frozenset[str] | None = None
    lemma: str | None = None
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    reading: Reading = Reading.ANY
    fact: str | None = None
    shape: str | None = None

    @property
    def morphological(self) -> bool:
        return bool(self.required or self.forbidden) or (self.lemma is not None and self.reading is not Reading.ANY)


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
class Anchor:
    """One of ``keys`` stands in every match, between ``least`` and ``most`` words after its beginning."""

    keys: frozenset[str]
    least: int
    most: int
    cost: int


@dataclass(frozen=True, slots=True)
class Program:
    steps: tuple[Step, ...]
    anchor: Anchor | None  # None: any word may begin a match


@lru_cache(maxsize=8192)
def compile_phrase(parts: tuple[Part, ...], reading: Reading) -> Program:
    """Raises PhraseInvalid for a lemma that is none, an unknown grammeme or a phrase that matches nothing at all."""
    if _widths(parts)[0] == 0:
        raise PhraseInvalid("everything in the phrase may be missing, so it would match everywhere; require a word")
    steps: list[Step] = []
    _emit(parts, reading, steps)
    steps.append(Step("done"))
    return Program(tuple(steps), _anchor(parts, reading))


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


def _merged(choice: Choice, reading: Reading) -> WordTest | None:
    """One test for alternatives that are single words known by their keys."""
    if choice.optional or not all(len(option) == 1 and isinstance(option[0], Atom) for option in choice.options):
        return None
    tests = [word_test(option[0], reading) for option in choice.options if isinstance(option[0], Atom)]
    if any(test.keys is None or test.morphological for test in tests):
        return None
    return WordTest(keys=frozenset().union(*(test.keys or frozenset() for test in tests)))


@lru_cache(maxsize=20_000)
def word_test(atom: Atom, reading: Reading) -> WordTest:
    if atom.fact or atom.shape:
        return WordTest(fact=atom.fact, shape=atom.shape)
    if atom.form is not None:
        return WordTest(keys=frozenset({"=" + atom.form}))
    if atom.required or atom.forbidden:
        _check_grammemes(atom.required | atom.forbidden)
    if atom.lemma is None:
        return WordTest(required=atom.required, forbidden=atom.forbidden, reading=reading)
    if not _CYRILLIC.fullmatch(atom.lemma):
        return _english_test(atom, atom.lemma)
    _check_lemma(atom.lemma)
    return WordTest(frozenset({atom.lemma}), atom.lemma, atom.required, atom.forbidden, reading)


def _english_test(atom: Atom, word: str) -> WordTest:
    if atom.required or atom.forbidden:
        raise PhraseInvalid(f"`{word}` is not Russian, and only Russian words have grammemes; remove the part after #")
    return WordTest(keys=frozenset("=" + form for form in english.forms(word)))


def _check_lemma(word: str) -> None:
    found = lemmas(word)
    if word not in found:
        raise PhraseInvalid(
            f"`{word}` is not a lemma, so it would never match; its lemma is `{found[0]}`, or write `={word}` "
            f"for this form only"
        )


def _check_grammemes(names: Iterable[str]) -> None:
    known = morphology().TagClass.KNOWN_GRAMMEMES
    for name in names:
        if name not in known:
            raise PhraseInvalid(f"`{name}` is not a grammeme; use OpenCorpora's names, such as NOUN, VERB, 1per, gent")


@lru_cache(maxsize=50_000)
def agrees(form: str, lemma: str | None, required: frozenset[str], forbidden: frozenset[str], reading: Reading) -> bool:
    """Whether the readings of a Russian word form agree with what an atom asks for."""
    verdicts = [
        (lemma is None or parse.lemma == lemma)
        and required <= parse.grammemes
        and forbidden.isdisjoint(parse.grammemes)
        for parse in parses(form)
    ]
    if reading is Reading.BEST:
        return bool(verdicts) and verdicts[0]
    return all(verdicts) if reading is Reading.ALL else any(verdicts)


# --- anchors -----------------------------------------------------------------------------------------


def _anchor(parts: Iterable[Part], reading: Reading) -> Anchor | None:
    best: Anchor | None = None
    least = most = 0
    for part in parts:
        found = _anchor_of(part, reading)
        if found is not None and (best is None or found.cost < best.cost):
            best = Anchor(found.keys, found.least + least, found.most + most, found.cost)
        narrow, wide = _width(part)
        least, most = least + narrow, most + wide
    return best


def _anchor_of(part: Part, reading: Reading) -> Anchor | None:
    if isinstance(part, Atom):
        keys = word_test(part, reading).keys or _grammeme_key(part)
        return Anchor(keys, 0, 0, sum(_cost(key) for key in keys)) if keys else None
    if not isinstance(part, Choice) or part.optional:
        return None
    found = [_anchor(option, reading) for option in part.options]
    sure = [anchor for anchor in found if anchor is not None]
    if len(sure) < len(found):
        return None
    return Anchor(
        keys=frozenset().union(*(anchor.keys for anchor in sure)),
        least=min(anchor.least for anchor in sure),
        most=max(anchor.most for anchor in sure),
        cost=sum(anchor.cost for anchor in sure),
    )


def _grammeme_key(atom: Atom) -> frozenset[str]:
    """A word known only by its grammemes is looked up by one of them; any of the indexed will do."""
    return frozenset("#" + name for name in sorted(atom.required & INDEXED_GRAMMEMES)[:1])


@lru_cache(maxsize=20_000)
def _cost(key: str) -> int:
    """How common a word is, roughly: function words are everywhere, so they make poor anchors."""
    if key.startswith("#"):
        return _GRAMMEME_COST
    word = key.lstrip("=")
    if not _CYRILLIC.fullmatch(word):
        return _COMMON_COST if word in english.COMMON else 1
    common = word in _COMMON_RUSSIAN or parses(word)[0].pos in _CLOSED_CLASSES
    return _COMMON_COST if common else 1


def _widths(parts: Iterable[Part]) -> tuple[int, int]:
    widths = [_width(part) for part in parts]
    return sum(narrow for narrow, _ in widths), sum(wide for _, wide in widths)


def _width(part: Part) -> tuple[int, int]:
    if isinstance(part, Atom):
        return 1, _WIDEST_FACT if part.fact else 1
    if isinstance(part, Gap):
        return 0, part.most
    if not isinstance(part, Choice):
        return 0, 0
    options = [_widths(option) for option in part.options]
    narrow = 0 if part.optional else min(option[0] for option in options)
    return narrow, max(option[1] for option in options)
