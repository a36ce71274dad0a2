"""Names of others that stand beside numbers, in possessives, in foreign letters and in syllables."""

from __future__ import annotations

import pytest

from service.masking.foreign_names import is_foreign_first_name
from service.masking.latin import plain
from service.masking.markers import markers
from service.masking.owned import owned
from service.masking.trading import trading
from service.masking.vietnamese import vietnamese
from tests.service.masking.people_asking import NOBODY, mask, person


def _hidden(text: str) -> list[str]:
    one = mask(NOBODY)
    masked = one.hide(text)
    assert one.restore(masked) == text
    return [one.restore(masked[at.start : at.end]) for at in markers(masked) if at.label == "name"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ИП Кочерга Нестор Панасович", ["Кочерга", "Нестор", "Панасович"]),
        ("Плательщик Дергач Мирон, ОГРНИП 304500116000157", ["Дергач", "Мирон"]),
        ("ОГРНИП 312774600012345, Щука Лада Игоревна", ["Щука", "Лада", "Игоревна"]),
        ("Оплатил Бегун Ярема, ИНН 500100732259", ["Бегун", "Ярема"]),
        ("счёт на ИП Голубь.", ["Голубь"]),
        ("счёт на ИП Бизнес, ООО Вектор, ИНН 7707083893", []),
        ("Укажите ИНН, КПП, ОГРНИП и Юридический Адрес", []),
        ("Я ИП на патенте", []),
    ],
)
def test_beside_the_numbers_of_a_sole_trader_an_ordinary_word_is_a_surname(text: str, names: list[str]) -> None:
    assert _hidden(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ольгин муж оплатил", ["Ольгин"]),
        ("с Таниного телефона", ["Таниного"]),
        ("в Наташиной учётке", ["Наташиной"]),
        ("это сашин аккаунт", ["сашин"]),
        ("Машин аккаунт закрыт", ["Машин"]),
        ("Машин больше нет, машина не едет", []),
        ("Магазин, Единица, Корзина, мамин телефон", []),
        ("площадь Ленина, Зинин переулок", []),
    ],
)
def test_what_is_said_to_be_somebodys_names_that_person(text: str, names: list[str]) -> None:
    assert _hidden(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I'm Björn Þorsteinsson.", ["Björn", "Þorsteinsson"]),
        ("Best regards,\nŁukasz Wiśniewski", ["Łukasz", "Wiśniewski"]),
        ("François said so", ["François"]),
        ("Наш партнёр Željko Šimić ждёт", ["Željko", "Šimić"]),
        ("São Paulo, Zürich, Café Noir, Citroën, Crème Brûlée", []),
    ],
)
def test_letters_of_other_languages_hide_no_name(text: str, names: list[str]) -> None:
    assert _hidden(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("My colleague Nguyễn Thị Hoa left", ["Nguyễn", "Thị", "Hoa"]),
        ("Please ask Tran Van An to sign", ["Tran", "Van", "An"]),
        ("Коллега Чан Тхи Май ждёт", ["Чан", "Тхи", "Май"]),
        ("Best regards,\nPhạm Quốc Đạt", ["Phạm", "Quốc", "Đạt"]),
        ("Hồ Chí Minh City, Hà Nội, Đà Nẵng", []),
        ("The Van Line carrier. An Error occurred", []),
        ("Чан для бани", []),
    ],
)
def test_all_syllables_of_a_vietnamese_name_are_hidden(text: str, names: list[str]) -> None:
    assert _hidden(text) == names


@pytest.mark.parametrize("text", ["Bjorn Thorsteinsson", "BJÖRN", "bjorn thorsteinsson"])
def test_a_given_name_with_foreign_letters_is_hidden_without_them(text: str) -> None:
    hidden = person("Björn", "Þorsteinsson").hide(text)
    assert hidden.replace("[[name_1", "").replace("[[name_2", "").count("[[name") == 0
    assert "orn" not in hidden.lower()
    assert "sson" not in hidden


def test_each_recogniser_tells_where_the_words_stand() -> None:
    assert list(owned("в Катин день")) == [(2, 7)]
    assert list(trading("ИП Жук А. С.")) == [(3, 6)]
    assert vietnamese(("Le", "Van", "Duc", "Cafe")) == 3
    assert vietnamese(("Le", "Van")) == 0
    assert plain("Þóra Æbeltoft") == "Thora Aebeltoft"
    assert is_foreign_first_name("roman", marked=True)
    assert not is_foreign_first_name("roman", marked=False)


def test_a_long_text_of_such_words_is_read_in_one_go() -> None:
    long = "Машин" + "ин" * 50_000 + " " + "Ван " * 20_000 + "ИП " * 20_000 + "ОГРНИП " * 10_000
    assert _hidden(long[:100_000]) is not None
