"""Brief and the passages shown -> everything that a reply may rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb_index.records import Hit, Span
from kb_index.text.facts import facts
from kb_index.text.language import detect
from kb_index.text.sentences import sentences
from service.domain import Role
from service.drafting.asking.prompting import Shown
from service.drafting.backing.given import Given
from service.drafting.backing.sayings import Saying, sayings_of, terms_of, vouched_saying
from service.drafting.backing.support import Backing, back
from service.drafting.composer import Brief
from service.drafting.voice import Voice, voice_of

_PROMISES = ("holding_action", "complaint_action", "escalate_person", "transfer")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a reply to this brief may rest on."""

    language_code: str
    passages: Mapping[int, tuple[Saying, ...]]
    vouched: tuple[Saying, ...]
    promises: tuple[Saying, ...]
    given: Given
    asked: str  # the customer's own words
    backings: dict[tuple[str, tuple[int, ...]], Backing] = field(default_factory=dict)  # of sentences judged before

    def back(self, text: str, passages: tuple[int, ...]) -> Backing:
        """What backs a sentence of a part; a stream asks for the same one again and again."""
        key = (text, passages)
        if key not in self.backings:
            sayings = self.for_passages(passages)
            self.backings[key] = back(text, sayings, language_code=self.language_code, given=self.given)
        return self.backings[key]

    def for_passages(self, numbers: Iterable[int]) -> list[Saying]:
        """Those of the named passages first: a model may err in a number."""
        named = [number for number in numbers if number in self.passages]
        order = [*named, *(number for number in self.passages if number not in named)]
        return [*(saying for number in order for saying in self.passages[number]), *self.vouched, *self.promises]


def grounds_of(brief: Brief, shown: Sequence[Shown]) -> Grounds:
    """The customer's words vouch for figures and names, never for a statement."""
    ticket, language = brief.ticket, brief.understanding.language_code
    voice = voice_of(ticket, brief.understanding, now=brief.now)
    told, promises = [*_vouched(brief)], [*_promises(voice)]
    said = [one.text for one in ticket.conversation.messages if one.role is Role.END_USER]
    said.append(ticket.conversation.subject or "")
    known = [
        *told,
        *promises,
        ticket.case.case_id or "",
        *_about(shown),
        *_names(brief),
    ]
    return Grounds(
        language_code=language,
        passages={one.number: sayings_of(_as_shown(one)) for one in shown},
        vouched=tuple(vouched_saying(text, detect(text, default=language)) for text in told),
        promises=tuple(vouched_saying(text, language) for text in promises),
        given=Given(
            tuple(fact for text in known for fact in facts(text)),
            frozenset(term for text in (*said, *known) for term in terms_of(text)),
            wished=tuple(fact for text in said for fact in facts(text)),
        ),
        asked=brief.understanding.current_text,
    )


def _vouched(brief: Brief) -> Iterator[str]:
    ticket = brief.ticket
    for text in (
        ticket.instruction or "",
        *(f"{one.key.replace('_', ' ')}: {one.content}" for one in ticket.context_references),
    ):
        yield from (span.of(text) for span in sentences(text))


def _promises(voice: Voice) -> Iterator[str]:
    """Who answers and by when: the one promise that a reply may make."""
    for slot in _PROMISES:
        for line in voice.book.slots[slot]:
            yield line.format(who=voice.who, when=voice.when)


def _as_shown(shown: Shown) -> Hit:
    passage = shown.hit.passage
    span = Span(passage.span.start, passage.span.start + len(shown.text))
    return replace(shown.hit, passage=replace(passage, span=span))


def _about(shown: Sequence[Shown]) -> Iterator[str]:
    for one in shown:
        yield f"{one.hit.article.title}\n{one.hit.article.uri or ''}"


def _names(brief: Brief) -> Iterator[str]:
    ticket, owner = brief.ticket, brief.ticket.case.owner
    for one in (ticket.agent, ticket.end_user, owner):
        for name in ("name", "first_name", "last_name", "patronymic", "surname", "company", "role"):
            yield str(getattr(one, name, None) or "")
