"""Brief -> Draft, without a language model: quoted passages, joined by reviewed phrases that state no facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kb_index.records import Hit, Span
from service.domain import Approach, Draft, Outcome, Stage, Ticket, Understanding
from service.drafting.answering import (
    Room,
    answer_paragraphs,
    asks_for_terms,
    granting_nothing,
    has_steps,
    link_paragraph,
    usable,
    where_to_report,
)
from service.drafting.heart import heart
from service.drafting.letter import Paragraph, say, write
from service.drafting.replies import (
    acknowledgement,
    clarifying,
    closing,
    complaint_opening,
    doubts,
    escalation,
    holding,
    incident,
    only_doubts,
    only_others,
    only_thanks,
    thanks,
)
from service.drafting.rooms import rooms
from service.drafting.seeking import near_by
from service.drafting.selection import Answer, Asked, answers
from service.drafting.voice import Voice, voice_of
from service.drafting.vouched import with_vouched
from service.ports import Closeness
from service.understanding.situation import Reason

_MESSAGE = 6000  # characters of the customer's words that are read for codes
_LED = frozenset({Stage.REFUSAL, Stage.OBJECTION})  # end with a question that leads on
_HOLDING_STAGES = frozenset({Stage.ACK, Stage.PENDING, Stage.TRANSFER})
# Where a word too many costs more than a missing answer: a person writes to the customer first.
_NO_ANSWER = frozenset({Reason.HARM, Reason.LEGAL_THREAT})


@dataclass(frozen=True, slots=True)
class Brief:
    """What a reply is written from. ``hits``: the relevant ones, best first. ``now``: ISO 8601.

    ``searched``: of a message of several questions, those that were searched apart, each with what was found for it.
    ``barred``: article ids and stretches of their text that must not be quoted; ``letter.article_span`` finds them.
    """

    ticket: Ticket
    understanding: Understanding
    hits: tuple[Hit, ...]
    outcome: Outcome
    now: str | None = None
    barred: frozenset[tuple[str, Span]] = frozenset()
    approach: Approach = Approach.FULL
    closeness: Closeness | None = None
    sure: bool = False  # the search is: its confidence is high
    searched: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)


def compose(brief: Brief) -> Draft:
    """The reply to the customer; never empty, the same for the same brief, within ``ticket.max_length``."""
    voice = voice_of(brief.ticket, brief.understanding, now=brief.now)
    limit = brief.ticket.max_length
    approach = Approach.ASK if brief.outcome is Outcome.CLARIFY else brief.approach
    draft = Draft("", "")
    for room in rooms(voice.channel, limit, approach):
        draft = replace(write(_reply(brief, voice, room)), approach=approach)
        if limit is None or len(draft.text) <= limit:
            return draft
    return replace(_shortest(voice, limit or len(draft.text)), approach=approach)


def reply_stage(brief: Brief) -> Stage:
    """The stage that the reply itself belongs to: without an answer an interim one, or a refusal."""
    stage = brief.understanding.stage
    if stage in {Stage.FIRST, Stage.FOLLOWUP} and only_thanks(brief.understanding):
        return Stage.THANKS
    if stage not in {Stage.FIRST, Stage.FOLLOWUP} or not _waits_for_check(brief):
        return stage
    return Stage.REFUSAL if only_others(brief.understanding) else Stage.PENDING


def response_time(brief: Brief) -> str:
    """The time by which such a reply promises an answer: from the case, else from the standard."""
    return voice_of(brief.ticket, brief.understanding, now=brief.now).when


def _shortest(voice: Voice, limit: int) -> Draft:
    """Where not even the shortest reply fits: a holding line cut at a word."""
    line = voice.say_who_when("holding_action")
    if len(line) > limit:
        line = line[: limit + 1].rsplit(maxsplit=1)[0] if " " in line[: limit + 1] else line[:limit]
    return write([say(line.rstrip(" ,:;"))])


def _must_wait(brief: Brief) -> bool:
    understanding = brief.understanding
    return understanding.stage in _HOLDING_STAGES or understanding.escalation_reason in _NO_ANSWER


def _waits_for_check(brief: Brief) -> bool:
    return (
        brief.outcome is Outcome.ABSTAIN
        or _must_wait(brief)
        or brief.understanding.escalation_reason == Reason.DATA_INCIDENT
    )


def _reply(brief: Brief, voice: Voice, room: Room) -> list[Paragraph]:
    body = with_vouched(_body(brief, voice, room), brief.ticket, brief.understanding, public=voice.public)
    return framed(voice, body, room=room)


def framed(voice: Voice, body: list[Paragraph], *, room: Room) -> list[Paragraph]:
    """The whole letter: greeting, introduction and signature as the channel and the stage have them."""
    signed = [say(voice.signed)] if voice.signed and room.signature else []
    greeting = voice.greeting()
    if voice.introduced and (room.frills or voice.takes_over):
        body = [say(voice.introduced), *body]
    if greeting is None:
        return body + signed
    if voice.letter or not _runs_on(body):
        return [say(greeting), *body, *signed]
    return [(*say(greeting), *body[0]), *body[1:], *signed]


def _runs_on(body: list[Paragraph]) -> bool:
    """Whether the first paragraph may follow the greeting on the same line."""
    if not body or not body[0]:
        return False
    first = body[0][0].text
    listed = not first[:2].strip(" -") or first[:2].rstrip(".").isdigit()
    return "\n" not in first and not listed and not first.endswith("?")


def _body(brief: Brief, voice: Voice, room: Room) -> list[Paragraph]:
    understanding, stage = brief.understanding, brief.understanding.stage
    if stage is Stage.CLOSING:
        return closing(voice, brief.ticket.case)
    if stage is Stage.THANKS or only_thanks(understanding):
        thanked = thanks(voice, brief.ticket.case, solved=understanding.solved)
        waiting = stage in _HOLDING_STAGES
        return thanked + holding(voice, brief.ticket, understanding, (), frills=False) if waiting else thanked
    asks = Outcome.CLARIFY is brief.outcome or brief.approach is Approach.ASK
    if asks and not _must_wait(brief) and understanding.escalation_reason is None:
        return _asking(brief, voice)
    found = () if brief.outcome is not Outcome.SUGGEST or _must_wait(brief) else _answers(brief, voice, room)
    if understanding.escalation_reason == Reason.DATA_INCIDENT:
        return incident(voice, brief.ticket, understanding, () if voice.public else where_to_report(found))
    if stage is Stage.COMPLAINT:
        return _complaint(brief, voice, room, found)
    return _answer_or_wait(brief, voice, room, found)


def _asking(brief: Brief, voice: Voice) -> list[Paragraph]:
    """Titles to choose from only where nothing else is said: beside an answer they would ask what it answers."""
    if only_doubts(brief.understanding):
        return doubts(voice, brief.ticket.case, brief.understanding)
    return clarifying(voice, brief.understanding, brief.hits if brief.outcome is Outcome.CLARIFY else ())


def _answer_or_wait(brief: Brief, voice: Voice, room: Room, found: tuple[Answer, ...]) -> list[Paragraph]:
    understanding = brief.understanding
    if not any(answer.found for answer in found):
        if only_doubts(understanding):
            return doubts(voice, brief.ticket.case, understanding)
        return holding(voice, brief.ticket, understanding, brief.hits, frills=room.frills)
    return _answer(brief, voice, room, found)


def _answers(brief: Brief, voice: Voice, room: Room) -> tuple[Answer, ...]:
    understanding = brief.understanding
    language = understanding.language_code
    asked = Asked(
        understanding.questions or (understanding.query_text,),
        understanding.query_text,
        understanding.current_text[:_MESSAGE],
        {one: usable(hits, language) for one, hits in brief.searched.items()},
        refused=understanding.stage is Stage.REFUSAL,
        for_person=understanding.for_person,
        of_others=understanding.of_others,
    )
    wording, near = voice.book.wording, near_by(brief.closeness, language)
    hits = usable(brief.hits, language)
    found = answers(asked, hits, wording=wording, budget=room.budget, barred=brief.barred, near=near)
    found = tuple(map(heart, found)) if brief.approach is Approach.SHORT else found
    if understanding.escalation_reason == Reason.COMPENSATION_DEMAND:
        return granting_nothing(found, understanding, wording)
    return found


def _answer(brief: Brief, voice: Voice, room: Room, found: tuple[Answer, ...]) -> list[Paragraph]:
    reason = brief.understanding.escalation_reason
    paragraphs = answer_paragraphs(voice, found, room=room, opening=_opening_slot(brief, voice, room))
    if room.links:
        paragraphs += link_paragraph(voice, found)
    if reason is not None and not asks_for_terms(brief.understanding, voice.book.wording):
        paragraphs += escalation(voice, Reason(reason))
    if room.bare and brief.understanding.stage not in _LED:
        return paragraphs
    return [*paragraphs, say(_closing_question(brief, voice, found))]


def _opening_slot(brief: Brief, voice: Voice, room: Room) -> str | None:
    """What stands before the answer, or None."""
    stage = brief.understanding.stage
    if stage in _LED:
        return f"{stage.value}_lead"
    if not room.frills or voice.public:
        return None
    if brief.understanding.sentiment == "negative":
        return acknowledgement(brief.understanding.escalation_reason) or "empathy"
    return "letter_thanks" if voice.letter and voice.first else None


def _closing_question(brief: Brief, voice: Voice, found: tuple[Answer, ...]) -> str:
    stage = brief.understanding.stage
    if stage in _LED:
        return voice.say(f"{stage.value}_question")
    if voice.public:
        return voice.say("social_private")
    if len(found) > 1:
        return voice.say("control_many")
    return voice.say("control_steps" if has_steps(found) else "control_info")


def _complaint(brief: Brief, voice: Voice, room: Room, found: tuple[Answer, ...]) -> list[Paragraph]:
    understanding = brief.understanding
    paragraphs = [complaint_opening(voice, understanding.escalation_reason)]
    answered = any(answer.quotations for answer in found)
    if answered and not voice.public:
        paragraphs += answer_paragraphs(voice, found, room=room, opening="complaint_meanwhile")
        paragraphs += link_paragraph(voice, found) if room.links else []
    if voice.public:
        return [*paragraphs, say(voice.say_who_when("social_private_reply"))]
    reason = understanding.escalation_reason
    paragraphs += escalation(voice, Reason(reason)) if reason else [say(voice.say_who_when("complaint_action"))]
    return [*paragraphs, say(voice.say("control_info" if answered else "complaint_control"))]
