"""How a reply calls the customer: «ты» and its verbs, pet names, greetings by the clock and by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eval.bars.corpus import opened
from service.domain import Channel, CheckContext, Conversation, EndUser, Message, Role
from service.guardrail.engine import StandardChecker
from service.guardrail.kinds.familiar import says_thou
from service.standards.load import shipped

THOU = (
    "Перезагрузи роутер.",
    "Проверь почту и напиши мне.",
    "Хочешь, продлим подписку?",
    "Можешь не волноваться.",
    "Смотри, тут две кнопки.",
    "Не переживай, всё вернём.",
    "Скинь номер заказа.",
    "Ты получишь письмо завтра.",
    "Отправил тебе ссылку.",
    "Твой заказ готов.",
    "Если что, пиши.",
    "Знаешь, проще создать новый счёт.",
    "Давай проверим вместе.",
    "Извини за ожидание.",
    "Здравствуй, Анна!",
    "Дай мне номер договора.",
    "Пришли мне скан.",
    "Пришли, пожалуйста, скан.",
    "Вышли копию договора.",
    "Удали это письмо.",
    "Закрой вкладку.",
    "Привет! Заказ готов.",
    "Заказ готов, дружище.",
    "Здарова, Максим!",
    "Спасибки за письмо.",
    "Дорогая моя, всё готово.",
    "Отправил вам счетик.",
    "Hey buddy, your bill's ready.",
    "Thanks mate, it is done.",
    "It is ready, my friend.",
    "Sorry, hun, the shop is closed.",
)
POLITE = (
    "Мы нашли мой договор и ваш.",
    "Три счёта и плюс один акт.",
    "Документы пришли нам вчера.",
    "Коллеги вышли на связь и перешли в новый офис.",
    "Деньги пришли на счёт.",
    "Пришли ответы от трёх банков.",
    "Дайте, пожалуйста, номер.",
    "Подойдёт любой документ, будь то паспорт или права.",
    "Знай мы об этом раньше, перенесли бы доставку.",
    "Ничего не поделаешь: завод в отпуске до мая.",
    "Нажмите «Сохрани меня» в меню «Вид».",
    "Кнопка Проверь себя находится внизу.",
    "Ответы, результаты и светильники в наличии.",
    "Вина в упаковке по шесть бутылок.",
    "Мебель из сосны и дуб с патиной.",
    "Соль, пыль и печь указаны в списке.",
    "Трамвай, строй, настройка и перекрой в каталоге.",
    "Авито и Мегафон ответили.",
    "Край ленты и май в календаре.",
    "Вели журнал до мая, стали вести таблицу.",
    "Как перейти с «ты» на «вы», решает клиент.",
    "The honey cake is in the box.",
    "PAL and NTSC are both read.",
    "The classmate list is ready.",
    "My dear customer list is exported.",
)
TRAP_WORDS = (
    "нашли мой три дай плюс при пять вина стали жали были шли вели несли дали взяли сели лей бей рой вой "
    "май край чай рай случай порядок тень день лень печь вещь речь есть пусть лишь урожай трамвай сарай "
    "попугай строй герой покой слой перекрой лечь мышь дрожь ложь рожь помощь часть честь шесть власть "
    "мель цель соль боль роль моль пыль быль стиль Авито Сбер Мегафон Битрикс Коннект Алиса Маруся "
    "Тинькофф Яндекс вайфай дисплей онлайн офлайн соли пробки тени теми всей чей ничей судей дней зной "
    "гной конь огонь окунь ливень камень ступень пороли пари пили вари сошли дошли "
)
TRAPS = TRAP_WORDS.split()


def _context(text: str, **user: Any) -> CheckContext:
    language_code = "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"
    return CheckContext(language_code=language_code, end_user=EndUser(**user))


def _found(checker: StandardChecker, rule_id: str, text: str, context: CheckContext | None = None) -> list[str]:
    report = checker.check_rule(rule_id, text, context or _context(text))
    return [finding.match for finding in report.findings]


@pytest.fixture(scope="module")
def default() -> StandardChecker:
    return opened("default")


@pytest.fixture(scope="module")
def tone() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "tone.yaml")))


@pytest.mark.parametrize("text", THOU)
def test_familiar_address_is_found(default: StandardChecker, text: str) -> None:
    assert len(_found(default, "no-familiarity", text)) >= 1


@pytest.mark.parametrize("text", POLITE)
def test_polite_address_is_left_alone(default: StandardChecker, text: str) -> None:
    assert _found(default, "no-familiarity", text) == []


def test_words_that_only_look_like_verbs_of_thou_are_none() -> None:
    assert [word for word in TRAPS if says_thou(word.lower())] == []


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Здравствуйте, Леночка! Счёт готов.", "Елена", ["Леночка"]),
        ("Лена, добрый день!", "Елена", ["Лена"]),
        ("Здравствуйте, Елена! Вам ответит Лена из отдела продаж.", "Елена", []),
        ("Здравствуйте, Лена!", "Лена", []),
        ("Здравствуйте, Дима!", "Иван", []),
    ],
)
def test_a_pet_form_of_the_customers_own_name_is_found(
    default: StandardChecker, text: str, name: str, found: list[str]
) -> None:
    assert _found(default, "no-familiarity", text, _context(text, name=name)) == found


def test_a_customer_who_signs_with_a_short_name_may_be_called_so(default: StandardChecker) -> None:
    text = "Здравствуйте, Лена!"
    said = Conversation(Channel.EMAIL, (Message(Role.END_USER, "Жду ответа. Лена"),))

    assert _found(default, "no-familiarity", text, replace(_context(text, name="Елена"), conversation=said)) == []
