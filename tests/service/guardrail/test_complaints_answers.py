"""Answers to complaints that the rules were not written from: what each rule must find and must leave alone."""

from __future__ import annotations

from functools import cache

import pytest

from eval.bars.corpus import opened
from service.domain import Case, CheckContext, Conversation, EndUser, Message, Role, Severity, Stage
from service.domain import Channel as Channels
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped

NO_EMPATHY = [
    ("ru", "Здравствуйте! Проверили заказ, курьер будет завтра с 10 до 12."),
    ("ru", "Извините за задержку. Деньги вернутся на карту в течение трёх дней."),
    ("ru", "Приносим извинения за двойное списание, возврат уже оформлен."),
    ("ru", "Насколько я понимаю, не хватает двух коробок. Отправим их сегодня."),
    ("ru", "Правильно ли мы понимаем, что акт пришёл без подписи? Пришлём новый."),
    ("ru", "К сожалению, мастер заболел. Новый визит назначен на субботу."),
    ("ru", "Мы не понимаем, почему так вышло. Напишите номер заказа."),
    ("ru", "Спасибо, что написали. Сбросьте пароль по ссылке."),
    ("ru", "Ваша заявка 4471 передана инженеру, ответ до 16:00."),
    ("ru", "Прошу прощения за неверный размер. Обменяем его бесплатно, курьер приедет в четверг."),
    ("ru", "Добрый день, Олег! Счёт исправлен, новый во вложении. Получилось открыть файл?"),
    ("ru", "Спасибо за сигнал! Важный момент: обновите приложение до версии 4.2."),
    ("en", "Hello Mark, the parcel leaves today and arrives on Friday."),
    ("en", "We apologise for the double charge. The refund takes three days."),
    ("en", "Sorry about this. A new unit ships tomorrow."),
    ("en", "If we understand correctly, one box is missing. It will be sent today."),
    ("en", "We do not understand how it happened. Please send the order number."),
    ("en", "I see what went wrong: the address had no flat number. The courier comes at 18:00."),
    ("en", "Thank you for your message. Please reset the password with this link."),
    ("en", "Apologies for the wrong size. An exchange is booked for Thursday."),
    ("ru", "Мы приняли вашу жалобу. Срок рассмотрения — 10 рабочих дней."),
    ("ru", "Примите извинения. Новая партия придёт 14 мая, ваш заказ отправим первым."),
    ("ru", "Проверили камеры: коробка была целой. Компенсация не положена."),
    ("en", "We regret the inconvenience caused and thank you for your patience."),
    ("en", "The parcel was delivered on Monday according to our records."),
    ("en", "We are sorry for any inconvenience. We take such feedback seriously and will share it with our team."),
]
EMPATHY = [
    ("ru", "Понимаю, как важно было получить торт к празднику. Новый привезём в 15:00."),
    ("ru", "Понимаем ваше возмущение: двое суток без интернета. Бригада выехала."),
    ("ru", "Очень жаль, что поездка сорвалась. Деньги за билет вернём сегодня."),
    ("ru", "Вам пришлось переделывать отчёт вручную. Исправление выйдет завтра."),
    ("ru", "Обидно остаться без ужина. Извините, новый заказ уже готовят."),
    ("ru", "Представляю, сколько сил ушло на эту переписку. Беру вопрос себе."),
    ("ru", "Из-за сбоя у вас встала отгрузка, это деньги каждый час. Чиним, закончим к 14:00."),
    ("ru", "Ситуация неприятная, согласна с вами. Заменю кресло в пятницу."),
    ("ru", "Вы потратили целый вечер на звонки. Простите нас за это; вопрос решён."),
    ("ru", "На вашем месте я тоже был бы недоволен. Второй платёж отменён."),
    ("ru", "Мы вас подвели. Мастер приедет сегодня до 20:00."),
    ("ru", "Не такого сервиса вы ждали от нас. Исправляем: новый номер готов."),
    ("ru", "Осознаём, что сроки проекта под угрозой. Выделили второго инженера."),
    ("ru", "Вы остались без связи в разгар рабочего дня. Настройки уже восстановили."),
    ("en", "I understand how stressful it is to wait for a passport. It leaves today."),
    ("en", "We realise this left you without a car for the weekend. A rental is booked."),
    ("en", "I can imagine how disappointing the photos were. A reprint ships on Monday."),
    ("en", "Losing a whole day is frustrating. The engineer arrives at 9:00."),
    ("en", "I'm sorry to hear the chair arrived broken. A new one ships today."),
    ("en", "You had to call us three times. I am taking this over myself."),
    ("en", "This is not the service you paid for. The room is changed."),
    ("en", "We let you down on the delivery date. The van comes at noon."),
    ("en", "I know how much this order matters to you. It is on its way."),
    ("en", "I am sorry you were left waiting in the rain. The fare is refunded."),
    ("ru", "Здравствуйте. Ваше недовольство понятно. Проведём беседу с сотрудником."),
    ("ru", "Как неприятно! Извините, пожалуйста. Отправила вам новый код, он действует сутки."),
    ("ru", "Сорвали вам презентацию, и это наша вина. Извините. Ссылка на запись восстановлена."),
    ("ru", "Мне очень жаль, что посылка потерялась. Мы связались с почтой."),
    ("en", "Hi Tom, that's not good enough, and I get why you're angry. Apologies. I've booked an engineer for 9 am."),
    ("en", "Sorry to hear about the leak. Turn off the valve; a plumber is with you by 14:00."),
]
NO_APOLOGY = [
    ("ru", "Понимаю ваше недовольство. Второе списание отменили."),
    ("ru", "К сожалению, курьер опоздал. Привезём заказ в 18:00."),
    ("ru", "Жалоба получена, проверим до вечера."),
    ("ru", "Спасибо, что сообщили. Замену отправим завтра."),
    ("ru", "Понимаем, что это неудобно. Обменяем в пятницу."),
    ("en", "I understand your frustration. The charge is reversed."),
    ("en", "Unfortunately the courier was late. He comes at 18:00."),
    ("en", "Thank you for telling us. A replacement ships today."),
]
APOLOGY = [
    ("ru", "Просим нас извинить за задержку. Заказ будет завтра."),
    ("ru", "Примите мои искренние извинения за путаницу: счёт исправлен."),
    ("ru", "Простите за ожидание! Уже переключил вас на тариф без платы."),
    ("ru", "Нам очень жаль, что так вышло. Деньги вернули."),
    ("ru", "Прошу прощения: перепутал адрес. Еду к вам."),
    ("ru", "Сожалею о случившемся. Возврат оформлен."),
    ("en", "Please accept our apologies: the bill is corrected."),
    ("en", "I'm so sorry for the mix-up. The right size ships today."),
    ("en", "We deeply regret the delay. The van leaves at 9:00."),
    ("en", "I apologise for the wait. Your refund is done."),
]
NO_SOLUTION = [
    ("ru", "Понимаем, как это неприятно. Приносим извинения за доставленные неудобства."),
    ("ru", "Спасибо за обратную связь! Нам очень жаль, что вы остались недовольны."),
    ("ru", "Извините. Мы учтём ваше мнение и постараемся стать лучше."),
    ("ru", "Спасибо, что написали. Извините за ожидание. Могу ли я ещё чем-то помочь?"),
    ("ru", "Здравствуйте, Анна! Очень сожалею, что так получилось. С уважением, Пётр"),
    ("ru", "Понимаю ваше возмущение. Для нас важен каждый клиент."),
    ("ru", "Просим прощения. Надеемся на ваше понимание."),
    ("ru", "Нам жаль, что вы столкнулись с такой ситуацией. Мы ценим ваше доверие."),
    ("ru", "Разделяем ваше разочарование. Сделаем всё возможное."),
    ("en", "We understand how you feel. Please accept our apologies."),
    ("en", "Thank you for your feedback. We are very sorry you were disappointed."),
    ("en", "Sorry. We will take it into account and do better."),
    ("en", "I am sorry about this. Is there anything else I can help you with?"),
    ("en", "I understand your disappointment. Every customer matters to us."),
    ("en", "We regret the experience you had and hope for your understanding."),
    ("en", "Thank you for writing. We are sorry that your order was not delivered."),
]
SOLUTION = [
    ("ru", "Понимаю, неприятно. Извините. Деньги вернутся на карту завтра."),
    ("ru", "Извините за путаницу. Второй счёт аннулирован."),
    ("ru", "Простите за шум. Переселим вас в тихий номер."),
    ("ru", "Жаль, что так вышло. Мастер приедет в 18:00."),
    ("ru", "Извините. Пришлите, пожалуйста, фото накладной."),
    ("ru", "Сожалею о задержке. Какой вариант вам подходит: замена или возврат?"),
    ("ru", "Извините, разбираюсь с этим прямо сейчас."),
    ("ru", "Понимаем. Коллеги уже чинят сервер."),
    ("ru", "Извините за пропажу. Оформили повторную доставку за наш счёт."),
    ("ru", "Приносим извинения. Вместо двух дней обмен занимает час: откройте раздел «Обмен»."),
    ("ru", "Извините за грубость водителя. Он отстранён от смен."),
    ("en", "Sorry about the noise. We will move you to a quiet room."),
    ("en", "I apologise. The second bill is cancelled."),
    ("en", "Sorry. Could you send a photo of the label?"),
    ("en", "I am sorry. We have refunded both tickets."),
    ("en", "Sorry for the delay. The driver arrives at 18:00."),
    ("en", "I regret the mix-up. Please open Settings and press Restore."),
    ("en", "Sorry about that. I'm checking the log now."),
    ("en", "We apologise. Would you like a refund or an exchange?"),
    ("en", "Sorry. Your replacement is on its way."),
]
OUT_OF_ORDER = [
    ("ru", "Извините! Понимаю, что вы ждали весь день. Курьер приедет в 18:00."),
    ("ru", "Счёт исправили. Извините за ошибку."),
    ("ru", "Понимаю вас. Извините за сбой. Спасибо, что написали. Почту восстановили."),
    ("en", "Sorry! I understand you waited all day. The courier comes at 18:00."),
    ("en", "The bill is corrected. We apologise for the mistake."),
    ("en", "I see the seat is broken. Sorry about that. Thank you for the report. A new one ships today."),
]
IN_ORDER = [
    ("ru", "Понимаю, что вы ждали весь день. Извините! Курьер приедет в 18:00."),
    ("ru", "Извините, понимаю ваше огорчение. Исправим до обеда."),
    ("ru", "Вижу двойное списание. Спасибо, что сообщили сразу. Приношу извинения. Возврат оформлен."),
    ("ru", "Понимаю, что отчёт нужен к утру. Извините за сбой. Данные восстановили. Напишите, всё ли на месте."),
    ("en", "I understand you waited all day. Sorry! The courier comes at 18:00."),
    ("en", "Sorry, I understand your disappointment. We will fix it today."),
    ("en", "I see the double charge. Thank you for telling us. I apologise. The refund is done."),
]


