"""Replies that answer nothing yet: holding, clarifying, complaint, escalation, thanks, closing."""

from __future__ import annotations

import re

from kb_index.records import Hit
from kb_index.text.lemmas import search_terms
from service.domain import Case, Channel, Role, Stage, Ticket, Understanding
from service.drafting.answering import usable
from service.drafting.letter import Paragraph, say
from service.drafting.stretches import Quotation
from service.drafting.voice import Voice
from service.understanding.situation import Reason
from service.understanding.topics import proper

_ESCALATION = {
    Reason.DATA_INCIDENT: "escalate_incident",
    Reason.HARM: "escalate_legal",
    Reason.LEGAL_THREAT: "escalate_legal",
    Reason.COMPENSATION_DEMAND: "escalate_money",
    Reason.SPECIAL_TERMS: "escalate_terms",
}
_ACKNOWLEDGED = {
    Reason.BROKEN_PROMISE: "acknowledge_broken_promise",
    Reason.REPEATED_CONTACT: "acknowledge_repeated_contact",
    Reason.OUTAGE: "acknowledge_outage",
}
_REPLY_MARK = re.compile(r"^(?:\s*(?:re|fw|fwd|ответ)\s*:\s*)+", re.IGNORECASE)
_PERSONAL = re.compile(r"\d{5,}|@|\+\d|[«»\"“”\n]")
_QUOTED_CHARACTERS = 120
# What joins a question to the words before it and means nothing where it stands alone: «спс! а …», "ok, and …".
_OPENER = re.compile(
    r"^(?:\W*\w{1,10}!+\s+)?(?:(?:слушайте|скажите|подскажите|смотрите|listen|look|hey|well)\b[,!]?\s+)?"
    r"(?:(?:а|и|но|ну|так|and|but|so)\s+)?",
    re.IGNORECASE,
)
_WHY = re.compile(r"\b(?:почему|зачем|за что|с какой стати|why|what for|worth)\b", re.IGNORECASE)
_COST = re.compile(
    r"\b(?:дорог|дорож|дешев|дешёв|цен[аеоуы]|стои[тм]|расход|скид|ден[ье]г|бюджет|плат|рубл|expens|pric|cost|cheap|budget)"
    r"|\b(?:money|pay|paying|afford|fees?)\b|[₽€$£]",
    re.IGNORECASE,
)
_TITLE_CHARACTERS = 90


def thanks(voice: Voice, case: Case, *, solved: bool) -> list[Paragraph]:
    """«Пожалуйста, всегда готовы помочь!»"""
    named = voice.name if not voice.first else None  # the greeting of a first reply has the name already
    welcome = voice.say("thanks_named", name=named) if named else voice.say("thanks_plain")
    confirm = solved and case.status not in {"confirmed", "closed"}
    after = voice.say("thanks_confirm" if confirm else "thanks_open")
    return [say(welcome, voice.say("thanks_solved") if solved else None, after)]


def closing(voice: Voice, case: Case) -> list[Paragraph]:
    """Says that the case is done, thanks and takes leave."""
    glad = (
        voice.say("closing_glad")
        if voice.name is None or voice.first
        else voice.say("closing_glad_named", name=voice.name)
    )
    done = voice.say("closing_done_case", case_id=case.case_id) if case.case_id else voice.say("closing_done")
    return [say(glad, done), say(voice.say("closing_thanks"), voice.say("farewell"))]


def complaint_opening(voice: Voice, reason: str | None) -> Paragraph:
    """Acknowledge, thank, apologise once: in this order."""
    return say(voice.say(acknowledgement(reason) or "acknowledge"), voice.say("report_thanks"), voice.say("apology"))


def acknowledgement(reason: str | None) -> str | None:
    """The phrase for what the customer has gone through: a third letter, a promise not kept, work that stands still."""
    return _ACKNOWLEDGED.get(Reason(reason)) if reason else None


def escalation(voice: Voice, reason: Reason) -> list[Paragraph]:
    """Who takes over and by when."""
    text = voice.say(_ESCALATION.get(reason, "escalate_person"), who=_taker(voice, reason), when=voice.when)
    return [say(text, voice.say("incident_care") if reason is Reason.DATA_INCIDENT else None)]


def incident(
    voice: Voice, ticket: Ticket, understanding: Understanding, where: tuple[Quotation, ...]
) -> list[Paragraph]:
    """A holding note: nothing is confirmed or denied before the check; where to report it may be quoted."""
    quoted: list[Paragraph] = [(quotation,) for quotation in where]
    received = _received(voice, ticket, understanding)
    return [say(received, voice.say("report_thanks")), *escalation(voice, Reason.DATA_INCIDENT), *quoted]


def _taker(voice: Voice, reason: Reason) -> str:
    """The owner of the case; where there is none, the role that such a case goes to."""
    roles = {
        Reason.DATA_INCIDENT: "default_who_data",
        Reason.HARM: "default_who_senior",
        Reason.LEGAL_THREAT: "default_who_senior",
    }
    return voice.who if voice.owned or reason not in roles else voice.say(roles[reason])


def clarifying(voice: Voice, understanding: Understanding, hits: tuple[Hit, ...]) -> list[Paragraph]:
    """Asks the one thing that decides."""
    questions = clarifying_questions(voice, understanding, hits)
    if understanding.stage is Stage.COMPLAINT:
        return [complaint_opening(voice, understanding.escalation_reason), say(*questions)]
    lead = voice.say("clarify_lead") if understanding.query_text else None
    return [say(lead, *questions)]


