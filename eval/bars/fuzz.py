"""Random and damaged texts -> how many of them the checker judges without a fault, and how fast."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from multiprocessing import get_context
from random import Random

from eval.bars.bar import Bar
from eval.bars.corpus import Sample, corpus, opened
from eval.bars.mutate import mutated, unicode_text
from kb_index.records import Span
from kb_index.text.normalise import clean_input
from service.domain import CheckContext, Grounding, SupportedClaim, UnsupportedClaim
from service.guardrail.engine import MAX_CHARACTERS, StandardChecker

INPUTS = 100_000
_CHUNK = 500
_SEED = 31
_SHOWN = 20
_DATA = "random Unicode; articles, examples and labelled replies with pieces inserted, cut, swapped, disguised"


@dataclass(slots=True)
class Faults:
    """``faults``: what went wrong and the shortest text that showed it."""

    inputs: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def note(self, fault: str, text: str) -> None:
        self.count += 1
        if fault not in self.faults or len(text) < len(self.faults[fault]):
            self.faults[fault] = text

    def add(self, other: Faults) -> None:
        count = self.count + other.count
        for fault, text in other.faults.items():
            self.note(fault, text)
        self.inputs, self.count = self.inputs + other.inputs, count


def fuzz_bars(standard: str, inputs: int = INPUTS, processes: int = 2) -> tuple[Bar, ...]:
    """The inputs are the same for the same number, whatever the number of processes."""
    started = time.perf_counter()
    chunks = range(-(-inputs // _CHUNK))
    sizes = [min(_CHUNK, inputs - chunk * _CHUNK) for chunk in chunks]
    total = Faults()
    if processes == 1:
        for chunk, size in zip(chunks, sizes, strict=True):
            total.add(fuzzed(standard, chunk, size))
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            for result in pool.map(fuzzed, [standard] * len(sizes), chunks, sizes):
                total.add(result)
    seconds = time.perf_counter() - started
    shown = [f"{fault}: {text[:300]!r}" for fault, text in sorted(total.faults.items())][:_SHOWN]
    return (
        Bar("fuzzing: faults", _DATA, total.inputs, total.count, 0, at_least=False, detail={"faults": shown}),
        Bar("fuzzing: inputs per second", _DATA, total.inputs, round(total.inputs / seconds, 1), unit="/s"),
    )


def fuzzed(standard: str, chunk: int, size: int) -> Faults:
    """The inputs of one chunk, judged in this process."""
    checker, found = opened(standard), Faults()
    for text, context in _inputs(standard, Random(f"{_SEED}:{chunk}"), size):
        found.inputs += 1
        for fault in faults(checker, text, context):
            found.note(fault, text)
    return found


@cache
def _material(standard: str) -> tuple[Sample, ...]:
    return corpus(opened(standard).standard)


def _inputs(standard: str, random: Random, size: int) -> Iterator[tuple[str, CheckContext]]:
    """A quarter out of nothing; each in the context of some text, in a language that may not be its own."""
    material = _material(standard)
    for _ in range(size):
        one, other = random.choice(material), random.choice(material)
        made_up = random.random() < 0.25
        text = unicode_text(random) if made_up else mutated(one.text, other.text, random)
        context = one.context if random.random() < 0.7 else other.context
        if random.random() < 0.1:
            context = replace(context, language_code=random.choice(("ru", "en", "de", "")))
        yield text[:MAX_CHARACTERS], context


def faults(checker: StandardChecker, text: str, context: CheckContext) -> Iterator[str]:
    """What must not happen with any text."""
    try:
        review = checker.review(text, context)
    except Exception as exc:  # noqa: BLE001 - any exception at all is what is looked for
        yield f"{type(exc).__name__}: {exc}"
        return
    yield from (f"skipped {one.rule_id}: {one.reason}" for one in review.report.skipped)
    for finding in review.report.findings:
        if not _inside(finding.span, text) or finding.span.of(text) != finding.match:
            yield f"the span of {finding.rule.rule_id} is not its match"
    readable = clean_input(text)[0]  # claims are of the text as it was read
    grounding = review.grounding or Grounding(1.0)
    for claim in chain[UnsupportedClaim | SupportedClaim](grounding.unsupported_claims, grounding.supported_claims):
        if not _inside(claim.span, text) or claim.span.of(readable) != claim.text:
            yield f"the span of a claim ({claim.kind}) is not its text"
    for commitment in review.commitments:
        said = "".join(commitment.span.of(readable).split())  # ``what`` has its spaces evened out
        if not _inside(commitment.span, text) or "".join(commitment.what.split()) != said:
            yield "the span of a commitment is not its text"


def _inside(span: Span, text: str) -> bool:
    return 0 <= span.start <= span.end <= len(text)
