"""A text that is only data -> the orders to the service planted in it: reported, never followed.

The marker phrases are the ``injection`` cues, so that understanding and the guardrail know the same list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kb_index.records import Span
from kb_index.text.normalise import normalise
from service.understanding.cues import Cue, CueBook, cue_book, words_of_uncached

_MIXED = re.compile(r"(?<!\w)(?:[A-Za-z]++[А-Яа-яЁёІіЅѕЈј]|[А-Яа-яЁёІіЅѕЈј]++[A-Za-z])\w*")
_TO_LATIN = str.maketrans("аеорсухіѕјАВЕКМНОРСТУХІЅЈ", "aeopcyxisjABEKMHOPCTYXISJ")
_TO_CYRILLIC = str.maketrans("aeopcyxkmtABEKMHOPCTYX", "аеорсухкмтАВЕКМНОРСТУХ")
_SPACED = re.compile(r"(?<![^\W_])[^\W_](?:[ .\-_*·]{1,3}[^\W_](?![^\W_])){5,400}+")
_SPACED_MARKERS = re.compile(
    r"ignore(?:all|any|your|the|previous|prior|above)|disregard|systemprompt|instructions|игнорируй|забудьвсе|системныйпромпт|инструкци"
)
_ROLE_TOKENS = re.compile(
    r"<\|[^|<>\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant)>"
    r"|^[ \t]{0,8}(?:(?:#{2,6}|\*\*|={2,6}|<!--)[ \t]{0,4}(?:system|система)|(?-i:SYSTEM|СИСТЕМА)"
    r"|system (?:note|message|prompt|override)(?: (?:to|for) [^\n:]{1,40})|системное сообщение для [^\n:]{1,40}"
    r"|(?:#{2,6}|\*\*)[ \t]{0,4}(?:new )?instructions?)[ \t]{0,4}:[^\n]{0,200}",
    re.IGNORECASE | re.MULTILINE,
)
# «Забудьте мои прежние указания по доставке»: what the customer takes back is the customer's own.
_OWN = frozenset({"my", "our", "mine", "мой", "мое", "мои", "моих", "мою", "моей", "наши", "нашу", "наших", "наше"})


def orders(text: str) -> tuple[Span, ...]:
    """In order, non-overlapping. Sees through invisible signs, look-alike letters and s p a c e d letters. Linear."""
    source = normalise(text)
    plain = _MIXED.sub(_unmixed, source.text)
    found = sorted({*_marked(plain), *_spaced(plain), *(match.span() for match in _ROLE_TOKENS.finditer(plain))})
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(source.span(start, end) for start, end in kept)


def _unmixed(match: re.Match[str]) -> str:
    """A word of two scripts in the one that has all of its letters; its length stays."""
    latin = match.group().translate(_TO_LATIN)
    return latin if latin.isascii() else match.group().translate(_TO_CYRILLIC)


def _marked(plain: str) -> Iterator[tuple[int, int]]:
    words = words_of_uncached(plain)
    for hit in _book().scan(words):
        if not any(words[number].text in _OWN for number in hit.words):
            yield hit.span.start, hit.span.end


def _spaced(plain: str) -> Iterator[tuple[int, int]]:
    for match in _SPACED.finditer(plain):
        joined = "".join(sign for sign in match.group().lower() if sign.isalnum())
        if _SPACED_MARKERS.search(joined):
            yield match.span()


@cache
def _book() -> CueBook:
    """The cues of orders alone: an article is long, and of nothing else is asked here."""
    return cue_book().only(Cue.INJECTION)
