"""Objections to paid support: giving up, parking, discounts; and what an answer has to hold instead."""

from __future__ import annotations

from functools import cache

import pytest

from eval.bars.corpus import opened
from service.domain import Case, CheckContext, Conversation, Message, Role, Severity, Stage
from service.domain import Channel as Channels
from service.guardrail.engine import StandardChecker
from service.guardrail.objections import objection_in
from service.standards.load import shipped

DISCOUNTS = [
    ("ru", "Понимаю. Сделаем для вас скидку десять процентов."),
    ("ru", "Если дело в цене, могу предложить промокод."),
    ("ru", "Давайте снизим стоимость на первый квартал."),
    ("ru", "Первый месяц будет бесплатным."),
    ("ru", "Проведу для вас аудит бесплатно."),
    ("ru", "Подберу вариант подешевле."),
    ("ru", "Готов уступить в цене."),
    ("ru", "Подарим вам два часа работ."),
    ("ru", "Можем сделать дешевле."),
    ("ru", "Вам доступен бесплатный месяц."),
    ("ru", "Дадим купон на настройку."),
    ("en", "I can offer you a discount."),
    ("en", "We could lower the price for the first quarter."),
    ("en", "The first month is on us."),
    ("en", "You get a free audit."),
    ("en", "Let me give you a voucher."),
    ("en", "We will do the setup for free."),
    ("en", "Take 15% off if you sign today."),
    ("en", "We have a cheaper option."),
    ("ru", "Могу дать минус 20 % на первый год."),
    ("ru", "Сделаем вам специальную цену."),
    ("ru", "Давайте первый месяц за полцены."),
    ("ru", "Для вас — льготный тариф."),
    ("ru", "Найдём вариант подешевле, не переживайте."),
    ("ru", "Настройку проведём в подарок."),
    ("en", "We could do half price for the first month."),
    ("en", "I can make you a special price."),
    ("en", "We'd be happy to waive the setup fee."),
    ("en", "How about a lower rate?"),
]
NO_DISCOUNTS = [
    ("ru", "Понимаю. Какие задачи по складу важны вам в ближайшие месяцы?"),
    ("ru", "По абонементу час дешевле, чем разовый вызов."),
    ("ru", "Сопровождение обходится дешевле простоя."),
    ("ru", "Дело не в скидке: какие отчёты отнимают у вас время?"),
    ("ru", "Скидок на сопровождение нет, но часы переносятся на следующий месяц."),
    ("ru", "Без скидок и наценок: платите только за часы."),
    ("ru", "Понимаю, цена важна. Что хотелось бы настроить в первую очередь?"),
    ("ru", "Бесплатная линия работает с 9:00."),
    ("en", "I see. Which warehouse tasks matter in the next months?"),
    ("en", "An hour within the plan is cheaper than a single visit."),
    ("en", "There are no discounts, but hours carry over."),
    ("en", "Feel free to tell me which reports take your time."),
    ("en", "The price is the same for all. What would you like to set up first?"),
    ("ru", "Понимаю, что стоимость важна. Какие процессы хотелось бы ускорить?"),
    ("ru", "Тариф включает пять часов работ."),
    ("ru", "Расчёт сделаю под ваши задачи: что в приоритете?"),
    ("en", "The rate covers five hours of work."),
    ("en", "What would free up your time first?"),
    ("en", "The price depends on the tasks; which come first?"),
]
PASSIVE = [
    ("ru", "Хорошо, мой номер у вас есть."),
    ("ru", "Ваше право. Хорошего дня!"),
    ("ru", "Понял вас, не буду настаивать."),
    ("ru", "Решать вам. Будем на связи!"),
    ("ru", "Ладно, звоните, если что-то понадобится."),
    ("ru", "Хорошо. Если передумаете, пишите."),
    ("ru", "Уважаем ваш выбор. Чем ещё могу помочь?"),
    ("ru", "Договорились, обращайтесь, когда появятся задачи."),
    ("en", "Alright, you already have my number."),
    ("en", "Your choice. Have a nice day!"),
    ("en", "We respect your decision."),
    ("en", "It is up to you. We'll be here if you need us."),
    ("en", "Fine, contact us if you change your mind."),
    ("en", "OK. If you ever need anything, write to us."),
    ("ru", "Хорошо, как решите — обращайтесь."),
    ("ru", "Ок, понял."),
    ("ru", "Жаль, что вам это неинтересно. Всего доброго!"),
    ("ru", "Ну что ж, хозяин — барин."),
    ("ru", "Принято, больше не беспокоим."),
    ("en", "OK, understood."),
    ("en", "No worries, you know where to find us."),
    ("en", "That's a pity. Goodbye!"),
]
ACTIVE = [
    ("ru", "Ваше право. Клиенты обычно отдают нам обновления и копии: что из этого занимает время у вас?"),
    ("ru", "Понимаю. По договору заявки идут вне очереди, и инженер уже знает вашу сеть."),
    ("ru", "Расскажу, какие задачи мы чаще всего решаем на поддержке."),
    ("ru", "Хорошо. Какие доработки вы планируете до лета?"),
    ("ru", "Решать вам; покажу на примере, что даёт сопровождение."),
    ("en", "It is your choice. Clients mostly ask for updates and backups: which takes your time?"),
    ("en", "I understand. Within the plan requests are handled faster."),
    ("en", "May I show you which tasks we solve most often?"),
    ("en", "Fair enough. What do you plan to change before summer?"),
]
PARKED = [
    ("ru", "Отправлю коммерческое предложение, а вы напишите, когда появится бюджет."),
    ("ru", "Дайте знать, как только деньги появятся."),
    ("ru", "Вернусь к вам в следующем квартале."),
    ("ru", "Напомню о себе через месяц."),
    ("ru", "Когда бюджет утвердят, сообщите нам."),
    ("ru", "Скину прайс, посмотрите на досуге."),
    ("ru", "Понимаю. Ждём вашего решения."),
    ("ru", "Позвоню вам ближе к новому году."),
    ("en", "I will send a proposal; let me know when you have the budget."),
    ("en", "Get back to us once the funds are there."),
    ("en", "I'll check in again next quarter."),
    ("en", "When the budget is approved, write to me."),
    ("en", "We'll send our price list, think it over and write."),
    ("en", "I'll call you in a month."),
]
NOT_PARKED = [
    ("ru", "Отложим оплату: какие задачи важны вам до лета?"),
    ("ru", "Пришлю расчёт завтра до 12:00; какие отчёты в него включить?"),
    ("ru", "Понимаю. Что мешает складу прямо сейчас?"),
    ("ru", "Позвоню завтра в 11:00 и покажу, что решают другие."),
    ("ru", "Напишите, сколько у вас складов, и я посчитаю часы."),
    ("en", "Payment aside: which tasks matter before summer?"),
    ("en", "I'll send the estimate tomorrow; which reports should it cover?"),
    ("en", "I see. What slows the warehouse down right now?"),
    ("en", "Tell me how many warehouses you have and I will count the hours."),
    ("ru", "Что из задач нельзя отложить до следующего года?"),
    ("en", "Which task cannot wait until next year?"),
]


