"""Disbelief, selling at the end, unasked work, gifts: texts that the rules were not written from."""

from __future__ import annotations

from functools import cache

import pytest

from eval.bars.corpus import opened
from service.domain import Case, CheckContext, Conversation, Message, Role, Stage
from service.domain import Channel as Channels
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped

DISBELIEF = [
    ("ru", "Такого просто не может быть, система это запрещает."),
    ("ru", "Этого не может быть!"),
    ("ru", "Не может быть, платёж прошёл."),
    ("ru", "Вы уверены, что отправили файл?"),
    ("ru", "А вы точно перезагрузили роутер?"),
    ("ru", "Вы действительно получили два чека?"),
    ("ru", "Странно, больше никто не жаловался."),
    ("ru", "У всех остальных приложение работает."),
    ("ru", "Вам, видимо, показалось."),
    ("ru", "Вы, наверное, перепутали кабинеты."),
    ("ru", "Скорее всего, вы ошиблись при вводе."),
    ("ru", "С трудом верится, что курьер так сказал."),
    ("ru", "Сомневаюсь, что дело в обновлении."),
    ("ru", "Если всё действительно так, пришлите видео."),
    ("ru", "Вы якобы ждали три часа."),
    ("ru", "Так не бывает: письма уходят сразу."),
    ("ru", "Вы ничего не путаете?"),
    ("ru", "А вы уверены?"),
    ("en", "That can't be right, the system blocks it."),
    ("en", "This cannot be!"),
    ("en", "Are you sure you sent the file?"),
    ("en", "Are you absolutely certain about the date?"),
    ("en", "Did you really restart the router?"),
    ("en", "Strange, nobody else has reported this."),
    ("en", "It works fine for everyone else."),
    ("en", "You must have misread the bill."),
    ("en", "You are probably mistaken about the amount."),
    ("en", "I doubt that the update caused it."),
    ("en", "It is hard to believe the courier said so."),
    ("en", "If this really happened, send us a video."),
    ("ru", "Это исключено, у нас автоматическая выгрузка."),
    ("ru", "Вы точно ничего не трогали?"),
    ("ru", "Позвольте усомниться, что письмо не пришло."),
    ("ru", "Мне кажется, вы что-то путаете."),
    ("ru", "Неужели вы и правда нажали «Удалить»?"),
    ("ru", "Ни у кого больше такого нет."),
    ("ru", "Впервые слышу о таком."),
    ("en", "That's not possible, the export is automatic."),
    ("en", "Really? We have never heard of that."),
    ("en", "You seem to be confused about the dates."),
    ("en", "No other customer has had this."),
]
BELIEF = [
    ("ru", "Платёж не может быть отменён после отгрузки."),
    ("ru", "Срок не может быть больше года."),
    ("ru", "Если вы не уверены в размере, закажите два."),
    ("ru", "Перед удалением появится вопрос «Вы уверены?», нажмите «Да»."),
    ("ru", "Можете быть уверены: данные сохранены."),
    ("ru", "Вы уверены, что хотите удалить аккаунт? Восстановить его будет нельзя."),
    ("ru", "Чтобы вы были уверены в сумме, прилагаю расчёт."),
    ("ru", "Проверьте, пожалуйста, у всех ли сотрудников пропал доступ."),
    ("ru", "Не бывает мелочей, когда речь о сроках: проверяю."),
    ("ru", "Верю вам и уже смотрю журнал."),
    ("ru", "Вы правы, счёт выставлен дважды."),
    ("ru", "Мы уверены, что успеем к пятнице."),
    ("ru", "Подскажите, у других пользователей отчёт открывается?"),
    ("ru", "Точный адрес вы увидите в письме."),
    ("ru", "Если вам кажется, что сумма неверна, напишите сюда."),
    ("ru", "Вы действительно можете вернуть товар в течение двух недель."),
    ("ru", "Такого тарифа у нас нет, ближайший — «Старт»."),
    ("ru", "У всех тарифов одинаковая скорость."),
    ("en", "A payment cannot be cancelled after shipping."),
    ("en", "Once you are sure of the size, press Order."),
    ("en", "You can be sure that the data is safe."),
    ("en", "Are you sure you would like to close the account?"),
    ("en", "The prompt asks whether you are sure; press Yes."),
    ("en", "Please check whether it works for other users."),
    ("en", "We are sure it will be ready by Friday."),
    ("en", "I make sure the log is kept."),
    ("en", "You are right, the bill was sent twice."),
    ("en", "It cannot be opened in the old version."),
    ("en", "Did you receive the letter?"),
    ("en", "No doubt this cost you time; I am on it."),
    ("ru", "Исключено ли повторное списание? Да, карту отвязали."),
    ("ru", "Вы точно успеете до 18:00."),
    ("en", "It is not possible to change the date online."),
    ("en", "That's possible from Monday."),
    ("ru", "Ни у кого, кроме вас, доступа нет."),
]
SELLING = [
    ("ru", "Доступ открыт. Оформите годовую подписку со скидкой 20 %!"),
    ("ru", "Письмо отправлено. Кстати, сейчас у нас акция на все тарифы."),
    ("ru", "Исправили. Предлагаем также подключить пакет «Бизнес»."),
    ("ru", "Готово. Рекомендуем приобрести расширенную гарантию."),
    ("ru", "Настройки вернули. Переходите на тариф «Максимум» уже сегодня."),
    ("ru", "Отчёт во вложении. Не хотите подключить модуль аналитики?"),
    ("ru", "Вопрос решён. Успейте купить абонемент по старой цене!\n\nС уважением,\nИрина"),
    ("ru", "Счёт верный. Попробуйте подписку Premium. Хорошего дня!"),
    ("ru", "Всё работает. Закажите дополнительный пакет. Могу ли я ещё чем-то помочь?"),
    ("ru", "Пароль сброшен. Только до конца недели скидка на все курсы."),
    ("ru", "Пароль сброшен, а ещё дарим вам скидку на следующий заказ."),
    ("ru", "Возврат оформлен. Докупите страховку, чтобы не волноваться."),
    ("en", "The access is open. Upgrade to the annual plan today!"),
    ("en", "It is fixed. By the way, our Premium package is on sale."),
    ("en", "Done. We also recommend buying the extended warranty."),
    ("en", "The report is attached. Would you like to add the analytics module?"),
    ("en", "Sorted. Get 20% off your next order.\n\nKind regards,\nAnn"),
    ("en", "The bill is right. Why not subscribe to our Pro plan? Have a nice day!"),
    ("en", "All works again. Don't miss our special offer. Can I help you with anything else?"),
    ("en", "Your refund is done. Consider purchasing insurance next time."),
    ("ru", "Готово. А ещё советую взять тариф «Семейный», он выгоднее."),
    ("ru", "Всё исправлено. Предлагаем оформить страховку багажа за 300 рублей."),
    ("ru", "Настроили. Хотите сэкономить? Подключите годовой абонемент."),
    ("ru", "Отвечаем: чек придёт на почту. Обратите внимание на нашу акцию «Два по цене одного»!"),
    ("ru", "Проверили, звук есть. Рекомендуем обновиться до версии PRO, там больше функций."),
    ("ru", "Всё сделано. По промокоду VESNA скидка 15 %."),
    ("ru", "Доставка завтра. Добавьте к заказу сервисный пакет со скидкой."),
    ("en", "All set. You may also be interested in our extended warranty."),
    ("en", "Fixed. Use code SPRING for 15% off."),
    ("en", "Done. Add our Care plan for just $5 a month!"),
    ("en", "It's working now. Have you thought about upgrading to Premium?"),
    ("en", "We reset it. Check out our new subscription offers!"),
]
NOT_SELLING = [
    ("ru", "Доступ открыт. Получилось войти?"),
    ("ru", "Оформите заявку на возврат в кабинете."),
    ("ru", "Подключите принтер к другому порту и напишите, что на экране."),
    ("ru", "Закажите справку в разделе «Документы»."),
    ("ru", "Подписка отменена, деньги больше не спишутся."),
    ("ru", "Ваша скидка применена, к оплате 900 рублей."),
    ("ru", "Тариф «Старт» включает пять пользователей. Хватит ли вам этого?"),
    ("ru", "Кстати, журнал можно выгрузить в файл."),
    ("ru", "Не покупайте новый кабель: хватит перезагрузки."),
    ("ru", "Если купите второй ключ, напишите его номер."),
    ("ru", "Акция закончилась 1 марта, цена в счёте верная."),
    ("ru", "Предлагаю также проверить почту на телефоне."),
    ("ru", "Сейчас у вас тариф «Про», он действует до мая."),
    ("ru", "Рекомендую оформить доверенность у нотариуса."),
    ("ru", "Скидка в заказе учтена. Подойдёт ли доставка в среду?"),
    ("ru", "Попробуйте зайти ещё раз."),
    ("en", "The access is open. Were you able to sign in?"),
    ("en", "Order the replacement in your account."),
    ("en", "Your subscription is cancelled; nothing more is charged."),
    ("en", "No need to buy a new cable: a restart is enough."),
    ("en", "Try the login again and tell me what you see."),
    ("en", "You are on the Pro plan until May."),
    ("en", "By the way, the log can be exported."),
    ("en", "If you buy a second key, send me its number."),
    ("en", "Take a photo of the label, please."),
    ("en", "Get the code from the e-mail and enter it."),
    ("en", "Your discount is applied; the total is 900."),
    ("en", "Please add your account number."),
    ("ru", "Рекомендуем обновить приложение до версии 4.2."),
    ("ru", "Промокод применён, сумма пересчитана."),
    ("ru", "Выберите тариф при входе и нажмите «Далее»."),
    ("ru", "Закажите обратный звонок, и мы всё уточним."),
    ("ru", "Абонемент заморожен до 1 июня. Всё верно?"),
    ("en", "Check out the article on exports."),
    ("en", "The code for 15% off was applied to your order."),
    ("en", "The premium plan was cancelled as you asked. Anything else?"),
    ("en", "Use the code from the text message to sign in."),
]


