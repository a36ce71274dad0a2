"""Hedges that make an agent sound unsure, and the honest ones that a standard leaves alone."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from service.domain import CheckContext
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped

UNSURE = (
    "Вроде всё настроено.",
    "Кажется, работает.",
    "Наверное, завтра приедет.",
    "По идее всё готово.",
    "После этого должно заработать.",
    "Это должно помочь.",
    "Теоретически отчёт готов.",
    "Я не уверена, что срок верный.",
    "Точно не скажу.",
    "Насколько я знаю, скидка действует.",
    "Если не ошибаюсь, срок до пятницы.",
    "Надеюсь, поможет.",
    "Может, заработает.",
    "It should work now.",
    "That should fix it.",
    "We are not sure about the price.",
    "As far as I know, the sale is on.",
    "Hopefully it arrives on Monday.",
    "It will probably arrive.",
    "I suppose the form is old.",
    "It is sort of ready.",
)
HONEST = (
    "Подойдёт редактор вроде Word.",
    "Что-то вроде справочника есть в меню.",
    "Если вам кажется, что сумма неверна, напишите.",
    "Вам, наверное, неприятно ждать.",
    "Поле должно быть заполнено.",
    "Файл должен быть в формате PDF.",
    "Письмо должно прийти в течение пяти минут.",
    "Кажется, дело в кэше. Проверю и отвечу до 15:00.",
    "Не уверен насчёт даты, поэтому уточню её у склада до обеда.",
    "Проверил: обмен работает.",
    "Возможно, понадобится паспорт.",
    "What kind of cable is it?",
    "This sort of report opens in a browser.",
    "It is very kind of you.",
    "You should work in the new form.",
    "I am sure it works.",
    "I am not sure about the date, so I will check it today.",
    "The theory exam is on Monday.",
)


def _found(checker: StandardChecker, text: str) -> list[str]:
    language_code = "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"
    report = checker.check_rule("confident-wording", text, CheckContext(language_code=language_code))
    return [finding.match for finding in report.findings]


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "tone.yaml")))


@pytest.mark.parametrize("text", UNSURE)
def test_an_unsure_wording_is_found(checker: StandardChecker, text: str) -> None:
    assert len(_found(checker, text)) >= 1


@pytest.mark.parametrize("text", HONEST)
def test_a_plain_or_honest_wording_is_left_alone(checker: StandardChecker, text: str) -> None:
    assert _found(checker, text) == []
