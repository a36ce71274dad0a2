"""A value -> the same written in a way that a careless reader misses.

Digits of another script, full-width letters, an invisible sign, spaces and dashes that are none of ASCII.
"""

from __future__ import annotations

from random import Random


def disguised(value: str, random: Random) -> str:
    ways = (_arabic, _wide, _zero_width, _hard_spaces, _long_dashes)
    return random.choice(ways)(value)


def _arabic(value: str) -> str:
    return "".join(chr(0x0660 + int(sign)) if "0" <= sign <= "9" else sign for sign in value)


def _wide(value: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in value)


def _zero_width(value: str) -> str:
    middle = len(value) // 2
    return value[:middle] + "\u200b" + value[middle:]


def _hard_spaces(value: str) -> str:
    return value.replace(" ", "\u00a0")


def _long_dashes(value: str) -> str:
    return value.replace("-", "\u2011")
