"""Words typed with the wrong keyboard layout."""

import pytest

from kb_index.expansion.expander import WordExpander
from tests.kb_index.expansion.vocabulary_of import vocabulary_of

VOCABULARY = vocabulary_of("подключить Slack nginx эндпоинт оплата")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rfr gjlrk.xbnm Slack?", "как подключить Slack?"),
        ("rfr dthyenm ltymub", "как вернуть деньги"),
        ("ghbdtn", "привет"),
        ("Ult jnx`n?", "Где отчёт?"),
        ("rfr ghjlkbnm ntcnjdsq gthbjl, tckb jy bcntr", "как продлить тестовый период, если он истек"),
        ("ыдфсл", "slack"),
        ("рщц ещ сщттусе ыдфсл", "how to connect slack"),
        ("Не работает ыдфсл", "Не работает slack"),
    ],
)
def test_words_that_make_sense_in_the_other_layout_only_are_put_right(typed, meant):
    assert WordExpander().retyped(typed, VOCABULARY) == meant


@pytest.mark.parametrize(
    "text",
    [
        "как подключить nginx",
        "How do I pay?",
        "эндпоинт отвечает 502",
        "qwerty123",
        "ООО «Рщцп» не видит оплату",
        "https://help.a.ru/gjlrk.xbnm",
        "",
    ],
)
def test_other_text_stays_as_it_is(text):
    assert WordExpander().retyped(text, VOCABULARY) == text
