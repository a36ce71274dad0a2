"""Names that a request gives, in the texts of that request."""

from __future__ import annotations

import pytest

from eval.masking.measure import given_names
from service.domain import Agent, Case, Channel, ContextReference, Conversation, EndUser, Owner, Ticket
from tests.service.masking.people_asking import mask, person

_MAIL = Conversation(Channel.EMAIL)


def test_no_form_of_a_given_name_can_be_read_whatever_its_writing() -> None:
    figure = given_names(step=53)
    assert figure.whole > 190
    assert figure.missed == ()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Передайте Анне Ивановой.", "Передайте [[name_1:dat]] [[name_3:dat]]."),
        ("Это Анна", "Это [[name_1]]"),
        ("С Анной всё хорошо", "С [[name_1:ins]] всё хорошо"),
        ("АННА Ива\u200bнова", "[[name_1:1]] [[name_3:1]]"),
        ("письмо Ивано-\nвой", "письмо [[name_3:1]]"),
        ("А н н а", "[[name_1:1]]"),
        ("Anna Ivanova's seat", "[[name_1:1]] [[name_3:1]]'s seat"),
        ("ивановцам, ивановский, аннотация", "ивановцам, ивановский, аннотация"),
    ],
)
def test_a_name_is_hidden_in_every_case_and_writing(text: str, hidden: str) -> None:
    assert person("Анна", "Иванова", "Сергеевна").hide(text) == hidden


@pytest.mark.parametrize("text", ["Аня", "Ане", "Аню", "у Ивановых", "с Ивановым", "Anya", "Anna"])
def test_what_gives_a_name_away_is_hidden_as_well(text: str) -> None:
    assert "[[name_" in person("Анна", "Иванова").hide(text)


@pytest.mark.parametrize(
    ("ticket", "text"),
    [
        (Ticket(_MAIL, end_user=EndUser("Петрова Анна Сергеевна")), "Анне Сергеевне Петровой"),
        (Ticket(_MAIL, agent=Agent("Илья", "Шмидт")), "Илье Шмидту"),
        (Ticket(_MAIL, agent=Agent(signature="С уважением,\nМарфа Зуева, инженер")), "Марфе Зуевой"),
        (Ticket(_MAIL, case=Case(owner=Owner("Пётр", "Кравец"))), "Петру Кравцу"),
        (Ticket(Conversation(Channel.EMAIL, cc=("Иван Лось <i@x.ru>",))), "Ивану Лосю"),
        (Ticket(_MAIL, end_user=EndUser(metadata={"manager": "Тимур Ломов"})), "Тимуру Ломову"),
        (Ticket(_MAIL, context_references=(ContextReference("customer name", "Тимур Ломов"),)), "Тимуру Ломову"),
        (Ticket(_MAIL, end_user=EndUser(company="ИП Петров Иван")), "Ивану Петрову"),
        (Ticket(_MAIL, end_user=EndUser("Katya", surname="Volkova")), "Кате Волковой"),
    ],
)
def test_a_name_is_known_from_wherever_the_request_gives_it(ticket: Ticket, text: str) -> None:
    hidden = mask(ticket).hide(text)
    assert not any(word in hidden for word in text.split())


@pytest.mark.parametrize("text", ["Светлого дома", "СВЕТЛЫЙ ДОМ", "Svetly Dom", "svetlydom", "светлом\nдоме"])
def test_the_customers_company_is_hidden_in_every_form(text: str) -> None:
    hidden = mask().hide(f"мы из {text} пишем")
    assert hidden.startswith("мы из [[company_1")
    assert hidden.endswith("]] пишем")


def test_the_company_that_answers_is_nobodys_secret() -> None:
    assert mask().hide("Амбарика, в Амбарике, Амбарику") == "Амбарика, в Амбарике, Амбарику"


def test_two_writings_of_one_value_have_one_number() -> None:
    hidden = mask().hide("+7 912 345-67-89, потом 8(912)345-67-89, и +79123456789")
    assert hidden == "[[phone_1]], потом [[phone_1:1]], и [[phone_1:2]]"


def test_equal_values_of_two_texts_have_equal_markers() -> None:
    one = mask()
    assert one.hide("заказ A-1042") == "заказ [[order_1]]"
    assert one.hide("A-1042 для Анны; T-4101") == "[[order_1]] для [[name_1:gen]]; [[order_2]]"


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ("Анна Иванова нажимает «Сохранить».", "[[name_1]] [[name_2]] нажимает «Сохранить»."),
        ("анна и иванова строчными", "анна и иванова строчными"),
        (
            "Пишите Марии на help@ambarika.example, 8 800 555-35-35",
            "Пишите Марии на help@ambarika.example, 8 800 555-35-35",
        ),
    ],
)
def test_an_article_loses_only_the_names_of_the_request(article: str, shown: str) -> None:
    assert person("Анна", "Иванова").hide_names(article) == shown


def test_a_name_that_is_a_word_is_left_where_an_article_begins_a_sentence_with_it() -> None:
    one = person("Вера")
    assert one.hide_names("Вера в успех. Спросите Веру.") == "Вера в успех. Спросите [[name_1:acc]]."


def test_a_name_that_is_a_word_is_hidden_in_small_letters_too() -> None:
    assert person("Вера").hide("с уважением, вера") == "с уважением, [[name_1:1]]"


@pytest.mark.parametrize(("kind", "text"), [("name", "Анна"), ("company", "Светлый дом"), ("account", "T-4101")])
def test_a_kind_that_may_leave_is_not_hidden(kind: str, text: str) -> None:
    assert mask().hide(text) != text
    asked = Ticket(_MAIL, end_user=EndUser("Анна", company="ООО «Светлый дом»"), case=Case(case_id="T-4101"))
    assert mask(asked, kind).hide(text) == text
    assert mask(asked, "all").hide(text) == text


def test_counts_tell_how_many_values_were_hidden_and_of_what_kind() -> None:
    one = mask()
    one.hide("Анна, Анне, +7 912 345-67-89, a@b.ru, c@d.ru")
    assert dict(one.counts) == {"name": 1, "phone": 1, "email": 2}
