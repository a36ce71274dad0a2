"""What the service answered to a case -> one number per question asked of it: 1 is good, None does not apply."""

from __future__ import annotations

from collections.abc import Callable

from eval.cases import Case
from eval.metrics.answers import plain_text
from eval.metrics.citations import citation_faults
from eval.observed import Observed

SUGGEST = "suggest"
FOUND_AMONG = 5  # articles, as in hit@5


# --- to which cases a question applies ----------------------------------------------------------------


def every_case(_: Case) -> bool:
    return True


def answerable(case: Case) -> bool:
    """Nothing but a full answer is right."""
    return case.expected.outcome == (SUGGEST,)


def unanswerable(case: Case) -> bool:
    """A suggestion would be wrong."""
    return has_outcome(case) and SUGGEST not in case.expected.outcome


def has_outcome(case: Case) -> bool:
    return bool(case.expected.outcome)


def has_escalation(case: Case) -> bool:
    return case.expected.should_escalate is not None


def has_articles(case: Case) -> bool:
    return bool(case.relevant)


def has_required_facts(case: Case) -> bool:
    return bool(case.facts_required)


def has_forbidden_facts(case: Case) -> bool:
    return bool(case.facts_forbidden)


def has_named_rules(case: Case) -> bool:
    return bool(case.rules_kept)


def has_evidence(case: Case) -> bool:
    return bool(case.evidence)


def has_gold_answer(case: Case) -> bool:
    return bool(case.gold_answer and case.gold_answer.strip())


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


def answer_owed(observed: Observed) -> bool:
    """False where the service rightly gave something else than an answer, such as a question back."""
    return observed.outcome == SUGGEST or not outcome_right(observed)


def fact_recall(observed: Observed) -> float | None:
    """Share of the required facts that the draft states."""
    if not answer_owed(observed):
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


def rules_kept(observed: Observed) -> float:
    """Share of the named rules that no draft breaks; one that did not run is not known to be kept."""
    return 1.0 - len(observed.broken_rules()) / len(observed.case.rules_kept)


def check_complete(observed: Observed) -> float:
    return float(not observed.skipped_rules())


def grounded(observed: Observed) -> float:
    return float(not observed.unsupported())


def facts_supported(observed: Observed) -> float | None:
    """Share of the facts of the drafts that a source or the request holds; None where they state none."""
    supported, unsupported = len(observed.supported()), len(observed.unsupported())
    return supported / (supported + unsupported) if supported + unsupported else None


def like_gold_answer(observed: Observed, likeness: Callable[[str, str], float]) -> float | None:
    """How like the labelled answer the answer part is, by ``likeness(text, reference)``; 0 where there is none."""
    if not answer_owed(observed):
        return None
    answer = observed.answer_part if observed.outcome == SUGGEST else ""
    return likeness(answer, plain_text(observed.case.gold_answer or ""))


def answer_found(observed: Observed) -> bool | None:
    """What confidence speaks of: whether the first articles that were found hold the answer. None: not labelled."""
    if unanswerable(observed.case):
        return False
    if not observed.case.relevant:
        return None
    return not set(observed.retrieved[:FOUND_AMONG]).isdisjoint(observed.case.relevant)


def says_something(observed: Observed) -> float:
    return float(bool(observed.text.strip()))


def repeatable(observed: Observed) -> float:
    return float(not observed.differing())


def _field(observed: Observed, name: str) -> object:
    return observed.answer[name] if observed.answer else None
