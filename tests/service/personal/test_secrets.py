"""Secrets are found; rules about passwords and placeholders are none."""

from __future__ import annotations

import pytest

from service.personal.secrets import secrets


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ваш временный пароль: Xk29fAq1", "Xk29fAq1"),
        ("логин ivan, пароль qwerty12", "qwerty12"),
        ("Пароль от личного кабинета: 482913ab.", "482913ab"),
        ("password is hunter2x", "hunter2x"),
        ("пин-код 4821", "4821"),
        ("API key: sk-abcdEFGH1234567890abcd", "sk-abcdEFGH1234567890abcd"),
        ("Authorization: Bearer abcdef1234567890XYZ", "abcdef1234567890XYZ"),
        ("postgres://admin:S3cret@db.local:5432/app", "postgres://admin:S3cret@db.local:5432/app"),
        ("Код подтверждения Кравцовой — 482913", "482913"),
        ("Your one-time code is 482 913", "482 913"),
        ("CVV 123", "123"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def"),
    ],
)
def test_a_secret_is_found_without_the_word_that_names_it(text: str, value: str) -> None:
    assert [(one.value, one.span.of(text)) for one in secrets(text)] == [(value, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Пароль должен быть не короче 8 символов",
        "Пароль — 8–20 символов",
        "password: at least 8 characters",
        "Код из СМС действует 60 секунд",
        "Password: ********",
        "password: <your password>",
        "Укажите API key: YOUR_API_KEY",
        "Пароль от Wi-Fi указан на роутере",
        "The verification code has 6 digits",
        "код ошибки 50412",
        "Токен действует 3600 секунд",
        "Пароль: Настройки → Безопасность",
        "CVV — 3 цифры на обороте",
        "Код подтверждения придёт в течение 5 минут",
    ],
)
def test_a_rule_about_secrets_is_none(text: str) -> None:
    assert secrets(text) == ()


@pytest.mark.parametrize("shape", ["_", "1 ", "8 (", "-----BEGIN PRIVATE KEY-----", "password: aA", "eyJa", "://a:b"])
def test_hostile_shapes_are_read_to_the_end(shape: str) -> None:
    text = shape * (16_000 // len(shape))
    assert all(one.span.of(text) for one in secrets(text))
