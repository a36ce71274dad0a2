"""Names, signatures and deadlines as people write them."""

from __future__ import annotations

import pytest

from service.domain import Agent, Channel, EndUser
from service.drafting.address import address_name, company_name, introduction, signature
from service.drafting.deadline import by_when
from service.drafting.prompt_book import PhraseBook, phrase_book

RU, EN = phrase_book("ru"), phrase_book("en")


@pytest.mark.parametrize(
    ("end_user", "expected"),
    [
        (EndUser(name="Герман", patronymic="Викторович"), "Герман Викторович"),
        (EndUser(name="  анна "), "Анна"),
        (EndUser(name="АННА-МАРИЯ"), "Анна-Мария"),
        (EndUser(name="Анна Петрова", surname="Петрова"), "Анна"),
        (EndUser(name="Anna"), "Anna"),
        (EndUser(name="Ömer"), "Ömer"),
        (EndUser(name="anna@mail.ru"), None),
        (EndUser(name="ООО Ромашка"), None),
        (EndUser(name="Бухгалтерия"), None),
        (EndUser(name="jk_parts"), None),
        (EndUser(name="user123"), None),
        (EndUser(name="+7 900 111-22-33"), None),
        (EndUser(name="Ваня!!!"), "Ваня"),
        (EndUser(name=""), None),
        (EndUser(patronymic="Викторович"), None),
        (EndUser(name="х" * 60), None),
    ],
)
def test_a_customer_is_addressed_by_a_persons_name_or_not_at_all(end_user: EndUser, expected: str | None) -> None:
    assert address_name(end_user, RU.wording, "ru") == expected


@pytest.mark.parametrize(
    ("name", "book"),
    [
        ("Фонд Добро", RU),
        ("Детский центр Радуга", RU),
        ("Ресторан Прага", RU),
        ("Клиника Улыбка", RU),
        ("Harbour Foundation", EN),
        ("Smile Dental Clinic", EN),
    ],
)
def test_an_organisation_is_not_addressed_as_a_person(name: str, book: PhraseBook) -> None:
    assert address_name(EndUser(name=name), book.wording, book.language_code) is None


@pytest.mark.parametrize(
    ("end_user", "expected"),
    [
        (EndUser(name="Dr. Klaus Weber"), "Dr. Weber"),
        (EndUser(name="PROF KLAUS WEBER"), "Prof Weber"),
        (EndUser(name="Mr Hughes"), "Mr Hughes"),
        (EndUser(name="Ms. Klara", surname="Weber"), "Ms. Weber"),
        (EndUser(name="Dr. Smile Dental Clinic"), None),
        (EndUser(name="Drew"), "Drew"),
    ],
)
def test_a_title_goes_with_the_surname(end_user: EndUser, expected: str | None) -> None:
    assert address_name(end_user, EN.wording, "en") == expected


def test_a_russian_reply_leaves_an_english_title_out() -> None:
    assert address_name(EndUser(name="Dr. Klaus Weber"), RU.wording, "ru") == "Klaus"


def test_english_replies_use_the_first_name_without_a_patronymic() -> None:
    assert address_name(EndUser(name="Герман", patronymic="Викторович"), EN.wording, "en") == "Герман"


def test_a_letter_is_signed_in_full_and_a_chat_is_not() -> None:
    agent = Agent("Мария", "Котова", role="инженер", company="Альфа")

    assert signature(agent, RU, channel=Channel.EMAIL) == "С уважением,\nМария Котова, инженер, «Альфа»"
    assert signature(agent, RU, channel=Channel.CHAT) is None


def test_the_agents_own_signature_wins() -> None:
    agent = Agent("Мария", "Котова", company="Альфа", signature="Мария К.\nАльфа")

    assert signature(agent, RU, channel=Channel.TICKET) == "Мария К.\nАльфа"


def test_an_agent_introduces_herself_where_the_signature_does_not_say_it_all() -> None:
    whole = Agent("Мария", "Котова", company="Альфа")
    terse = Agent("Мария", "Котова", company="Альфа", signature="Мария К.")

    assert introduction(whole, RU, channel=Channel.EMAIL) is None
    assert introduction(terse, RU, channel=Channel.EMAIL) == "Меня зовут Мария Котова, компания «Альфа»."
    assert introduction(terse, RU, channel=Channel.CHAT) is None


def test_without_an_agent_the_team_signs() -> None:
    assert signature(Agent(company="Альфа"), RU, channel=Channel.EMAIL) == "С уважением,\nСлужба поддержки «Альфа»"


def test_a_company_keeps_its_own_quotation_marks() -> None:
    assert company_name(Agent(company="ООО «Альфа»"), "ru") == "ООО «Альфа»"
    assert company_name(Agent(company="Alpha"), "en") == "Alpha"


@pytest.mark.parametrize(
    ("response_by", "now", "zone", "expected"),
    [
        (
            "2026-03-14T18:00:00+03:00",
            "2026-03-14T10:00:00+03:00",
            "Europe/Moscow",
            "сегодня до 18:00 (по московскому времени)",
        ),
        (
            "2026-03-14T15:00:00Z",
            "2026-03-14T10:00:00+03:00",
            "Europe/Moscow",
            "сегодня до 18:00 (по московскому времени)",
        ),
        ("2026-03-15T12:00:00+03:00", "2026-03-14T10:00:00+03:00", None, "завтра, 15 марта, до 12:00 (UTC+3)"),
        ("2026-03-20T12:00:00+03:00", "2026-03-14T10:00:00+03:00", None, "20 марта до 12:00 (UTC+3)"),
        ("2026-03-20T12:00:00", "2026-03-14T10:00:00", None, "20 марта до 12:00"),
        ("2026-03-20T12:00:00+05:30", None, "No/Where", "20 марта до 12:00 (UTC+5:30)"),
        ("2026-03-14T09:00:00+03:00", "2026-03-14T10:00:00+03:00", None, "в течение рабочего дня"),
        ("soon", "2026-03-14T10:00:00+03:00", None, "в течение рабочего дня"),
        (None, None, None, "в течение рабочего дня"),
    ],
)
def test_a_deadline_is_told_on_the_customers_clock(
    response_by: str | None, now: str | None, zone: str | None, expected: str
) -> None:
    assert by_when(response_by, RU, now=now, time_zone=zone) == expected


def test_an_english_deadline_reads_as_english() -> None:
    said = by_when("2026-03-15T12:00:00+00:00", EN, now="2026-03-14T10:00:00+00:00", time_zone=None)

    assert said == "tomorrow, 15 March, by 12:00 (UTC)"
