"""Text -> sentences, as spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from kb_index.records import Span

# Own rules rather than razdel: one pass for both languages, and lines, list markers and English
# abbreviations end or hold sentences as support replies need it.
_LINE = re.compile(r"[^\r\n\u2028\u2029\x85]+")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'»”’)\]*_]*+(?=\s)")
_LAST_WORD = re.compile(r"[\w.\-]+\.$")
_OPENERS = "\"'«„“‘([*_—–- "
_INITIAL = re.compile(r"(?:^|[\s.(«\"])[A-ZА-ЯЁ]\.$")
_HAS_WORD = re.compile(r"\w")
_SPACED = re.compile(r"(?<!\w)([тнв])\.\s(\w{1,2})\.$")
_MARKER = re.compile(r"\s*(?:\(?\d{1,3}[.)]|[^\W\d_][.)]|[-*+•–—])$")
_HOLD = """
т.е т.к т.н т.о т.д т.п и.о см ср напр им г гг в вв н.э руб коп тыс млн млрд трлн шт экз стр рис табл гл п пп ст ч ул д
корп кв обл р-н пр просп пл пер тел доб моб сек мин час сут мес разд прим ред изд проф акад доц зам гр г-н г-жа др п.п
кол англ рус нем лат букв max min макс e.g i.e mr mrs ms dr prof st vs etc no fig vol approx inc ltd co corp dept est
ext jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k a.m p.m
"""
# After these a capital letter still begins a new sentence: they often stand last.
_LAST = "т.д т.п др руб коп г гг etc шт мин час сек сут мес inc ltd co corp a.m p.m u.s u.k тыс млн млрд"


@cache
def _abbreviations() -> Mapping[str, bool]:
    """Abbreviation without its last dot -> whether a sentence may end with it."""
    return {word: word in _LAST.split() for word in _HOLD.split()}


def sentences(text: str) -> tuple[Span, ...]:
    """Sentences in order, trimmed of white space, never empty. A line end always ends a sentence."""
    return tuple(span for line in _LINE.finditer(text) for span in _in_line(text, line.start(), line.end()))


def _in_line(text: str, start: int, end: int) -> Iterator[Span]:
    begin, seen, worded = start, start, False
    for match in _END.finditer(text, start, end):
        worded = worded or _HAS_WORD.search(text, seen, match.start()) is not None
        seen = match.end()
        if worded and _ends(text, begin, match.start(), match.end(), end):
            yield from _trimmed(text, begin, match.end())
            begin, worded = match.end(), False
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        first = start + len(piece) - len(piece.lstrip())
        yield Span(first, first + len(stripped))


def _ends(text: str, begin: int, sign: int, after: int, line_end: int) -> bool:
    following = text[after : after + 40].lstrip(" \u00a0\t").lstrip(_OPENERS)[:1] if after < line_end else ""
    if not following:
        return True
    if text[sign:after].strip("\"'»”’)]*_") != ".":
        return not following.islower()
    head = text[max(begin, sign - 40) : sign + 1]
    if following.islower() or _MARKER.match(text, begin, sign + 1):
        return False
    word = _last_word(head)
    if word in _abbreviations():
        return _abbreviations()[word] and following.isupper()
    return not _INITIAL.search(head)


def _last_word(head: str) -> str:
    spaced = _SPACED.search(head)
    if spaced:  # «т. д.» is «т.д.»
        return f"{spaced[1]}.{spaced[2]}"
    match = _LAST_WORD.search(head)
    return match.group().rstrip(".").lower() if match else ""
