"""Ticket -> Understanding: what the customer asks now, in which language, at which stage."""

from __future__ import annotations

import re
from dataclasses import replace

from kb_index.text.lemmas import search_terms
from service.domain import Channel, Ticket, Understanding
from service.understanding.cues import Cue, CueHit, find_cues, words_of
from service.understanding.elliptic import goes_on, is_elliptic, is_vague
from service.understanding.instruction import told_to_say
from service.understanding.latinised import in_cyrillic
from service.understanding.orders import orders
from service.understanding.others import apart_from_others, asks_of_others
from service.understanding.own_case import asks_own_case
from service.understanding.questions import (
    query_of,
    searched_alone,
    split_questions,
)
from service.understanding.situation import escalation_reason, is_solved, only_thanks, sentiment_of, stage_of
from service.understanding.speech import reply_language
from service.understanding.thread import Thread, read_thread
from service.understanding.topics import proper
from service.understanding.written import russian_in_latin

_SUBJECT_TAGS = re.compile(
    r"^(?:\s*(?:re|fw|fwd|aw|ответ|на|пересл|отв)\s*(?:\[\d+\])?\s*:\s*)+|\[[^\]]{0,40}\]|#\s?\d+", re.IGNORECASE
)
_SITUATION_CHARACTERS = 4000  # of a very long message this much tells its mood


def understand(ticket: Ticket) -> Understanding:
    """Deterministic, no I/O. Raises NoCustomerMessage where the customer never wrote."""
    thread = _spelt(read_thread(ticket.conversation, signers=_signers(ticket)))
    language, warnings = reply_language(ticket, thread.burst)
    text = thread.burst
    sample = text[:_SITUATION_CHARACTERS]
    hits = find_cues(sample)
    sentiment = ticket.end_user.sentiment or sentiment_of(sample, hits)
    first = ticket.case.is_first_reply if ticket.case.is_first_reply is not None else not thread.answered
    stage, reason = stage_of(sample, hits, case=ticket.case, first=first, sentiment=sentiment)
    asks_nothing = only_thanks(sample, hits) or _closes(sample, hits, ticket)
    query, whole = ("", "") if asks_nothing else _queries(ticket, thread)
    escalation, injected = escalation_reason(hits, ticket.case), _injected(thread)
    understood = Understanding(
        language_code=language,
        query_text=query,
        whole_text=whole,
        questions=() if asks_nothing else _questions(thread, query),
        stage=stage,
        stage_reason=reason,
        sentiment=sentiment,
        is_first_reply=first,
        current_text=text,
        escalation_reason=escalation,
        injection=injected,
        vague=not asks_nothing and (not search_terms(query) or is_vague(query)),
        solved=is_solved(sample, hits),
        warnings=(*warnings, *_warnings(ticket, language, injected=injected)),
    )
    return _for_persons(understood, sample)


def _spelt(thread: Thread) -> Thread:
    """Russian in Latin letters is read in its own: neither phrases nor articles are written otherwise."""
    if not russian_in_latin(thread.burst):
        return thread
    before = thread.previous_burst
    before = in_cyrillic(before) if russian_in_latin(before) else before
    return replace(thread, burst=in_cyrillic(thread.burst), previous_burst=before)


def _for_persons(understood: Understanding, text: str) -> Understanding:
    """Marks the questions that no article may answer."""
    asked = understood.questions
    others = tuple(one for one in asked if asks_of_others(text if len(asked) == 1 else one))
    alone = proper(asked[0])[1] if len(asked) == 1 else ""
    if others and alone and (apart := apart_from_others(text, alone)):
        asked, others = (apart, alone), (apart,)
    return replace(
        understood,
        questions=asked,
        for_person=tuple(one for one in asked if one in others or asks_own_case(one)),
        of_others=others,
    )


def _closes(text: str, hits: tuple[CueHit, ...], ticket: Ticket) -> bool:
    """Whether the message only says that the matter is done."""
    if not is_solved(text, hits):
        return False
    cues = {hit.cue for hit in hits}
    return Cue.DONE in cues or ticket.case.status in {"confirmed", "closed"} or not cues & {Cue.WISH, Cue.COMMAND}


def _injected(thread: Thread) -> bool:
    """Read from the messages as they came: an order may hide in a comment or under the signature."""
    raw = "\n".join(message.text[:_SITUATION_CHARACTERS] for message in thread.burst_messages)[:_SITUATION_CHARACTERS]
    return bool(orders(raw))


def _warnings(ticket: Ticket, language: str, *, injected: bool) -> tuple[str, ...]:
    warnings: tuple[str, ...] = ()
    if injected:
        warnings += ("The message tries to give orders to the service; that part was left out.",)
    if (ticket.instruction or "").strip() and told_to_say(ticket.instruction, language) is None:
        warnings += (
            "The instruction was not worked in: without a language model only a statement for the customer in the"
            " language of the reply can be ('say that …'). Follow it by hand.",
        )
    return warnings


def _signers(ticket: Ticket) -> frozenset[str]:
    """Words that stand under the customer's letters: name, surname, company."""
    user = ticket.end_user
    written = " ".join(part for part in (user.name, user.patronymic, user.surname, user.company) if part)
    return frozenset(word.text for word in words_of(written))


def _queries(ticket: Ticket, thread: Thread) -> tuple[str, str]:
    """What to search for; where that is one question of a longer message, the whole message, else ""."""
    whole = _query(ticket, thread, query_of(thread.burst))
    alone = searched_alone(thread.burst) if whole else ""
    query = _query(ticket, thread, alone) if alone else whole
    return query, whole if query != whole else ""


def _query(ticket: Ticket, thread: Thread, query: str) -> str:
    """``query``: what the message asks, completed by what it leaves to the question or the subject before it."""
    if _borrows(thread):
        query = f"{query_of(thread.previous_burst)} {query_of(thread.burst)}".strip()
    subject = _subject(ticket, first=not thread.answered or not query)
    fresh = set(search_terms(subject)) - set(search_terms(query))
    return f"{subject}. {query}".strip(" .") if fresh and not thread.previous_burst else query


def _borrows(thread: Thread) -> bool:
    """Whether the message needs the customer's previous question to be understood."""
    if not thread.previous_burst or thread.closed:
        return False
    reply_to_us = bool(thread.asked_by_agent) and "?" not in thread.burst and len(thread.burst) <= 120
    return reply_to_us or is_elliptic(thread.burst) or goes_on(thread.burst)


def _subject(ticket: Ticket, *, first: bool) -> str:
    """The subject of a letter where it can say more than the letter; a long thread has outgrown its subject."""
    subject = ticket.conversation.subject
    if not subject or not first or ticket.conversation.channel not in {Channel.EMAIL, Channel.TICKET}:
        return ""
    bare = _SUBJECT_TAGS.sub("", subject).strip()
    cues = {hit.cue for hit in find_cues(bare)}
    return "" if cues & {Cue.INJECTION, Cue.AUTO_REPLY} or is_vague(bare) else bare[:200]


def _questions(thread: Thread, query: str) -> tuple[str, ...]:
    found = split_questions(thread.burst)
    if len(found) <= 1 and _borrows(thread):
        return (query,)
    if found:
        return found
    return (query,) if query else ()
