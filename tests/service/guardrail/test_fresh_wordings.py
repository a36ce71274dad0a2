"""Rules found in wordings that no pattern was written from, and left alone where the same words mean no harm.

Sentences of our own, one per turn of phrase; each stands within a plain reply, as it would in a draft.
"""

from __future__ import annotations

import pytest

from service.domain import CheckContext, Finding, Severity
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker

_AROUND = {
    "ru": ("Заявку № 81 мы нашли.", "Копия акта приложена."),
    "en": ("We have found request 81.", "A copy of the act is attached."),
}


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def _findings(checker: StandardChecker, language: str, text: str) -> tuple[Finding, ...]:
    return checker.check(text, CheckContext(language_code=language, fragment=True)).findings


def _reply(language: str, sentence: str) -> str:
    before, after = _AROUND[language]
    return f"{before} {sentence} {after}"


_BROKEN = (
    ("no-ne-znayu", "ru", "Не имею ни малейшего представления, где ключи.", "Не имею"),
    ("no-ne-znayu", "en", "We haven't been told when the lift is mended.", "We haven't been told"),
    ("no-cannot", "ru", "До вечера мы не успеваем собрать стеллаж.", "мы не успеваем"),
    ("no-cannot", "ru", "Наш замерщик не сможет приехать в субботу.", "Наш замерщик не сможет"),
    ("no-cannot", "ru", "Принять вас в субботу мастер не сможет.", "Принять вас в субботу мастер не сможет"),
    ("no-cannot", "en", "We don't have the staff to open on Sunday.", "We don't have the staff to"),
    ("no-wont", "ru", "Ради одной коробки машину не отправим.", "Ради одной коробки машину не отправим"),
    ("no-vy-dolzhny", "ru", "Вы были обязаны снять показания до 25 числа.", "Вы были обязаны"),
    ("no-vy-dolzhny", "ru", "Вам придётся переписать заявление.", "Вам придётся переписать"),
    ("no-vy-dolzhny", "en", "You have got to bring the original.", "have got to"),
    ("no-podozhdite-sekundu", "ru", "Ждите, сейчас проверю склад.", "Ждите, сейчас"),
    ("no-not-my-fault", "ru", "За пробки на дорогах мы не отвечаем.", "За пробки на дорогах мы не отвечаем"),
    ("no-not-my-fault", "en", "The fault isn't ours.", "fault isn't ours"),
    ("no-not-my-job", "ru", "Я консультирую только по мебели.", "Я консультирую только"),
    ("no-not-my-job", "en", "Somebody else handles keys.", "Somebody else handles"),
    ("no-izvinite-no", "ru", "Простите, мы не сможем обменять лампу.", "Простите, мы не сможем"),
    ("no-izvinite-no", "en", "I'm sorry, we don't repair lamps.", "sorry, we don't repair"),
    ("no-vy-sami-vinovaty", "ru", "Вся ответственность за пропажу на вас.", "Вся ответственность за пропажу на вас"),
    ("no-we-told-you", "ru", "Следовало прислушаться к замерщику.", "Следовало прислушаться"),
    ("no-interrogation", "ru", "С кем имею честь?", "С кем имею честь"),
    ("no-sharp-words", "en", "Your demand is outrageous.", "Your demand is outrageous"),
    ("no-dumb-question", "ru", "Тут и так понятно, где крышка.", "Тут и так понятно"),
    ("no-dumb-question", "en", "That is pretty obvious from the picture.", "pretty obvious"),
    ("no-condescension", "ru", "Медленно повторю: сначала крышка.", "Медленно повторю"),
    ("no-condescension", "en", "This is a guide that even you can follow.", "even you can"),
    ("no-patronising-advice", "ru", "Вам стоит внимательнее следить за сроками.", "следить"),
    ("no-patronising-advice", "en", "Make sure you check the lid from now on.", "Make sure you check"),
    ("no-work-shifted", "ru", "Спросите у водителя сами, где коробка.", "Спросите у водителя сами"),
    ("no-work-shifted", "en", "Please fill in the form again, ours went missing.", "again, ours went missing"),
    ("no-denying-error", "ru", "Наши часы не врут.", "Наши часы не врут"),
    ("no-denying-error", "en", "There can't be a mistake in the bill.", "There can't be a mistake"),
    ("no-debate", "ru", "Ваши подсчёты неверны.", "Ваши подсчёты неверны"),
    ("no-blame-customer", "ru", "Замок сломался, потому что вы дёрнули ручку.", "потому что вы дёрнули"),
    ("no-blame-customer", "en", "The lock broke because you forced the handle.", "because you forced"),
    ("no-blame-customer", "en", "As you wrote to us too late, the van had left.", "you wrote to us too late"),
    ("no-blame-colleague", "ru", "Наш сборщик не прочитал бланк.", "Наш сборщик не прочитал"),
    ("no-blame-colleague", "en", "Our fitter didn't open the drawing.", "fitter didn't open"),
    ("no-irritation", "ru", "Мы это уже обсуждали.", "Мы это уже обсуждали"),
    ("no-irritation", "en", "We have been over this.", "We have been over this"),
    ("no-guess-redirect", "en", "Ask the landlord, perhaps he knows.", "Ask the landlord, perhaps he knows"),
    ("escalate-to-senior", "ru", "Других способов нет.", "Других способов нет"),
    ("agree-obligations", "ru", "Готовы оплатить ваш простой.", "Готовы оплатить ваш простой"),
    ("no-internal-talk", "ru", "Клиенту срок пока не сообщаем.", "Клиенту срок пока не сообщаем"),
    ("no-discussing-customer", "ru", "Ваш кладовщик любит поспорить.", "Ваш кладовщик любит поспорить"),
    ("no-discussing-customer", "en", "Your cashier is rather slow.", "Your cashier is rather slow"),
    ("no-competitor-disparagement", "ru", "Другие мастерские шьют кое-как.", "Другие мастерские шьют кое-как"),
    ("human-route", "ru", "Живых сотрудников в чате нет.", "Живых сотрудников в чате нет"),
    ("human-route", "en", "Only our robot answers here.", "Only our robot answers"),
    ("no-caps", "en", "DO NOT LEAVE THE DOOR OPEN at night.", "DO NOT LEAVE THE DOOR OPEN"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "language", "sentence", "words"), _BROKEN, ids=lambda value: str(value)[:40])
