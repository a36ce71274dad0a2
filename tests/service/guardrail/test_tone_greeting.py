"""Greetings held against the request: the customer's clock and the customer's name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eval.bars.corpus import opened
from service.domain import Case, CheckContext, EndUser, Stage
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped


def _context(text: str, **user: Any) -> CheckContext:
    language_code = "ru" if any("а" <= letter <= "я" for letter in text.lower()) else "en"
    return CheckContext(language_code=language_code, end_user=EndUser(**user))


def _found(checker: StandardChecker, rule_id: str, text: str, context: CheckContext) -> list[str]:
    return [finding.match for finding in checker.check_rule(rule_id, text, context).findings]


@pytest.fixture(scope="module")
def tone() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "tone.yaml")))


@pytest.mark.parametrize(
    ("greeting", "now", "zone", "fits"),
    [
        ("Доброе утро!", "2026-03-02T06:00:00+03:00", "Europe/Moscow", True),
        ("Доброе утро!", "2026-03-02T06:00:00+03:00", "Asia/Kamchatka", False),
        ("Доброе утро!", "2026-03-02T03:00:00Z", "Europe/Moscow", True),
        ("Добрый вечер!", "2026-03-02T23:30:00+03:00", "Europe/Moscow", True),
        ("Добрый вечер!", "2026-03-02T08:30:00+03:00", "Europe/Moscow", False),
        ("Добрый день!", "2026-03-02T18:30:00+03:00", "Europe/Moscow", True),
        ("Добрый день!", "2026-03-02T22:30:00+03:00", "Europe/Moscow", False),
        ("Доброй ночи!", "2026-03-02T23:30:00+03:00", "Europe/Moscow", True),
        ("Good afternoon!", "2026-07-02T13:00:00+00:00", "America/New_York", False),
        ("Good evening!", "2026-07-02T23:00:00+00:00", "America/New_York", True),
        ("Здравствуйте!", "2026-03-02T22:30:00+03:00", "Europe/Moscow", True),
    ],
)
def test_a_greeting_goes_by_the_customers_clock(
    tone: StandardChecker, greeting: str, now: str, zone: str, *, fits: bool
) -> None:
    context = replace(_context(greeting, time_zone=zone), case=Case(now=now))

    assert _found(tone, "greeting-time-of-day", greeting, context) == ([] if fits else [greeting.rstrip("!")])


@pytest.mark.parametrize(
    ("now", "zone", "missing"),
    [
        (None, "Europe/Moscow", "case.now"),
        ("2026-03-02T06:00:00", "Europe/Moscow", "case.now"),
        ("вчера", "Europe/Moscow", "case.now"),
        ("2026-03-02T06:00:00Z", None, "end_user.time_zone"),
        ("2026-03-02T06:00:00Z", "Moscow time", "end_user.time_zone"),
        ("2026-03-02T06:00:00Z", "Europe", "end_user.time_zone"),
    ],
)
def test_without_a_clock_the_greeting_is_not_evaluated(
    tone: StandardChecker, now: str | None, zone: str | None, missing: str
) -> None:
    context = CheckContext(language_code="ru", case=Case(now=now), end_user=EndUser(time_zone=zone))

    report = tone.check_rule("greeting-time-of-day", "Доброе утро!", context)

    assert not report.findings
    assert [one.missing_field for one in report.not_evaluated] == [missing]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Здравствуйте! Счёт готов.", ["Здравствуйте"]),
        ("Здравствуйте, Роман! Счёт готов.", []),
        ("Здравствуйте! Роман, счёт готов.", []),
        ("Роман, здравствуйте! Счёт готов.", []),
        ("Здравствуйте, Роман Ильич!", []),
        ("Здравствуйте, Игорь! Счёт готов.", []),
        ("Уважаемый клиент, здравствуйте!", []),
        ("Счёт готов.", []),
    ],
)
def test_a_first_reply_greets_by_name(tone: StandardChecker, text: str, found: list[str]) -> None:
    context = replace(_context(text, name="Роман", patronymic="Ильич"), case=Case(stage=Stage.FIRST))

    assert _found(tone, "greeting-individual", text, context) == found


def test_the_offered_greeting_holds_name_and_patronymic(tone: StandardChecker) -> None:
    text = "Добрый день! Счёт готов."
    context = replace(_context(text, name="Роман", patronymic="Ильич"), case=Case(stage=Stage.FIRST))

    (finding,) = tone.check_rule("greeting-individual", text, context).findings

    assert [one.text for one in finding.replacements] == ["Добрый день, Роман Ильич"]