@cache
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts/complaints.yaml")))


def found(rule_id: str, text: str, context: CheckContext) -> list[str]:
    report = checker().check_rule(rule_id, text, context)
    assert not report.skipped
    return [finding.match for finding in report.findings]


def asked(language: str, text: str, stage: Stage = Stage.FIRST) -> CheckContext:
    conversation = Conversation(Channels.CHAT, (Message(Role.END_USER, text, language_code=language),))
    return CheckContext(language, conversation=conversation, case=Case(stage=stage))


@pytest.mark.parametrize(("language", "text"), DISBELIEF)
def test_disbelief_is_found(language: str, text: str) -> None:
    assert found("believe-customer", text, CheckContext(language))


@pytest.mark.parametrize(("language", "text"), BELIEF)
def test_certainty_of_other_kinds_is_left_alone(language: str, text: str) -> None:
    assert found("believe-customer", text, CheckContext(language)) == []


@pytest.mark.parametrize(("language", "text"), SELLING)
def test_a_reply_that_ends_by_selling_is_found_once(language: str, text: str) -> None:
    assert len(found("no-sales-cta-at-end", text, CheckContext(language))) == 1


@pytest.mark.parametrize(("language", "text"), SELLING)
def test_an_objection_is_a_talk_about_buying(language: str, text: str) -> None:
    objecting = CheckContext(language, case=Case(stage=Stage.OBJECTION))
    assert found("no-sales-cta-at-end", text, objecting) == []


