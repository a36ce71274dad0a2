"""Text with JSON as language models write it -> its value: fences around it, stray commas, bare line breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_DEPTH = 30
_CLOSING: Mapping[str, str] = {'"': '"', "'": "'", "“": "”"}
_WORDS: Mapping[str, object] = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
_ESCAPES: Mapping[str, str] = {'"': '"', "\\": "\\", "/": "/", "b": "", "f": "", "n": "\n", "r": "", "t": "\t"}
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_BEGUN = re.compile(r"(?:\\(?:u[0-9a-fA-F]{0,3})?)?")
_BARE = re.compile(r"[^\s,:\[\]{}\"'“”]+")
_SPACE = re.compile(r"\s*")
# A quotation mark ends a string only where what follows could follow a string; any other stands inside the text.
_AFTER_KEY = re.compile(r"\s*:")
_AFTER_VALUE = re.compile(r"\s*(?:[}\]]|\Z|,\s*(?:[\"'“{}\[\]]|-?\d|(?:true|false|null)\b|\w+\s*:))")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONE = re.compile("[\ud800-\udfff]")
_FENCED = re.compile(r"```[a-zA-Z]*\s*\n(.*?)```", re.DOTALL)
# Where a value certainly begins. Only the first is read: an answer that breaks off must not pass for a part of itself.
_START = re.compile(r"[{\[](?=\s*(?:[\"'“{\[}\]]|\w+\s*:))")
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)  # models that reason aloud
_AROUND = "\ufeff \t\r\n"


def find_json(text: str) -> dict[str, object] | list[object] | None:
    """The object or list that ``text`` is or holds; None where there is none, or it is cut off."""
    text = _THOUGHTS.sub("", text.replace("\r\n", "\n"))
    start = _START.search(text)
    value = _read(text[start.start() :]) if start else None
    return value if isinstance(value, dict | list) else None


def unfenced(text: str) -> str:
    """A text that stands between code fences, without them."""
    block = _FENCED.fullmatch(text.strip(_AROUND))
    return block.group(1) if block else text.strip(_AROUND)


def read_lenient(text: str) -> object:
    """The value that ``text`` begins with. Of a key used twice the first counts.

    Raises ValueError where the text ends before the value does, or holds none.
    """
    return _Reader(text).value(0)


def unescaped(text: str, at: int) -> tuple[str, int] | None:
    """What the escape at ``at`` stands for and where it ends; None: the text ends inside it.

    An escape that JSON does not know stays as written; half a pair of surrogates becomes U+FFFD.
    """
    if at + 1 >= len(text):
        return None
    if text[at + 1] != "u":
        return _ESCAPES.get(text[at + 1], text[at : at + 2]), at + 2
    return _unicode(text, at)


def _unicode(text: str, at: int) -> tuple[str, int] | None:
    first = _UNICODE.match(text, at)
    if first is None:
        return None if _BEGUN.fullmatch(text, at) else (text[at : at + 2], at + 2)
    code = int(first.group(1), 16)
    if not 0xD800 <= code < 0xDC00:
        return clean(chr(code)), at + 6
    second = _UNICODE.match(text, at + 6)
    if second is None and _BEGUN.fullmatch(text, at + 6):
        return None
    low = int(second.group(1), 16) if second else 0
    if not 0xDC00 <= low < 0xE000:
        return "\ufffd", at + 6
    return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)), at + 12


def clean(text: str) -> str:
    """Without control characters but line feeds and tabs; what no file could hold becomes U+FFFD."""
    return _LONE.sub("\ufffd", _UNWANTED.sub("", text))


def _read(text: str) -> object:
    """None where it is no JSON."""
    try:
        return _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError):
        pass
    try:
        return read_lenient(text)
    except ValueError:
        return None


def _first_wins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_first_wins)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def value(self, depth: int) -> object:
        if depth > _DEPTH:
            raise ValueError("nested too deeply")
        sign = self._sign()
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._array(depth)
        return self._string(_AFTER_VALUE) if sign in _CLOSING else _meant(self._bare())

    def _object(self, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        self._at += 1
        while self._sign() != "}":
            key = self._string(_AFTER_KEY) if self._sign() in _CLOSING else self._bare()
            if self._sign() != ":":
                raise ValueError("no colon behind a key")
            self._at += 1
            found.setdefault(key, self.value(depth + 1))
            self._comma()
        self._at += 1
        return found

    def _array(self, depth: int) -> list[object]:
        found: list[object] = []
        self._at += 1
        while self._sign() != "]":
            found.append(self.value(depth + 1))
            self._comma()
        self._at += 1
        return found

    def _comma(self) -> None:
        while self._sign() == ",":
            self._at += 1

    def _sign(self) -> str:
        """The next character that is no space."""
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        if self._at >= len(self._text):
            raise ValueError("it ends too early")
        return self._text[self._at]

    def _bare(self) -> str:
        word = _BARE.match(self._text, self._at)
        if word is None:
            raise ValueError(f"unexpected {self._text[self._at]!r}")
        self._at = word.end()
        return word.group()

    def _string(self, follows: re.Pattern[str]) -> str:
        closing = _CLOSING[self._text[self._at]]
        pieces: list[str] = []
        at = self._at + 1
        while at < len(self._text):
            sign = self._text[at]
            if sign == closing and follows.match(self._text, at + 1):
                self._at = at + 1
                return "".join(pieces)
            piece, at = (unescaped(self._text, at) or ("", len(self._text))) if sign == "\\" else (sign, at + 1)
            pieces.append(piece)
        raise ValueError("a string does not end")


def _meant(word: str) -> object:
    if word in _WORDS:
        return _WORDS[word]
    try:
        return float(word) if "." in word else int(word)
    except ValueError:
        raise ValueError(f"unexpected {word[:20]!r}") from None
