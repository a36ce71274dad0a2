"""Every metric of a case by its name: what it means, to which cases it applies, what a failed case scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from eval.cases import Case
from eval.metrics import drafts
from eval.metrics.ranking import MEASURES
from eval.metrics.retrieval import rankings_scored
from eval.observed import Observed


class Better(StrEnum):
    """Which way a metric is better; ``NEITHER``: it is shown and compared, and no change of it is a loss."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Metric:
    """``worst``: the score of a case that the service failed on."""

    name: str
    meaning: str
    measure: Callable[[Observed], float | None]
    applies: Callable[[Case], bool] = drafts.every_case
    worst: float = 0.0
    better: Better = Better.HIGHER

    def of(self, observed: Observed) -> float | None:
        """None where the question does not arise."""
        if not self.applies(observed.case):
            return None
        return self.worst if observed.answer is None else self.measure(observed)


def _rank(name: str, observed: Observed) -> float:
    case = observed.case
    return rankings_scored({case.id: observed.retrieved}, {case.id: case.relevant})[case.id][name]


_ALL = (
    Metric("outcome", "The outcome is one of those expected.", drafts.outcome_right),
    Metric("served", "Answerable tickets that get a suggestion.", drafts.suggested, drafts.answerable),
    Metric(
        "false_suggest",
        "Tickets nothing answers that get a suggestion; lower is better.",
        drafts.suggested,
        drafts.unanswerable,
        worst=1.0,
        better=Better.LOWER,
    ),
    Metric("language", "The reply is in the customer's language.", drafts.language_right),
    Metric("stage", "The stage is one of those expected.", drafts.stage_right, drafts.has_stage),
    Metric("escalation", "`should_escalate` is as labelled.", drafts.escalation_right),
    *(
        Metric(name, f"{name} of the retrieved articles, by ir-measures.", partial(_rank, name), drafts.has_articles)
        for name in MEASURES
    ),
    Metric("fact_recall", "Required facts that the draft states.", drafts.fact_recall, drafts.has_required_facts),
    Metric(
        "no_forbidden_facts",
        "The draft states none of the forbidden facts.",
        drafts.no_forbidden_facts,
        drafts.has_forbidden_facts,
    ),
    Metric("cited_relevant", "Cited articles that are relevant.", drafts.cited_relevant, drafts.has_articles),
    Metric("citations_hold", "Every quote and span is as the contract defines.", drafts.citations_hold),
    Metric("abstains_uncited", "Where the outcome is abstain, nothing is cited.", drafts.abstains_without_sources),
    Metric("no_errors", "The guardrail finds nothing at error level.", drafts.no_errors),
    Metric("no_warnings", "The guardrail finds nothing at warning level.", drafts.no_warnings),
    Metric("check_complete", "Every rule that should have run did.", drafts.check_complete),
    Metric("grounded", "Every fact of the draft stands in a source.", drafts.grounded),
    Metric("not_empty", "The draft has a text.", drafts.says_something),
    Metric("repeatable", "The same request gives the same answer, ids and timings apart.", drafts.repeatable),
)
METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _ALL}
