"""Names of people of whom the request says nothing."""

from __future__ import annotations

import pytest

from eval.masking.measure import names_of_others
from tests.service.masking.people_asking import NOBODY, mask, person


@pytest.mark.parametrize("language_code", ["ru", "en"])
def test_nine_names_of_ten_are_found_and_nine_of_ten_found_are_names(language_code: str) -> None:
    found, right = names_of_others(language_code)
    assert found.share >= 0.9
    assert right.share >= 0.9


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Меня зовут вася пупкин, не вхожу", "Меня зовут [[name_1]] [[name_2]], не вхожу"),
        ("Передайте Петру Ильичу Кравцу", "Передайте [[name_1:dat]] [[name_2:dat]] [[name_3:dat]]"),
        ("Заявление подписала Н. С. Ртищева.", "Заявление подписала [[name_1]] [[name_2]]."),
        ("my name is john smith", "my name is [[name_1]] [[name_2]]"),
        ("Best regards,\nGwendolyn Pryce", "Best regards,\n[[name_1]] [[name_2]]"),
        ("Mr Abernathy's seat", "Mr [[name_1]]'s seat"),
        ("Роман, подскажите", "[[name_1]], подскажите"),
    ],
)
def test_a_name_is_found_by_its_form_or_by_the_words_before_it(text: str, hidden: str) -> None:
    assert mask(NOBODY).hide(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "Слава богу, работает. Надежда на вас одна.",
        "Город Владимир, улица Пушкина, метро Маяковская",
        "Раздел «Алиса», тариф «Роман»",
        "Нажмите Пригласить в разделе Настройки.",
        "Will you help? May I pay by Visa?",
        "Dear Support Team, Hello Everyone, San Francisco",
    ],
)
def test_a_capital_alone_makes_no_name(text: str) -> None:
    assert mask(NOBODY).hide(text) == text


def test_a_name_found_once_is_found_again_in_a_later_text() -> None:
    one = mask(NOBODY)
    one.hide("Меня зовут Бжезик Кнутц")
    assert one.hide("письмо от Кнутц") != "письмо от Кнутц"


def test_the_neighbour_of_a_given_name_is_a_name() -> None:
    assert person("Анна").hide("спросите Анну Ковтун") == "спросите [[name_1:acc]] [[name_2]]"


def test_another_persons_name_comes_back_in_the_case_that_is_asked_for() -> None:
    one = mask(NOBODY)
    one.hide("Занимается этим Светлана Белова")
    assert one.restore("Передайте [[name_1]] [[name_2]]") == "Передайте Светлане Беловой"
