"""Two runs, baseline and candidate -> Comparison: what is better, what is worse, and whether that fails the gate."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from eval.comparison.changes import CaseChange, changes_of
from eval.comparison.common_standard import judged_alike
from eval.comparison.pairing import Pair, Pairing, paired
from eval.comparison.scores import scores_of
from eval.comparison.significance import shown_p
from eval.comparison.tested import Difference, Verdict, differences_of
from eval.errors import RunInvalid
from eval.naming import some_of
from eval.runs.record import Run

ALPHA = 0.05


@dataclass(frozen=True)
class Comparison:
    """``metrics``: every slice and metric. ``changes``: every case that got better or worse on a gated metric.

    ``failed``: why the gate fails, a line each; empty: it is passed. ``notes``: what a reader must know of what was
    compared: cases without a pair, standards that differ. ``pairs``: both answers by case id, as they were scored.
    """

    baseline: str
    candidate: str
    alpha: float
    metrics: tuple[Difference, ...]
    changes: tuple[CaseChange, ...]
    failed: tuple[str, ...]
    notes: tuple[str, ...]
    pairs: Mapping[str, Pair]

    @property
    def flips(self) -> tuple[CaseChange, ...]:
        """Right before and not now, or the other way round."""
        return tuple(change for change in self.changes if change.flip)


def compare(
    a: Run, b: Run, *, alpha: float = ALPHA, must_pass: Collection[str] = (), standard: str | None = None
) -> Comparison:
    """``a``: the baseline, ``b``: the candidate; the same runs give the same Comparison.

    ``must_pass``: ids of cases besides those that are marked so. ``standard``: by whose rules both sides are judged (a
    name, or a pack's file); None: by those of the baseline wherever the two differ, so that a rule that is switched off
    is missed. Not to be called from a running event loop, which judging anew needs for itself.

    Raises RunInvalid (no case in common, an unknown id in ``must_pass``), UnknownStandard, StandardInvalid.
    """
    pairing = paired(a, b)
    judged = judged_alike(pairing.pairs, a.folder, b.folder, standard)
    marked = _must_pass(a, b, must_pass)
    scores = scores_of(judged.pairs)
    metrics = differences_of(scores, alpha=alpha)
    changes = changes_of(scores, marked)
    return Comparison(
        baseline=a.manifest.name,
        candidate=b.manifest.name,
        alpha=alpha,
        metrics=metrics,
        changes=changes,
        failed=tuple(_failures(metrics, changes, pairing, marked, b)),
        notes=(*_one_folder(a, b), *pairing.notes, *judged.notes),
        pairs={pair.case.id: pair for pair in judged.pairs},
    )


def _one_folder(a: Run, b: Run) -> tuple[str, ...]:
    same = a.folder.resolve() == b.folder.resolve()
    return (f"both sides are one and the same run, {a.folder}: nothing can differ",) if same else ()


def _must_pass(a: Run, b: Run, named: Collection[str]) -> frozenset[str]:
    cases = {case.id: case for case in (*a.cases, *b.cases)}
    unknown = [one for one in named if one not in cases]
    if unknown:
        raise RunInvalid(f"must pass, and in neither run: {some_of(unknown)}; check the ids")
    return frozenset(named) | {case_id for case_id, case in cases.items() if case.must_pass}


def _failures(
    metrics: tuple[Difference, ...],
    changes: tuple[CaseChange, ...],
    pairing: Pairing,
    marked: frozenset[str],
    candidate: Run,
) -> Iterator[str]:
    for one in metrics:
        if one.gates and one.verdict is Verdict.WORSE:
            yield (
                f"{one.slice} {one.metric}: {one.mean_a:.3f} → {one.mean_b:.3f} over {one.n} cases "
                f"({one.difference:+.3f} [{one.low:+.3f}, {one.high:+.3f}], p {shown_p(one.p_holm)})"
            )
    flipped = [change for change in changes if change.must_pass and change.flip and change.worse]
    for case_id in dict.fromkeys(change.case_id for change in flipped):
        told = (f"{one.metric} {one.before:g} → {one.after:g}" for one in flipped if one.case_id == case_id)
        yield f"must pass: {case_id}: {', '.join(told)}"
    for case_id in pairing.only_before:
        if case_id in marked:
            yield f"must pass: {case_id}: the candidate has no answer to it"
    if candidate.unfinished:
        yield f"the candidate has not finished {len(candidate.unfinished)} of its cases; run it to the end"
