"""Bytes of a case file -> its text, with what was odd about the encoding: lines that cannot be read are named."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from kb_index.errors import SourceUnreadable
from kb_index.loaders.encodings import decode_any

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SHOWN = 60  # characters of a line that is quoted


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place, and what to do. ``line`` counts from 1; ``field`` is a path: ``relevant.0``."""

    path: Path
    line: int | None
    field: str | None
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line is not None else str(self.path)
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Decoded:
    """``text`` with ``\\n`` line ends; lines that are no text are empty there and stand in ``faults``."""

    text: str
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()


def decoded(path: Path) -> Decoded:
    """Never raises: a file that cannot be read at all is a fault without a line."""
    try:
        data = path.read_bytes()
    except OSError as exc:
        return Decoded("", (Fault(path, None, None, f"cannot be read ({exc.strerror}); check the path"),))
    if data.startswith(_UTF16):
        return _as_a_whole(path, data, "is saved as UTF-16 (“Unicode text”)")
    if data.startswith(codecs.BOM_UTF8):
        note = "begins with a byte-order mark, as Excel and Notepad write it; it is read without"
        return _utf8(path, data[len(codecs.BOM_UTF8) :], notes=(Fault(path, 1, None, note),))
    return _utf8(path, data, notes=())


def _utf8(path: Path, data: bytes, *, notes: tuple[Fault, ...]) -> Decoded:
    if b"\0" in data:
        message = "holds NUL bytes: it is UTF-16 without its mark, or no text; save it as UTF-8"
        return Decoded("", (Fault(path, None, None, message),))
    data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return Decoded(data.decode("utf-8"), notes=notes)
    except UnicodeDecodeError:
        pass
    lines = [_line(one) for one in data.split(b"\n")]
    if not any(text is not None and not text.isascii() for text, _ in lines):
        return _as_a_whole(path, data, "is not UTF-8")
    faults = tuple(_mixed(path, number, raw) for number, (text, raw) in enumerate(lines, start=1) if text is None)
    return Decoded("\n".join(text or "" for text, _ in lines), faults, notes)


def _line(raw: bytes) -> tuple[str | None, bytes]:
    try:
        return raw.decode("utf-8"), raw
    except UnicodeDecodeError:
        return None, raw


def _as_a_whole(path: Path, data: bytes, what: str) -> Decoded:
    try:
        text = decode_any(data)
    except SourceUnreadable as exc:
        return Decoded("", (Fault(path, None, None, str(exc)),))
    note = f"{what}; it is read as {_encoding(data, text)}: look at the texts, and save it as UTF-8"
    return Decoded(text, notes=(Fault(path, None, None, note),))


def _encoding(data: bytes, text: str) -> str:
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    names = {"cp1251": "windows-1251", "koi8-r": "KOI8-R", "cp866": "cp866", "cp1252": "windows-1252"}
    return next((shown for name, shown in names.items() if plain.decode(name, "replace") == text), "UTF-16")


def _mixed(path: Path, number: int, raw: bytes) -> Fault:
    shown = raw.decode("cp1251", "replace").strip()[:_SHOWN]
    message = f"this line is not UTF-8 as the others are; in windows-1251 it begins «{shown}»: save the file as UTF-8"
    return Fault(path, number, None, message)
