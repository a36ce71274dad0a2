"""A draft -> Analysis: words, sentences, what is spared, typed facts; computed once, read by every rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from kb_index.records import Span
from kb_index.text.facts import Fact, facts
from kb_index.text.language import detect
from kb_index.text.lemmas import lemmas
from kb_index.text.sentences import sentences
from kb_index.text.tokens import Token, TokenKind, tokenize
from service.domain import CheckContext
from service.guardrail.quotes import Found, QuoteWords, Zone, evidence, find_zones, spared

_GAP_KINDS = frozenset({TokenKind.PUNCT, TokenKind.SYMBOL, TokenKind.NEWLINE})
_CYRILLIC_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_LATIN_WORD = re.compile(r"[a-z]+(?:['\-][a-z]+)*")
_ENDED = re.compile(r"[.!?…:;][\"'»”’)\]*_]*\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•–—|>]|\(?\d{1,3}[.)]|\w[.)])\s")
NO_KEYS: frozenset[str] = frozenset()


class Word(NamedTuple):
    """A word, number, URL or code of the text. ``keys``: «=form» and every lemma; empty where it is spared."""

    start: int
    end: int
    norm: str
    kind: TokenKind
    keys: frozenset[str]
    gap: str  # punctuation and line ends between the word before and this one
    cyrillic: bool
    latin: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """``words[first:last]`` of the analysis; ``language_code`` by the script of its words."""

    span: Span
    first: int
    last: int
    language_code: str


@dataclass(frozen=True)
class Analysis:
    """Everything the rules may ask of a text. Word numbers are positions in ``words``."""

    text: str
    language_code: str
    words: tuple[Word, ...]  # one more than there are words: the last is empty and holds the closing punctuation
    sentences: tuple[Sentence, ...]
    sentence_of: tuple[int, ...]  # word number -> sentence number
    starts: frozenset[int]  # words that begin a sentence, a line of its own or a list item
    positions: Mapping[str, Sequence[int]]
    zones: tuple[Zone, ...]
    _cache: dict[str, object] = field(default_factory=dict, compare=False)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(facts(self.text))

    @cached_property
    def facts_at(self) -> Mapping[int, tuple[tuple[str, int], ...]]:
        """Word number -> (kind of fact, number of the word after it) for the facts that begin there."""
        begins: dict[int, tuple[tuple[str, int], ...]] = {}
        number = 0
        for fact in sorted(self.facts, key=lambda fact: fact.span):
            while number < len(self.words) - 1 and self.words[number].end <= fact.span.start:
                number += 1
            after = number
            while after < len(self.words) - 1 and self.words[after].start < fact.span.end:
                after += 1
            if after > number:
                begins[number] = (*begins.get(number, ()), (str(fact.kind), after))
        return begins

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence around or before an offset; None in a text without words."""
        before = [sentence for sentence in self.sentences if sentence.span.start <= offset]
        return before[-1] if before else (self.sentences[0] if self.sentences else None)

    def span(self, first: int, last: int) -> Span:
        """From the beginning of word ``first`` to the end of word ``last - 1``."""
        return Span(self.words[first].start, self.words[last - 1].end)

    def in_zone(self, span: Span) -> bool:
        """Whether the stretch lies in quotation marks or code, spared or not."""
        return any(zone.span.overlaps(span) for zone in self.zones)

    def in_spared(self, span: Span) -> bool:
        return any(zone.spared and zone.span.overlaps(span) for zone in self.zones)


def analyse(text: str, context: CheckContext, words: QuoteWords) -> Analysis:
    """One pass over the text. Linear in its length."""
    language = text_language(text, context)
    spans = tuple(_joined(text, sentences(text)))
    found = find_zones(text)
    known = evidence(context) if found else ()
    built, zones = _words(tokenize(text), spans, found, known, words)
    return _assemble(text, language, built, spans, zones)


def text_language(text: str, context: CheckContext) -> str:
    """The draft's own language where it is plain, else the one asked for; ``ru`` or ``en``."""
    asked = context.language_code
    found = detect(text, default=asked)
    return found if found in ("ru", "en") else (asked if asked in ("ru", "en") else "en")


