"""Other checkers of prose that are installed on this machine -> how long they take for the same texts.

None of them is a dependency: each is looked for when the bars are run and left out where it is not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module, util
from importlib.metadata import version
from statistics import quantiles

Judge = Callable[[str], object]
_ROUNDS = 5


def rivals() -> Iterator[tuple[str, Judge]]:
    """(name and version, what judges a text) of those that can be imported."""
    for package, find in (("proselint", _proselint), ("presidio_analyzer", _presidio)):
        if util.find_spec(package) is not None:
            yield f"{package} {version(package.replace('_', '-'))}", find()


def _proselint() -> Judge:
    tools = import_module("proselint.tools")
    import_module("proselint.registry").CheckRegistry().register_many(import_module("proselint.checks").__register__)
    return lambda text: tools.LintFile(source="reply", content=text).lint()


def _presidio() -> Judge:
    """Pattern recognisers alone: no model is loaded."""
    named = import_module("presidio_analyzer.predefined_recognizers")
    names = (
        "CreditCardRecognizer",
        "EmailRecognizer",
        "IbanRecognizer",
        "IpRecognizer",
        "PhoneRecognizer",
        "UrlRecognizer",
    )
    recognisers = [getattr(named, name)() for name in names]
    return lambda text: [one.analyze(text, one.supported_entities, None) for one in recognisers]


def percentiles(
    judge: Judge, texts: Sequence[str], rounds: int = _ROUNDS, clock: Callable[[], float] = time.perf_counter
) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds after one round to warm up."""
    for text in texts:
        judge(text)
    times = []
    for _ in range(rounds):
        for text in texts:
            started = clock()
            judge(text)
            times.append(1000 * (clock() - started))
    cut = quantiles(times, n=100, method="inclusive")
    return {"p50": round(cut[49], 3), "p95": round(cut[94], 3), "p99": round(cut[98], 3)}
