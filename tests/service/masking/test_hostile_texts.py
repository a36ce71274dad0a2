"""Texts made to keep a searcher busy cost no more than their length."""

from __future__ import annotations

from time import process_time

import pytest

from tests.service.masking.people_asking import mask

_PATTERNS = (
    "a",
    "ё",
    "1,",
    "1-",
    "00:",
    "A1",
    "Анна ",
    "А. ",
    "[[name_1",
    "http://a/1/?a=1&",
    "a@b.",
    "ул. А ",
    "Hi Aa ",
)


@pytest.mark.parametrize("pattern", _PATTERNS)
def test_four_times_the_text_takes_far_less_than_the_square(pattern: str) -> None:
    short, long = (min(_seconds((pattern * 8000)[:length]) for _ in range(2)) for length in (2000, 8000))
    assert long < 11 * short + 0.02


def _seconds(text: str) -> float:
    one = mask()
    began = process_time()
    assert one.restore(one.hide(text)) == text
    return process_time() - began
