"""`python -m eval.fit_prior`: knowledge bases with labelled questions -> the prior of confidence, and how it carries.

Prints the weights for ``kb_index.calibration.PRIOR`` and the lines for ``kb_index.fitting.OF_ITSELF``, then a table:
each source judged with weights that were fitted on the other sources. What is named under ``--unseen`` is judged only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from eval.encoder_cache import open_stored
from eval.metrics.abstention import auroc
from eval.prior_sources import Source, labelled_source, sample_source
from kb_index.calibration import BIAS, PRIOR, Calibration
from kb_index.embedders.open import BUNDLED
from kb_index.fitting import Example, Line, fitted_line
from kb_index.logistic import Floats, fitted, log_loss
from kb_index.ports import Mode

COLUMNS: Mapping[Mode, tuple[str, ...]] = {  # of Evidence
    Mode.LEXICAL_ONLY: ("coverage", "matched", "titled"),
    Mode.WITH_DENSE: ("lexical", "cosine", "lead"),
    Mode.WITH_STATIC: ("coverage", "matched", "titled", "lexical", "cosine", "lead"),
}
_PULL = 0.05  # of each weight back to nothing, in questions
_MEMBERS = 100.0  # questions that each source counts for
_FEWEST = 10  # of either answer that a source needs in a mode


def weights_of(sources: Sequence[Sequence[Example]], *, mode: Mode) -> dict[str, float]:
    """A logistic function of the evidence, each source and either answer weighing the same; no weight below zero."""
    rows = [_Rows(examples, mode=mode) for examples in sources]
    names = COLUMNS[mode]
    found = fitted(
        np.concatenate([one.columns for one in rows]),
        np.concatenate([one.outcomes for one in rows]),
        np.concatenate([one.weights for one in rows]),
        near=np.zeros(len(names) + 1),
        pull=np.array([0.0, *(_PULL for _ in names)]),
        least=np.array([-np.inf, *(0.0 for _ in names)]),
    )
    return {name: round(float(weight), 2) for name, weight in zip((BIAS, *names), found, strict=True)}


class _Rows:
    """The examples of one source and mode, as arrays."""

    def __init__(self, examples: Sequence[Example], *, mode: Mode) -> None:
        chosen = [one for one in examples if one.evidence.mode is mode]
        names = COLUMNS[mode]
        values = [[1.0, *(getattr(one.evidence, name) for name in names)] for one in chosen]
        self.columns: Floats = np.array(values, float).reshape(len(chosen), len(names) + 1)
        self.outcomes: Floats = np.array([one.answered for one in chosen], float)
        self.weights: Floats = np.array([one.weight for one in chosen], float)
        for answer in (0.0, 1.0):
            same = self.outcomes == answer
            self.weights[same] *= _MEMBERS / 2 / max(self.weights[same].sum(), 1e-9)

    @property
    def suffices(self) -> bool:
        return bool(min(self.outcomes.sum(), (1 - self.outcomes).sum()) >= _FEWEST)


def _judged(examples: Sequence[Example], calibration: Calibration, *, mode: Mode) -> tuple[float, float | None]:
    """Log loss and AUROC of a source under that calibration."""
    rows = _Rows(examples, mode=mode)
    scores = np.array([calibration.score(one.evidence) for one in examples if one.evidence.mode is mode], float)
    good = rows.outcomes > 0
    return log_loss(scores, rows.outcomes, rows.weights), auroc(scores[good], scores[~good])


def report(known: Sequence[Source], unseen: Sequence[Source], *, mode: Mode) -> Iterator[str]:
    enough = [one for one in known if _Rows(one.examples, mode=mode).suffices]
    if not enough:
        yield f"{mode}: no source has {_FEWEST} questions of either answer"
        return
    weights = weights_of([one.examples for one in enough], mode=mode)
    yield f"{mode}: {weights}"
    yield from _lines(enough, mode=mode)
    yield f"{'source':32} {'n':>5} {'log loss: now':>14} {'unseen':>7} {'AUROC: now':>11} {'unseen':>7}"
    for one in (*enough, *(other for other in unseen if _Rows(other.examples, mode=mode).suffices)):
        rest = [other.examples for other in enough if other is not one]
        others = weights_of(rest, mode=mode) if rest else weights
        loss, area = _judged(one.examples, Calibration(others, others, others), mode=mode)
        loss_now, area_now = _judged(one.examples, PRIOR, mode=mode)
        count = len(_Rows(one.examples, mode=mode).outcomes)
        yield f"{one.name:32} {count:5} {loss_now:14.3f} {loss:7.3f} {area_now or 0:11.3f} {area or 0:7.3f}"


def _lines(sources: Sequence[Source], *, mode: Mode) -> Iterator[str]:
    """What self-made questions look like where the prior is right."""
    own = [(one.name, [example for example in one.own if example.evidence.mode is mode]) for one in sources]
    lines = {name: fitted_line(examples, prior=PRIOR) for name, examples in own if len(examples) >= 2 * _FEWEST}
    for name, line in lines.items():
        yield f"  of itself, {name}: shift {line.shift:.2f}, slope {line.slope:.2f}"
    if lines:
        mean = Line(
            float(np.mean([one.shift for one in lines.values()])), float(np.mean([one.slope for one in lines.values()]))
        )
        yield f"  of itself, mean: Line({mean.shift:.2f}, {mean.slope:.2f})"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.fit_prior", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sources", nargs="*", help="ARTICLES,QUERIES[,NOANSWER]: JSONL files, parted by commas")
    parser.add_argument("--unseen", nargs="*", default=[], help="sources that are judged and not fitted on")
    parser.add_argument("--embedder", default=BUNDLED)
    parser.add_argument("--work", type=Path, help="folder that keeps the indexes for the next time")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="otvet-prior-") as folder:
        work = given.work or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        model = open_stored(given.embedder, work)
        known = [sample_source(model, work=work)]
        known += [labelled_source(_files(one), model, work=work) for one in given.sources]
        unseen = [labelled_source(_files(one), model, work=work) for one in given.unseen]
    for mode in Mode:
        for line in report(known, unseen, mode=mode):
            sys.stdout.write(line + "\n")


def _files(names: str) -> list[Path]:
    return [Path(name) for name in names.split(",")]


if __name__ == "__main__":
    main()
