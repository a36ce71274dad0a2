"""Repair: what is safe is mended, the rest stays for a person, and a second time changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain import Agent, Case, Channel, CheckContext, Conversation, EndUser, Message, Role, Stage
from service.guardrail.engine import StandardChecker
from service.guardrail.inflection import swap_english, swap_russian
from service.guardrail.open import open_checker
from service.guardrail.repair import repair

RU = CheckContext(language_code="ru")


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return open_checker("default")


def mended(checker: StandardChecker, text: str, context: CheckContext = RU) -> str:
    after, report = repair(text, checker.check(text, context), context, checker)
    for one in report.repairs:
        assert after[one.span.start : one.span.end] == one.after
    before_rules = {finding.rule.rule_id for finding in checker.check(text, context).findings}
    assert {finding.rule.rule_id for finding in report.findings} <= before_rules
    again, second = repair(after, checker.check(after, context), context, checker)
    assert (again, second.repairs) == (after, ())
    return after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("При входе возникла проблема.", "При входе возникла сложность."),
        ("Проблемы возникли утром.", "Сложности возникли утром."),
        ("ВОЗНИКЛА ПРОБЛЕМА.", "ВОЗНИКЛА СЛОЖНОСТЬ."),
        (
            "Возникли разные проблемы и новая проблема возникла.",
            "Возникли разные сложности и новая сложность возникла.",
        ),
        ("Не за что, пишите!", "Пожалуйста, всегда готовы помочь, пишите!"),
    ],
)
def test_what_is_provably_safe_is_mended(checker: StandardChecker, before: str, after: str) -> None:
    assert mended(checker, before) == after


@pytest.mark.parametrize(
    "text",
    [
        "Вижу вашу проблему.",  # natural only with a rewrite
        "Без проблем.",
        "Найден дефект корпуса.",
        "Мы не сможем приехать.",
        "Статья «Возникла проблема с входом» поможет.",
        "Команда `возникла проблема` ничего не делает.",
        "Ссылка https://example.org/возникла-проблема верна.",
    ],
)
def test_everything_else_stays_byte_for_byte(checker: StandardChecker, text: str) -> None:
    assert mended(checker, text) == text


def test_missing_parts_are_added_where_they_belong(checker: StandardChecker) -> None:
    context = CheckContext(
        language_code="ru",
        conversation=Conversation(Channel.EMAIL, (Message(Role.END_USER, "Где счёт?"),)),
        end_user=EndUser(name="Пётр", patronymic="Ильич"),
        agent=Agent(first_name="Анна", last_name="Белова", company="Вектор"),
        case=Case(stage=Stage.FIRST, answer_given=True),
    )
    assert mended(checker, "Счёт лежит в кабинете.", context) == (
        "Здравствуйте, Пётр Ильич! Счёт лежит в кабинете. Могу ли я вам ещё чем-то помочь?\n\nАнна Белова, Вектор"
    )


def test_a_greeting_without_a_known_name_is_neutral(checker: StandardChecker) -> None:
    context = replace(RU, case=Case(stage=Stage.FIRST))
    assert mended(checker, "Счёт готов.", context) == "Здравствуйте! Счёт готов."


def test_facts_beside_a_repair_stay_as_they_are(checker: StandardChecker) -> None:
    text = "В 12:40 возникла проблема: списали 1\u00a0290 ₽, см. https://example.org/a?b=1"
    assert mended(checker, text) == text.replace("проблема", "сложность")


def test_the_places_of_repairs_survive_later_rounds(checker: StandardChecker) -> None:
    context = replace(RU, case=Case(stage=Stage.FIRST), end_user=EndUser(name="Анна"))
    text = "Возникла проблема."
    after, report = repair(text, checker.check(text, context), context, checker)
    assert [(one.rule_id, after[one.span.start : one.span.end]) for one in report.repairs] == [
        ("greeting-first", "Здравствуйте, Анна! "),
        ("no-problema", "сложность"),
    ]


FORMS = [
    "проблема",
    "проблемы",
    "проблеме",
    "проблему",
    "проблемой",
    "проблемою",
    "проблемам",
    "проблемами",
    "проблемах",
    "проблем",
]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_one_form_of_the_replacement(form: str) -> None:
    swap = swap_russian(form, "проблема", "сложность")
    assert swap is not None
    assert swap.sure


def test_an_ambiguous_form_is_not_sure() -> None:
    swap = swap_russian("проблемы", "проблема", "вопрос")
    assert swap is not None
    assert not swap.sure


@pytest.mark.parametrize(
    ("form", "before", "expected"),
    [("problem", "the", "difficulty"), ("problems", "the", "difficulties"), ("problem", "an", None)],
)
def test_english_replacements_keep_number_and_article(form: str, before: str, expected: str | None) -> None:
    assert swap_english(form, "problem", "difficulty", before) == expected
