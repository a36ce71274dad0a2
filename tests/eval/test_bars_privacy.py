"""Made-up identifiers and the replies that hold them."""

from __future__ import annotations

import re
from random import Random

import pytest

from eval.bars import identifiers
from eval.bars.privacy import privacy_bars
from service.domain import Report
from service.personal import checksums

SEEDS = range(40)


def digits(text):
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize(
    ("make", "holds", "length"),
    [
        (identifiers.inn, checksums.inn, 12),
        (identifiers.snils, checksums.snils, 11),
        (identifiers.card, checksums.luhn, 16),
    ],
)
def test_made_up_identifiers_have_the_right_check_digits(make, holds, length):
    made = [digits(make(Random(seed))) for seed in SEEDS]
    assert {len(one) for one in made} == {length}
    assert all(holds(one) for one in made)


def test_an_account_has_twenty_digits_and_a_phone_its_eleven():
    assert {len(digits(identifiers.account(Random(seed)))) for seed in SEEDS} == {20}
    assert {len(digits(identifiers.phone_ru(Random(seed)))) for seed in SEEDS} == {11}


def test_the_same_seed_makes_the_same():
    for make in (*identifiers.RUSSIAN.values(), *identifiers.SECRETS.values()):
        assert make(Random(1)) == make(Random(1)) != make(Random(2))


class Silent:
    """Finds nothing, and keeps what it was asked."""

    def __init__(self):
        self.texts = []

    def check(self, text, context):
        self.texts.append(text)
        return Report()


def test_a_checker_that_finds_nothing_misses_everything_and_flags_nothing():
    silent = Silent()
    rows = {row.name: row for row in privacy_bars(silent, 4)}
    assert rows["privacy: all, found"].value == 0.0
    assert rows["privacy: all, found"].met is False
    assert rows["privacy: clean replies flagged"].value == 0.0
    assert len(rows["privacy: inn (ru), found"].detail["missed"]) == 4
    assert not any("{" in text for text in silent.texts)
