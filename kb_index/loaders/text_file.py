"""A file's bytes -> text with plain line ends, or the reason why it is none."""

from __future__ import annotations

import codecs
from pathlib import Path

from kb_index.errors import SourceUnreadable

MAX_FILE_BYTES = 8_000_000

_OTHER_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def read_text(path: Path) -> str:
    """The whole file, without byte order mark, with ``\\n`` line ends. Raises SourceUnreadable."""
    return decode(read_bytes(path))


def read_bytes(path: Path, *, limit: int = MAX_FILE_BYTES) -> bytes:
    """The whole file. Raises SourceUnreadable for one above ``limit`` bytes, unread."""
    try:
        if path.stat().st_size > limit:
            raise SourceUnreadable(f"larger than {limit // 1_000_000} MB; split it into articles")
        return path.read_bytes()
    except OSError as exc:
        raise SourceUnreadable(f"cannot be read: {exc.strerror or exc}") from exc


def decode(data: bytes) -> str:
    """UTF-8 bytes -> text. Raises SourceUnreadable naming the byte that is wrong."""
    for mark, name in _OTHER_MARKS.items():
        if data.startswith(mark):
            raise SourceUnreadable(f"encoded in {name}; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise SourceUnreadable(f"not UTF-8 at byte {exc.start} (perhaps windows-1251); save it as UTF-8") from exc
    if "\0" in text:
        raise SourceUnreadable("holds NUL bytes, so it is no text file, or UTF-16; save it as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")