@cache
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts/complaints.yaml")))


def found(rule_id: str, text: str, context: CheckContext) -> list[Severity]:
    report = checker().check_rule(rule_id, text, context)
    assert not report.skipped
    return [finding.rule.severity for finding in report.findings]


def objection(language: str, about: str | None = "no_budget", *, offers: tuple[str, ...] | None = ()) -> CheckContext:
    return CheckContext(language, case=Case(stage=Stage.OBJECTION, objection=about, authorised_offers=offers))


@pytest.mark.parametrize(("language", "text"), DISCOUNTS)
def test_a_discount_that_meets_a_price_objection_is_an_error(language: str, text: str) -> None:
    assert Severity.ERROR in found("no-discount-as-first-answer", text, objection(language))


@pytest.mark.parametrize(("language", "text"), DISCOUNTS)
def test_where_the_request_does_not_say_what_is_authorised_it_is_a_warning(language: str, text: str) -> None:
    kept = found("no-discount-as-first-answer", text, objection(language, offers=None))
    assert set(kept) == {Severity.WARNING}


@pytest.mark.parametrize(("language", "text"), NO_DISCOUNTS)
def test_words_about_price_that_give_nothing_away_are_left_alone(language: str, text: str) -> None:
    assert found("no-discount-as-first-answer", text, objection(language)) == []


