"""The rules on vague times, call-backs and missing goods, sentence by sentence."""

from __future__ import annotations

import pytest

from eval.bars.corpus import opened
from service.domain import CheckContext
from service.guardrail.engine import StandardChecker

VAGUE = (
    ("ru", "Ответим вам в ближайшее время."),
    ("ru", "Специалист подключится как можно скорее."),
    ("ru", "Решим вопрос в кратчайшие сроки."),
    ("ru", "Скоро всё заработает."),
    ("ru", "Мы оперативно разберёмся и вернёмся к вам."),
    ("ru", "Сообщим о результате позже."),
    ("ru", "Вернёмся к вам на днях."),
    ("ru", "Как только сможем, подключим вас."),
    ("ru", "Доставим при первой возможности."),
    ("ru", "Исправление выйдет в скором времени."),
    ("ru", "Чуть позже пришлю инструкцию."),
    ("ru", "Функция появится в ближайшем будущем."),
    ("ru", "Через некоторое время доступ откроется."),
    ("ru", "Посылка вот-вот придёт."),
    ("ru", "Незамедлительно передадим ваш запрос инженерам."),
    ("ru", "Вышлем документы в самое ближайшее время."),
    ("en", "We will reply as soon as possible."),
    ("en", "You will hear from us soon."),
    ("en", "Our team will be in touch shortly."),
    ("en", "We'll send the papers later."),
    ("en", "It will be fixed in the near future."),
    ("en", "We'll look into it ASAP."),
    ("en", "I will get back to you in due course."),
    ("en", "An engineer will join at the earliest opportunity."),
    ("en", "We will promptly review your case."),
    ("en", "The courier will be there any minute."),
)
TIMED = (
    ("ru", "Скоро, в 18:40, водитель будет у подъезда."),
    ("ru", "Ответим в ближайшее время, не позднее 18:00."),
    ("ru", "Оплата принимается не позже пятницы."),
    ("ru", "Попробуйте войти чуть позже."),
    ("ru", "Спасибо, что так оперативно прислали логи."),
    ("ru", "Вы сможете изменить тариф позже."),
    ("ru", "Как скоро вам нужен ответ?"),
    ("ru", "Если скоро планируете переезд, выберите гибкий тариф."),
    ("ru", "Ошибка вскоре исчезла сама."),
    ("ru", "Как можно скорее смените пароль."),
    ("ru", "Немедленно отключите прибор от сети."),
    ("ru", "Исправим как можно быстрее: срок — завтра до 12:00."),
    ("ru", "Инженер позже подтвердил, что кабель цел."),
    ("ru", "Со временем батарея теряет ёмкость."),
    ("en", "We will reply soon, by 18:00 today."),
    ("en", "As soon as the payment arrives, the order ships by itself."),
    ("en", "Please send the logs as soon as possible."),
    ("en", "Thank you for replying so promptly."),
    ("en", "You can change the plan later."),
    ("en", "If your licence expires soon, renew it in the profile."),
    ("en", "Try again later."),
    ("en", "How soon do you need the report?"),
    ("en", "The error disappeared shortly after the update."),
    ("en", "We will fix it as soon as possible. The deadline is Friday, 18:00."),
)
CALLS = (
    ("ru", "Мы вам перезвоним."),
    ("ru", "Менеджер вам перезвонит."),
    ("ru", "Вам позвонит наш специалист."),
    ("ru", "Позвоню и всё объясню."),
    ("ru", "Наберу вас, как узнаю результат."),
    ("ru", "Созвонимся и обсудим детали."),
    ("ru", "Свяжемся с вами по телефону."),
    ("ru", "Проверю счёт и перезвоню."),
    ("ru", "Вам перезвонят."),
    ("ru", "Наш оператор позвонит вам для уточнения адреса."),
    ("ru", "Спасибо за заявку. Мы обязательно вам позвоним."),
    ("en", "We will call you back later."),
    ("en", "I'll call you with the details."),
    ("en", "Our manager will call you."),
    ("en", "I will give you a call."),
    ("en", "We'll phone you about the delivery."),
    ("en", "You will get a call from our engineer."),
    ("en", "I'm going to call you to explain."),
    ("en", "A specialist will ring you back."),
    ("en", "We will contact you by phone."),
)
AGREED_CALLS = (
    ("ru", "Перезвоню сегодня в 15:00, удобно?"),
    ("ru", "Позвоню вам. Когда вам удобно?"),
    ("ru", "Менеджер перезвонит вам завтра до 12:00."),
    ("ru", "Курьер позвонит за час до доставки."),
    ("ru", "Позвоните нам, если письмо не придёт."),
    ("ru", "Мы звонили вам вчера, но не застали."),
    ("ru", "Если мы перезвоним, назовите кодовое слово."),
    ("ru", "Не перезвоним лишний раз, обещаем."),
    ("ru", "Созвонимся в четверг в 11:00."),
    ("ru", "Наш инженер позвонит вам через 20 минут."),
    ("ru", "Назовите удобное время, и мы вам позвоним."),
    ("ru", "Если вам позвонят мошенники, положите трубку."),
    ("en", "I will call you back tomorrow at 11:00."),
    ("en", "I will call you. When would suit you?"),
    ("en", "We'll call you within an hour."),
    ("en", "Our manager will call you on Monday morning."),
    ("en", "Please call us if the letter does not arrive."),
    ("en", "We called you yesterday but could not reach you."),
    ("en", "We will never call you to ask for a password."),
    ("en", "What time suits you best? We'll call you then."),
    ("en", "The driver will call you 30 minutes before arrival."),
)
MISSING = (
    ("ru", "Картриджа нет, ищите сами."),
    ("ru", "Этой модели сейчас нет в наличии."),
    ("ru", "К сожалению, товар закончился."),
    ("ru", "На складе кабелей не осталось."),
    ("ru", "Все билеты распроданы."),
    ("ru", "Чёрный цвет временно отсутствует на складе."),
    ("ru", "Нужный размер уже раскупили."),
    ("ru", "Эта модель снята с производства."),
    ("en", "The cartridge is out of stock."),
    ("en", "This size is sold out."),
    ("en", "The item is currently not in stock."),
    ("en", "We have run out of chargers."),
    ("en", "The blue model is temporarily unavailable."),
    ("en", "This model is discontinued."),
)
DATED = (
    ("ru", "Картридж поступит 3 июля. Как сообщить вам о поступлении?"),
    ("ru", "Сейчас модели нет в наличии, поставка — 14 мая."),
    ("ru", "Товар закончился, но есть аналог: прислать ссылку?"),
    ("ru", "Если товара нет в наличии, кнопка станет серой."),
    ("ru", "Модель есть в наличии."),
    ("ru", "У этой модели нет функции сканирования."),
    ("ru", "Срок подписки закончился."),
    ("ru", "У вас закончилась бумага в лотке."),
    ("ru", "На складе их нет до пятницы."),
    ("ru", "Номера заказа нет в письме."),
    ("en", "The cartridge arrives on 3 July. How shall we let you know?"),
    ("en", "It is out of stock until 14 May."),
    ("en", "If an item is out of stock, the button turns grey."),
    ("en", "The model is back in stock."),
    ("en", "The size is sold out; shall I suggest a similar one?"),
    ("en", "Your subscription has run out."),
    ("en", "The service is unavailable in offline mode."),
)
BROKEN = (("no-vague-soon", VAGUE), ("callback-with-time", CALLS), ("availability-date", MISSING))
KEPT = (("no-vague-soon", TIMED), ("callback-with-time", AGREED_CALLS), ("availability-date", DATED))


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened("default")


@pytest.mark.parametrize(("rule", "language", "text"), [(rule, *one) for rule, many in BROKEN for one in many])
def test_a_sentence_without_a_time_breaks_the_rule(
    checker: StandardChecker, rule: str, language: str, text: str
) -> None:
    assert checker.check_rule(rule, text, CheckContext(language_code=language)).findings


@pytest.mark.parametrize(("rule", "language", "text"), [(rule, *one) for rule, many in KEPT for one in many])
def test_a_sentence_with_a_time_or_of_another_sense_keeps_the_rule(
    checker: StandardChecker, rule: str, language: str, text: str
) -> None:
    assert checker.check_rule(rule, text, CheckContext(language_code=language)).findings == ()
