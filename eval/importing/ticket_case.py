"""A ticket of a helpdesk -> a case: its request, the articles, the answer, with stand-ins for what is personal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eval.cases import Case, Expected
from eval.importing.articles import Shelf, unresolved
from eval.importing.columns import Column
from eval.importing.privacy import Anonymised, Look, anonymised
from eval.importing.threads import Note, Ticket
from eval.importing.turns import Exchange, Turn, exchange
from eval.importing.values import channel_of, tags_of
from kb_index.text.language import detect, share
from service.domain import Agent, Channel, Conversation, EndUser, Role
from service.domain import Ticket as ServiceTicket
from service.masking.declension import Part
from service.masking.given import Given, GivenName, given_of, split_name
from service.masking.kinds import Label

_MESSAGE_LIMIT = 20_000  # code points that the API takes of one message
_SUBJECT_LIMIT = 1_000
_LABEL_LIMIT = 200
_LONGEST_NAME = 4  # words
_LANGUAGES = {
    **dict.fromkeys(("ru", "rus", "russian", "русский", "рус"), "ru"),
    **dict.fromkeys(("en", "eng", "english", "английский", "англ"), "en"),
}
_CYRILLIC_SPEECH = frozenset({"uk", "be", "bg", "kk", "sr", "mk"})
# What the articles may tell of the company itself; a name in an article is an example, or somebody else's.
_PUBLIC = frozenset({Label.PHONE, Label.EMAIL, Label.HANDLE, Label.URL, Label.ADDRESS, Label.INN, Label.OGRN})
_SOLE_TRADER = re.compile(r"^\s*(?:ИП|индивидуальный предприниматель)\s+(?=\w)", re.IGNORECASE)
_FIRM = re.compile(r"(?<!\w)(?:ООО|ОАО|ЗАО|ПАО|АО|НАО|ТОО|АНО|ГК|ТД|LLC|Ltd|Limited|Inc|GmbH)(?!\w)")
_NAME_PARTS = {Part.FIRST: "name", Part.PATRONYMIC: "patronymic", Part.SURNAME: "surname"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said of all tickets. ``shelf``: articles, to find those that agents linked; ``company``: yours,
    whose name may stay; ``private``: what is personal gets stand-ins."""

    shelf: Shelf | None = None
    language: str | None = None
    channel: Channel | None = None
    company: str | None = None
    turn: Turn = Turn.FULLEST
    private: bool = True


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Built:
    """``case`` None: the notes say why."""

    case: Case | None
    notes: tuple[Note, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    looks: tuple[Look, ...] = ()


def built(ticket: Ticket, case_id: str, wishes: Wishes) -> Built:
    found = exchange(ticket.said, turn=wishes.turn, signers=tuple(_agents(ticket)))
    if found is None:
        rows = ", ".join(map(str, ticket.rows[1:6]))
        message = "holds nothing that the customer wrote" + (f" (nor do rows {rows} of the ticket)" if rows else "")
        return Built(None, (Note(message, ticket.rows[0], skipped=True),))
    language, notes = _language(ticket, found, wishes)
    relevant, unknown = _relevant(ticket, found, wishes.shelf, language)
    notes += [Note(f"“{one[:80]}” is no article that is known; left out", ticket.rows[0]) for one in unknown]
    notes += _of_thread(found, ticket)
    texts = _texts(ticket, found)
    made = _made(texts, ticket, case_id, wishes)
    shown = dict(zip(texts, made.texts, strict=True))
    case = Case(
        id=case_id,
        request=_request(shown, ticket, found, wishes),
        relevant=relevant,
        gold_answer=shown.get("reply") or None,
        expected=Expected(language_code=language),  # type: ignore[arg-type] # `_language` gives ru or en
        kind=shown.get("kind") or None,
        tags=tuple(value for name, value in shown.items() if name.startswith("tag ") and value),
        note="of row " + ", ".join(map(str, ticket.rows[:20])) + " of the export",
    )
    return Built(case, tuple(notes), made.counts, made.looks)


def _agents(ticket: Ticket) -> Iterator[str]:
    yield from ticket.fields.get(Column.AGENT, ())
    yield from {one.author for one in ticket.said if one.role is Role.HUMAN_AGENT and one.author}


def _language(ticket: Ticket, found: Exchange, wishes: Wishes) -> tuple[str, list[Note]]:
    told = ticket.first(Column.LANGUAGE).split("-")[0].split("_")[0].strip().casefold()
    given = wishes.language or _LANGUAGES.get(told)
    if given:
        return given, []
    customer = [one.text for one in found.thread if one.role is Role.END_USER]
    for text in (customer[-1], "\n".join(customer), found.reply):
        code = detect(text[:3000])
        if code in ("ru", "en"):
            return code, []
        if code != "und":
            other = "ru" if code in _CYRILLIC_SPEECH else "en"
            return other, [Note(f"the customer writes in “{code}”; set down as {other}", ticket.rows[0])]
    return ("ru" if share("\n".join(customer), "ru") > 0.3 else "en"), []


def _relevant(
    ticket: Ticket, found: Exchange, shelf: Shelf | None, language: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    cells = ticket.fields.get(Column.ARTICLES, [])
    each = [shelf.resolved(one, language_code=language) if shelf else unresolved(one) for one in cells]
    linked = shelf.linked(found.reply, language_code=language) if shelf else ()
    ids = dict.fromkeys([*(one for ids, _ in each for one in ids), *linked])
    return tuple(ids), tuple(dict.fromkeys(one for _, rest in each for one in rest))


def _of_thread(found: Exchange, ticket: Ticket) -> Iterator[Note]:
    row = ticket.rows[0]
    if found.later:
        yield Note(f"{found.later} later messages of the ticket are not part of the case", row)
    hidden = sum(one.private for one in ticket.said)
    if hidden:
        yield Note(f"{hidden} internal notes of the ticket were left out", row)
    if found.reply and not found.answer:
        yield Note("the reply only greets, thanks or signs: the case has no gold answer", row)
    if any(len(one) > _MESSAGE_LIMIT for one in (*(said.text for said in found.thread), found.answer)):
        yield Note(f"a message is longer than {_MESSAGE_LIMIT:,} characters and was cut there", row)


def _texts(ticket: Ticket, found: Exchange) -> dict[str, str]:
    """Everything that a person may have written or may be named in, by what it will be."""
    texts = {f"message {at}": one.text[:_MESSAGE_LIMIT] for at, one in enumerate(found.thread)}
    texts["subject"] = " ".join(ticket.first(Column.SUBJECT).split())[:_SUBJECT_LIMIT]
    texts["reply"] = found.answer[:_MESSAGE_LIMIT]
    name, company = _customer(ticket)
    for word in split_name(name):
        texts.setdefault(f"user {_NAME_PARTS[word.part]}", word.text)
    texts["user company"] = company[:_LABEL_LIMIT]
    agent = _words(ticket.first(Column.AGENT))
    first = next((word for word in agent if word.part is Part.FIRST), None)
    last = next((word for word in agent if word.part is Part.SURNAME), None)
    texts |= {f"agent {name}": one.text for name, one in (("first_name", first), ("last_name", last)) if one}
    texts["kind"] = ticket.first(Column.KIND)[:_LABEL_LIMIT]
    tags = tags_of(ticket.fields.get(Column.TAGS, ()))
    return texts | {f"tag {number}": tag[:_LABEL_LIMIT] for number, tag in enumerate(tags)}


def _customer(ticket: Ticket) -> tuple[str, str]:
    """(a person's name, the company): under “Клиент” stands now the one, now the other."""
    name, company = _SOLE_TRADER.sub("", ticket.first(Column.NAME)), ticket.first(Column.COMPANY)
    return ("", company or name) if _FIRM.search(name) else (name, company)


def _made(texts: Mapping[str, str], ticket: Ticket, case_id: str, wishes: Wishes) -> Anonymised:
    if not wishes.private:
        return Anonymised(tuple(texts.values()), {}, ())
    shelf = wishes.shelf

    def keep(label: str, surface: str) -> bool:
        if shelf is None or label not in _PUBLIC:
            return False
        return shelf.publishes(surface) or (label == Label.URL and shelf.holds_segment(surface))

    return anonymised(texts, _given(ticket, wishes), seed=case_id, keep=keep)


def _given(ticket: Ticket, wishes: Wishes) -> Given:
    """What the columns give of people, for finding it in the texts."""
    name, company = _customer(ticket)
    user = EndUser(name=name or None, company=company or None)
    conversation = Conversation(Channel.EMAIL)
    told = given_of(ServiceTicket(conversation, end_user=user, agent=Agent(company=wishes.company)))
    names = [*told.names]
    for name in (*ticket.fields.get(Column.NAME, ())[1:], *_agents(ticket)):
        names += _words(name)
    kept = {word.text.casefold() for word in split_name(wishes.company)}
    distinct = {name.text.casefold(): name for name in reversed(names) if name.text.casefold() not in kept}
    exact = [(Label.EMAIL, one) for one in ticket.fields.get(Column.EMAIL, ())]
    exact += [(Label.PHONE, one) for one in ticket.fields.get(Column.PHONE, ())]
    return replace(told, names=tuple(reversed(distinct.values())), exact=(*told.exact, *exact))


def _words(name: str) -> list[GivenName]:
    """Of what is a name and no mailbox, company or role."""
    name = _SOLE_TRADER.sub("", name)
    other = "@" in name or any(sign.isdigit() for sign in name) or _FIRM.search(name) is not None
    return [] if other or len(name.split()) > _LONGEST_NAME else split_name(name)


def _request(shown: Mapping[str, str], ticket: Ticket, found: Exchange, wishes: Wishes) -> dict[str, Any]:
    channel = wishes.channel or channel_of(ticket.first(Column.CHANNEL)) or Channel.EMAIL
    messages = [
        {"role": one.role.value if one.role else "", "text": shown[f"message {at}"]}
        | ({"create_time": one.at.isoformat()} if one.at else {})
        for at, one in enumerate(found.thread)
    ]
    conversation: dict[str, Any] = {"channel": channel.value, "messages": messages}
    if shown["subject"]:
        conversation["subject"] = shown["subject"]
    request: dict[str, Any] = {"conversation": conversation}
    for place, prefix in (("end_user", "user "), ("agent", "agent ")):
        fields = {name.removeprefix(prefix): text for name, text in shown.items() if name.startswith(prefix) and text}
        request |= {place: fields} if fields else {}
    if wishes.company:
        request["agent"] = {**request.get("agent", {}), "company": wishes.company}
    now = found.asked_at or ticket.opened
    request["case"] = {"is_first_reply": found.first} | ({"now": now.isoformat()} if now else {})
    return request
