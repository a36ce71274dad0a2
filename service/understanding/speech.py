"""Ticket and the customer's words -> the language of the reply."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb_index.text.language import share
from service.domain import Role, Ticket
from service.understanding.cues import LANGUAGES
from service.understanding.written import CYRILLIC, written_in

_DETECT_CHARACTERS = 3000
_LATIN_WORD = re.compile(r"\b[A-Za-z]{3,}\b")
FALLBACK = "en"  # for languages that are neither Russian nor written in Cyrillic


def reply_language(ticket: Ticket, burst: str) -> tuple[str, tuple[str, ...]]:
    """(``ru`` or ``en``, warnings). The last customer message decides, unless the ticket names a language."""
    if ticket.language_code in LANGUAGES:
        return ticket.language_code, ()
    for text in _evidence(ticket, burst):
        found = written_in(text[:_DETECT_CHARACTERS])
        if found is not None:
            return (found, ()) if found in LANGUAGES else _fallback(found)
    return _weak_guess(ticket, burst), ()


def _evidence(ticket: Ticket, burst: str) -> Iterable[str]:
    """Texts from the most to the least telling: what is written now, the customer's earlier words, the subject."""
    given = [m.language_code for m in ticket.conversation.messages if m.role is Role.END_USER and m.text.strip()][-1:]
    if given and given[0] and given[0].split("-")[0].lower() not in LANGUAGES:
        yield burst
    yield burst
    yield from (m.text for m in reversed(ticket.conversation.messages) if m.role is Role.END_USER)
    yield ticket.conversation.subject or ""
    yield from (m.text for m in reversed(ticket.conversation.messages) if m.role is not Role.END_USER)


def _fallback(found: str) -> tuple[str, tuple[str, ...]]:
    language = "ru" if found in CYRILLIC else FALLBACK
    return language, (f"The customer writes in '{found}', which is not supported; the reply is in '{language}'.",)


def _weak_guess(ticket: Ticket, burst: str) -> str:
    """No text tells: the locale, Cyrillic in the message, the names, any Latin letters, else Russian."""
    locale = (ticket.end_user.locale or "").replace("_", "-").split("-")[0].lower()
    if locale in LANGUAGES:
        return locale
    for text in (ticket.end_user.name or "", ticket.agent.first_name or ticket.agent.company or "", burst):
        if share(burst, "ru") or share(text, "ru"):
            return "ru"
        if _LATIN_WORD.search(text):
            return "en"
    return "ru"
