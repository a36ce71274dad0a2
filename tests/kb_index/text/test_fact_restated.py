"""Facts that a reply writes out and a source abbreviates, and times of day in words."""

from __future__ import annotations

import pytest

from kb_index.text.fact_restated import restated, shorthand
from kb_index.text.fact_support import supports
from kb_index.text.facts import Fact, FactKind, facts


def only(text: str) -> Fact:
    (fact,) = facts(text)
    return fact


def said(claim: str, source: str) -> bool:
    fact = only(claim)
    return any(supports(one, fact) for one in facts(source)) or restated(fact, shorthand(source)) is not None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Сбор в половине десятого.", 9 * 60 + 30),
        ("Полдесятого у входа.", 9 * 60 + 30),
        ("Автобус без четверти шесть.", 5 * 60 + 45),
        ("Выезд без пятнадцати семь утра.", 6 * 60 + 45),
        ("Сбой в пять минут второго.", 65),
        ("Ждём вас в час дня.", 13 * 60),
        ("Приём с двух часов дня.", 14 * 60),
        ("Работаем до восьми вечера.", 20 * 60),
        ("Начали в 14 часов 20 минут.", 14 * 60 + 20),
        ("We open at half past eight.", 8 * 60 + 30),
        ("The gate closes at ten to six.", 5 * 60 + 50),
        ("See you at a quarter past nine.", 9 * 60 + 15),
        ("Be here by five o'clock.", 5 * 60),
        ("The desk shuts at noon.", 12 * 60),
        ("It began at 2.20 p.m. sharp.", 14 * 60 + 20),
        ("Come at ten in the morning.", 10 * 60),
    ],
)
def test_a_time_of_day_in_words_is_a_time(text: str, minutes: int) -> None:
    fact = only(text)
    assert (fact.kind, fact.value) == (FactKind.TIME, (minutes, minutes))
    assert fact.span.of(text) == fact.text


@pytest.mark.parametrize("text", ["Вернём за три дня.", "Через два дня.", "Ждите двадцать минут.", "Осталось 3 часа."])
def test_a_duration_is_no_time_of_day(text: str) -> None:
    assert [fact.kind for fact in facts(text)] == [FactKind.DURATION]


@pytest.mark.parametrize("text", ["В двух словах: готово.", "Готово на все сто.", "До двадцать восьмого этажа."])
def test_turns_of_phrase_and_ordinals_are_no_facts(text: str) -> None:
    assert facts(text) == ()


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("два рабочих дня", "Диагностика 2 р.д."),
        ("десять секунд", "удерж. 10 с"),
        ("25–30 рабочих дней", "срок изг. 25–30 р.д."),
        ("45 календарных дней", "до 45 к.д."),
        ("№ 44710093", "Заказ 4471-0093 передан"),
        ("SU1402", "Рейс SU 1402"),
        ("888-555-0142", "+1 (888) 555-0142"),
        ("24/7", "круглосуточно"),
        ("150 тыс. рублей", "лимит 150 т.р."),
        ("двадцать процентов", "акция −20 %"),
        ("2 December", "shipped 12/02"),
        ("версия 4.2", "версия 4.2.0"),
        ("в половине одиннадцатого", "сбор 10-30"),
        ("с девяти утра до пяти вечера", "с 9-00 до 17-00"),
        ("до семи вечера", "вт и чт 15–19"),
        ("48 сотрудников", "48 человек"),
        ("eight people", "a team of eight"),
        ("$348 a year", "$348/user/yr"),
    ],
)
def test_the_same_in_shorthand_supports(claim: str, source: str) -> None:
    assert said(claim, source)


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("три рабочих дня", "Диагностика 2 р.д."),
        ("десять минут", "удерж. 10 с"),
        ("№ 44710094", "Заказ 4471-0093 передан"),
        ("24/7", "с 9 до 18"),
        ("в половине десятого", "сбор 10-30"),
        ("до шести вечера", "вт и чт 15–19"),
        ("версия 4.2", "версия 4.2.1"),
        ("2 December", "shipped 12/03"),
        ("nine people", "a team of eight"),
        ("48 сотрудников", "48 файлов"),
    ],
)
def test_another_value_in_shorthand_does_not(claim: str, source: str) -> None:
    assert not said(claim, source)
