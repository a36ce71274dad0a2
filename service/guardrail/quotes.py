"""A draft's quotations and code -> the stretches in which rules do not look.

A quotation is spared only where it can be shown to be one: its words stand in the ticket or in a
source. A language model can put quotation marks around anything. Two more kinds are spared because
their frame says what they are: a short title after a word such as «раздел» or "button", and, where
the request brings neither ticket nor sources to compare with, what is reported as the customer's
own words ("you wrote that …").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Span
from kb_index.text.lemmas import lemma
from kb_index.text.normalise import normalise
from kb_index.text.tokens import norm
from service.domain import CheckContext, Role

_ZONE = re.compile(
    r"(?P<code>```.{0,20000}?```|`[^`\n]{1,400}`)"
    r"|(?P<thread>^[ \t]*>[^\n]*)"
    r"|(?P<quote>«[^«»]{1,600}»|“[^“”]{1,600}”|„[^„“”]{1,600}[“”]|\"[^\"\n]{1,600}\")",
    re.MULTILINE | re.DOTALL,
)
_WORD = re.compile(r"\w+")
_TITLE_WORDS = 6
_FRAME_WORDS = 6


@dataclass(frozen=True, slots=True)
class QuoteWords:
    """The words that tell what a quotation is: ``titles`` before a name of a thing, the others before speech."""

    titles: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    verbs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch in quotation marks (with them) or code; ``spared`` where rules do not look inside.

    ``title``: the name of a button, section or the like: a word such as «раздел» or "button" stands before it.
    """

    span: Span
    code: bool
    spared: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """What a reply calls a button, a section or a menu item; ``span`` without the quotation marks' outside."""

    span: Span
    words: str


def titles(zones: Iterable[Zone]) -> Iterable[Title]:
    return (Title(zone.span, zone.title) for zone in zones if zone.title)


def stands_in(words: str, text: str) -> bool:
    """Whether the words, made comparable, stand in the text one after the other, be it in another case."""
    return f" {words} " in f" {_comparable(text)} " or f" {_lemmas_of(words)} " in f" {_lemmas_of(_comparable(text))} "


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch before it is judged."""

    span: Span
    kind: str
    inner: str


def find_zones(text: str) -> tuple[Found, ...]:
    """Code, quoted thread lines and quotations in order, none overlapping."""
    return tuple(
        Found(Span(match.start(), match.end()), match.lastgroup or "", match.group().strip('`«»“”„"> \t'))
        for match in _ZONE.finditer(text)
    )


def evidence(context: CheckContext) -> tuple[str, ...]:
    """The texts in which a true quotation must stand."""
    messages = context.conversation.messages if context.conversation else ()
    said = tuple(message.text for message in messages if message.role is Role.END_USER)
    sources = tuple(part for source in context.sources or () for part in (source.title, source.text))
    return said + sources + tuple(reference.content for reference in context.context_references)


def spared(found: Found, before: Sequence[frozenset[str]], known: Sequence[str], words: QuoteWords) -> bool:
    """``before``: the keys of the words that precede the quotation in its sentence, the nearest last."""
    if found.kind == "code":
        return True
    quoted = _comparable(found.inner)
    if not quoted:
        return False
    if any(f" {quoted} " in f" {_comparable(text)} " for text in known):
        return True
    if title_of(found, before, words):
        return True
    frame = before[-_FRAME_WORDS:]
    reported = found.kind == "thread" or (_holds(frame, words.speakers) and _holds(frame, words.verbs))
    return not known and reported


def title_of(found: Found, before: Sequence[frozenset[str]], words: QuoteWords) -> str:
    """The comparable words of a short quotation that a word such as «раздел» makes a name; else nothing."""
    quoted = _comparable(found.inner)
    named = found.kind == "quote" and len(quoted.split()) <= _TITLE_WORDS and _holds(before[-2:], words.titles)
    return quoted if named else ""


def repeats(said: str, text: str) -> bool:
    """Whether the words stand in the text one after the other: a line of a log, a name on the screen."""
    return stands_in(_comparable(said), text)


def _holds(before: Iterable[frozenset[str]], wanted: frozenset[str]) -> bool:
    return any(not wanted.isdisjoint(keys) for keys in before)


@lru_cache(maxsize=128)
def _lemmas_of(words: str) -> str:
    """«Справку» is what the source calls «Справка»."""
    return " ".join(lemma(word, "ru") for word in words.split())


@lru_cache(maxsize=128)
def _comparable(text: str) -> str:
    return " ".join(norm(word) for word in _WORD.findall(normalise(text).text))
