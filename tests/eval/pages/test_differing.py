from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from eval.pages.differing import new_in

DRAFTS = st.lists(st.sampled_from(["Вам", "вернут", "22", "€", ", ", "\n\n", " ", "завтра"]), max_size=25).map("".join)


def said_anew(text, other):
    return [text[start:end] for start, end in new_in(text, other)]


def test_a_changed_figure_is_found():
    assert said_anew("Вернём 30 € завтра.", "Вернём 22 € завтра.") == ["30"]


def test_what_was_left_out_is_new_on_the_other_side_only():
    assert said_anew("It is €22.", "It is really €22.") == []
    assert said_anew("It is really €22.", "It is €22.") == ["really"]


def test_equal_drafts_and_wholly_other_ones_have_nothing_to_mark():
    assert said_anew("Here you are.", "Here you are.") == []
    assert said_anew("Здравствуйте!", "Hello, Ann, we check it.") == []
    assert said_anew("", "") == []


def test_in_drafts_of_several_pages_whole_sentences_are_marked():
    steps = [f"Шаг {number}: откройте раздел {number}, нажмите «Далее»." for number in range(400)]
    changed = [*steps[:7], "Шаг 7: позвоните нам.", *steps[8:]]
    assert said_anew(" ".join(changed), " ".join(steps)) == ["Шаг 7: позвоните нам."]


def test_a_draft_that_says_one_word_over_and_over_is_compared_before_the_reader_gives_up():
    assert said_anew("да " * 1400, "да нет " * 700) == []
    assert said_anew("да " * 50_000, "нет " * 50_000) == []


@given(DRAFTS, DRAFTS)
def test_places_are_in_order_apart_and_hold_no_white_space_at_their_rims(text, other):
    places = new_in(text, other)
    assert list(places) == sorted(places)
    assert all(start < end <= len(text) for start, end in places)
    assert all(text[start:end] == text[start:end].strip() for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
