"""The customer's words and the case -> stage, mood and whether a person has to take over."""

from __future__ import annotations

import re
from enum import StrEnum

from service.domain import Case, Stage
from service.understanding.cues import Cue, CueHit, words_of
from service.understanding.leaning import asks_way
from service.understanding.letters import is_padding


class Reason(StrEnum):
    """Why a case goes to a person, gravest first."""

    DATA_INCIDENT = "data_incident"
    HARM = "harm"
    LEGAL_THREAT = "legal_threat"
    ASKS_FOR_PERSON = "asks_for_person"
    COMPENSATION_DEMAND = "compensation_demand"
    BROKEN_PROMISE = "broken_promise"
    REPEATED_CONTACT = "repeated_contact"
    OUTAGE = "outage"
    SPECIAL_TERMS = "special_terms"
    SECOND_REDIRECT = "second_redirect"


_BY_CUE = {
    Cue.DATA_INCIDENT: Reason.DATA_INCIDENT,
    Cue.HARM: Reason.HARM,
    Cue.LEGAL_THREAT: Reason.LEGAL_THREAT,
    Cue.ASKS_FOR_PERSON: Reason.ASKS_FOR_PERSON,
    Cue.COMPENSATION_DEMAND: Reason.COMPENSATION_DEMAND,
    Cue.BROKEN_PROMISE: Reason.BROKEN_PROMISE,
    Cue.REPEATED_CONTACT: Reason.REPEATED_CONTACT,
    Cue.OUTAGE: Reason.OUTAGE,
    Cue.SPECIAL_TERMS: Reason.SPECIAL_TERMS,
}
# Anger and a service that failed the customer, not every trouble: «не работает» alone is a question.
_GRIEVANCES = {Cue.COMPLAINT, Cue.BROKEN_PROMISE, Cue.REPEATED_CONTACT, Cue.OUTAGE}
ERROR_CODE = re.compile(r"\b[A-ZА-Я]{1,5}-?\d{3,}\b")  # an error code: whatever "works" there, this does not
# A question behind the thanks whose mark was left out: «Спасибо! а где скачать акт», and no «Как здорово!».
_GOES_ON = re.compile(
    r"(?:(?:^|[.!…:]\s+|\n\s*)(?:[-*•–—]\s*|\d[.)]\s*)?(?:(?:а|и|но|ну|ещё|еще|and|but|so|also),?\s+)?"
    r"(?:как|куда|зачем|как(?:ой|ая|ие|ое)|можно ли|есть ли|how|which|what|"
    r"(?:can|could|do|does|is|are|will) (?:i|we|you|it|there|the)|where|why|где|почему|сколько)"
    r"|,\s+(?:а\s+)?(?:где|почему|сколько|where|why))\s(?=[^!.?\n]*(?:[.?\n]|$))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…\n]")
_WHY = re.compile(r"\b(?:почему|зачем|за что|why|what for|worth)\b", re.IGNORECASE)
_SHOUT = re.compile(r"!{3,}|[?!]{4,}")
_CAPITALS = re.compile(r"(?:\b[A-ZА-ЯЁ]{3,}\b\W+){2}\b[A-ZА-ЯЁ]{4,}\b")


def escalation_reason(hits: tuple[CueHit, ...], case: Case) -> Reason | None:
    """The gravest reason to hand the case to a person, or None."""
    found = {_BY_CUE[hit.cue] for hit in hits if hit.cue in _BY_CUE}
    if (case.redirect_count or 0) >= 1 and Reason.REPEATED_CONTACT in found:
        found.add(Reason.SECOND_REDIRECT)
    return next((reason for reason in Reason if reason in found), None)


def sentiment_of(text: str, hits: tuple[CueHit, ...]) -> str:
    """``negative``, ``positive`` or ``neutral``."""
    cues = {hit.cue for hit in hits}
    shouts = bool(_SHOUT.search(text) or _CAPITALS.search(text))
    if cues & _GRIEVANCES or (shouts and cues & {Cue.TROUBLE, Cue.VAGUE, Cue.WISH, Cue.COMMAND}):
        return "negative"
    return "positive" if cues & {Cue.THANKS, Cue.POSITIVE, Cue.SOLVED} and Cue.TROUBLE not in cues else "neutral"


def is_solved(text: str, hits: tuple[CueHit, ...]) -> bool:
    """Whether the customer says that it works now."""
    cues = {hit.cue for hit in hits}
    if _GOES_ON.search(text):
        return False
    return (
        bool(cues & {Cue.SOLVED, Cue.DONE})
        and "?" not in text
        and Cue.TROUBLE not in cues
        and not ERROR_CODE.search(text)
    )


def only_thanks(text: str, hits: tuple[CueHit, ...]) -> bool:
    """Thanks (perhaps with "it works") and nothing to answer."""
    cues = {hit.cue for hit in hits}
    if Cue.THANKS not in cues or "?" in text or _GOES_ON.search(text) or cues & {Cue.TROUBLE, Cue.COMPLAINT}:
        return False
    if is_solved(text, hits):
        return True
    if len(words_of(text)) > 25:
        return False
    rest = [part for part in re.split(r"(?<=[.!…])\s+|\n", text) if part.strip() and not is_padding(part)]
    return not rest or (not cues & {Cue.WISH, Cue.COMMAND} and len(words_of(" ".join(rest))) <= 8)


def stage_of(text: str, hits: tuple[CueHit, ...], *, case: Case, first: bool, sentiment: str) -> tuple[Stage, str]:
    """The stage and why. A stage given by the caller wins."""
    if case.stage is not None:
        return case.stage, "given by the caller"
    return _told(text, hits, case=case, sentiment=sentiment) or (
        (Stage.FIRST, "nobody of the team has answered yet")
        if first
        else (Stage.FOLLOWUP, "the team has already written in this thread")
    )


def _told(text: str, hits: tuple[CueHit, ...], *, case: Case, sentiment: str) -> tuple[Stage, str] | None:
    """The stage that the customer's words show, or None for an ordinary question."""
    cues = {hit.cue for hit in hits}
    if is_solved(text, hits) and (Cue.DONE in cues or case.status in {"confirmed", "closed"}):
        return Stage.CLOSING, "the customer confirms that nothing is left to do"
    if only_thanks(text, hits):
        return Stage.THANKS, "the customer thanks and asks nothing"
    grieved = cues & (_GRIEVANCES | {Cue.COMPENSATION_DEMAND}) or (Cue.TROUBLE in cues and not asks_way(text))
    if sentiment == "negative" and grieved:  # «Потеряла телефон!!! Как заблокировать номер?» is in a hurry only
        return Stage.COMPLAINT, "the customer is dissatisfied with what happened"
    if any(hit.cue is Cue.OBJECTION and not _asks_price(text, hit) for hit in hits):
        return Stage.OBJECTION, "the customer doubts the price or the need"
    return None


def _asks_price(text: str, objection: CueHit) -> bool:
    """«Есть ли тариф дешевле?» asks for a fact; «почему так дорого?» and «у соседей дешевле.» do not."""
    end = _SENTENCE_END.search(text, objection.span.end)
    if end is None or end[0] != "?":
        return False
    start = max(text.rfind(mark, 0, objection.span.start) for mark in ".!?…\n") + 1
    return not _WHY.search(text[start : end.end()])
