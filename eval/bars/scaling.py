"""Hostile shapes of growing length -> how the checker's time grows with them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from eval.bars.bar import Bar
from service.domain import (
    Agent,
    Case,
    Channel,
    CheckContext,
    Conversation,
    EndUser,
    Message,
    Role,
    Source,
    Stage,
)
from service.guardrail.engine import MAX_CHARACTERS, StandardChecker

SHAPES: Mapping[str, str] = {
    "one word repeated": "проблема ",
    "brackets": "([{",
    "quotations never closed": "«не „вы ",
    "digits": "1234567890 7",
    "dots": ".",
    "line ends": "\n",
    "list items": "- нет\n",
    "hyphens": "а-",
    "invisible signs": "а\u200b",
    "mixed scripts": "пpоblемa ",
    "addresses": "https://example.org/a?b=1 ",
    "emoji": "🙂",
    "dates": "12.03.2025, ",
    "promises": "перезвоню завтра, ",
    "capitals": "ВЫ ДОЛЖНЫ ",
    "combining marks": "и\u0306",
}
_LENGTHS = (1_000, 2_000, 4_000, 8_000, 16_000)
_RATIO = 2.6
_LONGEST_MS = 300
_ENOUGH = 0.5  # seconds: what takes longer need not be taken more than once
# Everything is known of the request, so that every rule runs.
FULL = CheckContext(
    language_code="ru",
    conversation=Conversation(
        Channel.EMAIL,
        (
            Message(Role.END_USER, "У меня «проблема» с оплатой, где мой заказ 4410? Мой телефон +7 912 000-11-22."),
            Message(Role.HUMAN_AGENT, "Проверяем, напишем сегодня."),
            Message(Role.END_USER, "Жду ответа второй день!"),
        ),
        subject="Оплата",
    ),
    end_user=EndUser(name="Анна", patronymic="Ильинична", surname="Ким", company="Север", sentiment="negative"),
    agent=Agent(first_name="Пётр", last_name="Лис", role="инженер", company="Вектор"),
    case=Case(
        stage=Stage.COMPLAINT,
        answer_given=True,
        status="open",
        case_id="77",
        is_first_reply=False,
        authorised_offers=("скидка 5 %",),
        now="2026-03-03T10:00:00+03:00",
    ),
    instruction="Объясни, как оплатить.",
    internal_notes=("Клиент уже жаловался на курьера в прошлом месяце, переводить не нужно.",),
    sources=(Source("a", "Возврат", "Деньги вернутся за 10 дней. Подробности: https://example.org/a."),),
)


def scaling_bars(checker: StandardChecker, repeats: int = 5) -> tuple[Bar, ...]:
    """The worst ratio of any shape and doubling, and the longest time for the longest text that is accepted."""
    ratios: dict[str, float] = {}
    longest: dict[str, float] = {}
    for name, shape in SHAPES.items():
        times = [_seconds(checker, shape, length, repeats) for length in _LENGTHS]
        ratios[name] = round(max(after / before for before, after in pairwise(times)), 2)
        longest[name] = round(1000 * _seconds(checker, shape, MAX_CHARACTERS, 2), 1)
    data = f"{len(SHAPES)} shapes, {_LENGTHS[0]:,} to {_LENGTHS[-1]:,} characters"
    return (
        Bar("scaling: t(2n) / t(n)", data, len(SHAPES), max(ratios.values()), _RATIO, at_least=False, detail=ratios),
        Bar(
            f"scaling: {MAX_CHARACTERS:,} characters",
            data,
            len(SHAPES),
            max(longest.values()),
            _LONGEST_MS,
            at_least=False,
            unit=" ms",
            detail=longest,
        ),
    )


def _seconds(checker: StandardChecker, shape: str, length: int, repeats: int) -> float:
    """The best of several, in seconds of this process: other work on the machine does not count."""
    text = (shape * (length // len(shape) + 1))[:length]
    best, spent = float("inf"), 0.0
    for _ in range(repeats):
        if spent > _ENOUGH:
            break
        fresh = replace(FULL)  # whatever is remembered of a request is of another object
        started = time.process_time()
        checker.review(text, fresh)
        taken = time.process_time() - started
        best, spent = min(best, taken), spent + taken
    return best
