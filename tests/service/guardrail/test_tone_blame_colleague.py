"""Sentences about what colleagues did: the ones that blame, and the near misses that only state what is."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from service.domain import CheckContext
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped

BLAMES_COLLEAGUE = (
    "Курьер перепутал адреса.",
    "Наш менеджер забыл вам перезвонить.",
    "Менеджер Ольга забыла отправить счёт.",
    "Простите, менеджер забыл вам сообщить о переносе.",
    "Отдел доставки опять всё напутал.",
    "Бухгалтерия неправильно выставила счёт.",
    "Склад отправил не тот размер.",
    "Наши программисты накосячили с обновлением.",
    "Разработчики сломали отчёт.",
    "Оператор неверно записал ваш адрес.",
    "Сотрудник первой линии ввёл вас в заблуждение.",
    "Специалист не передал вашу заявку.",
    "Это произошло по вине нашего курьера.",
    "Из-за ошибки менеджера счёт задвоился.",
    "Из-за невнимательности кладовщика вам положили другую модель.",
    "В этом виноват отдел логистики.",
    "На складе перепутали коробки.",
    "В бухгалтерии забыли провести платёж.",
    "Коллега из отдела продаж ошибся в цене.",
    "Водитель нахамил вам, мы разберёмся.",
    "Мастер забыл инструмент и не приехал.",
    "Предыдущий специалист допустил ошибку.",
    "Ваш персональный менеджер забыл продлить договор.",
    "Стажёр случайно испортил запись.",
    "Павел напутал с датами.",
    "Это ошибка менеджера.",
    "Техник Сергей Иванов не проверил кабель.",
    "Перепутал наш кладовщик.",
    "Упаковщица положила не тот цвет.",
    "Our warehouse messed up the order.",
    "The courier lost your parcel.",
    "Our manager forgot to call you back.",
    "The previous agent gave you the wrong price.",
    "Accounting made a mistake in the invoice.",
    "My colleague misinformed you.",
    "It was the driver's fault.",
    "That was a mistake of our sales team.",
    "Someone in the warehouse mixed up the labels.",
    "The technician did not check the cable.",
    "Our trainee entered the wrong date.",
    "The support agent failed to pass it on.",
)
NEUTRAL_TO_COLLEAGUE = (
    "Курьер привезёт посылку завтра.",
    "Курьер не перепутал адрес: посылка у консьержа.",
    "Менеджер перезвонит вам сегодня в 15:00.",
    "Менеджер не забыл о вас, он готовит расчёт.",
    "Если курьер опоздал, напишите нам.",
    "Курьер опоздал?",
    "С нашей стороны допущена неточность в счёте.",
    "Мы перепутали коробки и меняем их сегодня.",
    "Я забыл приложить файл, исправляюсь.",
    "Система неверно посчитала скидку.",
    "Программа перепутала кодировку файла.",
    "Ваш бухгалтер забыл пароль, выслал ссылку для сброса.",
    "Вы пишете, что курьер перепутал подъезд: проверю маршрут.",
    "Разработчики исправили отчёт вчера.",
    "Склад отправил заказ вечером.",
    "Специалист проверит кабель до обеда.",
    "Извините, что курьер опоздал.",
    "Чтобы курьер не перепутал подъезд, добавил комментарий.",
    "Отдел доставки передаст посылку утром.",
    "Коллега подготовил расчёт.",
    "Оператор записал ваш адрес.",
    "Служба поддержки работает до 20:00.",
    "Ошибка 404 описана в разделе «Поддержка».",
    "Ошибка сервера исправлена в 12:00.",
    "Сотрудник, который принял заявку, сегодня в отпуске.",
    "Мастер не забыл инструмент, приедет к 15:00.",
    "На складе осталось пять штук.",
    "В бухгалтерии провели платёж.",
    "The courier arrives at noon.",
    "Our warehouse ships it today.",
    "We lost the label and print a new one.",
    "If the courier lost the parcel, we send another.",
    "Our team has corrected the invoice.",
    "I forgot to attach the file; here it is.",
    "Your accountant forgot the password, so I sent a reset link.",
    "The system mixed up the dates.",
    "You wrote that the courier forgot the box, so I checked the route.",
    "The manager did not forget you and calls at noon.",
    "It was not the driver's fault.",
    "The technician checked the cable.",
)


def _found(checker: StandardChecker, rule_id: str, text: str) -> list[str]:
    language_code = "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"
    report = checker.check_rule(rule_id, text, CheckContext(language_code=language_code))
    return [finding.match for finding in report.findings if finding.rule.severity != "info"]


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "tone.yaml")))


@pytest.mark.parametrize("text", BLAMES_COLLEAGUE)
def test_a_sentence_that_puts_it_on_a_colleague_is_found(checker: StandardChecker, text: str) -> None:
    assert len(_found(checker, "no-blame-colleague", text)) >= 1


@pytest.mark.parametrize("text", NEUTRAL_TO_COLLEAGUE)
def test_what_colleagues_do_is_no_blame(checker: StandardChecker, text: str) -> None:
    assert _found(checker, "no-blame-colleague", text) == []