@cache
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts/complaints.yaml")))


def on_complaint(language: str, *customer: str) -> CheckContext:
    said = tuple(Message(Role.END_USER, text, language_code=language) for text in customer)
    conversation = Conversation(Channels.CHAT, said) if said else None
    return CheckContext(language, conversation=conversation, case=Case(stage=Stage.COMPLAINT))


def severities(rule_id: str, text: str, context: CheckContext) -> list[Severity]:
    report = checker().check_rule(rule_id, text, context)
    assert not report.skipped
    return [finding.rule.severity for finding in report.findings]


@pytest.mark.parametrize(("language", "text"), NO_EMPATHY)
def test_a_complaint_answered_without_empathy_is_an_error(language: str, text: str) -> None:
    assert severities("empathy", text, on_complaint(language)) == [Severity.ERROR]


@pytest.mark.parametrize(("language", "text"), NO_EMPATHY)
def test_an_upset_customer_outside_a_complaint_makes_it_a_warning(language: str, text: str) -> None:
    upset = CheckContext(language, case=Case(stage=Stage.FOLLOWUP), end_user=EndUser(sentiment="negative"))
    assert severities("empathy", text, upset) == [Severity.WARNING]


@pytest.mark.parametrize(("language", "text"), EMPATHY)
def test_empathy_in_any_words_is_seen(language: str, text: str) -> None:
    assert severities("empathy", text, on_complaint(language)) == []


