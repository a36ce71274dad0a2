from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.llm.sse import Events, Frames, Lines


def cut(frames: Frames, *pieces: bytes) -> list[str]:
    return [one for piece in pieces for one in frames.feed(piece)] + frames.end()


CASES = {
    "LF": (b"data: a\n\ndata: b\n\n", ["a", "b"]),
    "CRLF": (b"data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]),
    "CR": (b"data: a\r\rdata: b\r\r", ["a", "b"]),
    "no space": (b"data:a\n\n", ["a"]),
    "one space of two": (b"data:  a\n\n", [" a"]),
    "comments": (b": keep-alive\n\ndata: a\n: again\n\n", ["a"]),
    "other fields": (b"event: message\nid: 7\nretry: 10\ndata: a\n\n", ["a"]),
    "data of several lines": (b'data: {"a":\ndata: 1}\n\n', ['{"a":\n1}']),
    "a byte order mark": (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
    "no blank line at the end": (b"data: a\n\ndata: b", ["a", "b"]),
    "several blank lines": (b"\n\n\ndata: a\n\n\n\ndata: b\n\n\n", ["a", "b"]),
    "data that is empty": (b"data:\n\ndata: a\n\n", ["", "a"]),
    "letters of several bytes": ("data: «Старт» 🙂\n\n".encode(), ["«Старт» 🙂"]),
    "bytes that are no UTF-8": (b"data: a\xff\n\n", ["a\ufffd"]),
    "a document": (b'{\n  "choices": [],\n  "data": 1\n}\n', []),
    "a page": (b"<html>\n<p>data: no</p>\n</html>", []),
    "nothing": (b"", []),
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=25)
@given(data=st.data())
def test_events_are_the_same_however_the_bytes_are_cut(name, data) -> None:
    stream, events = CASES[name]
    places = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[start:end] for start, end in zip([0, *places], [*places, len(stream)], strict=True)]
    assert cut(Events(), *pieces) == events


def test_events_come_out_as_soon_as_they_are_whole() -> None:
    events = Events()
    assert events.feed(b"data: a\n") == []
    assert events.feed(b"\n") == ["a"]
    assert events.end() == []


@given(st.lists(st.integers(0, 30), max_size=5))
def test_lines_are_the_same_however_the_bytes_are_cut(places) -> None:
    stream = '{"a": "ж"}\r\n\n{"b": 2}\r{"c": 3}'.encode()
    marks = sorted(min(place, len(stream)) for place in places)
    pieces = [stream[start:end] for start, end in zip([0, *marks], [*marks, len(stream)], strict=True)]
    assert cut(Lines(), *pieces) == ['{"a": "ж"}', '{"b": 2}', '{"c": 3}']