def test_a_rule_is_found_in_another_wording_and_points_at_its_words(
    checker: StandardChecker, rule: str, language: str, sentence: str, words: str
) -> None:
    text = _reply(language, sentence)
    start = text.index(words)
    found = [f for f in _findings(checker, language, text) if f.rule.rule_id == rule]
    assert any(f.span.start < start + len(words) and start < f.span.end for f in found)
    assert all(f.span.of(text) == f.match for f in found)


_HARMLESS = (
    ("ru", "Я не буду занимать вас долго, вопрос один."),
    ("ru", "Чтобы посторонние не могли войти, дверь закрывается сама."),
    ("ru", "Вам не придётся переписывать заявление, подпись переносится."),
    ("ru", "Заказ отменён, так как вы попросили об этом утром."),
    ("ru", "Пишу вам, потому что вы просили сообщить о замке."),
    ("ru", "Курьер не застал вас дома, коробка вернулась на склад."),
    ("ru", "Наш специалист не нашёл следов влаги, лампа исправна."),
    ("ru", "В вашем отчёте ошибок нет, его можно отправлять."),
    ("ru", "Ошибок в загрузке не было: все 40 строк на месте."),
    ("ru", "Напишите, пожалуйста, на какую почту прислать чек."),
    ("ru", "Доставка отменена, потому что вы отменили заказ утром."),
    ("ru", "Спросила у водителя сама: коробка приедет к 18:00."),
    ("ru", "Больше никаких сбоев в обмене нет, очередь пуста."),
    ("ru", "Мне нужно три минуты на сверку, побудете на линии?"),
    ("en", "The order was cancelled because you asked for it this morning."),
    ("en", "I am writing because you wanted to hear about the lock."),
    ("en", "The courier did not find anybody at home and left a card."),
    ("en", "I need three minutes to compare the lists; can you stay with me?"),
    ("en", "As we told you yesterday, the box goes to this address."),
    ("en", "In future the report will be sent a day earlier."),
    ("en", "I think Tuesday would suit you best; shall I book it?"),
    ("en", "If the door does not open, it might help to turn the key twice."),
    ("en", "Unlike Basic, our Team plan keeps the files for a year."),
    ("en", "Ask anyone in the shop for the key, they all have one."),
    ("en", "Your colleague Ann is difficult to reach today, so I have written to her."),
    ("en", "There are no errors in the file any more."),
    ("en", "The PDF, DOCX and XLSX files go to SFTP."),
)


@pytest.mark.parametrize(("language", "sentence"), _HARMLESS)
def test_the_same_words_mean_no_harm_elsewhere(checker: StandardChecker, language: str, sentence: str) -> None:
    findings = _findings(checker, language, _reply(language, sentence))
    assert [(f.rule.rule_id, f.match) for f in findings if f.rule.severity is Severity.ERROR] == []
