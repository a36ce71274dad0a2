"""Sentences the rules were not written from: what each lexicon rule must find, to the letter, and leave alone."""

from __future__ import annotations

import re

import pytest

from service.domain import CheckContext
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker

MARK = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)

FOUND = {
    "no-problema": [
        ("ru", "Решение вашей [[проблемы]] займёт около часа."),
        ("ru", "Мы знаем об этих [[проблемах]] и чиним их."),
        ("ru", "Без [[проблем]], сейчас сделаю."),
        ("ru", "[[Проблема]] в том, что токен устарел."),
        ("ru", "Опишите [[пробле\u00adму]] подробнее."),
        ("ru", "Это известная [[прoблемa]] с печатью."),
        ("en", "The [[problem]] lies in the cable."),
        ("en", "We fixed both [[problems]] this morning."),
    ],
    "no-defekt": [
        ("ru", "Экспертиза подтвердила [[дефект]] замка."),
        ("ru", "С [[дефектами]] экрана поможет сервис."),
        ("en", "The [[defect]] is covered by the warranty."),
    ],
    "no-ne-znayu": [
        ("ru", "К сожалению, [[не знаю]], кто вёл ваш заказ."),
        ("ru", "[[Не знаем]] точной даты."),
        ("ru", "Честно говоря, я [[не знаю]]."),
        ("ru", "Даже [[не знаю]], что сказать."),
        ("en", "Sorry, [[I honestly do not know]]."),
        ("en", "[[we don’t know]] yet."),
        ("en", "[[No idea]], to be frank."),
    ],
    "no-cannot": [
        ("ru", "Сегодня мы [[не можем]] принять оплату картой."),
        ("ru", "Пока [[не сможем]] назвать дату."),
        ("ru", "Я, увы, [[не могу]] открыть ваш файл."),
        ("ru", "Вернуть деньги раньше [[не сможем]]."),
        ("en", "[[I cannot]] promise that."),
        ("en", "[[We are not able to]] ship on Sunday."),
        ("en", "Unfortunately, [[we're unable to]] extend the trial."),
        ("en", "[[We will not be able]] to keep the price."),
    ],
    "no-wont": [
        ("ru", "Мы [[не будем]] пересматривать решение."),
        ("ru", "Спорить [[не хочу]]."),
        ("ru", "Переделывать макет [[не собираемся]]."),
        ("en", "[[We will not]] repeat the delivery."),
        ("en", "[[We don't want to]] reopen this."),
    ],
    "no-vy-dolzhny": [
        ("ru", "Для этого [[вы обязаны]] предъявить паспорт."),
        ("ru", "[[Вы ведь должны]] хранить чеки."),
        ("ru", "[[Вы, Игорь Олегович, должны]] подписать акт."),
        ("ru", "[[Вам нужно было]] нажать «Сохранить»."),
        ("en", "[[You have to]] bring your passport."),
        ("en", "First [[you must]] log out."),
        ("en", "[[You should have]] saved the file."),
    ],
    "no-podozhdite-sekundu": [
        ("ru", "[[Минуточку]], уточню у коллег."),
        ("ru", "[[Подождите минутку]], пожалуйста."),
        ("ru", "[[Одну секунду]], смотрю."),
        ("en", "[[Just a second]], please."),
        ("en", "[[Hang on a moment]], I am looking."),
    ],
    "no-net-at-start": [
        ("ru", "[[Нет]]. Такой услуги больше не оказываем."),
        ("ru", "Добрый день!\n[[Нет]], перенос уже оформлен."),
        ("ru", "[[НЕТ]], дата прежняя."),
        ("ru", "1) [[нет]], скидка закончилась"),
        ("en", "[[No]], the date stays."),
        ("en", "Hello Ann!\n[[No]], it was shipped."),
    ],
    "no-not-my-fault": [
        ("ru", "Это [[не наша вина]], а службы доставки."),
        ("ru", "[[Мы здесь ни при чем]]."),
        ("ru", "Сбой произошёл [[не по нашей вине]]."),
        ("en", "[[That was not our mistake]]."),
        ("en", "The delay [[isn't our fault]]."),
    ],
    "no-not-my-job": [
        ("ru", "[[Мы этим не занимаемся]]."),
        ("ru", "Это [[не наша задача]], обратитесь к банку."),
        ("ru", "Возвраты — [[не моя зона ответственности]]."),
        ("en", "[[We do not handle this]] here."),
        ("en", "It is [[not our department]]."),
    ],
    "no-ne-za-chto": [
        ("ru", "[[Не за что]]! Пишите ещё."),
        ("ru", "[[Да не за что]]."),
        ("en", "[[No worries]], Tom."),
        ("en", "[[Do not mention it]]."),
    ],
    "no-dear-customer": [
        ("ru", "[[Уважаемый/ая клиент]], ваша заявка принята."),
        ("ru", "[[Уважаемые пользователи]]!"),
        ("ru", "[[уважаемый заказчик]], добрый день"),
        ("en", "[[Dear User]], your plan ends soon."),
        ("en", "[[Dear Sir or Madam]], the form is attached."),
    ],
    "no-bare-uvazhaemyj": [
        ("ru", "[[Уважаемая]], уточните номер."),
        ("ru", "[[Молодой человек]], проверьте почту."),
        ("en", "[[Madam]], check your mail."),
    ],
    "no-izvinite-no": [
        ("ru", "[[Извините, но такой возможности нет]]."),
        ("ru", "[[Простите, но вернуть оплату нельзя]]."),
        ("en", "We are [[sorry, but the refund is not]] available."),
    ],
    "no-vy-sami-vinovaty": [
        ("ru", "В этом [[виноваты вы]]."),
        ("ru", "Доступ закрылся [[по вашей невнимательности]]."),
        ("en", "This is [[your own mistake]]."),
    ],
    "no-we-told-you": [
        ("ru", "[[Мы говорили вам сохранить копию, но вы]] этого не сделали."),
        ("ru", "[[Мы же предупреждали]] об этом."),
        ("en", "[[We advised you to keep a copy, but you]] did not."),
    ],
    "no-interrogation": [
        ("ru", "[[С кем я общаюсь]]?"),
        ("ru", "[[Что вам надо]]?"),
        ("en", "[[Who am I talking]] to?"),
    ],
    "no-slang": [
        ("ru", "Это [[глюк]] браузера."),
        ("ru", "[[Спс]] за [[скрин]]!"),
        ("en", "[[Gonna]] check it."),
    ],
    "no-caps": [
        ("ru", "[[СРОЧНО ПРИШЛИТЕ ДОКУМЕНТЫ]] сегодня!"),
        ("en", "[[READ THE MANUAL FIRST]]."),
    ],
    "no-sharp-words": [
        ("ru", "Не говорите [[глупостей]]."),
        ("ru", "Это просто [[нелепо]]."),
        ("en", "That is [[absurd]]."),
    ],
    "no-vague-soon": [
        ("ru", "Деньги вернутся [[в ближайшее время]]."),
        ("ru", "Мы [[скоро]] ответим. Хорошего дня!"),
        ("ru", "Решим вопрос [[как можно быстрее]]."),
        ("en", "The refund arrives [[shortly]]."),
        ("en", "We will fix it [[asap]]."),
    ],
    "no-fine-print": [
        ("ru", "[[Внимательно читайте]] договор."),
        ("en", "Please look at the [[fine print]]."),
    ],
    "no-dumb-question": [
        ("ru", "[[Это очевидно]]: кнопка справа."),
        ("ru", "[[Странный вопрос]]."),
        ("en", "[[It is obvious]] where to click."),
    ],
    "no-pressure-by-delay": [
        ("ru", "[[Без абонемента придётся ждать]] две недели."),
        ("en", "[[Without a plan you will wait]] for weeks."),
    ],
}