@pytest.mark.parametrize(("language", "text"), DISCOUNTS)
def test_outside_an_objection_a_discount_is_another_rules_concern(language: str, text: str) -> None:
    context = CheckContext(language, case=Case(stage=Stage.CLOSING, authorised_offers=()))
    assert found("no-discount-as-first-answer", text, context) == []


@pytest.mark.parametrize(
    ("offers", "text", "errors"),
    [
        (("скидка 10 % на первый квартал",), "Есть скидка 10 % на квартал.", 0),
        (("скидка 10 % на первый квартал",), "Есть скидка 30 % на квартал.", 1),
        (("бесплатная диагностика",), "Дадим скидку на квартал.", 1),
        (("бесплатный первый месяц",), "Первый месяц бесплатно.", 0),
    ],
)
def test_only_what_is_authorised_may_be_offered(offers: tuple[str, ...], text: str, errors: int) -> None:
    assert len(found("no-discount-as-first-answer", text, objection("ru", offers=offers))) == errors


@pytest.mark.parametrize(("language", "text"), PASSIVE)
def test_giving_up_is_found(language: str, text: str) -> None:
    assert found("no-passive-ok", text, objection(language, None))


@pytest.mark.parametrize(("language", "text"), ACTIVE)
def test_an_objection_met_with_value_is_left_alone(language: str, text: str) -> None:
    assert found("no-passive-ok", text, objection(language, "not_needed")) == []
    assert found("objection-support-not-needed", text, objection(language, "not_needed")) == []


@pytest.mark.parametrize(("language", "text"), PASSIVE)
def test_giving_up_also_lacks_the_value(language: str, text: str) -> None:
    assert found("objection-support-not-needed", text, objection(language, "not_needed")) == [Severity.WARNING]


@pytest.mark.parametrize(("language", "text"), PARKED)
def test_a_parked_budget_objection_is_found(language: str, text: str) -> None:
    assert found("no-park-the-objection", text, objection(language))
    assert found("objection-no-budget", text, objection(language)) == [Severity.WARNING]


@pytest.mark.parametrize(("language", "text"), NOT_PARKED)
def test_a_budget_objection_that_leads_on_is_left_alone(language: str, text: str) -> None:
    assert found("no-park-the-objection", text, objection(language)) == []


@pytest.mark.parametrize(
    ("said", "about"),
    [
        ("Сейчас нет денег на поддержку", "no_budget"),
        ("Это слишком дорого для нас", "no_budget"),
        ("Бюджет на этот год уже исчерпан", "no_budget"),
        ("We have no budget left", "no_budget"),
        ("That is too expensive", "no_budget"),
        ("Поддержка нас не интересует", "not_needed"),
        ("Сами справимся, если что обратимся", "not_needed"),
        ("We don't need support", "not_needed"),
        ("Пришлите договор", None),
        ("Дорогие коллеги, пришлите счёт", None),
        ("Send me the contract, please", None),
    ],
)
def test_the_customers_words_show_the_objection(said: str, about: str | None) -> None:
    assert objection_in(said) == about


def test_the_objection_is_read_from_the_conversation_where_the_case_does_not_name_it() -> None:
    conversation = Conversation(Channels.CHAT, (Message(Role.END_USER, "Нам это не по карману"),))
    context = CheckContext("ru", conversation=conversation, case=Case(stage=Stage.OBJECTION))
    assert found("objection-no-budget", "Понимаю вас, хорошего дня!", context) == [Severity.WARNING]