@pytest.mark.parametrize(("language", "text"), NO_APOLOGY)
def test_a_complaint_without_an_apology_is_found(language: str, text: str) -> None:
    assert severities("apology-once-on-complaint", text, on_complaint(language)) == [Severity.WARNING]


@pytest.mark.parametrize(("language", "text"), APOLOGY)
def test_an_apology_followed_by_action_is_enough(language: str, text: str) -> None:
    assert severities("apology-once-on-complaint", text, on_complaint(language)) == []


@pytest.mark.parametrize(("language", "text"), NO_SOLUTION)
def test_kind_words_without_a_solution_are_an_error(language: str, text: str) -> None:
    assert Severity.ERROR in severities("blast-order", text, on_complaint(language))


@pytest.mark.parametrize(("language", "text"), [*SOLUTION, *IN_ORDER, *OUT_OF_ORDER])
def test_a_step_towards_a_solution_is_seen(language: str, text: str) -> None:
    assert Severity.ERROR not in severities("blast-order", text, on_complaint(language))


@pytest.mark.parametrize(("language", "text"), OUT_OF_ORDER)
def test_a_step_that_comes_too_early_is_a_hint(language: str, text: str) -> None:
    assert severities("blast-order", text, on_complaint(language)) == [Severity.INFO]


@pytest.mark.parametrize(("language", "text"), IN_ORDER)
def test_the_steps_in_order_are_left_alone(language: str, text: str) -> None:
    assert severities("blast-order", text, on_complaint(language)) == []


