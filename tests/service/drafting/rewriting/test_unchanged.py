"""What a rewriting may change, and what it may not: the same letter retold well, and retold with one lie in it."""

from __future__ import annotations

import pytest

from kb_index.text.language import detect
from service.domain import CheckContext
from service.drafting.rewriting.unchanged import compare
from service.guardrail.open import open_checker

LETTER = (
    "Здравствуйте, Мария! Возврат денег занимает 5 рабочих дней. Отменить заказ после отправки нельзя. "
    "Мы перезвоним вам завтра до 15:00. Подробности в разделе «Оплата»: https://help.example.com/pay. "
    "С уважением, Олег, Маяк"
)
NOTE = (
    "Hi Anna, you can export orders in Settings. Press Export and wait up to 10 minutes. The file does not include "
    "archived orders. We'll send you an update by Friday. Regards, Tom"
)
ENGLISH = (
    "Hello, Maria! A refund takes 5 business days. An order cannot be cancelled after dispatch. We will call you back "
    "tomorrow by 15:00. See “Payment”: https://help.example.com/pay. Best regards, Oleg, Mayak"
)


@pytest.fixture(scope="module")
def promises():
    checker = open_checker("default")
    return lambda text: tuple(one.what for one in checker.commitments(text, CheckContext(detect(text, default="en"))))


def changes(found):
    return {(one.change.value, one.element.kind) for one in found.violations}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            LETTER,
            "Мария, добрый день! Возврат денег занимает 5 рабочих дней. К сожалению, после отправки отменить заказ уже "
            "нельзя. Обязательно перезвоним вам завтра до 15:00. Все подробности — в разделе «Оплата»: "
            "https://help.example.com/pay. Всегда рады помочь! С уважением, Олег, Маяк",
        ),
        (
            LETTER,
            "Уважаемая Мария! Срок возврата денежных средств составляет 5 рабочих дней. После отправки отмена заказа "
            "невозможна. Мы перезвоним Вам завтра до 15:00. Подробная информация приведена в разделе «Оплата»: "
            "https://help.example.com/pay. С уважением, Олег, Маяк",
        ),
        (
            LETTER,
            "Здравствуйте, Мария!\n\n1. Возврат денег занимает пять рабочих дней.\n2. Отменить заказ после того, как "
            "он отправлен, нельзя.\n\nМы перезвоним вам завтра до 15:00. Подробности — в разделе «Оплата»: "
            "https://help.example.com/pay.\n\nС уважением,\nОлег, Маяк",
        ),
        (
            NOTE,
            "Dear Anna, orders may be exported in Settings. Please press Export and allow up to 10 minutes. Please "
            "note that the file does not include archived orders. We will send you an update by Friday. "
            "Kind regards, Tom",
        ),
        (
            NOTE,
            "Hi Anna! Great question 😊 You can export orders in Settings: just press Export and wait up to 10 "
            "minutes. The file doesn't include archived orders. We'll send you an update by Friday. Regards, Tom",
        ),
    ],
)
def test_a_faithful_retelling_breaks_nothing(promises, old, new):
    assert compare(old, new, promises=promises).violations == ()


@pytest.mark.parametrize(
    ("old", "was", "now", "change"),
    [
        (LETTER, "5 рабочих", "3 рабочих", ("added", "duration")),
        (LETTER, "нельзя", "можно", ("turned", "statement")),
        (LETTER, "нельзя", "легко", ("lost", "negation")),
        (LETTER, "Мы перезвоним", "Мы не перезвоним", ("added", "negation")),
        (LETTER, "Подробности", "Мы вернём вам деньги. Подробности", ("added", "promise")),
        (LETTER, "help.example.com/pay", "evil.example.com", ("added", "url")),
        (LETTER, "Мария", "Марина", ("added", "name")),
        (LETTER, "Олег", "Иван", ("lost", "name")),
        (LETTER, "«Оплата»", "«Настройки»", ("added", "label")),
        (LETTER, "Отменить заказ", "Отменить заказ в Telegram", ("added", "name")),
        (LETTER, "до 15:00", "после 15:00", ("turned", "statement")),
        (LETTER, "завтра", "сегодня", ("added", "date")),
        (LETTER, "Подробности", "Дарим скидку 10 %. Подробности", ("added", "percent")),
        (LETTER, "Подробности", "Доставка идёт по всей стране круглосуточно. Подробности", ("added", "statement")),
        (LETTER, "Отменить заказ после отправки нельзя. ", "", ("lost", "negation")),
        (LETTER, "Мы перезвоним вам завтра до 15:00. ", "", ("lost", "promise")),
        (NOTE, "does not include", "includes", ("turned", "statement")),
        (NOTE, "by Friday", "by Monday", ("added", "date")),
        (NOTE, "Anna", "Kate", ("lost", "name")),
        (NOTE, "up to 10", "at least 10", ("turned", "statement")),
        (NOTE, "can export", "cannot export", ("added", "negation")),
        (NOTE, "Regards", "We guarantee a full refund. Regards", ("added", "promise")),
    ],
)  # fmt: skip
def test_one_lie_in_a_retelling_is_found(promises, old, was, now, change):
    assert old.count(was) >= 1
    assert change in changes(compare(old, old.replace(was, now), promises=promises))


def test_a_faithful_translation_breaks_nothing(promises):
    assert compare(LETTER, ENGLISH, promises=promises, translated=True).violations == ()
    assert compare(ENGLISH, LETTER, promises=promises, translated=True).violations == ()


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        ("5 business", "6 business", ("added", "duration")),
        ("cannot", "can", ("lost", "negation")),
        ("Maria", "Anna", ("added", "name")),
        ("tomorrow", "today", ("lost", "date")),
        ("See", "We will refund the money. See", ("added", "promise")),
        ("/pay", "/play", ("added", "url")),
    ],
)
def test_one_lie_in_a_translation_is_found(promises, was, now, change):
    assert change in changes(compare(LETTER, ENGLISH.replace(was, now), promises=promises, translated=True))


def test_what_may_be_left_out_is_listed_and_what_is_added_still_counts(promises):
    short = "Здравствуйте, Мария! Возврат денег занимает 5 рабочих дней. С уважением, Олег, Маяк"
    found = compare(LETTER, short, promises=promises, may_lose=True)
    assert found.violations == ()
    assert {"url", "time", "promise", "negation"} <= {one.kind for one in found.lost}
    assert compare(LETTER, short.replace("5", "4"), promises=promises, may_lose=True).violations


def test_what_is_kept_is_listed(promises):
    kept = {(one.kind, one.text) for one in compare(LETTER, LETTER, promises=promises).kept}
    assert {("duration", "5 рабочих дней"), ("name", "Мария"), ("label", "Оплата"), ("time", "15:00")} <= kept
    assert ("promise", "Мы перезвоним вам завтра до 15:00") in kept
