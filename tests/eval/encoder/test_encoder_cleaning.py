import pytest

from eval.encoder.cleaning import CleaningReport, Reason, clean, fault
from eval.encoder.pairs import Pair


def pair(ru: str, en: str) -> Pair:
    return Pair(ru, en, "shop")


@pytest.mark.parametrize(
    ("ru", "en", "reason"),
    [
        ("Оформить возврат", "Request a return", None),
        ("чайник", "kettle", None),
        ("Откройте Google Play", "Open Google Play", None),
        ("Здравствуйте, {name}! Ваш заказ уже в пути", "Hello, {name}! Your order is on its way", None),
        ("DNS", "DNS", Reason.NO_RUSSIAN),
        ("SDK для Java, Go, Python, Node", "SDK for Java, Go, Python, Node", Reason.FEW_RUSSIAN),
        ("круглосуточно", "24/7", Reason.NO_ENGLISH),
        ("Триггер для событий", "Триггер for events", Reason.RUSSIAN_IN_ENGLISH),
        ("Отправить в {time}", "Send on {time}", Reason.PLACEHOLDERS),
        ("Да", "The commands above can be called from within a shell window", Reason.LENGTHS),
        ("Выберите товары и нажмите кнопку.", "Choose the items and the", Reason.CUT),
        ("Слово " * 400, "Word " * 400, Reason.TOO_LONG),
        ("Таблица \ufffd\ufffd здесь", "The table is here", Reason.DAMAGED),
    ],
)
def test_a_pair_on_its_own_is_judged(ru: str, en: str, reason: Reason | None) -> None:
    assert fault(pair(ru, en)) is reason


def test_of_duplicates_and_near_duplicates_the_first_is_kept_and_the_rest_is_counted() -> None:
    report = CleaningReport()
    texts = [
        ("Заказ 15 отправлен", "Order 15 is sent"),
        ("Заказ 15 отправлен", "Order 15 is sent"),
        ("заказ 27 отправлен!", "order 27 is sent!"),
        ("Заказ 15 отправлен", "We have shipped order 15"),
    ]
    kept = list(clean([pair(*one) for one in texts], report))
    assert kept == [pair(*texts[0]), pair(*texts[3])]
    assert report.kept == 2
    assert report.left_out == {Reason.DUPLICATE: 1, Reason.NEAR_DUPLICATE: 1}


def test_one_russian_text_has_at_most_three_versions() -> None:
    report = CleaningReport()
    versions = ("Returns", "Sending back", "A return", "Giving it back")
    assert len(list(clean([pair("Возврат", one) for one in versions], report))) == 3
    assert report.left_out == {Reason.VERSIONS: 1}


def test_entities_and_anchors_of_headings_are_tidied_away() -> None:
    kept = list(clean([pair("Введение в предмет { #intro }", "Intro &amp; scope { #intro }")], CleaningReport()))
    assert kept == [pair("Введение в предмет", "Intro & scope")]
