"""What an article supports, and what was changed, added or turned round in it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kb_index.records import Article, Hit, Passage, Span
from kb_index.text.facts import facts
from service.drafting.backing.given import Given
from service.drafting.backing.sayings import Saying, sayings_of, vouched_saying
from service.drafting.backing.support import Doubt, back
from service.drafting.backing.turned import turned
from tests.service.drafting.backing import more_support_cases as more
from tests.service.drafting.backing.support_cases import ARTICLES, DISTORTED, FAITHFUL

ALL = {**ARTICLES, **more.ARTICLES}


def sayings(name: str) -> tuple[Saying, ...]:
    language, title, body = ALL[name]
    article = Article(name, title, body, language)
    return sayings_of(Hit(Passage(name, 0, Span(0, len(body)), body), article, "v1", 0.9))


def doubt(name: str, sentence: str) -> Doubt | None:
    return back(sentence, sayings(name), language_code=ALL[name][0]).doubt


def test_of_sentences_that_say_it_in_other_words_nearly_all_are_supported():
    alarms = [case for case in FAITHFUL if doubt(*case) is not None]
    assert len(alarms) <= len(FAITHFUL) // 20, alarms


def test_of_sentences_with_one_thing_changed_nearly_all_are_caught():
    missed = [case for case in DISTORTED if doubt(case[0], case[1]) is None]
    by_kind = Counter(kind for _, _, kind in missed)
    assert len(missed) <= len(DISTORTED) // 20, missed
    assert by_kind["number"] == by_kind["unit"] == by_kind["not"] == by_kind["bound"] == 0, missed


def test_it_holds_for_sentences_that_it_was_not_made_with():
    alarms = [case for case in more.FAITHFUL if doubt(*case) is not None]
    missed = [case for case in more.DISTORTED if doubt(*case) is None]
    assert len(alarms) <= 0.08 * len(more.FAITHFUL), alarms
    assert len(missed) <= 0.12 * len(more.DISTORTED), missed


@pytest.mark.parametrize("name", ALL)
def test_every_saying_stands_in_the_article_as_it_is_quoted(name: str):
    body = ALL[name][2]
    for saying in sayings(name):
        quote = saying.span.of(body)
        assert quote == quote.strip()
        assert quote.count("**") % 2 == quote.count("`") % 2 == 0
        assert re.sub(r"\W", "", saying.text) == re.sub(r"\W", "", quote)


def test_the_best_saying_is_the_one_that_says_it():
    found = back("Ссылка для сброса действует сутки, 24 часа.", sayings("login"), language_code="ru")
    assert found.sayings[0].text == "Ссылка для сброса приходит в течение 10 минут и действует 24 часа."


def test_a_row_of_a_table_is_read_with_its_header():
    found = back("Хранилище на тарифе «Команда» — 100 ГБ.", sayings("limits"), language_code="ru")
    assert found.doubt is None
    assert [saying.text for saying in found.sayings] == ["Команда · до 25 · 100 ГБ"]


def test_a_step_is_read_with_the_line_that_introduces_it():
    body = "Чтобы отключить уведомления:\n\n1. Откройте профиль.\n2. Снимите галочку.\n"
    article = Article("a", "Профиль", body, "ru")
    found = sayings_of(Hit(Passage("a", 0, Span(0, len(body)), body), article, "v", 1.0))
    assert back("Чтобы отключить уведомления, откройте профиль.", found, language_code="ru").doubt is None


def test_figures_of_the_ticket_need_no_article_but_statements_do():
    given = Given(facts("Заказ № 55123 на 7 400 ₽"))
    said = "Вернём 7 400 ₽ за заказ № 55123 сегодня же."
    assert back(said, sayings("courier"), language_code="ru", given=given).doubt is not None


def test_what_the_agent_says_backs_a_sentence_without_a_citation():
    vouched = vouched_saying("say that the parcel ships on Monday from Riga", "en")
    found = back("The parcel ships from Riga on Monday.", (vouched,), language_code="en")
    assert found.doubt is None
    assert found.sayings == (vouched,)


@pytest.mark.parametrize(
    "said", ["Абракадабра шмель кукузник, мяукайте громче.", "Кассир Семён Абрамович украл кошелёк у директора."]
)
def test_a_sentence_that_shares_nothing_with_a_foreign_passage_is_no_translation_of_it(said: str):
    assert back(said, sayings("return"), language_code="ru").doubt is Doubt.WORDS


def test_what_the_customer_wishes_may_be_repeated_and_is_never_granted():
    given = Given(wished=facts("Верните мне 50 000 ₽ за заказ 5 декабря"))
    article = Article("refund", "Возврат", "Чтобы вернуть оплату, откройте раздел «Платежи».", "ru")
    passage = Passage("refund", 0, Span(0, len(article.body_markdown)), article.body_markdown)
    found = sayings_of(Hit(passage, article, "0", 1.0))
    for said in ("Мы вернём вам 50 000 ₽ оплаты.", "Оплата возвращается 5 декабря."):
        assert back(said, found, language_code="ru", given=given).doubt is Doubt.FACT


def test_a_translation_is_traced_by_its_figures():
    assert back("Вернуть товар можно за 30 дней.", sayings("return"), language_code="ru").doubt is None
    assert back("Вернуть товар можно за 45 дней.", sayings("return"), language_code="ru").doubt is Doubt.FACT


@pytest.mark.parametrize(
    ("draft", "source", "contrary"),
    [
        ("Заказ можно отменить.", "Отменить заказ нельзя.", True),
        ("Отмена заказа после отправки невозможна.", "Отменить заказ после отправки нельзя.", False),
        ("Отменить заказ, который уже отправлен, нельзя.", "Отправленный заказ отменить нельзя.", False),
        ("Не забудьте сохранить файл.", "Сохраните файл.", False),
        ("Если письмо не пришло, проверьте спам.", "Проверьте спам, если письмо не пришло.", False),
        ("Оплата не нужна.", "Это не требует оплаты.", False),
        ("The seat is not refunded.", "The seat is refunded.", True),
        ("It can't be undone.", "This cannot be undone.", False),
        ("Send at least 5 photos.", "Send up to 5 photos.", True),
        ("Оплатите до отправки.", "Оплатите после отправки.", True),
    ],
)
def test_only_the_contrary_is_contrary(draft: str, source: str, contrary: bool):
    found = turned(draft, source, draft_facts=facts(draft), source_facts=facts(source))
    assert (found is not None) is contrary
