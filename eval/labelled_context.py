"""The ``context`` of a labelled reply, in its descriptive field names -> CheckContext."""

from __future__ import annotations

import re
from collections.abc import Mapping
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

_CASE_FIELDS: tuple[str, ...] = (
    "is_first_reply",
    "answer_given",
    "owner_changed",
    "redirect_count",
    "topic",
    "opened_at",
    "now",
)
_CASE_FIELDS += ("response_by", "resolve_by", "priority", "impact", "objection", "line_of_support")
_CASE_FIELDS += ("partner_first_line",)
_AMOUNT = re.compile(r"\d[\d\s]*(?:[.,]\d+)?")


def context_of(row: Mapping[str, Any]) -> CheckContext:
    """The labels' field names (customer, company, kb_snippets, …) -> the contract's."""
    given = row.get("context") or {}
    snippets = given.get("kb_snippets")
    return CheckContext(
        language_code=row["lang"],
        conversation=_conversation(given),
        end_user=_end_user(given),
        agent=_agent(given),
        case=_case(given),
        instruction=given.get("instruction"),
        internal_notes=tuple(given.get("internal_notes") or ()),
        sources=tuple(_source(number, one) for number, one in enumerate(snippets)) if snippets is not None else None,
        fragment=bool(row.get("fragment", False)),
    )


def _conversation(given: Mapping[str, Any]) -> Conversation | None:
    if not given.get("channel"):
        return None
    name = "social_public" if given["channel"] == "social" else given["channel"]
    said = given.get("customer_message")
    # Without sources facts are not traced: the customer's words alone would leave every true fact unsupported.
    return Conversation(
        Channel(name),
        (Message(Role.END_USER, said),) if said else (),
        subject=given.get("subject"),
        to=tuple(given.get("to") or ()),
        cc=tuple(given.get("cc") or ()),
    )


def _source(number: int, given: str | Mapping[str, Any]) -> Source:
    if isinstance(given, str):
        return Source(f"s{number}", "", given)
    return Source(str(given.get("id", number)), given.get("title", ""), given.get("text", ""), given.get("url"))


def _end_user(given: Mapping[str, Any]) -> EndUser:
    customer = given.get("customer") or {}
    own = {key: customer[key] for key in ("email", "phone", "contract", "address") if customer.get(key)}
    return EndUser(
        name=customer.get("name"),
        patronymic=customer.get("patronymic"),
        surname=customer.get("surname"),
        company=customer.get("company"),
        sentiment=given.get("sentiment"),
        time_zone=customer.get("timezone"),
        known_fields=tuple(customer.get("known_fields") or ()),
        metadata=own,
    )


def _agent(given: Mapping[str, Any]) -> Agent:
    agent = given.get("agent") or {}
    return Agent(
        first_name=agent.get("first_name"),
        last_name=agent.get("last_name"),
        role=agent.get("role"),
        company=given.get("company"),
        status=agent.get("status"),
        profile_complete=agent.get("profile_complete"),
    )


def _case(given: Mapping[str, Any]) -> Case:
    owner = given.get("owner")
    same: dict[str, Any] = {key: given.get(key) for key in _CASE_FIELDS}
    return Case(
        case_id=given.get("case_id"),
        status=given.get("case_status"),
        stage=Stage(given["stage"]) if given.get("stage") else None,
        owner=Owner(owner["first_name"], owner["last_name"]) if owner else None,
        authorised_offers=tuple(given["authorised_offers"]) if "authorised_offers" in given else None,
        attachments=tuple(Attachment(one["name"], one.get("size")) for one in given.get("attachments") or ()),
        compensation_limit=_amount(given.get("compensation_limit")),
        **same,
    )


def _amount(given: float | str | None) -> float | None:
    """«1 500 ₽» is 1500: the contract has a number there."""
    found = _AMOUNT.search(str(given)) if given is not None else None
    return float("".join(found.group().split()).replace(",", ".")) if found else None
