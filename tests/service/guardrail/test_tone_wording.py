"""Sentences of agents in tones that a standard forbids, and the near misses that it leaves alone."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from service.domain import Channel, CheckContext, Conversation
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped

FOUND = {
    "no-condescension": (
        "Вообще-то кнопка на виду.",
        "Ну вы же бухгалтер, разберётесь.",
        "Вы же не ребёнок.",
        "Это знает любой школьник.",
        "Даже пенсионер справится с этой формой.",
        "Объясняю по буквам: меню «Файл».",
        "Повторяю для непонятливых: меню «Файл».",
        "Это азы бухгалтерии.",
        "Надеюсь, теперь вам понятно.",
        "Неужели так сложно нажать кнопку?",
        "Что тут сложного?",
        "Нетрудно догадаться, что срок истёк.",
        "Можно было и догадаться.",
        "Погуглите, там всё есть.",
        "Русским языком написано: до пятницы.",
        "Вы просто не понимаете, как работает отчёт.",
        "Как маленькому объясняю.",
        "Включите логику.",
        "Even a child can do it.",
        "It is not rocket science.",
        "Let me spell it out for you.",
        "Surely you have seen the button.",
        "You do realise that the form is old?",
        "You clearly do not understand the report.",
        "I hope that is clear now.",
        "That is basic accounting.",
        "Any beginner knows where it is.",
        "Just google it.",
        "As you should know, the plan ended.",
    ),
    "no-defending": (
        "Мы сделали всё возможное.",
        "Мы сделали всё, что могли.",
        "У нас сейчас аврал.",
        "У нас очень много заявок.",
        "Сегодня нехватка сотрудников.",
        "Я не обязан это проверять.",
        "Мы не волшебники.",
        "Вас много, а я одна.",
        "Войдите в наше положение.",
        "Мы вам такого не обещали.",
        "Мы работаем строго по регламенту.",
        "Все претензии к банку.",
        "Я просто выполняю свою работу.",
        "Зря вы нас обвиняете.",
        "We did everything we could.",
        "We are short-staffed today.",
        "I am just doing my job.",
        "We are only human.",
        "We are receiving a high volume of requests.",
        "We never promised that.",
        "We are not obliged to reply.",
    ),
    "no-denying-error": (
        "У нас такого не бывает.",
        "Наша система не ошибается.",
        "Мы не могли ошибиться.",
        "Такого не может быть.",
        "Вы выдумываете.",
        "С нашей стороны всё работает.",
        "Our system is never wrong.",
        "That cannot be.",
        "There is no error on our side.",
    ),
    "focus-on-solution": (
        "Сейчас выясняем, кто виноват в задержке.",
        "Виновный сотрудник будет наказан, а виновные найдены.",
        "We are finding out who is responsible for the delay.",
    ),
    "positive-framing": (
        "Раньше пятницы не приедет.",
        "Не раньше понедельника.",
        "Мы не сможем отправить заказ до среды.",
        "It won't be ready before Friday.",
        "There is nothing we can do.",
    ),
    "company-voice": (
        "Они там что-то решили.",
        "Склад говорит, что товара нет.",
        "Мне сказали, что всё готово.",
        "The developers told me it is fixed.",
        "I was told it is ready.",
    ),
    "courteous-attentive": ("Снова вы с тем же счётом.", "Мне не до вас.", "So what?", "We do not care."),
    "warm-not-bureaucratic": (
        "Возврат осуществляется на карту.",
        "Данная функция доступна всем.",
        "Отчёт является итоговым.",
        "Нами произведена замена кабеля.",
        "Доводим до вашего сведения новый график.",
        "В целях ускорения пришлите скан.",
        "Денежные средства вернутся в пятницу.",
        "We hereby confirm the order.",
        "Please find attached the form.",
        "The aforementioned fee is due.",
    ),
    "humour-gated": ("Платёж нашли, лол.", "Шучу, всё готово.", "It works, haha.", "Посылка ушла в отпуск."),
}
CLEAN = {
    "no-condescension": (
        "Отчёт находится в разделе «Аналитика».",
        "Каждый сотрудник получит ссылку.",
        "Любой пользователь с правами может открыть отчёт.",
        "Настройка простая: три шага.",
        "Надеюсь, ответ был полезен.",
        "Вопрос сложный, отвечу по частям.",
        "Если вы не понимаете отчёт, пришлите снимок.",
        "База данных обновлена.",
        "Что нужно сделать: откройте меню.",
        "Every user gets a link.",
        "Anyone with a key can open it.",
        "I hope this helps.",
        "The basic plan has five seats.",
        "If you do not understand a step, write here.",
        "It is clear from the log that the printer was off.",
        "You can spell the name in Latin letters.",
    ),
    "no-defending": (
        "Мы сделаем всё, чтобы заказ пришёл завтра.",
        "Вы не обязаны отвечать сегодня.",
        "Загрузка файла занимает минуту.",
        "Нагрузка на сервер снижена вдвое.",
        "Мы сделали всё, о чём договорились.",
        "Людей в очереди мало, приходите.",
        "Инструкция по настройке во вложении.",
        "Претензию можно подать в чате.",
        "We did everything you asked for.",
        "You do not have to reply.",
        "We are ready to help.",
        "The human resources page is open.",
        "Our job board is updated.",
        "We promised an answer by noon, and here it is.",
    ),
    "no-denying-error": (
        "Ошибку нашли и исправили.",
        "У нас всё готово к установке.",
        "Файл не может быть больше 5 Мб.",
        "The error is corrected.",
        "This cannot be undone, so save a copy first.",
        "Our system works again.",
    ),
    "focus-on-solution": (
        "Узнаю, кто ведёт договор, и напишу.",
        "Не будем искать виноватых: файл восстановлен.",
        "I will find out who signs the act.",
    ),
    "positive-framing": (
        "Будет готово в понедельник.",
        "Если ничего не получится, приедет мастер.",
        "Ничего не изменится для вас.",
        "Не выключайте компьютер до утра.",
        "Please do not switch it off until Monday.",
        "Not only is it ready, it is on the way.",
    ),
    "company-voice": (
        "Они приедут в среду: Анна и Павел.",
        "Если вам сказали другой срок, напишите.",
        "Разработчики исправили форму.",
        "The boxes are there already.",
        "Our team fixed it.",
    ),
    "courteous-attentive": (
        "Рады снова вас видеть.",
        "Если снова вы увидите это окно, напишите.",
        "Thank you again.",
        "I will write to you again tomorrow.",
    ),
    "warm-not-bureaucratic": (
        "Данные в отчёте обновлены.",
        "По данным банка, платёж прошёл.",
        "Передал ваши данные коллеге.",
        "Деньги вернутся в пятницу.",
        "Посмотрел счёт и поправил сумму.",
        "The course starts on Monday.",
        "I attached the form.",
    ),
    "humour-gated": ("Без шуток: скидка 50 %.", "Хахалев Иван подписал акт.", "Функция (см. пункт (3)) готова."),
}


def _cases(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(rule_id, text) for rule_id, texts in table.items() for text in texts]


def _found(checker: StandardChecker, rule_id: str, text: str, channel: Channel = Channel.CHAT) -> list[str]:
    language_code = "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"
    context = CheckContext(language_code=language_code, conversation=Conversation(channel))
    return [finding.match for finding in checker.check_rule(rule_id, text, context).findings]


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "tone.yaml")))


@pytest.mark.parametrize(("rule_id", "text"), _cases(FOUND))
def test_a_forbidden_tone_is_found(checker: StandardChecker, rule_id: str, text: str) -> None:
    assert len(_found(checker, rule_id, text)) >= 1


@pytest.mark.parametrize(("rule_id", "text"), _cases(CLEAN))
def test_a_near_miss_is_left_alone(checker: StandardChecker, rule_id: str, text: str) -> None:
    assert _found(checker, rule_id, text) == []


def test_readers_are_called_as_witnesses_only_where_there_are_readers(checker: StandardChecker) -> None:
    text = "Другие покупатели довольны."

    assert _found(checker, "no-public-witness", text, Channel.SOCIAL_PUBLIC) == [text.rstrip(".")]
    assert _found(checker, "no-public-witness", text, Channel.SOCIAL_PRIVATE) == []
