"""What an article states of the product is neither a file that is sent, nor a slip, nor a promise of ours."""

from __future__ import annotations

import pytest

from service.domain import Channel, CheckContext, Conversation, Source
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker

LIMITS = "| Лимит | Команда | Сеть |\n|---|---|---|\n| Размер одного вложения | 25 МБ | 100 МБ |"
RESTORED = "Восстановление выполняет поддержка. Изменения при полном восстановлении будут заменены."


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def found(checker: StandardChecker, rule: str, text: str, source: str = "", language: str = "ru") -> list[str]:
    sources = (Source("a", "Статья", source),) if source else ()
    context = CheckContext(language, Conversation(Channel.EMAIL), sources=sources)
    return [finding.match for finding in checker.check_rule(rule, text, context).findings]


def test_a_limit_that_the_article_states_is_no_attachment(checker: StandardChecker) -> None:
    said = "Размер одного вложения · 25 МБ · 100 МБ"

    assert found(checker, "attachment-size", said, LIMITS) == []


def test_a_file_larger_than_letters_take_is_found_beside_an_article(checker: StandardChecker) -> None:
    assert found(checker, "attachment-size", "Во вложении видео 84 Мб.", LIMITS) == ["84 Мб"]
    assert found(checker, "attachment-size", "Во вложении видео 5 ГБ, а 25 МБ — лимит.", "Лимит 125 МБ") == [
        "5 ГБ",
        "25 МБ",
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Напишите в чат (значок ? в правом нижнем углу)."),
        ("ru", "Нажмите на кнопку ! рядом со строкой."),
        ("en", "Click the ? icon in the bottom right corner."),
        ("en", "Press the key ? to see the list."),
    ],
)
def test_a_sign_that_is_named_is_no_slip(checker: StandardChecker, language: str, text: str) -> None:
    assert found(checker, "grammar-spelling", text, language=language) == []


@pytest.mark.parametrize(
    ("language", "text"), [("ru", "Получилось ли войти ? Напишите нам."), ("en", "Did it work ? Please tell us.")]
)
def test_a_space_before_a_sign_is_still_a_slip(checker: StandardChecker, language: str, text: str) -> None:
    assert found(checker, "grammar-spelling", text, language=language) == [" ?"]


def test_what_the_product_does_is_no_promise_where_an_article_says_it(checker: StandardChecker) -> None:
    assert found(checker, "promise-kept", RESTORED, RESTORED) == []


def test_the_same_without_an_article_or_in_our_own_name_is_one(checker: StandardChecker) -> None:
    assert found(checker, "promise-kept", RESTORED) == [RESTORED.split(". ")[1].rstrip(".")]
    assert found(checker, "promise-kept", "Мы исправим ошибку в отчёте.", "Мы исправим ошибку в отчёте.")
