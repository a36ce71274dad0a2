"""A model's answer with markers -> the words that belong there, as Russian wants them."""

from __future__ import annotations

import pytest

from service.masking.mask import Mask
from tests.service.masking.people_asking import mask, person


def _pyotr() -> Mask:
    return person("Пётр", "Заяц", "Ильич")


@pytest.mark.parametrize(
    ("answer", "restored"),
    [
        ("[[name_1]] [[name_2]]", "Пётр Ильич"),
        (
            "[[name_1:gen]]|[[name_1:dat]]|[[name_1:acc]]|[[name_1:ins]]|[[name_1:loc]]",
            "Петра|Петру|Петра|Петром|Петре",
        ),
        ("Передайте [[name_1]] [[name_3]], что готово.", "Передайте Петру Зайцу, что готово."),
        ("Ответ для [[name_1]] [[name_2]].", "Ответ для Петра Ильича."),
        ("Согласовали с [[name_3]].", "Согласовали с Зайцем."),
        ("Речь о [[name_1]].", "Речь о Петре."),
        ("Вопрос коллеге [[name_1]]", "Вопрос коллеге Петру"),
        ("Попросите [[name_1]] зайти.", "Попросите Петра зайти."),
        ("[[name_3]]у отправили, с [[name_3]]ем решили", "Зайцу отправили, с Зайцем решили"),
        ("[[name_1]]'s account", "Пётр's account"),
        ("[[ Name_1 ]], [[NAME_1:DAT]], [[name 1]], [name_1]", "Пётр, Петру, Пётр, Пётр"),
        ("[[имя_1]] [[name_1:дательный]] [[name_1:dative]]", "Пётр Петру Петру"),
        ("\\[\\[name\\_1\\]\\] **[[name_1]]**", "Пётр **Пётр**"),
    ],
)
def test_a_name_comes_back_in_the_case_that_is_asked_for(answer: str, restored: str) -> None:
    assert _pyotr().restore(answer) == restored


@pytest.mark.parametrize(
    ("first", "surname", "restored"),
    [
        ("Анна", "Шмидт", "Анне Шмидт"),
        ("Иван", "Шмидт", "Ивану Шмидту"),
        ("Ольга", "Черных", "Ольге Черных"),
        ("Мария", "Петрова-Водкина", "Марии Петровой-Водкиной"),
        ("Лев", "Толстой", "Льву Толстому"),
        ("Никита", "Дзюба", "Никите Дзюбе"),
        ("Гульнара", "Шайхутдинова", "Гульнаре Шайхутдиновой"),
        ("Софья", "Щербаченко", "Софье Щербаченко"),
        ("Oliver", "Grant", "Oliver Grant"),
    ],
)
def test_names_of_every_make_are_declined_or_left(first: str, surname: str, restored: str) -> None:
    assert person(first, surname).restore("Напишите [[name_1]] [[name_2]].") == f"Напишите {restored}."


def test_a_phone_comes_back_as_it_was_written() -> None:
    one = mask()
    assert one.hide("звоните +7 (912) 345 67 89") == "звоните [[phone_1]]"
    assert one.restore("Перезвоним на [[phone_1]].") == "Перезвоним на +7 (912) 345 67 89."


def test_a_phone_cut_by_a_line_end_comes_back_whole() -> None:
    one = mask()
    hidden = one.hide("звоните 8 912 345\n67 89")
    assert one.restore(hidden) == "звоните 8 912 345\n67 89"
    assert one.restore("Ждём на [[phone_1]].") == "Ждём на 8 912 345 67 89."


def test_a_secret_comes_back_because_an_agents_own_text_may_hold_one() -> None:
    one = mask()
    hidden = one.hide("Временный пароль: Qwerty12!")
    assert "Qwerty" not in hidden
    assert one.restore(hidden) == "Временный пароль: Qwerty12!"


def test_markers_that_stand_for_nothing_are_left_and_listed() -> None:
    one = _pyotr()
    answer = "[[name_1]], [[name_9]], [[phone_1]] и [[text_1]]"
    assert one.restore(answer) == "Пётр, [[name_9]], [[phone_1]] и [[text_1]]"
    assert one.leftovers(answer) == ("[[name_9]]", "[[phone_1]]", "[[text_1]]")


def test_what_comes_back_is_not_read_again() -> None:
    one = person("Анна")
    assert one.restore(one.hide("[[[[name_1]]]] Анна [[name_1]]")) == "[[[[name_1]]]] Анна [[name_1]]"