@pytest.mark.parametrize(("language", "text"), NOT_SELLING)
def test_help_that_only_looks_like_selling_is_left_alone(language: str, text: str) -> None:
    assert found("no-sales-cta-at-end", text, CheckContext(language)) == []


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("ru", "Хочу подключить подписку, как это сделать?", "Оформите подписку в кабинете."),
        ("ru", "Какие тарифы есть? Нужен побольше", "Переходите на тариф «Макси» в один клик."),
        ("en", "How much is the Pro plan?", "It is 20 a month. Upgrade to the Pro plan in your account."),
    ],
)
def test_what_the_customer_asks_to_buy_may_be_offered(language: str, question: str, text: str) -> None:
    assert found("no-sales-cta-at-end", text, asked(language, question)) == []


def test_an_offer_far_from_the_end_is_not_the_ending() -> None:
    text = "Переходите на тариф «Макси», если трафика мало. Проверили роутер. Он исправен. Линия в порядке."
    assert found("no-sales-cta-at-end", text, CheckContext("ru")) == []


UNASKED = [
    ("ru", "Заодно подключили вам второй склад."),
    ("ru", "Отчёт готов, заодно мы обновили вам версию."),
    ("ru", "Не дожидаясь вашего ответа, перенесли базу на новый сервер."),
    ("ru", "Начали работы. Переходим ко второму этапу."),
    ("en", "While we were at it, we migrated the second database."),
    ("en", "I took the liberty of upgrading your plan."),
    ("en", "We've gone ahead and installed the new module."),
]
ASKED = [
    ("ru", "По вашей просьбе заодно подключили второй склад."),
    ("ru", "Если нужно, заодно обновим версию."),
    ("ru", "Можем заодно перенести базу. Обсудим?"),
    ("ru", "Подключили второй склад, как договаривались."),
    ("ru", "Заодно посмотрел журнал: ошибок нет."),
    ("en", "As you asked, we went ahead and installed the module."),
    ("en", "While we are at it, shall we migrate the database?"),
    ("en", "We went ahead and refunded both tickets."),
]


@pytest.mark.parametrize(("language", "text"), UNASKED)
def test_work_that_nobody_ordered_is_found(language: str, text: str) -> None:
    assert found("no-unasked-work", text, CheckContext(language))


@pytest.mark.parametrize(("language", "text"), ASKED)
def test_work_that_was_ordered_or_is_proposed_is_left_alone(language: str, text: str) -> None:
    assert found("no-unasked-work", text, CheckContext(language)) == []