LEFT_ALONE = {
    "no-problema": [
        ("ru", "Статья «Проблемы с печатью» отвечает на это. Откройте статью «Проблемы с печатью»."),
        ("ru", "Напишите на problem@example.org."),
        ("ru", "Файл `проблема.txt` можно удалить."),
        ("en", 'Open the page "Known problems" in Help.'),
        ("en", "See https://example.org/problem for details."),
    ],
    "no-defekt": [("ru", "Сроки указаны в дефектной ведомости."), ("en", "Please fill in the defect report.")],
    "no-ne-znayu": [
        ("ru", "Вы не знаете номер заявки? Он в письме."),
        ("ru", "Если коллеги не знают пароль, сбросьте его."),
        ("ru", "Знаю, что это неудобно."),
        ("en", "You do not know the code? It is in the letter."),
    ],
    "no-cannot": [
        ("ru", "Вы не сможете войти без кода, он придёт по СМС."),
        ("ru", "Система не может принять такой файл."),
        ("ru", "Не могли бы мы созвониться завтра в 10:00?"),
        ("ru", "Не могу не отметить ваше терпение."),
        ("en", "You can't edit a closed period."),
        ("en", "The printer cannot read this format."),
        ("en", "We can't thank you enough."),
    ],
    "no-wont": [
        ("ru", "Плата взиматься не будет."),
        ("ru", "Вы не хотите продлить доступ?"),
        ("ru", "Не буду вас задерживать."),
        ("en", "It won't take long."),
        ("en", "We won't share your data."),
    ],
    "no-vy-dolzhny": [
        ("ru", "Поля должны быть заполнены."),
        ("ru", "Вы нам ничего не должны."),
        ("ru", "Банк, который вы указали, должен подтвердить платёж."),
        ("en", "The file must be a PDF."),
        ("en", "You don't have to pay again."),
        ("en", "All you have to do is press Save."),
    ],
    "no-podozhdite-sekundu": [
        ("ru", "Подождите, пока обновление завершится."),
        ("ru", "Минуту назад пришёл ответ банка."),
        ("ru", "Код действует 60 секунд."),
        ("en", "The second step takes a minute."),
    ],
    "no-net-at-start": [
        ("ru", "Если чека нет, пришлите выписку."),
        ("ru", "В списке выберите «Нет»."),
        ("en", "There is no fee."),
        ("en", "No. 12 is your seat."),
    ],
    "no-not-my-fault": [("ru", "Это не ваша вина."), ("ru", "Ошибка не повторится."), ("en", "It is not your fault.")],
    "no-not-my-job": [
        ("ru", "Этим вопросом занимается Пётр Ильин."),
        ("ru", "Обратитесь ко мне, если появятся вопросы."),
        ("en", "Our department handles this."),
    ],
    "no-ne-za-chto": [("ru", "Благодарить не за что зря не стану."), ("en", "You did not mention it before.")],
    "no-dear-customer": [
        ("ru", "Уважаемая Анна Павловна!"),
        ("ru", "Клиенты видят заказ в кабинете."),
        ("en", "Dear Tom, it is ready."),
    ],
    "no-bare-uvazhaemyj": [("ru", "Уважаемый Олег, добрый день!"), ("en", "Sir Tom's booking is ready.")],
    "no-izvinite-no": [
        ("ru", "Извините за неудобства. Но хорошая новость: всё готово."),
        ("ru", "Извините, что не ответили вчера, ответ ниже."),
        ("en", "Sorry for the wait. The refund is on its way."),
    ],
    "no-vy-sami-vinovaty": [
        ("ru", "Ваша ошибка 404 исправлена."),
        ("ru", "Виноваты мы."),
        ("en", "It wasn't your mistake."),
    ],
    "no-we-told-you": [
        ("ru", "Мы рекомендовали вам кабель, он уже в пути."),
        ("en", "We told the courier to ring twice."),
    ],
    "no-interrogation": [
        ("ru", "Что вам нужно для запуска, перечислено ниже."),
        ("en", "Who are your main suppliers?"),
    ],
    "no-slang": [
        ("ru", "Комплект весит два килограмма."),
        ("ru", "Норма выработки указана."),
        ("en", "Debugging is off."),
    ],
    "no-caps": [
        ("ru", "Код ответа HTTP 404, формат JSON."),
        ("ru", "Компания ООО «МЕТИЗЫ» подписала акт."),
        ("en", "It is a PDF."),
    ],
    "no-sharp-words": [("ru", "Хватит одного ключа."), ("ru", "Памяти хватит."), ("en", "The bin is full.")],
    "no-vague-soon": [
        ("ru", "Скоро, 3 мая, придёт счёт."),
        ("ru", "Пришлите, пожалуйста, акт как можно скорее."),
        ("ru", "Вернём деньги в ближайшее время, не позднее 3 мая."),
        ("en", "As soon as you confirm, the order ships."),
        ("en", "See you soon!"),
    ],
    "no-fine-print": [("ru", "Договор подписан, спасибо."), ("en", "Read the guide, it takes a minute.")],
    "no-dumb-question": [("ru", "Хороший вопрос!"), ("en", "Good question.")],
    "no-pressure-by-delay": [("ru", "Без договора цена прежняя."), ("en", "It works without a plan.")],
}


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def _cases(table: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    return [(rule_id, language, text) for rule_id, rows in table.items() for language, text in rows]


def _matches(checker: StandardChecker, rule_id: str, language: str, text: str) -> list[str]:
    report = checker.check_rule(rule_id, text, CheckContext(language_code=language))
    assert report.complete
    return [text[finding.span.start : finding.span.end] for finding in report.findings]


@pytest.mark.parametrize(("rule_id", "language", "marked"), _cases(FOUND))
def test_a_rule_finds_exactly_the_marked_words(
    checker: StandardChecker, rule_id: str, language: str, marked: str
) -> None:
    text = MARK.sub(r"\1", marked)
    assert _matches(checker, rule_id, language, text) == MARK.findall(marked)


@pytest.mark.parametrize(("rule_id", "language", "text"), _cases(LEFT_ALONE))
def test_a_rule_leaves_a_near_miss_alone(checker: StandardChecker, rule_id: str, language: str, text: str) -> None:
    assert _matches(checker, rule_id, language, text) == []
