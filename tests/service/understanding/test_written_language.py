"""The language of a message: short, mixed, misspelt, in Latin letters, or really another one."""

from __future__ import annotations

import pytest

from service.understand import understand
from service.understanding.written import written_in
from tests.service.drafting.desk import ticket


@pytest.mark.parametrize(
    "text",
    [
        "хай 🙃 the app crashes, чё с ним??",
        "че по заказу, te дни прошли",
        "го перезвоните",
        "си-шарп клиент отдаёт 401",
        "login не пашет але",
        "Sync failed 🤯🤯 опять!!!",
        "plz верните доступ",
        "unexpected token in JSON at position 17 - и так весь день",
        "ни магу аплатить щёт",
        "Салют! Ґанна Шевчук не видит свой график",
        "Переведите нам ответ «Не мога да платя с карта», это болгарский",
    ],
)
def test_short_mixed_and_misspelt_russian_is_russian(text: str) -> None:
    understood = understand(ticket(text))

    assert (understood.language_code, understood.warnings) == ("ru", ())


@pytest.mark.parametrize(
    "text",
    [
        "zabyl parol, kak voyti?",
        "dobryj vecher, gde posmotret schet za mart",
        "pochemu ne prihodyat pisma na pochtu",
        "skolko stoit podpiska na god",
    ],
)
def test_russian_in_latin_letters_is_russian(text: str) -> None:
    assert understand(ticket(text)).language_code == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "Our courier José Peña lost his phone, how do we sign him out?",
        "so do I go on or no?",
        "what is the button «Провести» for?",
        "pls add Łódź to the list of cities, it is not there",
        "the van is on the road but the app says it has no orders",
    ],
)
def test_english_with_foreign_names_is_english(text: str) -> None:
    understood = understand(ticket(text))

    assert (understood.language_code, understood.warnings) == ("en", ())


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("Вітаю! Не бачу замовлень за вчора, що сталося?", "uk", "ru"),
        ("Чому гроші списали двічі?", "uk", "ru"),
        ("Прывітанне, не магу знайсці рахунак, дзе ён?", "be", "ru"),
        ("Как да изтегля фактурата си за миналия месец?", "bg", "ru"),
        ("Здравейте, не виждам поръчките от вчера. Защо?", "bg", "ru"),
        ("Добар дан, где могу да видим рачун и шта да радим са шифром?", "sr", "ru"),
        ("Тапсырысты қалай жоюға болады?", "kk", "ru"),
        ("Guten Tag, wo finde ich die Rechnung für März?", "de", "en"),
        ("Je ne peux pas ouvrir la facture, pouvez-vous m'aider ?", "fr", "en"),
        ("No puedo ver mis facturas, ¿qué hago?", "es", "en"),
        ("Nie mogę znaleźć faktury, gdzie ona jest?", "pl", "en"),
    ],
)
def test_a_third_language_is_told(text: str, language: str, reply: str) -> None:
    understood = understand(ticket(text))

    assert understood.language_code == reply
    assert f"'{language}'" in understood.warnings[0]


@pytest.mark.parametrize("text", ["E-3310", "+7 900 555-01-02", "👍👍", "ok", "invoice.pdf"])
def test_what_shows_no_language_is_left_to_the_rest_of_the_thread(text: str) -> None:
    assert written_in(text) is None
    assert understand(ticket("Where is my invoice?", "A: Which one?", text)).language_code == "en"
