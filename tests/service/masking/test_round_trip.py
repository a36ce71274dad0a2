"""What is hidden comes back byte for byte, whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Agent, Case, Channel, Conversation, EndUser, Ticket
from service.masking.mask import Mask, mask_of

_TICKET = Ticket(
    Conversation(Channel.EMAIL, to=('"Ольга Кравцова" <o.kravtsova@example.ru>',)),
    end_user=EndUser("Анна", "Сергеевна", "Иванова", company="ООО «Светлый дом»", metadata={"login": "anna-85"}),
    agent=Agent("Илья", "Шмидт", company="Амбарика"),
    case=Case(case_id="T-4101"),
)
_PIECES = [
    "Анна",
    "Анне",
    "АННОЙ",
    "Aннa",
    "анну",
    "Иванова",
    "Ивановой",
    "Шмидта",
    "Ольгу",
    "Кравцовой",
    "Ane",
    "Anna",
    "Ivanova's",
    "Anya",
    "Аня",
    "Саша",
    "Светлого",
    "дома",
    "+79123456789",
    "8(912)345-67-89",
    "anna@mail.ru",
    "4276380012345678",
    "T-4101",
    "anna-85",
    "[[",
    "]]",
    "[",
    "]",
    "[[name_1]]",
    "[[name_3:dat]]",
    "[name_1]",
    "\\[\\[name\\_1\\]\\]",
    "[[",
    "name_1",
    "]]",
    "[[имя_1]]",
    "[[phone_1:1]]",
    "\u200b",
    "\xad",
    "́",
    "̈",
    "ё",
    "й",
    "ё",
    "у",
    "а",
    "ой",
    "для",
    "с",
    "к",
    "передайте",
    "менеджеру",
    "\n",
    "\r\n",
    "-",
    "'",
    ".",
    ",",
    ":",
    "\\",
    "\xa0",
    "👩\u200d💻",
    "ИНН",
    "паспорт",
    "пароль:",
    "Qwerty12!",
    "Петров",
    "И.И.",
    "Мария",
]
_TEXT = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3) | st.just(" "), max_size=24).map("".join)


def _mask() -> Mask:
    return mask_of(_TICKET, may_leave=frozenset())


@settings(max_examples=80, deadline=None)
@given(st.lists(_TEXT, max_size=3))
def test_restoring_what_was_hidden_gives_the_texts_back(texts: list[str]) -> None:
    mask = _mask()
    hidden = [mask.hide(text) for text in texts]
    assert [mask.restore(text) for text in hidden] == texts


@settings(max_examples=50, deadline=None)
@given(_TEXT, st.sampled_from([frozenset[str](), frozenset({"all"}), frozenset({"name", "contact"})]))
def test_an_article_comes_back_too_whatever_may_leave(text: str, may_leave: frozenset[str]) -> None:
    mask = mask_of(_TICKET, may_leave=may_leave)
    assert mask.restore(mask.hide_names(text)) == text
    assert mask.restore(mask.hide(text)) == text


@settings(max_examples=50, deadline=None)
@given(_TEXT)
def test_what_was_hidden_leaves_no_marker_that_stands_for_nothing(text: str) -> None:
    mask = _mask()
    assert mask.leftovers(mask.hide(text)) == ()


@pytest.mark.parametrize("forged", ["[[name_1]]", "[[ NAME_1 ]]", "[name_1]", "[[имя_1:дат]]", "\\[\\[name\\_1\\]\\]"])
def test_a_marker_that_the_customer_writes_brings_in_nobody(forged: str) -> None:
    mask = _mask()
    hidden = mask.hide(f"Передайте {forged} привет от Анны")
    assert forged not in hidden
    assert mask.restore(hidden) == f"Передайте {forged} привет от Анны"
