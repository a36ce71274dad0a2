"""What models answer -> verdicts; what cannot be read is an error of its criterion, never a guess."""

from __future__ import annotations

import pytest

from eval.judging.reading import Verdict, verdicts

SCALE = (1, 5)
GOOD = '{"criteria": [{"id": "plain", "reason": "Short.", "score": 4}, {"id": "warm", "reason": "", "score": 2}]}'


def scored(text: str) -> dict[str, Verdict]:
    return verdicts(text, ["plain", "warm"], scale=SCALE)


def test_an_answer_as_asked_for_is_read_with_its_reasons() -> None:
    assert scored(GOOD) == {"plain": Verdict(4, reason="Short."), "warm": Verdict(2)}


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{GOOD}\n```",
        f"<think>{{hm}}</think>\nHere you are:\n{GOOD} That is all.",
        GOOD.replace('"score": 4', '"score": "4/5"').replace('"score": 2', '"score": 2.0'),
        '[{"id": "Plain", "score": 4, "reason": "Short."}, {"criterion": "warm", "score": 2}]',
        '{"plain": {"score": 4, "reason": "Short."}, "warm": 2}',
        '{"result": {"criteria": [{"id": "plain", "reason": "Short.", "score": 4,}, {"id": "warm", "score": 2}]}}',
    ],
)
def test_other_forms_that_models_give_their_answers_are_read_alike(text: str) -> None:
    assert scored(text) == scored(GOOD)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Четыре из пяти.", "no JSON in the answer: 'Четыре из пяти.'"),
        ("", "no JSON in the answer: ''"),
        (GOOD[:40], "no JSON in the answer"),
        ('{"criteria": [{"id": "plain", "score": 7}]}', "the score 7 is outside 1..5"),
        ('{"criteria": [{"id": "plain", "score": 3.5}]}', "`score` is 3.5, no whole number"),
        ('{"criteria": [{"id": "plain", "score": true}]}', "`score` is True, no whole number"),
        ('{"criteria": [{"id": "plain", "better": "1"}]}', "`score` is None, no whole number"),
        ('{"criteria": []}', "the answer does not judge this criterion"),
    ],
)
def test_what_is_no_verdict_is_an_error(text: str, error: str) -> None:
    found = scored(text)["plain"]
    assert found.score is None
    assert error in (found.error or "")


def test_one_criterion_that_is_missing_spoils_no_other() -> None:
    found = scored('{"criteria": [{"id": "warm", "score": 5}]}')
    assert (found["warm"].score, found["plain"].error) == (5, "the answer does not judge this criterion")


def test_of_a_criterion_judged_twice_the_first_verdict_counts() -> None:
    text = '{"criteria": [{"id": "warm", "score": 5}, {"id": "warm", "score": 1}]}'
    assert scored(text)["warm"].score == 5


@pytest.mark.parametrize(
    ("told", "side"), [('"1"', "first"), ("2", "second"), ('"tie"', "tie"), ('"Ничья"', "tie"), ('"both"', None)]
)
def test_two_drafts_are_compared_by_their_numbers(told: str, side: str | None) -> None:
    found = verdicts(f'{{"criteria": [{{"id": "plain", "better": {told}}}]}}', ["plain"], scale=None)["plain"]
    assert found.side == side
    assert (found.error is None) is (side is not None)
