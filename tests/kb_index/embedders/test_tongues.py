"""Each text goes to the encoder that reads it, by its words; a text in a third language to none."""

from __future__ import annotations

import pytest

from kb_index.chunking import indexed_text, split
from kb_index.embedders.tongues import Tongues
from kb_index.loaders.found import Found
from kb_index.loaders.walk import load_source
from kb_index.sample_kb import sample_path

PAIR = Tongues.of(("ru", "en"))


@pytest.mark.parametrize(
    "text",
    [
        "Как вернуть деньги за неиспользованный период?",
        "пароль",
        "Настройка VPN WireGuard на MikroTik RouterOS",
        "Не открывается Google Sheets add-on «Otvet for Sheets» в Chrome",
        "PostgreSQL реплика отстаёт",
        "Ошибка E-4029",
        "Ёлка",
        "Подключение Managed Service for PostgreSQL · Параметры\nhost=rc1a.example.net port=6432 sslmode=verify-full",
        "и\u0306",
    ],
)
def test_russian_goes_to_the_russian_encoder_with_its_latin_names(text: str) -> None:
    assert PAIR.route(text) == "ru"


@pytest.mark.parametrize(
    "text",
    [
        "How do I reset my password?",
        "PostgreSQL",
        "E-4029",
        "404 12",
        "",
        "kubectl get pods -n kube-system --sort-by=.metadata.creationTimestamp",
        "for (var instance : instances) { instance.getStatus(); }",
        "La Paz, São Paulo, Düsseldorf and Łódź",
        "Press the key Ё to switch to the other layout of the keyboard",
        "The button is called «Сохранить» in the Russian interface",
        "Naïve façade café: résumé formats of the jalapeño menu",
        "owner-id: a2b; das-ip: 10.0.0.1; der.key; die.crt; und.pem",
        "α-test of the µ-service",
        "jalapeño pizza",
        "São Paulo",
    ],
)
def test_a_text_without_cyrillic_words_and_english_with_a_few_go_to_the_english_encoder(text: str) -> None:
    assert PAIR.route(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Wie kann ich mein Passwort zurücksetzen?",
        "Ich habe die Rechnung bezahlt, aber der Zugang ist nicht da",
        "Comment puis-je réinitialiser mon mot de passe pour l'application ?",
        "¿Cómo puedo cambiar mi contraseña?",
        "Jak mogę zmienić hasło do mojego konta?",
        "Hesabımı nasıl silebilirim ve param ne zaman gelir?",
        "Як скинути пароль до мого облікового запису?",
        "Доброго дня, чому не працює ваш застосунок і що мені робити?",
        "Құпиясөзді қалай өзгертуге болады?",
        "Как мога да си върна парите, ако вече съм платил?",
        "Добры дзень, калі мне вернуць грошы і што рабіць?",
        "如何重置密码",
        "كيف يمكنني إعادة تعيين كلمة المرور",
        "Πώς αλλάζω τον κωδικό μου;",
        "パスワードをリセットする方法 VPN",
    ],
)
def test_a_third_language_goes_to_no_encoder(text: str) -> None:
    assert PAIR.route(text) is None


@pytest.mark.parametrize("code", ["ru", "en"])
def test_every_passage_of_the_sample_goes_to_the_encoder_of_its_language(code: str) -> None:
    articles = [found.article for found in load_source(sample_path() / code) if isinstance(found, Found)]
    texts = [indexed_text(article, passage) for article in articles for passage in split(article)]
    assert len(texts) > 20
    assert [text for text in texts if PAIR.route(text) != code] == []


def test_the_order_of_the_encoders_does_not_matter_to_russian_and_english() -> None:
    assert Tongues.of(("en", "ru")) == PAIR


def test_languages_beside_russian_and_english_are_told_by_their_own_words() -> None:
    routes = Tongues.of(("uk", "de", "ru", "en"))
    texts = [
        "Як скинути пароль до мого запису?",
        "Wie kann ich mein Passwort ändern?",
        "Как сменить пароль?",
        "Password?",
    ]
    assert [routes.route(text) for text in texts] == ["uk", "de", "ru", "en"]


def test_without_russian_and_english_other_languages_of_the_script_are_expected() -> None:
    routes = Tongues.of(("uk", "de"))
    assert [routes.route(text) for text in ("пароль", "Passwort")] == ["uk", "de"]
    assert routes.route("How do I reset my password if it is not there?") is None
