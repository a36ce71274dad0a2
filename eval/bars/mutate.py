"""A text -> a damaged text, and texts out of nothing: what a checker must survive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_LOOKALIKES = str.maketrans("асеорхуАВСЕНКМОРТХ", "aceopxyABCEHKMOPTX")
# One sign after the other, most of them invisible or not what they look like.
_SIGNS = tuple(
    "\u200b\u00ad\ufeff\u200d\ufe0f\u202e\u202c\u2066\u2069\ud800\udfff\x00\u0301\u0306\u0308\u00a0\u2028\r\t\v\x1b\u3000"
    "ﬁＡßİǆ№…🇷☺ёйѣӕʼ１٣½\ufffd\U0001f600\U000e0041"
)
_MARKUP = (
    "**", "__", "`", "```", "~~", "> text", "- item", "1. item", "# title", "|",
    "[ссылка](https://example.org/a_(b))", "![](data:,)", "<b>", "</b>", "<!--", "-->", "<script>", "&nbsp;",
    "&#1055;", "«", "»", "„", "“", "”", '"', "'", "(", ")", "[", "]", "{", "}", "{match}", "https://", "www.",
    "@", "mailto:a@b.c", "12.03.2025", "1 290,50 ₽", "+7 (495) 000-00-00", "99999999999999999", "-1", "1e9",
    "0x1F", "v1.2.3-rc4", "C:\\Путь\\", "/etc/passwd", "%", "24/7", ":)", "!!!", "???", "—", "СРОЧНО", "\n> ",
    "\n- ", "\n1. ", "\r\n", "👨\u200d👩\u200d👧", "🇷🇺",
)  # fmt: skip
# Code points: ASCII, Cyrillic, Latin, combining, punctuation, Hebrew and Arabic, Han, emoji, everything.
_RANGES = (
    (0x20, 0x7F),
    (0x400, 0x460),
    (0x80, 0x250),
    (0x300, 0x370),
    (0x2000, 0x2070),
    (0x590, 0x700),
    (0x4E00, 0x4F00),
    (0x1F300, 0x1F700),
    (0, 0x10FFFF),
)


def mutated(text: str, other: str, random: Random) -> str:
    """One to five changes; ``other`` is a text to take pieces from."""
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        text = random.choice(_CHANGES)(text, other, random)
    return text


def unicode_text(random: Random) -> str:
    """Mostly short; half of them of whole words and signs, half of single code points."""
    length = random.choice((0, 1, 3, 10, 40, 150))
    if random.random() < 0.5:
        pieces: Sequence[str] = (*_SIGNS, *_MARKUP, " ", " ", "\n", "не", "вы", "мы", "the", "you")
        return "".join(random.choice(pieces) for _ in range(length))
    low, high = random.choice(_RANGES)
    return "".join(chr(random.randint(low, high)) for _ in range(length))


def _cut(text: str, random: Random, longest: int = 40) -> tuple[int, int]:
    start = random.randint(0, len(text))
    return start, min(len(text), start + random.randint(0, longest))


def _insert(text: str, other: str, random: Random) -> str:
    place = random.randint(0, len(text))
    return text[:place] + random.choice((*_SIGNS, *_MARKUP)) + text[place:]


def _delete(text: str, other: str, random: Random) -> str:
    start, end = _cut(text, random)
    return text[:start] + text[end:]


def _swap(text: str, other: str, random: Random) -> str:
    words = text.split(" ")
    first, second = random.randrange(len(words)), random.randrange(len(words))
    words[first], words[second] = words[second], words[first]
    return " ".join(words)


def _duplicate(text: str, other: str, random: Random) -> str:
    start, end = _cut(text, random)
    return text[:end] + text[start:end] * random.choice((1, 2, 10)) + text[end:]


def _truncate(text: str, other: str, random: Random) -> str:
    start, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    return text[start:end]


def _recase(text: str, other: str, random: Random) -> str:
    start, end = _cut(text, random, 200)
    return text[:start] + random.choice((str.upper, str.lower, str.title, str.swapcase))(text[start:end]) + text[end:]


def _lookalike(text: str, other: str, random: Random) -> str:
    start, end = _cut(text, random, 200)
    return text[:start] + text[start:end].translate(_LOOKALIKES) + text[end:]


def _bidi(text: str, other: str, random: Random) -> str:
    start, end = _cut(text, random)
    return f"{text[:start]}\u202e{text[start:end][::-1]}\u202c{text[end:]}"


def _scatter(text: str, other: str, random: Random) -> str:
    """An invisible sign into every word."""
    start, end = _cut(text, random, 80)
    return text[:start] + random.choice(_SIGNS).join(text[start:end]) + text[end:]


def _long_token(text: str, other: str, random: Random) -> str:
    place = random.randint(0, len(text))
    return text[:place] + random.choice(("а", "ё", "x", "9", "й\u0306", "-", ".", "_", "@", "/")) * 400 + text[place:]


def _quote(text: str, other: str, random: Random) -> str:
    start, end = _cut(text, random, 80)
    left, right = random.choice((("«", "»"), ('"', '"'), ("„", "“"), ("`", "`"), ("«„", "“"), ("(«", ""), ("", "»")))
    return text[:start] + left + text[start:end] + right + text[end:]


def _splice(text: str, other: str, random: Random) -> str:
    place = random.randint(0, len(text))
    start, end = _cut(other, random, 120)
    return text[:place] + other[start:end] + text[place:]


_CHANGES: tuple[Callable[[str, str, Random], str], ...] = (
    _insert, _delete, _swap, _duplicate, _truncate, _recase, _lookalike, _bidi, _scatter, _long_token, _quote, _splice,
)  # fmt: skip
