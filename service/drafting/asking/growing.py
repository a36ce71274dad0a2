"""The beginning of a language model's answer -> the text of the parts that can be read so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from service.drafting.asking.lenient_json import clean, unescaped

_BETWEEN = "\n\n"
_PLAIN = re.compile(r"[^\"\\]+")
_SIGN = re.compile(r"[\"{}\[\],:]")


@dataclass(slots=True)
class _Level:
    """An open object or list. ``name``: the key that it stands under; ``key``: the one read last in it."""

    listed: bool
    name: str
    key: str = ""
    seen: set[str] = field(default_factory=set)
    value_next: bool = False


class Growing:
    """Reads an answer as it comes in; for one that is valid JSON all it gave is ``parse(answer).text``.

    An answer of another shape gives little or nothing: it is read when it is whole.
    """

    def __init__(self) -> None:
        self._rest = ""  # what came in and could not be read yet
        self._levels: list[_Level] = []
        self._string: list[str] | None = None  # the string being read, where it is no text of a part
        self._telling = False
        self._told = self._part_told = False
        self._space = ""
        self._over = False

    def feed(self, stretch: str) -> str:
        """What became readable; never half an escape. Parts are set apart by an empty line."""
        self._rest += stretch
        given: list[str] = []
        at = 0
        while not self._over and at < len(self._rest):
            step = self._in_string(at, given) if self._telling or self._string is not None else self._between(at)
            if step is None:
                break
            at = step
        self._rest = "" if self._over else self._rest[at:]
        return "".join(given)

    def _in_string(self, at: int, given: list[str]) -> int | None:
        plain = _PLAIN.match(self._rest, at)
        if plain:
            self._take(plain.group(), given)
            return plain.end()
        if self._rest[at] == '"':
            self._close()
            return at + 1
        escape = unescaped(self._rest, at)
        if escape is None:
            return None
        self._take(escape[0], given)
        return escape[1]

    def _take(self, text: str, given: list[str]) -> None:
        if self._string is not None:
            self._string.append(text)
            return
        for sign in clean(text):
            if sign.isspace():
                self._space += sign if self._part_told else ""
                continue
            between = _BETWEEN if self._told and not self._part_told else ""
            given.append(between + self._space + sign)
            self._told = self._part_told = True
            self._space = ""

    def _close(self) -> None:
        level = self._levels[-1]
        if self._string is not None and not level.listed and not level.value_next:
            level.key = "".join(self._string)
        self._string, self._telling, self._part_told, self._space = None, False, False, ""

    def _between(self, at: int) -> int | None:
        """Outside of strings only what structures the answer counts."""
        found = _SIGN.search(self._rest, at)
        if found is None:
            return len(self._rest)
        self._read(found.group())
        return found.end()

    def _read(self, sign: str) -> None:
        level = self._levels[-1] if self._levels else None
        if sign in "{[":
            self._open(level, listed=sign == "[")
        elif level is None:
            return
        elif sign in "}]":
            self._levels.pop()
            self._over = not self._levels
        elif sign == '"':
            self._telling = self._is_text(level)
            self._string = None if self._telling else []
        else:
            level.value_next = sign == ":"

    def _open(self, level: _Level | None, *, listed: bool) -> None:
        if level is None and listed:
            self._levels.append(_Level(listed, "parts"))
            return
        repeated = level is not None and not level.listed and level.key in level.seen
        name = "" if level is None or repeated else level.name if level.listed and not listed else level.key
        if level is not None:
            level.seen.add(level.key)
        self._levels.append(_Level(listed, name))

    def _is_text(self, level: _Level) -> bool:
        """A string that is a part, or the ``text`` of one that had none yet."""
        if level.name != "parts":
            return False
        if level.listed:
            return True
        first = level.value_next and level.key == "text" and level.key not in level.seen
        if level.value_next:
            level.seen.add(level.key)
        return first and len(self._levels) > 1 and self._levels[-2].listed
