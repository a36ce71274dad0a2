"""Tickets of made-up people, for the tests of this folder."""

from __future__ import annotations

from service.domain import Agent, Case, Channel, ContextReference, Conversation, EndUser, Ticket
from service.masking.mask import Mask, mask_of

NOBODY = Ticket(Conversation(Channel.EMAIL))
ANNA = Ticket(
    Conversation(Channel.EMAIL, to=('"Ольга Кравцова" <o.kravtsova@example.ru>',)),
    end_user=EndUser("Анна", "Сергеевна", "Иванова", company="ООО «Светлый дом»", metadata={"login": "anna-85"}),
    agent=Agent("Илья", "Шмидт", company="Амбарика"),
    case=Case(case_id="T-4101"),
    context_references=(ContextReference("Заказ", "A-1042, отгрузка 12.03.2025, 1 290 ₽"),),
)


def mask(ticket: Ticket = ANNA, *may_leave: str) -> Mask:
    return mask_of(ticket, may_leave=frozenset(may_leave))


def person(first: str, surname: str | None = None, patronymic: str | None = None) -> Mask:
    return mask(Ticket(Conversation(Channel.EMAIL), end_user=EndUser(first, patronymic, surname)))
