"""Brief -> the values that a prompt is filled with: the task, the facts of the case, the thread; each text masked."""

from __future__ import annotations

from typing import Protocol

from service.domain import Approach, Channel
from service.drafting.address import company_name
from service.drafting.asking.fences import cropped, defused
from service.drafting.composer import Brief, reply_stage
from service.drafting.voice import Voice
from service.understanding.letters import own_words

THREAD = 6000  # characters of the conversation, the newest first
MESSAGE = 4000
EDGE = 300  # characters: more than any personal data has
FACT = 1500
LINE = 500  # characters of a question, a subject, a name
MOST = 20  # questions, facts, offers: a prompt has an end
LEAST_MESSAGE = 200  # characters below which the beginning of an old message tells nothing
LEAST_BODY = 120
# Characters of the body: what people read in one go there.
_LENGTHS = {
    Channel.EMAIL: 1500,
    Channel.TICKET: 1500,
    Channel.CHAT: 700,
    Channel.SOCIAL_PRIVATE: 700,
    Channel.MESSENGER: 550,
    Channel.SOCIAL_PUBLIC: 300,
}


class Hides(Protocol):
    """What prompts need of a mask; see service/masking."""

    def hide(self, text: str) -> str: ...

    def hide_names(self, text: str) -> str: ...


def task(brief: Brief, voice: Voice, approach: Approach) -> dict[str, object]:
    return {
        "stage": reply_stage(brief).value,
        "channel": voice.channel.value,
        "approach": approach.value,
        "outcome": brief.outcome.value,
        "public": voice.public,
        "first": voice.first,
        "escalation": brief.understanding.escalation_reason,
        "max_chars": _room(brief, voice),
    }


def _room(brief: Brief, voice: Voice) -> int:
    """Characters of the body: what the channel reads, and what ``max_length`` leaves beside greeting and signature."""
    usual, limit = _LENGTHS[voice.channel], brief.ticket.max_length
    if limit is None:
        return usual
    frame = sum(len(text) + 2 for text in (voice.greeting(), voice.introduced, voice.signed) if text)
    return min(usual, max(LEAST_BODY, limit - frame))


def facts(brief: Brief, voice: Voice, mask: Hides) -> dict[str, object]:
    """What is known of the case, each text masked."""
    ticket, understood = brief.ticket, brief.understanding

    def hidden(text: str | None) -> str:
        return cropped(_masked(text, mask), MESSAGE) if text else ""

    def line(text: str | None) -> str:
        return cropped(" ".join(hidden(text).split()), LINE).replace("\n", " ")

    return {
        "company": line(company_name(ticket.agent, understood.language_code)),
        "customer_company": line(ticket.end_user.company),
        "known_fields": [line(one) for one in ticket.end_user.known_fields[:MOST]],
        "sentiment": understood.sentiment,
        "topic": line(ticket.case.topic),
        "today": (brief.now or "")[:10],
        "offers": None if ticket.case.authorised_offers is None else [*map(line, ticket.case.authorised_offers[:MOST])],
        "who": line(voice.who),
        "when": line(voice.when),
        "instruction": hidden(ticket.instruction),
        "references": [
            {"key": line(one.key), "content": cropped(hidden(one.content), FACT)}
            for one in ticket.context_references[:MOST]
        ],
        "subject": line(ticket.conversation.subject),
        "questions": [line(one) for one in understood.questions[:MOST]],
    }


def thread(brief: Brief, mask: Hides) -> list[dict[str, str]]:
    """The newest messages that fit, in their order."""
    kept: list[dict[str, str]] = []
    room = THREAD
    for message in reversed(brief.ticket.conversation.messages):
        text = cropped(_masked(own_words(message.text) or message.text, mask), min(room, MESSAGE))
        if text:
            kept.append({"role": message.role.value, "text": text})
        room -= len(text)
        if room < LEAST_MESSAGE:
            break
    return kept[::-1]


def _masked(text: str, mask: Hides) -> str:
    """Masked before it is cut: half a phone number is still one.

    Of a very long text the middle is not read at all, and what stands at the cut, where halves may be, is dropped.
    """
    if len(text) <= 4 * MESSAGE:
        return defused(mask.hide(text)).strip()
    head, tail = mask.hide(text[: 3 * MESSAGE])[:-EDGE], mask.hide(text[-MESSAGE:])[EDGE:]
    return f"{defused(head)}\n{defused(tail)}".strip()
