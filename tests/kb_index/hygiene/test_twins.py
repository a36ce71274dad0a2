"""Two language versions of one article that state different values are named with both sentences."""

from __future__ import annotations

import pytest

from kb_index.hygiene.twins import find_twins
from kb_index.records import Article

RU = """Срок возврата — 14 дней.

## Тарифы

| Тариф | Пользователи | Хранилище |
|---|---|---|
| Старт | 2 | 2 ГБ |
| Команда | 7 | 20 ГБ |

Ошибка `E-1044` означает, что файл больше 10 МБ. Поддержка: +7 495 123-45-67.

Данные хранятся 90 дней. Через 90 дней они удаляются.

Цена — 990 ₽ в месяц, скидка 20 %.
"""
EN = """Refunds are made within 14 days.

## Plans

| Plan | Users | Storage |
|---|---|---|
| Start | 2 | 2 GB |
| Team | 7 | 20 GB |

Error `E-1044` means that the file is larger than 10 MB. Support: +7 495 123-45-67.

Data is kept for 90 days. After 90 days it is deleted.

The price is €12 a month, with a discount of 20%.
"""


def both(ru: str = RU, en: str = EN, ids: tuple[str, str] = ("ru/plans", "en/plans"), **fields: str) -> list[Article]:
    return [Article(ids[0], "Тарифы", ru, "ru"), Article(ids[1], "Plans", en, "en", **fields)]


def found(examined, *articles: Article) -> list[tuple[str, ...]]:
    return [one.values for one in examined(*articles, check="twin_contradiction")]


def test_equal_versions_contradict_nothing(examined):
    assert found(examined, *both()) == []


@pytest.mark.parametrize(
    ("said", "changed", "values"),
    [
        ("within 14 days", "within 30 days", ("30 days", "14 дней")),
        ("| 7 |", "| 8 |", ("8", "7")),
        ("20 GB", "25 GB", ("25 GB", "20 ГБ")),
        ("E-1044", "E-1045", ("E-1045", "E-1044")),
        ("10 MB", "15 MB", ("15 MB", "10 МБ")),
        ("123-45-67", "123-45-68", ("+7 495 123-45-68", "+7 495 123-45-67")),
        ("After 90 days", "After 60 days", ("60 days", "90 дней")),
        ("20%", "25%", ("25%", "20 %")),
    ],
)
def test_one_changed_value_is_found_wherever_it_stands(examined, said, changed, values):
    assert found(examined, *both(en=EN.replace(said, changed))) == [values]


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("within 14 days", "within 2 weeks"),  # the same time
        ("€12", "€15"),  # another currency than the other version's
        ("larger than 10 MB", "larger than 10 megabytes"),
        ("Refunds are made within 14 days.", "Refunds are made within two weeks, see below."),
        ("| Team | 7 | 20 GB |\n", "| Team | 7 | 20 GB |\n| Wide | 9 | 99 GB |\n"),  # a row more
        ("| Team | 7 | 20 GB |", "| Team | 7 | b2.medium (50% × 9 GB) |"),  # other than b1.micro
        ("larger than 10 MB.", "larger than 10 MB, not of 11, 12 or 13 MB."),  # a list, longer in one language
        ("## Plans", "## News\n\nSince 2019.\n\n## Plans"),  # a section more
    ],
)
def test_what_only_looks_different_is_not_reported(examined, said, changed):
    assert said in EN
    ru = RU.replace("| Команда | 7 | 20 ГБ |", "| Команда | 7 | b1.micro (20 % × 4 ГБ) |") if "b2." in changed else RU
    assert found(examined, *both(ru, EN.replace(said, changed))) == []


def test_from_five_and_more_than_four_are_one_bound(examined):
    articles = both("Скидка действует от 5 пользователей.", "The discount is for more than 4 users.")
    assert found(examined, *articles) == []


def test_a_section_missing_in_one_language_does_not_shift_the_rest(examined):
    versions = "## Version 1.2.0\n\nLimit: 10 MB.\n\n## Version 1.1.0\n\nLimit: 5 MB.\n"
    fewer = "## Версия 1.1.0\n\nПредел: 5 МБ.\n"
    assert found(examined, *both(fewer, versions)) == []


@pytest.mark.parametrize(
    "ids", [("ru/plans", "en/plans"), ("zendesk/7/ru", "zendesk/7/en-us"), ("yc:ru:a/b", "yc:en:a/b")]
)
def test_twins_are_known_by_ids_that_differ_in_the_language(ids):
    (pair,) = find_twins(both(ids=ids))
    assert {pair.one.article_id, pair.other.article_id} == set(ids)


@pytest.mark.parametrize("names", [({"parallel_id": "b"}, {}), ({"parallel_id": "k"}, {"parallel_id": "k"})])
def test_twins_are_known_by_metadata(names):
    articles = [Article("a", "A", "x", "ru", metadata=names[0]), Article("b", "B", "y", "en", metadata=names[1])]
    assert len(find_twins(articles)) == 1


def test_articles_of_one_language_and_other_ids_are_no_twins():
    assert (
        find_twins([Article("en/a", "A", "x", "en"), Article("ru/b", "B", "y", "ru"), Article("x/a", "C", "z", "en")])
        == ()
    )


def test_a_missing_version_is_named_where_versions_are_usual(examined):
    lonely = Article("en/lonely", "Lonely", "Text.", "en")
    assert [one.places[0].article_id for one in examined(*both(), lonely, check="missing_twin")] == ["en/lonely"]


def test_a_knowledge_base_of_single_articles_misses_no_versions(examined):
    single = [Article(f"en/{number}", "T", "Text.", "en") for number in range(5)]
    assert [one.places[0].article_id for one in examined(*both(), *single, check="missing_twin")] == []


def test_versions_that_are_valid_at_different_times_are_named(examined):
    (finding,) = examined(*both(valid_to="2027-01-31"), check="twin_validity")
    assert finding.values == ("… – 2027-01-31", "… – …")


CONTENT = (
    "Run `shop sync` every 45 minutes. Up to 2300 rows and 64 MB are sent, the rest waits {} hours.\n\n`E-7731`: {}"
)


def unnamed(ru: str, en: str) -> list[Article]:
    return [Article("7", "Обмен", ru, "ru"), Article("8", "Exchange", en, "en")]


def test_versions_that_nothing_names_are_known_by_numbers_and_code_and_only_warned_of(examined):
    ru = "Запускайте `shop sync` каждые 45 минут. Уходит до 2300 строк и 64 МБ, остальное ждёт 12 часов.\n\n`E-7731`: х"
    articles = unnamed(ru, CONTENT.format("13", "failure"))
    (finding,) = examined(*articles, check="twin_contradiction")
    assert (finding.values, finding.severity) == (("13 hours", "12 часов"), "warning")


def test_articles_that_share_few_numbers_are_no_versions_of_each_other(examined):
    assert found(examined, *unnamed("Ждите 12 часов. Код `E-7731`.", "Wait 13 hours. Code `E-7731`.")) == []


def test_where_two_articles_are_equally_close_neither_is_taken(examined):
    ru = CONTENT.format("12", "сбой").replace("every", "каждые")
    twice = [Article(name, "Exchange", CONTENT.format("13", "failure"), "en") for name in ("8", "9")]
    assert found(examined, Article("7", "Обмен", ru, "ru"), *twice) == []