def _joined(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Sentences; a line that merely wraps (no closing sign, small letter below) goes on with the next."""
    held: Span | None = None
    for span in spans:
        if held is not None and _wraps(text, held, span):
            held = Span(held.start, span.end)
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held


def _wraps(text: str, before: Span, after: Span) -> bool:
    between = text[before.end : after.start]
    if not between or between.count("\n") != 1 or not text[after.start].islower():
        return False
    return not _ENDED.search(text[max(before.start, before.end - 8) : before.end]) and not _LIST_ITEM.match(
        text[after.start : after.start + 8]
    )


@lru_cache(maxsize=100_000)
def _shape(form: str, kind: TokenKind) -> tuple[frozenset[str], bool, bool]:
    """(keys, is Cyrillic, is Latin) of a word."""
    if kind is not TokenKind.WORD:
        return (frozenset({"=" + form}) if kind is TokenKind.NUMBER else NO_KEYS), False, False
    if _CYRILLIC_WORD.fullmatch(form):
        return frozenset({"=" + form, *lemmas(form)}), True, False
    return frozenset({"=" + form}), False, bool(_LATIN_WORD.fullmatch(form))


def _words(
    tokens: Sequence[Token],
    spans: Sequence[Span],
    found: Sequence[Found],
    known: Sequence[str],
    quote_words: QuoteWords,
) -> tuple[list[Word], tuple[Zone, ...]]:
    built: list[Word] = []
    zones: list[Zone] = []
    gap = ""
    starts = iter(spans)
    sentence = next(starts, None)
    sentence_word = 0
    for token in tokens:
        if token.kind in _GAP_KINDS:
            gap += token.text
            continue
        start = token.span.start
        while sentence is not None and sentence.end <= start:
            sentence, sentence_word = next(starts, None), len(built)
        while len(zones) < len(found) and found[len(zones)].span.start < token.span.end:
            zones.append(_judge(found[len(zones)], built[sentence_word:], known, quote_words))
        keys, cyrillic, latin = _shape(token.norm, token.kind)
        hidden = bool(zones) and zones[-1].spared and start < zones[-1].span.end
        built.append(
            Word(start, token.span.end, token.norm, token.kind, NO_KEYS if hidden else keys, gap, cyrillic, latin)
        )
        gap = ""
    end = spans[-1].end if spans else 0
    built.append(Word(end, end, "", TokenKind.PUNCT, NO_KEYS, gap + "\n", cyrillic=False, latin=False))
    zones += [_judge(rest, (), known, quote_words) for rest in found[len(zones) :]]
    return built, tuple(zones)


def _judge(found: Found, before: Sequence[Word], known: Sequence[str], words: QuoteWords) -> Zone:
    is_spared = spared(found, [word.keys for word in before], known, words)
    return Zone(found.span, found.kind == "code", is_spared)


def _assemble(text: str, language: str, words: list[Word], spans: Sequence[Span], zones: tuple[Zone, ...]) -> Analysis:
    found: list[Sentence] = []
    sentence_of: list[int] = []
    starts: set[int] = set()
    positions: dict[str, list[int]] = {}
    number = 0
    for span in spans:
        first = number
        while number < len(words) - 1 and words[number].start < span.end:
            for key in words[number].keys:
                positions.setdefault(key, []).append(number)
            sentence_of.append(len(found))
            number += 1
        if number > first:
            starts.add(first)
            found.append(Sentence(span, first, number, _language(words[first:number], language)))
    sentence_of.append(len(found) - 1)
    return Analysis(text, language, tuple(words), tuple(found), tuple(sentence_of), frozenset(starts), positions, zones)


def _language(words: Sequence[Word], default: str) -> str:
    cyrillic = sum(1 for word in words if word.cyrillic)
    latin = sum(1 for word in words if word.latin)
    if cyrillic == latin:
        return default
    return "ru" if cyrillic > latin else "en"
