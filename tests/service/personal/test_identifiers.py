"""Identifiers are found however they are written, and what only looks like one is left alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from service.personal.identifiers import identifiers

_PER_KIND = 250


def _made_up() -> ModuleType:
    spec = importlib.util.spec_from_file_location("made_up", Path(__file__).with_name("made_up.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE_UP = _made_up()


def _sentence(kind: str, random: Random) -> tuple[str, str]:
    """The text and the identifier in it, which the maker has put into the outermost brackets."""
    made = MADE_UP.MAKERS[kind](random)
    start, end = made.index("["), made.rindex("]")
    marked = made[start + 1 : end]
    return random.choice(MADE_UP.FRAMES).format(made[:start] + marked + made[end + 1 :]), marked


@pytest.mark.parametrize("kind", sorted(MADE_UP.MAKERS))
def test_ninety_nine_of_a_hundred_valid_identifiers_are_found_where_they_stand(kind: str) -> None:
    random = Random(f"valid {kind}")
    missed = []
    for _ in range(_PER_KIND):
        text, marked = _sentence(kind, random)
        if not any(one.kind == kind and one.span.of(text) == marked for one in identifiers(text)):
            missed.append((text, [(one.kind, one.span.of(text)) for one in identifiers(text)]))
    assert len(missed) <= _PER_KIND // 100, missed[:5]


def _near_misses(random: Random) -> list[str]:
    number = "".join(random.choice("0123456789") for _ in range(20))
    return [
        f"Заказ № {number[:10]} собран.",
        f"Заказ {number[:12]} передан курьеру.",
        f"Трек-номер {number[:14]}.",
        f"tracking number {number[:13]}",
        f"Order 7{number[:15]} is packed.",
        f"IMEI 35{number[:13]}",
        f"Цена {random.randint(1, 99)} {number[:3]} {number[3:6]} рублей.",
        f"Срок с 12.0{random.randint(1, 9)}.2025 по 14.1{random.randint(0, 2)}.2025.",
        f"Версия 8.3.{random.randint(10, 30)}.{number[:4]} вышла.",
        f"Координаты 55.{number[:6]}, 37.{number[6:12]}.",
        f"Штрихкод 46{number[:11]}.",
        f"Артикул {number[:8]}-{number[8:10]}.",
        f"Договор № {number[:4]}-{number[4:10]}.",
        f"Ошибка 0x{number[:8]}.",
        f"The sum is ${random.randint(1, 9)},{number[:3]},{number[3:6]}.55.",
        f"https://shop.ru/orders/{number[:16]}",
        f"Серийный номер SN{number[:12]}.",
        f"Накладная {number[:10]} от 3 июня.",
        f"Обращение зарегистрировано под № {number[:11]}.",
        f"КПП {number[:9]}, БИК 04{number[:7]}.",
        f"Звоните: 8-800-{number[:3]}-{number[3:5]}-{number[5:7]}.",
        f"ticket #{number[:11]} is open",
        f"Файл {number[:8]}_{number[8:14]}.xlsx готов.",
        f"Часы работы 9:00-18:00, тел. доб. {number[:3]}.",
        f"Платёж {number[:18]} проведён.",
        f"ISBN 978-5-{number[:3]}-{number[3:8]}-1.",
        f"Транзакция {number[:16]} отменена.",
        f"Сборка {number[:4]}.{number[4:8]}.{number[8:12]}",
        f"с 10 000 до {random.randint(100, 900)} 000 рублей",
        f"Код товара {number[:13]}.",
    ]


def test_hardly_one_of_a_hundred_numbers_of_trade_is_taken_for_an_identifier() -> None:
    random = Random("near misses")
    texts = [text for _ in range(60) for text in _near_misses(random)]
    taken = [
        (text, [(one.kind, one.span.of(text)) for one in identifiers(text)]) for text in texts if identifiers(text)
    ]
    assert len(taken) <= len(texts) // 100, taken[:8]


@pytest.mark.parametrize("kind", ["card", "snils"])
def test_one_wrong_digit_takes_the_certainty_away(kind: str) -> None:
    random = Random(f"wrong {kind}")
    for _ in range(200):
        text, marked = _sentence(kind, random)
        last = marked[-1]
        wrong = text.replace(marked, marked[:-1] + str((int(last) + 1) % 10))
        assert not any(one.certain for one in identifiers(wrong) if one.kind == kind), wrong


def test_a_value_is_the_same_however_the_number_is_written() -> None:
    phones = ["8 (912) 345-67-89", "+7 912 345 67 89", "89123456789", "+7(912)345‑67‑89"]
    assert {identifiers(phone)[0].value for phone in phones} == {"9123456789"}


def test_invisible_signs_hide_nothing_and_the_span_holds_them() -> None:
    text = "карта 4111 1111\u200b 1111 1111."
    found = identifiers(text)
    assert [one.value for one in found] == ["4111111111111111"]
    assert found[0].span.of(text) == "4111 1111\u200b 1111 1111"


def test_a_toll_free_number_identifies_nobody() -> None:
    assert identifiers("Звоните 8 800 555-35-35 или +1 888 555 0100.") == ()


def test_the_published_example_numbers_hold() -> None:
    text = "ИНН 7707083893, ОГРН 1027700132195, СНИЛС 112-233-445 95, IBAN GB82 WEST 1234 5698 7654 32"
    assert [(str(one.kind), one.certain) for one in identifiers(text)] == [
        ("inn", True),
        ("ogrn", True),
        ("snils", True),
        ("iban", True),
    ]
