"""A labelled incoming message (text, channel, customer, what a good reply does) -> the fields of a Case."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_RULE = re.compile(r"rule:(?P<id>[a-z0-9-]+)\s*(?:\((?P<remark>.+)\))?")
_CHANNELS = {"social": "social_public"}  # a public remark, where nobody says that it is a private one
Text = Annotated[str, Field(min_length=1)]


class Customer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text | None = None
    patronymic: Text | None = None


class Wanted(BaseModel):
    """``must_mention``, ``must_not``: in plain words; ``rule:ID``, with a remark in brackets or without, is a rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    should_escalate: bool | None = None
    technique: tuple[Text, ...] = ()
    must_mention: tuple[Text, ...] = ()
    must_not: tuple[Text, ...] = ()


class LabelledMessage(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Text
    lang: Literal["ru", "en"]
    channel: Literal["email", "chat", "messenger", "ticket", "social", "social_public", "social_private"]
    customer: Customer = Customer()
    text: Text
    expected: Wanted

    def as_case(self) -> dict[str, Any]:
        """The fields of an `eval.cases.Case`, as a file holds them."""
        channel = _CHANNELS.get(self.channel, self.channel)
        conversation = {"channel": channel, "messages": [{"role": "end_user", "text": self.text}]}
        customer = self.customer.model_dump(exclude_none=True)
        rules = [_RULE.fullmatch(one) for one in self.expected.must_not]
        remarks = (found["remark"] if found else one for found, one in zip(rules, self.expected.must_not, strict=True))
        return {
            "id": self.id,
            "request": {"conversation": conversation, **({"end_user": customer} if customer else {})},
            "expected": {"language_code": self.lang, "should_escalate": self.expected.should_escalate},
            "rules_kept": list(dict.fromkeys(found["id"] for found in rules if found)),
            "should_say": list(self.expected.must_mention),
            "should_not_say": [one for one in remarks if one],
            "tags": list(dict.fromkeys(one.lower() for one in self.expected.technique)),
        }


def is_message(value: object) -> bool:
    """Whether a row is such a message, be it a faulty one: it has a text where a case has a request."""
    return isinstance(value, dict) and "text" in value and "request" not in value
