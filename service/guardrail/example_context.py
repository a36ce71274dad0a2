"""The ``context`` of an example, as written in a pack -> CheckContext."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from service.domain import (
    Agent,
    Attachment,
    Case,
    Channel,
    CheckContext,
    Conversation,
    EndUser,
    Message,
    Owner,
    Role,
    Source,
    Stage,
)
from service.standards.node import Node

_FLAGS = ("is_first_reply", "answer_given", "owner_changed", "partner_first_line", "profile_complete")
_LISTS = frozenset({"authorised_offers", "connected_lines", "known_fields"})
_NUMBERS = ("redirect_count", "compensation_limit")
_CASE_KEYS = {"id": "case_id"}
_SECTIONS = {
    "case": frozenset(field.name for field in fields(Case)) - {"case_id"} | {"id"},
    "end_user": frozenset(field.name for field in fields(EndUser)) - {"metadata"},
    "agent": frozenset(field.name for field in fields(Agent)) - {"limits"},
}
_SPOKEN = ("channel", "customer", "said", "thread", "subject", "to", "cc")
_SINGLE = (*_SPOKEN, "sources", "updated_at", "instruction", "internal_notes", "fragment")
_SPEAKERS = {"customer": Role.END_USER, "agent": Role.HUMAN_AGENT}
CONTEXT_NAMES = tuple(
    sorted({*_SINGLE, *(f"{section}.{name}" for section, names in _SECTIONS.items() for name in names)})
)


def example_context(entries: Mapping[str, Node], language_code: str) -> CheckContext:
    """Raises StandardInvalid for a field that the contract does not know."""
    for name, node in entries.items():
        Node(name, node.file, node.line).choice(CONTEXT_NAMES)
    case = _section(entries, "case")
    return CheckContext(
        language_code=language_code,
        conversation=_conversation(entries, language_code),
        case=replace(Case(), **case),
        end_user=replace(EndUser(), **_section(entries, "end_user")),
        agent=replace(Agent(), **_section(entries, "agent")),
        instruction=entries["instruction"].text() if "instruction" in entries else None,
        sources=_sources(entries),
        internal_notes=entries["internal_notes"].texts() if "internal_notes" in entries else (),
        fragment="fragment" in entries and entries["fragment"].flag(),
    )


def _conversation(entries: Mapping[str, Node], language_code: str) -> Conversation | None:
    if entries.keys().isdisjoint(_SPOKEN):
        return None
    channel = Channel(entries["channel"].choice(Channel)) if "channel" in entries else Channel.CHAT
    said = entries["customer"].texts() if "customer" in entries else ()
    earlier = entries["said"].texts() if "said" in entries else ()  # by the agent, before the customer's words
    messages = [Message(Role.HUMAN_AGENT, text, language_code=language_code) for text in earlier]
    messages += [Message(Role.END_USER, text, language_code=language_code) for text in said]
    if "thread" in entries:
        messages += [_timed(item, language_code) for item in entries["thread"].items()]
    return Conversation(
        channel,
        tuple(messages),
        subject=str(entries["subject"].content) if "subject" in entries else None,  # may be empty
        to=entries["to"].texts() if "to" in entries else (),
        cc=entries["cc"].texts() if "cc" in entries else (),
    )


def _timed(node: Node, language_code: str) -> Message:
    """«customer 2026-03-03T10:00+03:00 Добрый день!»: who, when, what."""
    speaker, _, rest = node.text().partition(" ")
    time, _, text = rest.partition(" ")
    role = _SPEAKERS[Node(speaker, node.file, node.line).choice(_SPEAKERS)]
    return Message(role, text, language_code=language_code, create_time=time)


def _sources(entries: Mapping[str, Node]) -> tuple[Source, ...] | None:
    if "sources" not in entries:
        return None
    texts = entries["sources"].texts() if entries["sources"].content != "" else ()
    updated_at = entries["updated_at"].text() if "updated_at" in entries else None
    return tuple(Source(f"s{number}", "", text, updated_at=updated_at) for number, text in enumerate(texts))


def _section(entries: Mapping[str, Node], section: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, node in entries.items():
        head, _, key = name.partition(".")
        if head == section and key:
            found[_CASE_KEYS.get(key, key)] = _value(key, node)
    return found


def _value(key: str, node: Node) -> object:
    if key in _LISTS:
        return node.texts() if node.content != "" else ()
    read = _READERS.get(key)
    return read(node) if read else node.text()


def _owner(node: Node) -> Owner:
    first, _, last = node.text().partition(" ")
    return Owner(first, last)


def _attachments(node: Node) -> tuple[Attachment, ...]:
    """«report.exe 120000»: the name and the bytes."""
    return tuple(_attachment(item) for item in node.texts())


def _attachment(written: str) -> Attachment:
    name, _, size = written.rpartition(" ")
    return Attachment(name, int(size)) if name and size.isdecimal() else Attachment(written)


_READERS: Mapping[str, Callable[[Node], object]] = {
    **dict.fromkeys(_FLAGS, Node.flag),
    **dict.fromkeys(_NUMBERS, Node.integer),
    "attachments": _attachments,
    "stage": lambda node: Stage(node.choice(Stage)),
    "owner": _owner,
}
