"""SearchResult per question -> Decision: which rung of the outcome ladder, and how sure."""

from __future__ import annotations

from dataclasses import dataclass

from kb_index.calibration import DEFAULT_THRESHOLD
from kb_index.records import Hit, SearchResult
from service.domain import ConfidenceLevel, Outcome, Stage, Understanding

HIGH_AT = 0.8
_ASKS_NOTHING = frozenset({Stage.THANKS, Stage.CLOSING, Stage.ACK})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the search found for one question of the customer."""

    question: str
    result: SearchResult
    for_person: bool = False  # asks how the customer's own case stands: whatever was found does not tell that

    @property
    def answers(self) -> bool:
        """Whether the calibrated probability that the top passages answer reaches the threshold."""
        return not self.for_person and bool(self.result.hits) and self.result.confidence >= DEFAULT_THRESHOLD


@dataclass(frozen=True, slots=True)
class Decision:
    """``reason`` is a code of the contract; ``missing`` names the questions nothing was found for."""

    outcome: Outcome
    reason: str
    confidence: float
    level: ConfidenceLevel
    missing: tuple[str, ...] = ()


def decide(evidence: tuple[Evidence, ...], understood: Understanding) -> Decision:
    """A question that is answered is worth a draft even where its neighbour is not; the draft says which."""
    if not understood.query_text:
        return _nothing_to_search(understood)
    answered = [one for one in evidence if one.answers]
    best = max((one.result.confidence for one in evidence), default=0.0)
    if understood.vague:
        return Decision(Outcome.CLARIFY, "question_too_vague", best, ConfidenceLevel.LOW)
    missing = tuple(one.question for one in evidence if not one.answers)
    if not answered:
        return Decision(Outcome.ABSTAIN, "nothing_relevant_found", best, ConfidenceLevel.LOW, missing)
    confidence = min(one.result.confidence for one in answered)
    reason = "answered_in_part" if missing else "answered"
    return Decision(Outcome.SUGGEST, reason, confidence, level_of(confidence), missing)


def nothing_quotable(decision: Decision, evidence: tuple[Evidence, ...]) -> Decision:
    """The search was sure, and yet no passage holds a stretch that answers: that is no answer."""
    missing = tuple(one.question for one in evidence)
    return Decision(Outcome.ABSTAIN, "nothing_quotable_found", decision.confidence, ConfidenceLevel.LOW, missing)


def _nothing_to_search(understood: Understanding) -> Decision:
    if understood.solved or understood.stage in _ASKS_NOTHING:
        return Decision(Outcome.SUGGEST, "nothing_asked", 1.0, ConfidenceLevel.HIGH)
    if understood.injection:  # what is left of the message when its orders are taken out is nothing
        return Decision(Outcome.ABSTAIN, "nothing_relevant_found", 0.0, ConfidenceLevel.LOW)
    return Decision(Outcome.CLARIFY, "question_too_vague", 0.0, ConfidenceLevel.LOW)


def level_of(confidence: float) -> ConfidenceLevel:
    if confidence >= HIGH_AT:
        return ConfidenceLevel.HIGH
    return ConfidenceLevel.MEDIUM if confidence >= DEFAULT_THRESHOLD else ConfidenceLevel.LOW


def relevant_hits(evidence: tuple[Evidence, ...]) -> tuple[Hit, ...]:
    """The hits a draft may use: those of answered questions, each passage once, questions taking turns."""
    queues = [list(one.result.hits) for one in evidence if one.answers]
    hits: dict[tuple[str, int], Hit] = {}
    for rank in range(max(map(len, queues), default=0)):
        for queue in queues:
            if rank < len(queue):
                hit = queue[rank]
                hits.setdefault((hit.passage.article_id, hit.passage.ordinal), hit)
    return tuple(hits.values())


def found_apart(evidence: tuple[Evidence, ...]) -> dict[str, tuple[Hit, ...]]:
    """Each answered question of several with its own hits: how close one came to it says nothing of its neighbours."""
    return {one.question: one.result.hits for one in evidence if one.answers} if len(evidence) > 1 else {}
