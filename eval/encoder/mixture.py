"""Clean pairs -> what an encoder is shown, with weights, and the part that is held back for early stopping."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from eval.encoder.pairs import Pair
from eval.encoder.sources import RULES, SourceRule, rule_of

HELD_BACK = 0.02

_RUN = 40  # neighbouring pairs that are held back or trained on together: about a page
_WINDOW = 8  # words in a row that no held-back text shares with one that is trained on
_FAMILY = re.compile(r"(?::\w+|-(?:heading|block|passage))$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with its weight: how often it is shown beside one of weight 1."""

    pair: Pair
    weight: float


@dataclass(slots=True)
class MixtureReport:
    """Examples by source, and what was held back and given up again."""

    read: Counter[str] = field(default_factory=Counter)
    trained: Counter[str] = field(default_factory=Counter)
    held_back: Counter[str] = field(default_factory=Counter)
    also_trained: int = 0  # of the held-back texts: said among the trained ones too, so they measure nothing


@dataclass(frozen=True, slots=True)
class Mixture:
    train: tuple[Example, ...]
    held_back: tuple[Example, ...]
    report: MixtureReport


def mix(
    pairs: Iterable[Pair], *, seed: int, held_back: float = HELD_BACK, rules: Sequence[SourceRule] = RULES
) -> Mixture:
    """Weighs and caps the pairs by source; equal for equal pairs and seed.

    Pairs should come in the order of their pages: neighbours make the passages. Of every source runs of 40 neighbours
    are held back, never single lines; a held-back text with eight words in a row (or all, if fewer) that is trained on
    too is left out of both.
    """
    report = MixtureReport()
    train: list[list[Pair]] = []
    held: list[list[Pair]] = []
    for run in _runs(pairs):
        report.read.update(pair.source for pair in run)
        kept_out = rule_of(run[0].source, rules).held_back and _chance(f"{seed} {run[0].ru} {run[0].en}") < held_back
        (held if kept_out else train).append(run)
    shown = _chosen(train, rules, seed=seed, part=1.0)
    measured = _chosen(held, rules, seed=seed, part=held_back)
    unseen = _unseen(measured, shown)
    report.also_trained = len(measured) - len(unseen)
    report.trained.update(one.pair.source for one in shown)
    report.held_back.update(one.pair.source for one in unseen)
    return Mixture(tuple(shown), tuple(unseen), report)


def _runs(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Neighbours of one family of sources (blocks, headings and passages of the same pages), 40 at most.

    Lines of other families between them do not part them: files of several sources come interleaved, some shuffled.
    """
    open_runs: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        family = _FAMILY.sub("", pair.source)
        open_runs[family].append(pair)
        if len(open_runs[family]) == _RUN:
            yield open_runs.pop(family)
    yield from open_runs.values()


def _chance(key: str) -> float:
    return random.Random(key).random()


def _chosen(runs: Sequence[list[Pair]], rules: Sequence[SourceRule], *, seed: int, part: float) -> list[Example]:
    """Up to the caps (times ``part``) of each source, by name."""
    single: dict[str, list[Pair]] = defaultdict(list)
    for run in runs:
        for pair in run:
            single[pair.source].append(pair)
    examples: list[Example] = []
    for source in sorted(single):
        rule = rule_of(source, rules)
        examples += _sampled(single[source], rule.cap, rule, seed=seed, part=part)
    return examples


def _sampled(pairs: Sequence[Pair], cap: int | None, rule: SourceRule, *, seed: int, part: float) -> list[Example]:
    if cap is not None and round(cap * part) < len(pairs):
        order = random.Random(f"{seed} {pairs[0].source}").sample(range(len(pairs)), round(cap * part))
        pairs = [pairs[index] for index in sorted(order)]
    return [Example(pair, rule.weight) for pair in pairs]


def _unseen(measured: Sequence[Example], shown: Sequence[Example]) -> list[Example]:
    """The examples that share no window of words with any that is trained on, in neither language."""
    windows = [_windows(one.pair) for one in measured]
    sought = frozenset().union(*windows)
    met = {window for one in shown for window in _windows(one.pair) & sought}
    return [one for one, own in zip(measured, windows, strict=True) if not own & met]


def _windows(pair: Pair) -> frozenset[str]:
    return frozenset(window for text in (pair.ru, pair.en) for window in _text_windows(text))


def _text_windows(text: str) -> Iterator[str]:
    words = _WORD.findall(text.lower())
    for start in range(max(1, len(words) - _WINDOW + 1)):
        yield " ".join(words[start : start + _WINDOW])
