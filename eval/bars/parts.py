"""The names of parts of the table of bars -> their rows, measured one part after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bars import fuzz, metamorphic
from eval.bars.bar import Bar
from eval.bars.corpus import opened
from eval.bars.independence import independence_bars
from eval.bars.labelled import labelled_bars
from eval.bars.mending import REPLIES, mending_bars
from eval.bars.mutation import mutation_bars
from eval.bars.privacy import EACH, privacy_bars
from eval.bars.scaling import scaling_bars
from eval.bars.speed import speed_bars
from service.guardrail.engine import StandardChecker

_QUICK_INPUTS, _QUICK_PAIRS, _QUICK_REPLIES, _QUICK_EACH = 3_000, 100, 30, 10


@dataclass(frozen=True, slots=True)
class Task:
    """``quick``: fewer inputs and pairs, to see that all is in order; the bars are the same."""

    standard: str
    files: tuple[Path, ...] = ()
    quick: bool = False

    @property
    def checker(self) -> StandardChecker:
        return opened(self.standard)

    @property
    def pairs(self) -> int:
        return _QUICK_PAIRS if self.quick else metamorphic.PAIRS


Measure = Callable[[Task], tuple[Bar, ...]]


def _metamorphic(task: Task) -> tuple[Bar, ...]:
    return (
        *metamorphic.text_relations(task.checker, task.pairs),
        *independence_bars(task.checker, task.standard, task.pairs),
    )


PARTS: Mapping[str, Measure] = {
    "labelled": lambda task: labelled_bars(task.checker, task.files),
    "grounding": lambda task: mutation_bars(task.checker),
    "privacy": lambda task: privacy_bars(task.checker, _QUICK_EACH if task.quick else EACH),
    "repair": lambda task: mending_bars(task.checker, _QUICK_REPLIES if task.quick else REPLIES),
    "speed": lambda task: speed_bars(task.checker, task.standard, 5 if task.quick else 25),
    "scaling": lambda task: scaling_bars(task.checker, 3 if task.quick else 5),
    "metamorphic": _metamorphic,
    "fuzz": lambda task: fuzz.fuzz_bars(task.standard, _QUICK_INPUTS if task.quick else fuzz.INPUTS),
}


def measured(task: Task, names: Sequence[str] = ()) -> Iterator[tuple[str, tuple[Bar, ...]]]:
    """(part, rows) as soon as a part is done; every part where none is named."""
    for name, measure in PARTS.items():
        if not names or name in names:
            yield name, measure(task)
