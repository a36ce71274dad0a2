"""A phrase's tree -> Anchor: the rarest words without which it cannot occur, and where in it they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.lemmas import parses
from service.guardrail.analysis import INDEXED_GRAMMEMES
from service.guardrail.phrases import english
from service.guardrail.phrases.syntax import Atom, Choice, Gap, Part
from service.guardrail.phrases.words import CYRILLIC_WORD, Reading, word_test

_CLOSED_CLASSES = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})
_COMMON_RUSSIAN = frozenset(("быть", "мочь", "весь", "этот", "наш", "ваш", "свой", "один", "такой", "который", "еще"))
_COMMON_COST, _GRAMMEME_COST, _WIDEST_FACT = 100, 200, 10


@dataclass(frozen=True, slots=True)
class Anchor:
    """One of ``keys`` stands in every match, between ``least`` and ``most`` words after its beginning."""

    keys: frozenset[str]
    least: int
    most: int
    cost: int


def find_anchor(parts: Iterable[Part], reading: Reading) -> Anchor | None:
    best: Anchor | None = None
    least = most = 0
    for part in parts:
        found = _anchor_of(part, reading)
        if found is not None and (best is None or found.cost < best.cost):
            best = Anchor(found.keys, found.least + least, found.most + most, found.cost)
        narrow, wide = _width(part)
        least, most = least + narrow, most + wide
    return best


@lru_cache(maxsize=20_000)
def needed_keys(parts: Iterable[Part], reading: Reading) -> tuple[frozenset[str], ...]:
    """Of each of these sets a key stands in every match; the small sets, which tell most, come first."""
    found = (_anchor_of(part, reading) for part in parts)
    return tuple(sorted({anchor.keys for anchor in found if anchor is not None}, key=_by_size))


def _by_size(keys: frozenset[str]) -> tuple[int, str]:
    return len(keys), min(keys)


@lru_cache(maxsize=40_000)
def _anchor_of(part: Part, reading: Reading) -> Anchor | None:
    if isinstance(part, Atom):
        keys = word_test(part, reading).keys or _grammeme_key(part)
        return Anchor(keys, 0, 0, sum(_cost(key) for key in keys)) if keys else None
    if not isinstance(part, Choice) or part.optional:
        return None
    found = [find_anchor(option, reading) for option in part.options]
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
    if not CYRILLIC_WORD.fullmatch(word):
        return _COMMON_COST if word in english.COMMON else 1
    common = word in _COMMON_RUSSIAN or parses(word)[0].pos in _CLOSED_CLASSES
    return _COMMON_COST if common else 1


def widths(parts: Iterable[Part]) -> tuple[int, int]:
    widths = [_width(part) for part in parts]
    return sum(narrow for narrow, _ in widths), sum(wide for _, wide in widths)


@lru_cache(maxsize=40_000)
def _width(part: Part) -> tuple[int, int]:
    if isinstance(part, Atom):
        return 1, _WIDEST_FACT if part.fact else 1
    if isinstance(part, Gap):
        return 0, part.most
    if not isinstance(part, Choice):
        return 0, 0
    options = [widths(option) for option in part.options]
    narrow = 0 if part.optional else min(option[0] for option in options)
    return narrow, max(option[1] for option in options)
