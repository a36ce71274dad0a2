"""A message of several questions, searched apart and merged."""

import pytest

from kb_index.compound import merged, parts
from kb_index.records import Article, Hit, Passage, SearchResult, Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Как сменить тариф и можно ли вернуть деньги за месяц?",
            ("Как сменить тариф", "можно ли вернуть деньги за месяц?"),
        ),
        (
            "How do I reset my password? Also, can I change the billing email?",
            ("How do I reset my password?", "can I change the billing email?"),
        ),
        ("1. Как удалить бакет?\n2. Где посмотреть расходы?", ("Как удалить бакет?", "Где посмотреть расходы?")),
        (
            "Как удалить бакет, а также где посмотреть расходы по проекту?",
            ("Как удалить бакет", "где посмотреть расходы по проекту?"),
        ),
        (
            "How do I add a user and how do I remove an old one?",
            ("How do I add a user", "how do I remove an old one?"),
        ),
        (
            "I need help managing the staff schedule. Also, I want to change the plan price.",
            ("I need help managing the staff schedule.", "I want to change the plan price."),
        ),
        (
            "Не приходит письмо с кодом. И ещё: как сменить номер?",
            ("Не приходит письмо с кодом.", "как сменить номер?"),
        ),
        ("Как оплатить счёт? И ещё: где скачать акт?", ("Как оплатить счёт?", "где скачать акт?")),
    ],
)
def test_each_question_is_a_part(text, expected):
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Как создать виртуальную машину?",
        "Не открывается счёт. Что делать?",
        "Подключить и настроить балансировщик",
        "Ошибка E-1043",
        "",
    ],
)
def test_one_question_stays_whole(text):
    assert parts(text) == (text,)


def test_a_product_named_once_goes_with_the_later_questions():
    assert parts("Как настроить бота в Slack? И как удалить канал?") == (
        "Как настроить бота в Slack?",
        "Slack: как удалить канал?",
    )


def test_a_later_question_with_a_name_of_its_own_keeps_it():
    assert parts("Как настроить бота в Slack? Как удалить канал в Telegram?")[1] == "Как удалить канал в Telegram?"


def test_what_is_told_before_a_question_goes_with_it():
    told, asked = parts("Не приходит письмо с кодом. Как войти? Сколько стоит годовой тариф?")
    assert told == "Не приходит письмо с кодом. Как войти?"
    assert asked == "Сколько стоит годовой тариф?"


def test_a_message_has_at_most_five_parts():
    assert len(parts(" ".join(f"Как настроить сервис номер {number}?" for number in range(9)))) == 5


def hit(article_id, similarity):
    article = Article(article_id, article_id, article_id, "ru")
    return Hit(Passage(article_id, 0, Span(0, 1), article_id[:1]), article, "v", similarity)


def ranked(result):
    return [(one.article.article_id, one.similarity) for one in result.hits]


def test_parts_take_turns_and_a_passage_stands_once_with_its_best_similarity():
    first = SearchResult((hit("a", 0.9), hit("b", 0.8), hit("c", 0.7)), 0.9, "7")
    second = SearchResult((hit("d", 0.4), hit("a", 0.95)), 0.5, "7")
    assert ranked(merged([first, second], 10)) == [("a", 0.95), ("d", 0.4), ("b", 0.8), ("c", 0.7)]
    assert ranked(merged([first, second], 2)) == [("a", 0.95), ("d", 0.4)]


def test_confidence_is_the_share_of_the_questions_expected_to_be_answered():
    results = [SearchResult((), 0.9, "7"), SearchResult((), 0.1, "7")]
    assert merged(results, 10).confidence == pytest.approx(0.5)
    assert merged(results, 10).index_version == "7"


def test_nothing_to_merge_is_refused():
    with pytest.raises(ValueError, match="at least one result"):
        merged([], 10)