def clarifying_questions(voice: Voice, understanding: Understanding, hits: tuple[Hit, ...]) -> tuple[str, ...]:
    """The question to the customer, as the reply puts it."""
    if not search_terms(understanding.query_text):
        return (voice.say("clarify_help"),)
    titles = [] if understanding.vague else _different_titles(usable(hits, understanding.language_code))
    if len(titles) < 2:
        return (voice.say("clarify_details"),)
    return (voice.say("clarify_choice", first=titles[0], second=titles[1]),)


def _different_titles(hits: tuple[Hit, ...]) -> list[str]:
    titles: list[str] = []
    for hit in hits:
        title = hit.article.title.strip()
        terms = set(search_terms(title))
        known = any(terms <= set(search_terms(other)) or terms >= set(search_terms(other)) for other in titles)
        if title and len(title) <= _TITLE_CHARACTERS and not known:
            titles.append(title)
    return titles


def holding(
    voice: Voice, ticket: Ticket, understanding: Understanding, hits: tuple[Hit, ...], *, frills: bool
) -> list[Paragraph]:
    """No answer yet: what was understood, who answers and by when. Cites nothing."""
    if only_others(understanding):
        return [say(voice.say("others_kept")), say(voice.say("others_help"))]  # nothing is to be checked
    received, reason = _received(voice, ticket, understanding), understanding.escalation_reason
    waited = acknowledgement(reason)
    if waited is not None:
        received = f"{voice.say(waited)} {received}" if ticket.case.case_id else voice.say(waited)
    if voice.public:
        return [say(received, voice.say_who_when("social_private_reply"))]
    if understanding.stage is Stage.TRANSFER:
        return _transferred(voice)
    if reason is not None:
        return [say(received), *escalation(voice, Reason(reason))]
    empathy = voice.say("empathy") if understanding.sentiment == "negative" else None
    paragraphs = [say(empathy, received), say(voice.say_who_when("holding_action"))]
    pointer = _other_language(voice, hits)
    if pointer:
        paragraphs.append(say(pointer))
    return [*paragraphs, say(voice.say("holding_open"))] if frills else paragraphs


def doubts(voice: Voice, case: Case, understanding: Understanding) -> list[Paragraph]:
    """An objection that no article speaks to: it is understood, and a question leads on. Promises no check."""
    cost = bool(_COST.search(understanding.current_text)) if case.objection is None else case.objection != "not_needed"
    return [say(voice.say("objection_lead" if cost else "objection_lead_need"), voice.say("objection_question"))]


def only_thanks(understanding: Understanding) -> bool:
    """The message asks nothing, whatever stage the caller gives."""
    return not understanding.query_text and not understanding.vague


def only_doubts(understanding: Understanding) -> bool:
    """«Есть ли скидка школам?» waits for a fact; «почему так дорого?» is the doubt itself."""
    if understanding.stage is not Stage.OBJECTION or understanding.escalation_reason is not None:
        return False
    asked = (one for one in understanding.questions if one.rstrip(' )"»').endswith("?"))
    return all(_WHY.search(one) for one in asked)


def only_others(understanding: Understanding) -> bool:
    """Nothing is asked but data of other customers: that is refused at once, nobody has to check it."""
    return bool(understanding.of_others) and set(understanding.questions) <= set(understanding.of_others)


def _transferred(voice: Voice) -> list[Paragraph]:
    if voice.takes_over:
        return [say(voice.say_who_when("holding_action"))]
    return [say(voice.say_who_when("transfer"), voice.say("transfer_control"))]


def _received(voice: Voice, ticket: Ticket, understanding: Understanding) -> str:
    """Names what was received: the case, the question in the customer's own words, or the subject of the letter."""
    question, case_id = _quotable_question(ticket, understanding), ticket.case.case_id
    if question and not voice.public:
        fields = {"question": question} | ({"case_id": case_id} if case_id else {})
        asked = "received_question" if question.endswith("?") else "received_words"
        return voice.say(f"{asked}_case" if case_id else asked, **fields)
    if case_id and not voice.public:
        return voice.say("received_case", case_id=case_id)
    subject = _REPLY_MARK.sub("", ticket.conversation.subject or "").strip()
    usable_subject = subject and len(subject) <= _TITLE_CHARACTERS and not _PERSONAL.search(subject)
    if usable_subject and voice.channel in {Channel.EMAIL, Channel.TICKET}:
        return voice.say("received_subject", subject=subject)
    return voice.say("received")


def _quotable_question(ticket: Ticket, understanding: Understanding) -> str | None:
    """The question where it can stand in a reply word for word: short, calm, one, and with no personal data."""
    calm = understanding.sentiment != "negative" and not understanding.injection and not understanding.escalation_reason
    if len(understanding.questions) != 1 or not calm or understanding.vague:
        return None
    asked = understanding.questions[0].strip(" .")
    said = any(asked in message.text for message in ticket.conversation.messages if message.role is Role.END_USER)
    _, alone = proper(asked)
    question = _OPENER.sub("", alone)
    fits = said and question and len(question) <= _QUOTED_CHARACTERS and not _PERSONAL.search(question)
    return question[0].upper() + question[1:] if fits else None


def _other_language(voice: Voice, hits: tuple[Hit, ...]) -> str | None:
    """An article in the other language is better than none: its title and address, without a quotation."""
    others = [hit.article for hit in hits if hit.article.language_code in {"ru", "en"}]
    mine = usable(hits, voice.book.language_code)
    if mine or not others:
        return None
    article = others[0]
    if article.uri:
        return voice.say("other_language", title=article.title, url=article.uri)
    return voice.say("other_language_without_url", title=article.title)
