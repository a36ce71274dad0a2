"""Structured personal data of every kind is hidden, and what only resembles it can be read."""

from __future__ import annotations

import pytest

from eval.masking.measure import gives_away, left_alone, still_readable, structured
from eval.masking.planted import MAKERS
from tests.service.masking.people_asking import NOBODY, mask


def test_no_planted_value_can_be_read() -> None:
    figure = structured(240)
    assert figure.missed == ()
    assert figure.whole >= 8 * len(MAKERS)


@pytest.mark.parametrize("masked", ["+7 912 345-67-89", "тел. 9123456789", "９１２３４", "[[phone_1]] 345-67"])
def test_the_measure_sees_a_value_that_was_left(masked: str) -> None:
    assert gives_away("+7 912 345-67-89", masked)
    assert not gives_away("+7 912 345-67-89", "[[phone_1]], 18:40, 1 290 ₽")


def test_codes_versions_prices_and_dates_can_be_read() -> None:
    figure = still_readable()
    assert figure.whole > 100
    assert figure.missed == ()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Паспорт серии 4510, номер 123456", "Паспорт серии [[passport_1]]"),
        ("карта 4276 3800 1234 5678, срок 12/27", "карта [[card_1]], срок 12/27"),
        ("договор № 45-А/2024 от 12.03.2024", "договор № [[order_1]] от 12.03.2024"),
        ("order #99, 15 items", "order #[[order_1]], 15 items"),
        ("обращение по ошибке E-1043", "обращение по ошибке E-1043"),
        ("тел. 23-45-67", "тел. [[phone_1]]"),
        ("звоните 8 912 345\n67 89", "звоните [[phone_1:1]]"),
        ("тел. +٧٩١٢٣٤٥٦٧٨٩", "тел. [[phone_1:1]]"),
        ("＋７９１２３４５６７８９", "[[phone_1:1]]"),
        ("ivan собака mail точка ru", "[[email_1]]"),
        ("живу: Казань, Баумана 12-45", "живу: [[address_1]]"),
        ("живу: Казань, Баумана 12-45, пароль такой: котик99", "живу: [[address_1]], пароль такой: [[secret_1]]"),
        ("живу на Баумана 12, телефон 8 917 123-45-67", "живу [[address_1]], телефон [[phone_1]]"),
        ("адрес: г. Казань, ул. Мира, д. 1, кв. 45, мне нужен срок", "адрес: [[address_1]], мне нужен срок"),
        ("родился 12 мая 1990", "родился [[birthdate_1]]"),
        ("логин anna.petrova85, пароль такой: котик99", "логин [[login_1]], пароль такой: [[secret_1]]"),
        ("Мой логин ivanov. Логин email не подходит.", "Мой логин [[login_1]]. Логин email не подходит."),
        ("account e-mail of user anna-petrova", "account e-mail of user [[login_1]]"),
        ("телеграм @anna_85, t.me/anna85", "телеграм @[[handle_1]], t.me/[[handle_2]]"),
        ("https://x.ru/reset?lang=ru&ticket=abc12345", "https://x.ru/reset?lang=ru&ticket=[[url_1]]"),
        ("IP 85.26.164.12 и 192.168.0.1, версия 4.0.2.3", "IP [[device_1]] и 192.168.0.1, версия 4.0.2.3"),
        ("А123ВС77, VIN XTA210930Y1234567", "[[plate_1]], VIN [[document_1]]"),
    ],
)
def test_a_value_is_hidden_and_the_rest_stays(text: str, hidden: str) -> None:
    assert mask(NOBODY).hide(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "Как перенести виртуальную машину в другую зону?",
        "Передавать коды маркировки в ГИС и с 1 марта?",
        "Ошибка 0x80070005, таймаут 30000 мс, порт 8443",
        "Заказов было 1500, стало 12, заказ 3 товаров",
        "Пароль: неверный. password: required",
        "I opened the account page. Where is the login drop-down?",
        "Is there a set-up fee for account sign-in or account e-mail?",
        "Тариф «Команда», раздел Настройки, ИНН не указан",
    ],
)
def test_a_question_without_personal_data_stays_as_it_is(text: str) -> None:
    figure = left_alone("own", [(NOBODY, text)])
    assert figure.missed == ()
