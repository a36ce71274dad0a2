"""A text that grows by a few signs at a time -> its complete sentences, each looked for once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb_index.text.sentences import sentences
from service.drafting.chat.telling import Whole
from tests.effort import calls

PIECES = st.sampled_from(
    [
        "Да. ",
        "Нет! ",
        "Стоит 5 руб. ",
        "и т. д. ",
        "«Так». ",
        "А. С. Пушкин ",
        "\n\n",
        "1. ",
        "слово ",
        "e.g. ",
        "(?) ",
        ". ",
        "Yes",
    ]
)


def as_split_whole(text):
    found = sentences(text)
    return max(0, len(found) - 1), found[-2].end if len(found) > 1 else 0


@given(st.lists(PIECES, max_size=30), st.integers(1, 7))
def test_a_growing_text_is_split_as_the_same_text_is_at_once(pieces, step):
    text, whole = "".join(pieces), Whole()
    for end in range(step, len(text) + step, step):
        assert whole.of(text[:end]) == as_split_whole(text[:end])


def test_twice_the_text_takes_about_twice_the_work():
    def grows(lines):
        text, whole = "Откройте раздел заказов. " * lines, Whole()
        for end in range(0, len(text), 5):
            whole.of(text[:end])

    assert calls(lambda: grows(80)) < 3 * calls(lambda: grows(40))
