"""Messages that are one long word, or nothing that is a word: read in one go, and never a crash."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from service.domain import Channel, Conversation, Message, Role, Ticket
from service.guardrail.customer import _CHUNK
from service.understand import understand
from service.understanding.written import _NO_PROSE, written_in

_LONG = 20_000


def _ticket(text: str) -> Ticket:
    return Ticket(Conversation(Channel.EMAIL, (Message(Role.END_USER, text),)))


@pytest.fixture
def bounded() -> Iterator[None]:
    """A hundred times what such a text takes where each of its signs is read once; ends what takes its square."""

    def stop(*_: object) -> None:
        raise AssertionError("the text is read from each of its signs")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 8.0)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("sign", ["а", "x", "\U0001f600", "-", "`", "а-", " ", "\n", "?"])
def test_a_message_of_one_sign_is_understood(bounded: None, sign: str) -> None:
    text = (sign * _LONG)[:_LONG]
    assert understand(_ticket(text)).language_code in {"ru", "en"}
    assert _CHUNK.findall(text) == [] or len(_CHUNK.findall(text)) == 1


@pytest.mark.parametrize(
    "text",
    [" " * _LONG + "How do I export orders?", "How do I export orders?" + " " * _LONG, "\U0001f600" * 5000],
)
def test_a_message_of_which_a_half_is_white_space_is_understood(text: str) -> None:
    assert understand(_ticket(text)).query_text in {"", "How do I export orders?"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("см. a@b.ru и http://x.y/z да", "см.   и   да"),
        ("файл a.b.txt, E-1007 тут", "файл   тут"),
        ('«Команда» и "plan" вот', "  и   вот"),
        ("слово, ещё слово", "слово, ещё слово"),
    ],
)
def test_what_is_no_prose_tells_nothing_of_the_language(text: str, left: str) -> None:
    assert " ".join(_NO_PROSE.sub(" ", text).split()) == " ".join(left.split())
    assert written_in(text) == "ru"


@pytest.mark.parametrize(("text", "chunks"), [("да, -- 5 _a_ !", 3), ("😀😀 ок😀", 1), ("", 0)])
def test_chunks_are_counted_that_hold_a_letter_or_a_digit(text: str, chunks: int) -> None:
    assert len(_CHUNK.findall(text)) == chunks
