"""Which sentences need no source, and which only look like courtesy."""

from __future__ import annotations

import pytest

from service.drafting.backing.stating import introduces, states_nothing


@pytest.mark.parametrize(
    "text",
    [
        "В справке об этом ничего не сказано, но наш администратор уже удалил ваш аккаунт навсегда.",
        "Напишите нам пароль от вашего аккаунта и номер карты?",
        "Вы знали, что кассир украл ваши деньги?",
        "Did you know that the cashier took your money?",
    ],
)
def test_a_statement_in_the_clothes_of_courtesy_states_something(text: str):
    assert not states_nothing(text, asked="Как вернуть деньги?", language_code="ru" if text[0] > "z" else "en")


@pytest.mark.parametrize("text", ["В справке об этом ничего не сказано.", "Какой тариф у вас подключён?"])
def test_what_is_not_known_and_what_is_asked_states_nothing(text: str):
    assert states_nothing(text, asked="Как вернуть деньги?", language_code="ru")


def test_few_words_before_a_list_introduce_it():
    assert introduces("Сделайте следующее:")
    assert not introduces("Ваш аккаунт взломали мошенники, срочно смените банк и поддержку:")
