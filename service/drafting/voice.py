"""Ticket and Understanding -> how this reply speaks: its phrases, names, deadline and channel."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain import Agent, Channel, Ticket, Understanding
from service.drafting.address import LETTERS, address_name, agent_name, introduction, signature
from service.drafting.deadline import by_when
from service.drafting.prompt_book import PhraseBook, phrase_book


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything that is the same for the whole reply. ``name`` and ``signed`` are None where there is none."""

    book: PhraseBook
    key: str
    channel: Channel
    name: str | None
    who: str
    owned: bool  # `who` is the owner of the case, by name
    when: str
    first: bool
    introduced: str | None
    takes_over: bool  # the agent is the new owner of the case and says so
    signed: str | None

    @property
    def letter(self) -> bool:
        return self.channel in LETTERS

    @property
    def public(self) -> bool:
        return self.channel is Channel.SOCIAL_PUBLIC

    def say(self, slot: str, **fields: str) -> str:
        return self.book.say(slot, self.key, **fields)

    def say_who_when(self, slot: str) -> str:
        """A phrase that names who answers and by when."""
        return self.book.say(slot, self.key, who=self.who, when=self.when)

    def greeting(self) -> str | None:
        """None after the first reply: a second greeting is one too many."""
        if not self.first:
            return None
        suffix = "" if self.letter else "_chat"
        if self.name is None:
            return self.say(f"greeting_plain{suffix}")
        return self.say(f"greeting_named{suffix}", name=self.name)


def voice_of(ticket: Ticket, understanding: Understanding, *, now: str | None) -> Voice:
    """The voice of a reply. Two tickets differ in wording, the same ticket never does."""
    book = phrase_book(understanding.language_code)
    channel, agent = ticket.conversation.channel, ticket.agent
    owner, writer = ticket.case.owner, agent_name(agent)
    who = f"{owner.first_name} {owner.last_name}".strip() if owner else None
    takes_over = bool(ticket.case.owner_changed) and writer is not None and who in {None, writer}
    name = address_name(ticket.end_user, book.wording, understanding.language_code)
    return Voice(
        book=book,
        key="\n".join((ticket.conversation.conversation_id or "", understanding.current_text, name or "")),
        channel=channel,
        name=name,
        who=who or (writer if takes_over and writer else book.say("default_who", "")),
        owned=owner is not None or takes_over,
        when=by_when(ticket.case.response_by, book, now=now or ticket.case.now, time_zone=ticket.end_user.time_zone),
        first=understanding.is_first_reply,
        introduced=_introduced(agent, book, channel, first=understanding.is_first_reply, takes_over=takes_over),
        takes_over=takes_over,
        signed=signature(agent, book, channel=channel),
    )


def _introduced(agent: Agent, book: PhraseBook, channel: Channel, *, first: bool, takes_over: bool) -> str | None:
    """Who writes: a new owner always says so, others in a first letter where the signature does not."""
    name = agent_name(agent)
    if takes_over and name is not None:
        return book.say("new_owner", "", agent=name)
    return introduction(agent, book, channel=channel) if first else None
