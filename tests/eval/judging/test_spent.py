"""When a judge that gives no answers is asked no more."""

from __future__ import annotations

import pytest

from eval.judging.judge import FAILURES, JudgeStopped, Spent
from service.domain import TokenUsage

ANSWERED = TokenUsage(input_tokens=10, output_tokens=2)


def failed(spent: Spent, times: int) -> None:
    for _ in range(times):
        spent.add(None, "connection refused")


def test_a_draft_that_nobody_had_to_judge_does_not_hide_that_the_model_is_gone() -> None:
    spent = Spent()
    failed(spent, FAILURES - 1)
    spent.add(None, None)
    with pytest.raises(JudgeStopped, match="connection refused"):
        failed(spent, 1)
    assert spent.asked == 0


def test_an_answer_between_failures_begins_the_count_anew() -> None:
    spent = Spent()
    failed(spent, FAILURES - 1)
    spent.add(ANSWERED, None)
    failed(spent, FAILURES - 1)
    assert (spent.asked, spent.tally.usage) == (1, ANSWERED)
