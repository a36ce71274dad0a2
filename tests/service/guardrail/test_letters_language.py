"""Spelling, doubled words, signs and endings: the certain slips are found and mended, the rest is left alone."""

from __future__ import annotations

import re

import pytest

from eval.bars.corpus import opened
from service.domain import Channel, CheckContext, Conversation, EndUser, Message, Role, Source
from service.guardrail.engine import StandardChecker
from service.guardrail.repair import repair
from service.guardrail.spellings import english_correction, russian_correction
from service.standards.load import shipped

RULE = "grammar-spelling"
MARK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)

FOUND = [
    ("ru", "Мы [[востановили]] доступ к [[програме]]."),
    ("ru", "Ваш [[коментарий]] передан коллегам."),
    ("ru", "[[Здраствуйте]], Анна! Счёт [[расчитан]]."),
    ("ru", "Сумма может [[изменится]] после сверки."),
    ("ru", "Вам нужно [[зарегистрироватся]] заново."),
    ("ru", "Сможет ли он [[подключится]] завтра?"),
    ("ru", "Пароль не должен [[повторятся]]."),
    ("ru", "Документ [[находиться]] в разделе «Архив»."),
    ("ru", "Завтра они [[подключаться]] к серверу."),
    ("ru", "Заказ [[и и]] счёт готовы."),
    ("ru", "Мы отправили [[письмо письмо]] вчера."),
    ("ru", "Отчёт готов[[ .]] Проверьте."),
    ("ru", "Оплата [[прошла,доставка]] завтра."),
    ("ru", "Откройте раздел [[«]]Склад и выберите дату."),
    ("ru", "Письмо уйдёт [[по окончанию]] проверки."),
    ("ru", "[[Не смотря на]] праздник, склад работает."),
    ("ru", "Курьер задержался [[из за]] пробок."),
    ("ru", "Оплата прошла, [[все таки]] проверьте чек."),
    ("en", "We have [[recieved]] your letter [[tommorow]]."),
    ("en", "The parcel [[adress]] is [[definately]] right."),
    ("en", "You [[should of]] got it by now."),
    ("en", "[[Your welcome]], Ann!"),
    ("en", "It takes [[more then]] a day."),
    ("en", "Please attach [[a invoice]] for [[an user]]."),
    ("en", "We waited [[for for]] a day."),
    ("en", "It [[dont]] open [[becuase]] of the cache."),
]
LEFT_ALONE = [
    ("ru", "Скриншот, тикет, бэкап, вебхук, логин и дедлайн уже в карточке."),
    ("ru", "Техподдержка, автоплатёж, предзаказ, самовывоз, фотоотчёт и видеозвонок доступны."),
    ("ru", "Залогиньтесь, разлогиньтесь и перезайдите в мессенджер с айфона."),
    ("ru", "Менеджер Халилова передала заказ фирме «Рогакопытов»."),
    ("ru", "Кнопка появится, когда обновится страница; окно закрывается само."),
    ("ru", "Он должен, как видится, открыться."),
    ("ru", "Кнопка «Вернуться» внизу. Второй шаг: войти и подключиться. Цель письма — договориться."),
    ("ru", "Клиенты вправе отказаться. Время вернуться к отчёту. Как клиенту подписаться?"),
    ("ru", "Очень-очень рад, что всё всё-таки пришло. Да, да!"),
    ("ru", "Цена: 1 500 руб. (с НДС), т. е. без доплат; 2) доставка 3–5 мая..."),
    ("ru", "Сохраните файл .env и config.py, сайт — почта.рф/вход, портал Битрикс.Диск."),
    ("ru", "Впишите в поле `in in` значение `слово ,как есть`."),
    ("ru", "Газета «Вести «Труда» пришла."),
    ("ru", "В течение часа и в течении реки."),
    ("ru", "Не смотря на экран, нажмите кнопку."),
    ("en", "The colour of the catalogue, cheque and licence was analysed and organised."),
    ("en", "The webhook, timestamp, tooltip and onboarding are in the changelog."),
    ("en", "I had had it before; that that is, is."),
    ("en", "A user, an hour, a European plan, an e-mail, a unit."),
    ("en", "Its own warranty lasts longer, then ends."),
    ("en", "Open Node.js docs, e.g. v4.2, at example.org (see p. 3)."),
    ("en", "If it were open, we would see it. Does she have it?"),
]


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "letters.yaml")))


