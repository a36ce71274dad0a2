"""Bytes of a stream as they come in -> the data of its events, or its lines."""

from __future__ import annotations

import codecs
from typing import Protocol


class Frames(Protocol):
    """Cuts a stream into what a codec reads one by one."""

    def feed(self, data: bytes) -> list[str]:
        """What became whole with these bytes."""
        ...

    def end(self) -> list[str]:
        """What the end of the stream makes whole."""
        ...


class Lines:
    """Every line that is not blank, ended by LF, CRLF or CR; bytes that are no UTF-8 become U+FFFD."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8-sig")(errors="replace").decode
        self._open: list[str] = []  # pieces of a line without an end: joined once, however small they come

    def feed(self, data: bytes) -> list[str]:
        return [line for line in self.lines(data, final=False) if line.strip()]

    def end(self) -> list[str]:
        return [line for line in self.lines(b"", final=True) if line.strip()]

    def lines(self, data: bytes, *, final: bool) -> list[str]:
        """The lines that became whole, blank ones among them."""
        piece = self._decode(data, final)
        self._open.append(piece)
        if not final and "\n" not in piece and "\r" not in piece[:-1]:
            return []
        text = "".join(self._open).replace("\r\n", "\n")
        held = "\r" if text.endswith("\r") and not final else ""  # it may be the first half of CRLF
        *lines, rest = text.removesuffix(held).replace("\r", "\n").split("\n")
        self._open = [rest, held]
        return [*lines, rest] if final else lines


class Events:
    """Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), read leniently.

    An event that the end of the stream cuts short is given too: servers forget the last blank line. Lines that are no
    fields are passed over, so a body of another kind gives no event at all.
    """

    def __init__(self) -> None:
        self._lines = Lines()
        self._data: list[str] = []

    def feed(self, data: bytes) -> list[str]:
        return self._events(self._lines.lines(data, final=False))

    def end(self) -> list[str]:
        return self._events([*self._lines.lines(b"", final=True), ""])

    def _events(self, lines: list[str]) -> list[str]:
        events = []
        for line in lines:
            name, _, value = line.partition(":")
            if name == "data":
                self._data.append(value.removeprefix(" "))
            elif not line and self._data:
                events.append("\n".join(self._data))
                self._data = []
        return events