@pytest.mark.parametrize(
    "rule_id", ["empathy", "apology-once-on-complaint", "blast-order", "cares", "thanks-for-report"]
)
def test_without_stage_and_sentiment_nothing_is_judged(rule_id: str) -> None:
    report = checker().check_rule(rule_id, "Перезагрузите кассу.", CheckContext("ru"))
    assert report.findings == ()
    assert [missing.rule_id for missing in report.not_evaluated] == [rule_id]


@pytest.mark.parametrize("rule_id", ["empathy", "blast-order", "cares", "acknowledge-issue"])
def test_a_fragment_of_a_reply_need_not_have_its_parts(rule_id: str) -> None:
    context = CheckContext("ru", case=Case(stage=Stage.COMPLAINT), fragment=True)
    assert severities(rule_id, "Заявка принята.", context) == []


ACKNOWLEDGED = [
    ("ru", "Пуфик привезли с пятном!", "Пуфик заменим завтра."),
    ("ru", "Пуфик привезли с пятном!", "Вижу, что заказ испорчен. Заменим завтра."),
    ("ru", "Опять нет связи", "Извините за обрыв. Линия восстановлена."),
    ("en", "The lamp arrived cracked!", "A new lamp ships tomorrow."),
    ("en", "The lamp arrived cracked!", "I understand how annoying it is. A new one ships tomorrow."),
]
# Not to name the matter is a hint, for a reply may take it up in other words; to deny it is more.
IGNORED = [
    ("ru", "Пуфик привезли с пятном!", "Здравствуйте! Ответим до вечера.", Severity.INFO),
    (
        "ru",
        "Приложение вылетает на оплате",
        "С нашей стороны всё работает исправно. Попробуйте позже.",
        Severity.WARNING,
    ),
    ("ru", "Приложение вылетает на оплате", "Ошибок с нашей стороны не обнаружено.", Severity.WARNING),
    ("en", "The lamp arrived cracked!", "Hello! We will write by Friday.", Severity.INFO),
    ("en", "The app closes at checkout", "Everything is working fine on our end.", Severity.WARNING),
]


@pytest.mark.parametrize(("language", "customer", "text"), ACKNOWLEDGED)
def test_an_issue_taken_up_is_seen(language: str, customer: str, text: str) -> None:
    assert severities("acknowledge-issue", text, on_complaint(language, customer)) == []


@pytest.mark.parametrize(("language", "customer", "text", "severity"), IGNORED)
def test_an_issue_passed_over_is_found_once(language: str, customer: str, text: str, severity: Severity) -> None:
    assert severities("acknowledge-issue", text, on_complaint(language, customer)) == [severity]
