"""What the service answered to a case -> one number per question asked of it: 1 is good, None does not apply."""

from __future__ import annotations

from eval.cases import Case
from eval.metrics.citations import citation_faults
from eval.observed import Observed

SUGGEST = "suggest"


# --- to which cases a question applies ----------------------------------------------------------------


def every_case(_: Case) -> bool:
    return True


def answerable(case: Case) -> bool:
    """Nothing but a full answer is right."""
    return case.expected.outcome == (SUGGEST,)


def unanswerable(case: Case) -> bool:
    """A suggestion would be wrong."""
    return SUGGEST not in case.expected.outcome


def has_articles(case: Case) -> bool:
    return bool(case.relevant)


def has_required_facts(case: Case) -> bool:
    return bool(case.facts_required)


def has_forbidden_facts(case: Case) -> bool:
    return bool(case.facts_forbidden)


def has_stage(case: Case) -> bool:
    return case.expected.stage is not None


# --- the questions; they are asked only where the service answered ------------------------------------


def outcome_right(observed: Observed) -> float:
    return float(observed.outcome in observed.case.expected.outcome)


def suggested(observed: Observed) -> float:
    return float(observed.outcome == SUGGEST)


def stage_right(observed: Observed) -> float:
    return float(_field(observed, "stage") in (observed.case.expected.stage or ()))


def language_right(observed: Observed) -> float:
    return float(_field(observed, "language_code") == observed.case.expected.language_code)


def escalation_right(observed: Observed) -> float:
    return float(_field(observed, "should_escalate") == observed.case.expected.should_escalate)


def fact_recall(observed: Observed) -> float | None:
    """Share of the required facts that the draft states; not asked of a question back that is right."""
    if observed.outcome != SUGGEST and outcome_right(observed):
        return None
    return 1.0 - len(observed.missing_facts()) / len(observed.case.facts_required)


def no_forbidden_facts(observed: Observed) -> float:
    return float(not observed.forbidden_facts())


def cited_relevant(observed: Observed) -> float | None:
    """Share of the cited articles that are labelled relevant; a suggestion without sources has none."""
    cited = {citation["source"]["article_id"] for _, citation in observed.citations()}
    if not cited:
        return 0.0 if observed.outcome == SUGGEST else None
    return len(cited & set(observed.case.relevant)) / len(cited)


def citations_hold(observed: Observed) -> float:
    return float(not citation_faults(observed))


def abstains_without_sources(observed: Observed) -> float | None:
    return None if observed.outcome != "abstain" else float(not any(observed.citations()))


def no_errors(observed: Observed) -> float:
    return float(not any(severity == "error" for severity, _ in observed.findings()))


def no_warnings(observed: Observed) -> float:
    return float(not any(severity == "warning" for severity, _ in observed.findings()))


def check_complete(observed: Observed) -> float:
    return float(not observed.skipped_rules())


def grounded(observed: Observed) -> float:
    return float(not observed.unsupported())


def says_something(observed: Observed) -> float:
    return float(bool(observed.text.strip()))


def repeatable(observed: Observed) -> float:
    return float(not observed.differing())


def _field(observed: Observed, name: str) -> object:
    return observed.answer[name] if observed.answer else None
