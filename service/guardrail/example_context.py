"""The ``context`` of an example, as written in a pack -> CheckContext."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from service.domain import (
    Agent,
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

_FLAGS = frozenset({"is_first_reply", "answer_given", "owner_changed"})
_LISTS = frozenset({"authorised_offers", "connected_lines", "known_fields"})
_NUMBERS = frozenset({"redirect_count"})
_CASE_KEYS = {"id": "case_id"}
_SECTIONS = {
    "case": frozenset(field.name for field in fields(Case)) - {"case_id", "attachments", "compensation_limit"} | {"id"},
    "end_user": frozenset(field.name for field in fields(EndUser)) - {"metadata"},
    "agent": frozenset(field.name for field in fields(Agent)) - {"limits"},
}
_SINGLE = ("channel", "customer", "sources", "instruction", "fragment")
_NAMES = tuple(sorted({*_SINGLE, *(f"{section}.{name}" for section, names in _SECTIONS.items() for name in names)}))


def example_context(entries: Mapping[str, Node], language_code: str) -> CheckContext:
    """Raises StandardInvalid for a field that the contract does not know."""
    for name, node in entries.items():
        Node(name, node.file, node.line).choice(_NAMES)
    case = _section(entries, "case")
    return CheckContext(
        language_code=language_code,
        conversation=_conversation(entries, language_code),
        case=replace(Case(), **case),
        end_user=replace(EndUser(), **_section(entries, "end_user")),
        agent=replace(Agent(), **_section(entries, "agent")),
        instruction=entries["instruction"].text() if "instruction" in entries else None,
        sources=_sources(entries),
        fragment="fragment" in entries and entries["fragment"].flag(),
    )


def _conversation(entries: Mapping[str, Node], language_code: str) -> Conversation | None:
    if "channel" not in entries and "customer" not in entries:
        return None
    channel = Channel(entries["channel"].choice(Channel)) if "channel" in entries else Channel.CHAT
    said = entries["customer"].texts() if "customer" in entries else ()
    return Conversation(channel, tuple(Message(Role.END_USER, text, language_code=language_code) for text in said))


def _sources(entries: Mapping[str, Node]) -> tuple[Source, ...] | None:
    if "sources" not in entries:
        return None
    return tuple(Source(f"s{number}", "", text) for number, text in enumerate(entries["sources"].texts()))


def _section(entries: Mapping[str, Node], section: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, node in entries.items():
        head, _, key = name.partition(".")
        if head == section and key:
            found[_CASE_KEYS.get(key, key)] = _value(key, node)
    return found


def _value(key: str, node: Node) -> object:
    if key in _FLAGS:
        return node.flag()
    if key in _LISTS:
        return node.texts() if node.content != "" else ()
    if key in _NUMBERS:
        return node.integer()
    if key == "stage":
        return Stage(node.choice(Stage))
    if key == "owner":
        first, _, last = node.text().partition(" ")
        return Owner(first, last)
    return node.text()
