"""Every metric of a case by its name: what it means, to which cases it applies, what a failed case scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial

from eval.cases import Case
from eval.metrics import amounts, drafts, evidence
from eval.metrics.answers import chrf, token_f1
from eval.metrics.ranking import MEASURES
from eval.metrics.retrieval import PASSAGE_CUTS, rankings_scored
from eval.observed import Observed


class Better(StrEnum):
    """Which way a metric is better; ``NEITHER``: it is shown and compared, and no change of it is a loss."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Unit(StrEnum):
    """What a value counts; a share lies between 0 and 1."""

    SHARE = "share"
    COUNT = "count"
    CHARACTERS = "characters"
    MILLISECONDS = "ms"
    TOKENS = "tokens"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Metric:
    """``worst``: the score of a case that the service failed on; None where there is no worst.

    ``gated``: whether a loss of it fails a comparison. Times and prices are told and fail nothing: they differ between
    two runs of the same service.
    """

    name: str
    meaning: str
    measure: Callable[[Observed], float | None]
    applies: Callable[[Case], bool] = drafts.every_case
    worst: float | None = 0.0
    better: Better = Better.HIGHER
    unit: Unit = Unit.SHARE
    gated: bool = True

    def of(self, observed: Observed) -> float | None:
        """None where the question does not arise."""
        if not self.applies(observed.case):
            return None
        return self.worst if observed.answer is None else self.measure(observed)


def _rank(name: str, observed: Observed) -> float:
    return _ranked(observed.retrieved, observed.case.relevant)[name]


@lru_cache(maxsize=1024)  # five measures of a case come of one calculation
def _ranked(retrieved: tuple[str, ...], relevant: tuple[str, ...]) -> Mapping[str, float]:
    return rankings_scored({"case": retrieved}, {"case": relevant})["case"]


def _amount(
    name: str, meaning: str, measure: Callable[[Observed], float | None], unit: Unit, *, gated: bool = False
) -> Metric:
    """Of what was answered: a case that failed has no length and no price."""
    better = Better.NEITHER if unit is Unit.CHARACTERS else Better.LOWER
    return Metric(name, meaning, measure, worst=None, better=better, unit=unit, gated=gated)


_ALL = (
    Metric("outcome", "The outcome is one of those expected.", drafts.outcome_right, drafts.has_outcome),
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
    Metric("escalation", "`should_escalate` is as labelled.", drafts.escalation_right, drafts.has_escalation),
    *(
        Metric(name, f"{name} of the retrieved articles, by ir-measures.", partial(_rank, name), drafts.has_articles)
        for name in MEASURES
    ),
    *(
        Metric(
            f"passage_recall@{cut}",
            f"Labelled places that the best passages of the first {cut} articles touch: a lower bound where another "
            "version cut the articles.",
            partial(evidence.passages_recalled, cut=cut),
            drafts.has_evidence,
        )
        for cut in PASSAGE_CUTS
    ),
    Metric("fact_recall", "Required facts that the draft states.", drafts.fact_recall, drafts.has_required_facts),
    Metric(
        "no_forbidden_facts",
        "The draft states none of the forbidden facts.",
        drafts.no_forbidden_facts,
        drafts.has_forbidden_facts,
    ),
    Metric("cited_relevant", "Cited articles that are relevant.", drafts.cited_relevant, drafts.has_articles),
    Metric(
        "citation_precision",
        "Citations that quote a labelled place.",
        evidence.citation_precision,
        drafts.has_evidence,
    ),
    Metric("citation_recall", "Labelled places that are quoted.", evidence.citation_recall, drafts.has_evidence),
    *(
        Metric(
            name,
            f"{name} of the answer part of the draft against the labelled answer.",
            partial(drafts.like_gold_answer, likeness=likeness),
            drafts.has_gold_answer,
        )
        for name, likeness in (("chrf", chrf), ("token_f1", token_f1))
    ),
    Metric("citations_hold", "Every quote and span is as the contract defines.", drafts.citations_hold),
    Metric("abstains_uncited", "Where the outcome is abstain, nothing is cited.", drafts.abstains_without_sources),
    Metric("no_errors", "The guardrail finds nothing at error level.", drafts.no_errors),
    Metric("no_warnings", "The guardrail finds nothing at warning level.", drafts.no_warnings),
    Metric("rules_kept", "Rules named in the case that the drafts keep.", drafts.rules_kept, drafts.has_named_rules),
    Metric("check_complete", "Every rule that should have run did.", drafts.check_complete),
    Metric("grounded", "Every fact of the draft stands in a source.", drafts.grounded),
    Metric("facts_supported", "Facts of the draft that a source or the request holds.", drafts.facts_supported),
    Metric("not_empty", "The draft has a text.", drafts.says_something),
    Metric("repeatable", "The same request gives the same answer, ids and timings apart.", drafts.repeatable),
    *(
        _amount(
            f"findings_{severity}",
            f"Findings of the guardrail at {severity} level, per ticket.",
            partial(amounts.findings, severity=severity),
            Unit.COUNT,
            gated=severity != "info",
        )
        for severity in ("error", "warning", "info")
    ),
    _amount("length", "Characters of the first draft.", amounts.characters, Unit.CHARACTERS),
    _amount("latency_ms", "Milliseconds that the service took.", amounts.milliseconds, Unit.MILLISECONDS),
    _amount("tokens_in", "Tokens given to the model.", partial(amounts.spent, field="input_tokens"), Unit.TOKENS),
    _amount("tokens_out", "Tokens that the model gave.", partial(amounts.spent, field="output_tokens"), Unit.TOKENS),
    _amount("cost", "Price of the model, by the settings.", partial(amounts.spent, field="cost"), Unit.MONEY),
)
METRICS: Mapping[str, Metric] = {metric.name: metric for metric in _ALL}