def found(checker: StandardChecker, text: str, context: CheckContext) -> list[str]:
    report = checker.check_rule(RULE, text, context)
    assert report.complete
    return [finding.match for finding in report.findings]


@pytest.mark.parametrize(("language", "marked"), FOUND)
def test_a_slip_is_found_to_the_letter(checker: StandardChecker, language: str, marked: str) -> None:
    text = MARK.sub(r"\1", marked)
    assert found(checker, text, CheckContext(language)) == MARK.findall(marked)


@pytest.mark.parametrize(("language", "text"), LEFT_ALONE)
def test_unusual_but_right_wording_is_left_alone(checker: StandardChecker, language: str, text: str) -> None:
    assert found(checker, text, CheckContext(language)) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("сообшение", "сообщение"),
        ("колличество", "количество"),
        ("програму", "программу"),
        ("обновлние", "обновление"),
        ("воспользоватся", "воспользоваться"),
    ],
)
def test_a_russian_slip_is_mended_to_the_word_that_was_meant(wrong: str, right: str) -> None:
    assert russian_correction(wrong) == right


@pytest.mark.parametrize(
    ("wrong", "right"), [("recieve", "receive"), ("occured", "occurred"), ("enviroment", "environment")]
)
def test_an_english_slip_is_mended_to_the_word_that_was_meant(wrong: str, right: str) -> None:
    assert english_correction(wrong) == right


@pytest.mark.parametrize("word", ["favourite", "realise", "travelling", "centre", "programme", "defence", "enrolment"])
def test_british_spelling_is_spelling(word: str) -> None:
    assert english_correction(word) is None


def test_what_the_customer_wrote_is_no_slip_of_the_agent(checker: StandardChecker) -> None:
    text = "По вашему расказу всё сходится."
    said = Conversation(Channel.CHAT, (Message(Role.END_USER, "Это мой расказ."),))
    assert found(checker, text, CheckContext("ru")) == ["расказу"]
    assert found(checker, text, CheckContext("ru", said)) == []


def test_a_word_of_a_source_or_a_name_of_the_request_is_right(checker: StandardChecker) -> None:
    text = "Подключите модуль колекторинг."
    source = Source("a", "Колекторинг", "Модуль учёта")
    assert found(checker, text, CheckContext("ru", sources=(source,))) == []
    assert found(checker, "Отвечает агенство.", CheckContext("ru", end_user=EndUser(company="Агенство"))) == [
        "агенство"
    ]


def test_only_signs_and_small_words_are_mended_by_themselves(checker: StandardChecker) -> None:
    text = "Заказ и и счёт готовы , проверьте програму."
    context = CheckContext("ru", fragment=True)
    mended, report = repair(text, checker.check(text, context), context, checker)
    assert mended == "Заказ и счёт готовы, проверьте програму."
    left = [finding for finding in report.findings if finding.rule.rule_id == RULE]
    assert [(one.match, one.replacements[0].text, one.replacements[0].apply) for one in left] == [
        ("програму", "программу", "suggest")
    ]


def test_a_repaired_text_stays_as_it_is(checker: StandardChecker) -> None:
    context = CheckContext("en", fragment=True)
    once, report = repair(
        "Open the the report , please.", checker.check("Open the the report , please.", context), context, checker
    )
    assert once == "Open the report, please."
    assert repair(once, report, context, checker)[0] == once
