"""Every fact of a draft leads to the place that says it, and back."""

from __future__ import annotations

import pytest

from service.domain import Case, CheckContext, Source, SupportedClaim
from service.guardrail.engine import StandardChecker
from service.guardrail.open import open_checker

PAYOUTS = Source(
    "payouts",
    "Выплаты и комиссии",
    "Раздел «Выплаты». Деньги приходят за 3 рабочих дня, комиссия 2,5 %. Кнопка «Вывести» внизу.\n"
    "Подробно: https://example.org/pay, с 1 марта 2026 года — 290 ₽.",
    "https://example.org/articles/payouts",
)


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def claims(checker: StandardChecker, text: str, context: CheckContext) -> dict[str, SupportedClaim]:
    grounding = checker.ground(text, context)
    assert grounding is not None
    for claim in (*grounding.supported_claims, *grounding.unsupported_claims):
        assert claim.span.of(text) == claim.text
    return {claim.text: claim for claim in grounding.supported_claims}


def test_a_fact_written_otherwise_leads_to_its_place_in_the_source(checker: StandardChecker) -> None:
    text = "Комиссия 2.5%, с 01.03.2026 берём 290 руб. Смотрите example.org/pay."
    found = claims(checker, text, CheckContext("ru", sources=(PAYOUTS,)))
    places = {said: claim.source_span.of(PAYOUTS.text) for said, claim in found.items() if claim.source_span}
    assert places == {
        "2.5%": "2,5 %",
        "01.03.2026": "1 марта 2026 года",
        "290 руб": "290 ₽",
        "example.org/pay": "https://example.org/pay",
    }
    assert {claim.source for claim in found.values()} == {"payouts"}


def test_what_the_request_says_leads_to_the_part_that_says_it(checker: StandardChecker) -> None:
    context = CheckContext(
        "ru", sources=(PAYOUTS,), case=Case(case_id="1204"), instruction="Скажи, что за 12 дней вернём 700 рублей"
    )
    found = claims(checker, "По обращению 1204 вернём 700 ₽ за 12 дней.", context)
    assert {said: claim.source for said, claim in found.items()} == {
        "1204": "case",
        "700 ₽": "instruction",
        "12 дней": "instruction",
    }
    assert all(claim.source_span is None for claim in found.values())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Откройте раздел «Выплаты» и нажмите «Вывести».", []),
        ("Откройте раздел «выплаты».", []),
        ("Откройте раздел «Выплаты и займы».", ["«Выплаты и займы»"]),
        ("Нажмите кнопку «Вывести всё».", ["«Вывести всё»"]),
        ("Наш девиз — «Сначала клиент».", []),
        ('Open the section "Payouts".', ['"Payouts"']),
    ],
)
def test_a_button_or_section_must_be_called_so_somewhere(
    checker: StandardChecker, text: str, missing: list[str]
) -> None:
    grounding = checker.ground(text, CheckContext("ru", sources=(PAYOUTS,)))
    assert grounding is not None
    assert [(claim.kind, claim.text) for claim in grounding.unsupported_claims] == [("title", one) for one in missing]


def test_coverage_counts_titles_and_facts_alike(checker: StandardChecker) -> None:
    grounding = checker.ground("Раздел «Кредиты», комиссия 2,5 %.", CheckContext("ru", sources=(PAYOUTS,)))
    assert grounding is not None
    assert grounding.coverage == 0.5


PLANS = Source(
    "plans",
    "Тарифы",
    "На тарифе «Старт» есть место для 2 пользователей и 1 склада.\n"
    "На тарифе «Команда» есть место для 7 пользователей и 3 складов.\n"
    "Ссылка на скачивание копии живёт 24 часа. Копии хранятся 90 дней.",
)


@pytest.mark.parametrize(
    ("text", "misplaced"),
    [
        ("На тарифе «Старт» есть место для 2 пользователей.", []),
        ("На тарифе «Команда» есть место для 7 пользователей.", []),
        ("Ссылка на скачивание копии живёт 24 часа.", []),
        ("Ссылка на скачивание копии живёт 90 дней.", ["90 дней"]),
        ("Копии хранятся 90 дней, ссылка живёт 24 часа.", []),
    ],
)
def test_a_value_that_the_source_gives_for_another_matter_does_not_support(
    checker: StandardChecker, text: str, misplaced: list[str]
) -> None:
    grounding = checker.ground(text, CheckContext("ru", sources=(PLANS,)))
    assert grounding is not None
    assert [claim.text for claim in grounding.unsupported_claims] == misplaced
