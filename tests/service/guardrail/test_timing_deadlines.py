"""Moments of a request -> what is late: working time, agreed deadlines, promises, pauses and hasty endings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from eval.bars.corpus import opened
from service.domain import Case, Channel, CheckContext, Conversation, Message, Report, Role, Stage
from service.errors import StandardInvalid
from service.guardrail.clock import Calendar, instant, read_calendar
from service.guardrail.engine import StandardChecker
from service.standards.load import shipped
from service.standards.node import parse

MOSCOW = Calendar(ZoneInfo("Europe/Moscow"), time(9), timedelta(hours=18), frozenset({date(2026, 3, 9)}))
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def checker() -> StandardChecker:
    return opened(str(shipped().joinpath("parts", "timing.yaml")))


def at(written: str) -> datetime:
    moment = instant(written)
    assert moment is not None
    return moment


def report(checker: StandardChecker, rule: str, text: str, context: CheckContext) -> Report:
    result = checker.check_rule(rule, text, context)
    assert result.complete
    return result


def found(checker: StandardChecker, rule: str, text: str, context: CheckContext) -> list[str]:
    return [finding.match for finding in report(checker, rule, text, context).findings]


def thread(channel: Channel, *lines: tuple[str, str]) -> Conversation:
    roles = {"customer": Role.END_USER, "agent": Role.HUMAN_AGENT}
    return Conversation(channel, tuple(Message(roles[who], "Текст", create_time=when) for who, when in lines))


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-03T10:00+03:00", "2026-03-03T16:00+03:00", 6),
        ("2026-03-03T17:00+03:00", "2026-03-04T10:00+03:00", 2),
        ("2026-03-06T17:00+03:00", "2026-03-10T10:00+03:00", 2),
        ("2026-03-07T10:00+03:00", "2026-03-08T10:00+03:00", 0),
        ("2026-03-03T07:00Z", "2026-03-03T09:00Z", 2),
        ("2026-03-04T10:00+03:00", "2026-03-03T10:00+03:00", 0),
    ],
)
def test_working_time_leaves_out_nights_weekends_and_holidays(start: str, end: str, hours: int) -> None:
    assert MOSCOW.working(at(start), at(end)) == hours * HOUR


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-03T10:00+03:00", 2, "2026-03-03T12:00+03:00"),
        ("2026-03-03T17:00+03:00", 2, "2026-03-04T10:00+03:00"),
        ("2026-03-06T17:00+03:00", 9, "2026-03-10T17:00+03:00"),
        ("2026-03-07T12:00+03:00", 1, "2026-03-10T10:00+03:00"),
        ("2026-03-03T22:00+03:00", 9, "2026-03-04T18:00+03:00"),
    ],
)
def test_what_is_due_in_working_time_falls_into_working_hours(start: str, hours: int, due: str) -> None:
    assert MOSCOW.due(at(start), hours * HOUR) == at(due)
    assert MOSCOW.working(at(start), MOSCOW.due(at(start), hours * HOUR)) == hours * HOUR


def test_summer_time_neither_adds_nor_loses_an_hour() -> None:
    berlin = Calendar(ZoneInfo("Europe/Berlin"), time(0), timedelta(hours=24), frozenset())
    start = at("2026-03-27T12:00+01:00")
    assert berlin.due(start, 24 * HOUR) == at("2026-03-30T12:00+02:00")


def test_a_time_without_a_zone_is_utc_and_nonsense_is_none() -> None:
    assert instant("2026-03-03T10:00:00") == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert instant("вчера") is None
    assert instant("9999-12-31T23:59:59Z") is None


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("{zone: Europe/Moskva, hours: 9-18}", "no time zone"),
        ("{zone: UTC, hours: 18-9}", "no working hours"),
        ("{zone: UTC, hours: 9-18, holidays: [1 мая]}", "no date"),
    ],
)
def test_a_wrong_calendar_is_refused_with_its_line(written: str, complaint: str) -> None:
    with pytest.raises(StandardInvalid, match=complaint):
        read_calendar(parse(written, "own.yaml"))


@pytest.mark.parametrize(("now", "late"), [("2026-03-03T18:59:00+03:00", False), ("2026-03-04T10:00:01+03:00", True)])
def test_a_working_day_may_end_tomorrow(checker: StandardChecker, now: str, *, late: bool) -> None:
    case = Case(opened_at="2026-03-03T10:00:00+03:00", now=now)
    context = CheckContext("ru", Conversation(Channel.EMAIL), case=case)
    assert bool(found(checker, "answer-within-workday", "Ответ готов.", context)) is late


def test_only_the_unanswered_message_waits(checker: StandardChecker) -> None:
    said = thread(
        Channel.TICKET,
        ("customer", "2026-03-02T10:00Z"),
        ("agent", "2026-03-02T11:00Z"),
        ("customer", "2026-03-11T10:00Z"),
        ("customer", "2026-03-11T10:05Z"),
    )
    case = Case(opened_at="2026-03-02T10:00Z", now="2026-03-11T12:00Z")
    for rule in ("answer-within-workday", "answer-within-24h"):
        assert found(checker, rule, "Ответ готов.", CheckContext("ru", said, case=case)) == []


def test_an_unreadable_time_is_not_evaluated(checker: StandardChecker) -> None:
    case = Case(opened_at="позавчера", now="2026-03-11T12:00Z")
    result = report(checker, "answer-within-24h", "Готово.", CheckContext("ru", case=case))
    assert result.findings == ()
    assert [one.missing_field for one in result.not_evaluated] == ["case.opened_at"]


NOW = "2026-03-03T10:40:00+03:00"  # a Tuesday


@pytest.mark.parametrize(
    ("language", "text", "resolve_by", "late"),
    [
        ("ru", "Перезвоним вам сегодня до 16:30.", "2026-03-03T16:00:00+03:00", True),
        ("ru", "Перезвоним вам сегодня до 16:30.", "2026-03-03T17:00:00+03:00", False),
        ("ru", "Вернём деньги в четверг.", "2026-03-04T18:00:00+03:00", True),
        ("ru", "Вернём деньги во вторник до 15:00.", "2026-03-04T18:00:00+03:00", False),
        ("ru", "Пришлём акт за 2 рабочих дня.", "2026-03-04T18:00:00+03:00", True),
        ("ru", "Пришлём акт за 2 рабочих дня.", "2026-03-05T18:00:00+03:00", False),
        ("ru", "Пришлём акт 15 апреля.", "2026-03-05T18:00:00+03:00", True),
        ("ru", "Ответ будет 29 апреля.", "2026-03-05T18:00:00+03:00", True),
        ("ru", "Пришлём акт.", "2026-03-04T18:00:00+03:00", False),
        ("ru", "Акт придёт 15 апреля.", "2026-03-04T18:00:00+03:00", False),
        ("ru", "Если не пришлём завтра, позвоните.", "2026-03-03T18:00:00+03:00", False),
        ("ru", "Пришлём акт 31 июня.", "2026-03-05T18:00:00+03:00", False),
        ("en", "We will reply by Friday.", "2026-03-04T18:00:00+03:00", True),
        ("en", "I'll send it within 2 hours.", "2026-03-03T12:00:00+03:00", True),
        ("en", "I'll send it within 2 hours.", "2026-03-03T12:40:00+03:00", False),
        ("en", "Will we send it tomorrow?", "2026-03-03T12:00:00+03:00", False),
    ],
)
def test_a_promise_is_held_against_the_agreed_time(
    checker: StandardChecker, language: str, text: str, resolve_by: str, *, late: bool
) -> None:
    context = CheckContext(language, case=Case(now=NOW, resolve_by=resolve_by))
    assert bool(found(checker, "sla-overrides", text, context)) is late


def test_the_earlier_of_two_agreed_times_counts(checker: StandardChecker) -> None:
    case = Case(now=NOW, response_by="2026-03-03T11:40:00+03:00", resolve_by="2026-03-06T11:40:00+03:00")
    assert found(checker, "sla-overrides", "Ответим до 15:00.", CheckContext("ru", case=case)) == ["Ответим до 15:00"]


def test_once_answered_only_the_time_of_the_solution_counts(checker: StandardChecker) -> None:
    case = Case(
        now=NOW,
        response_by="2026-03-03T11:40:00+03:00",
        resolve_by="2026-03-06T11:40:00+03:00",
        answer_given=True,
        is_first_reply=False,
    )
    assert found(checker, "sla-overrides", "Ответим до 15:00.", CheckContext("ru", case=case)) == []


def test_a_solved_case_is_not_overdue(checker: StandardChecker) -> None:
    overdue = Case(now=NOW, resolve_by="2026-03-02T10:00:00+03:00")
    solved = Case(now=NOW, resolve_by="2026-03-02T10:00:00+03:00", status="solved")
    assert found(checker, "sla-overrides", "Готово.", CheckContext("ru", case=overdue)) == [""]
    assert found(checker, "sla-overrides", "Готово.", CheckContext("ru", case=solved)) == []


def test_without_agreed_times_nothing_is_evaluated(checker: StandardChecker) -> None:
    result = report(checker, "sla-overrides", "Ответим завтра.", CheckContext("ru", case=Case(now=NOW)))
    assert result.findings == ()
    assert [one.rule_id for one in result.not_evaluated] == ["sla-overrides"]


@pytest.mark.parametrize(
    ("language", "text", "matches"),
    [
        ("ru", "Я перезвоню вам после обеда.", ["перезвоню"]),
        ("ru", "Вам перезвонит инженер.", ["Вам перезвонит"]),
        ("ru", "Давайте созвонимся.", ["Давайте созвонимся"]),
        ("ru", "Перезвоню вам, назовите удобное время.", []),
        ("ru", "Можно вам позвонить? Подойдёт ли 15:00?", []),
        ("ru", "Курьер звонит за час до доставки.", []),
        ("en", "Let me call you.", ["Let me call you"]),
        ("en", "Let's have a call. What time suits you?", []),
        ("en", "If you like, I will call you at noon.", []),
    ],
)
def test_a_call_is_offered_with_a_question_about_time(
    checker: StandardChecker, language: str, text: str, matches: list[str]
) -> None:
    assert found(checker, "plan-call-time", text, CheckContext(language)) == matches


def test_a_chat_that_the_customer_left_may_be_ended_after_five_minutes(checker: StandardChecker) -> None:
    said = thread(Channel.CHAT, ("customer", "2026-03-03T10:00Z"), ("agent", "2026-03-03T10:01Z"))
    early = CheckContext("ru", said, case=Case(now="2026-03-03T10:05:59Z"))
    late = CheckContext("ru", said, case=Case(now="2026-03-03T10:06:00Z"))
    assert found(checker, "wait-for-reaction", "Закрываю диалог.", early) == ["Закрываю диалог"]
    assert found(checker, "wait-for-reaction", "Закрываю диалог.", late) == []


def test_an_acknowledgement_names_the_case_and_a_time(checker: StandardChecker) -> None:
    context = CheckContext("ru", case=Case(case_id="A-77"), stage=Stage.ACK)
    assert len(found(checker, "auto-ack-configured", "Получили, спасибо.", context)) == 1
    assert found(checker, "auto-ack-configured", "Обращение A-77 получено, ответим завтра.", context) == []
