"""Which language a message is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_index.text.language import detect, share

SAMPLES = {
    "ru": [
        "Как настроить Webhook в Slack?",
        "Не работает API",
        "ошибка 502 nginx",
        "Где найти API key в личном кабинете Google Cloud Platform",
        'Пишет: "Access to the resource is denied because of your policy"',
        "Здравствуйте, не могу войти. Failed to authenticate: the user is not in the list of allowed users",
        "Добрый день",
    ],
    "en": [
        "How do I reset?",
        "What's Yandex Object Storage?",
        "The page shows Ошибка при загрузке файла, what should I do?",
        "No access to high-performance CPUs",
        "How to connect 1С and Контур.Экстерн?",
        "thanks!",
    ],
    "uk": ["Як змінити пароль?", "Добрий день, коли буде повернення коштів?"],
    "be": ["Як змяніць пароль? Не магу ўвайсці"],
    "bg": ["Как мога да сменя паролата си?"],
    "sr": ["Како да променим лозинку?"],
    "de": ["Wie kann ich mein Passwort ändern?"],
    "fr": ["Comment changer mon mot de passe ?"],
    "es": ["No puedo entrar en mi cuenta"],
    "pl": ["Jak mogę zmienić hasło?"],
    "tr": ["Şifremi nasıl değiştirebilirim?"],
    "und": ["ok", "👍", "Privet kak dela", "12345", "https://a.ru/b", "++", "Slack Webhook", ""],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in SAMPLES.items() for text in texts])
def test_the_language_of_a_message(language, text):
    assert detect(text) == language


def test_a_message_that_says_too_little_gets_the_default():
    assert detect("ok", default="ru") == "ru"


def test_code_does_not_decide():
    assert detect("Что это значит?\n```\nthe server is not available for you and for them\n```") == "ru"


def test_share_counts_letters_of_the_script():
    assert share("да yes", "ru") == pytest.approx(2 / 5)
    assert share("123", "ru") == 0.0


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text):
    assert detect(text, default="en").isalpha()
