"""EndUser and Agent -> how a reply addresses the customer and how it is signed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from service.domain import Agent, Channel, EndUser
from service.drafting.prompt_book import PhraseBook, Wording

LETTERS = frozenset({Channel.EMAIL, Channel.TICKET})
_NAME = re.compile(r"[^\W\d_]+(?:[-'’ ][^\W\d_]+){0,2}\.?")
_QUOTED_OR_FORM = re.compile(r"[«\"“]|^(?:ООО|АО|ПАО|ЗАО|ИП|ОАО|ТОО)\b")
_TITLED = re.compile(r"(dr|mr|mrs|ms|mx|miss|prof|professor|doctor|herr|frau)(\.?)\s+(.+)", re.IGNORECASE)
_MAX_NAME = 40


def address_name(end_user: EndUser, wording: Wording, language_code: str) -> str | None:
    """«Герман Викторович», «Анна», or None where the name is missing or is not a person's.

    A patronymic is used in Russian replies only, and only with a first name.
    """
    titled = _titled(end_user, wording, language_code)
    if titled is not None:
        return titled
    first = person_name(end_user.name, wording)
    if first is None:
        return None
    patronymic = person_name(end_user.patronymic, wording)
    if language_code != "ru" or patronymic is None or " " in first:
        return _without_surname(first, end_user)
    return f"{first} {patronymic}"


def as_addressed(end_user: EndUser, wording: Wording, language_code: str) -> EndUser:
    """The same, but a name that is no person's is the company's: nobody can be greeted by it."""
    if not end_user.name or address_name(end_user, wording, language_code) is not None:
        return end_user
    return replace(end_user, name=None, company=end_user.company or end_user.name)


def _titled(end_user: EndUser, wording: Wording, language_code: str) -> str | None:
    """ "Dr. Klaus Weber" -> "Dr. Weber"; in Russian, where a title of another language reads oddly, «Klaus»."""
    found = _TITLED.fullmatch(re.sub(r"\s+", " ", end_user.name or "").strip(" ,.!?-"))
    named = person_name(found[3], wording) if found else None
    if found is None or named is None:
        return None
    words = named.split()
    if language_code == "ru" and len(words) > 1:
        return words[0]
    surname = person_name(end_user.surname, wording) or words[-1]
    return f"{found[1].capitalize()}{found[2]} {surname}"


def _without_surname(first: str, end_user: EndUser) -> str:
    """«Анна Петрова» in the name field, surname known: «Анна»."""
    surname = (end_user.surname or "").strip().casefold()
    words = [word for word in first.split() if word.casefold() != surname]
    return " ".join(words) if words else first


def person_name(raw: str | None, wording: Wording) -> str | None:
    """The name trimmed and in its usual letter case; None for e-mail addresses, companies, numbers and the like."""
    if raw is None:
        return None
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", raw)).strip(" ,.!?-–—'\"«»")
    if not name or len(name) > _MAX_NAME or not _NAME.fullmatch(name):
        return None
    words = re.split(r"[ \-]", name)
    if any(word.casefold() in wording.not_a_person for word in words) or len(name) < 2:
        return None
    return _usual_case(name)


def _usual_case(name: str) -> str:
    """«АННА» and «анна» -> «Анна»; «McDonald», «де Гольвиль» stay as they are."""
    if name.isupper() or name.islower():
        return re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), name)
    return name


def agent_name(agent: Agent) -> str | None:
    """First name and surname, or None where one of them is missing."""
    parts = [part.strip() for part in (agent.first_name, agent.last_name) if part and part.strip()]
    return " ".join(parts) if len(parts) == 2 else None


def company_name(agent: Agent, language_code: str) -> str | None:
    """«Альфа-Софт» in quotation marks, as Russian letters have it; plain in English."""
    company = (agent.company or "").strip()
    if not company:
        return None
    return company if language_code != "ru" or _QUOTED_OR_FORM.search(company) else f"«{company}»"


def signature(agent: Agent, book: PhraseBook, *, channel: Channel) -> str | None:
    """The lines under a letter or ticket: the agent's own signature, or full name, role and company."""
    if channel not in LETTERS:
        return None
    if agent.signature and agent.signature.strip():
        return agent.signature.strip()
    company = company_name(agent, book.language_code)
    name = agent_name(agent)
    if name is None:
        team = book.say("team_company", "", company=company) if company else book.say("team", "")
        return f"{book.say('valediction', '')}\n{team}"
    who = ", ".join(part for part in (name, (agent.role or "").strip(), company) if part)
    return f"{book.say('valediction', '')}\n{who}"


def introduction(agent: Agent, book: PhraseBook, *, channel: Channel) -> str | None:
    """«Меня зовут …» where the signature below a first letter would not say it all."""
    name, company = agent_name(agent), company_name(agent, book.language_code)
    signed = signature(agent, book, channel=channel)
    if channel not in LETTERS or name is None or company is None or signed is None:
        return None
    bare = (agent.company or "").strip()
    return None if name in signed and bare in signed else book.say("introduction", "", agent=name, company=company)
