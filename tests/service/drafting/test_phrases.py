"""The phrases: complete, strict, and free of what replies must not say."""

from __future__ import annotations

import re

import pytest

from service.drafting.choosing import avoidable
from service.drafting.prompt_book import phrase_book, prompt_version


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_phrase_uses_a_word_that_replies_avoid(language: str) -> None:
    book = phrase_book(language)
    phrases = [variant for variants in book.slots.values() for variant in variants]

    assert [phrase for phrase in phrases if avoidable(phrase, book.wording)] == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_no_phrase_states_a_figure(language: str) -> None:
    phrases = [variant for variants in phrase_book(language).slots.values() for variant in variants]

    assert [phrase for phrase in phrases if re.search(r"\d", phrase)] == []


def test_both_languages_have_the_same_slots() -> None:
    assert phrase_book("ru").slots.keys() == phrase_book("en").slots.keys()


def test_a_phrase_depends_on_the_key_only() -> None:
    book = phrase_book("ru")
    said = [book.say("control_info", str(number)) for number in range(30)]

    assert said == [book.say("control_info", str(number)) for number in range(30)]
    assert set(said) == set(book.slots["control_info"])


def test_the_version_is_short_and_stable() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", prompt_version())
    assert prompt_version() == prompt_version()
