"""A draft -> Analysis: words, sentences, what is spared, typed facts; computed once, read by every rule."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol

from kb_index.records import Span
from kb_index.text.facts import Fact, facts
from kb_index.text.lemmas import parses
from kb_index.text.sentences import sentences
from kb_index.text.tokens import Scanned, TokenKind, scan
from service.domain import CheckContext
from service.guardrail.quotes import Found, QuoteWords, Zone, evidence, find_zones, spared, title_of

# Over 250 lines on purpose: the one pass over a text stands beside the values that it yields.
_GAP_KINDS = frozenset({TokenKind.PUNCT, TokenKind.SYMBOL, TokenKind.NEWLINE})
_CYRILLIC_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_LATIN_WORD = re.compile(r"[a-z]+(?:['\-][a-z]+)*")
_ENDED = re.compile(r"[.!?…:;][\"'»”’)\]*_]*\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•–—|>]|\(?\d{1,3}[.)]|\w[.)])\s")
_NEVER, _LOOK_BACK, _FEW = sys.maxsize, 8, 32
NO_KEYS: frozenset[str] = frozenset()
INDEXED_GRAMMEMES = frozenset({"1per", "2per", "futr", "impr", "INFN", "Name", "Patr", "ADVB", "ADJS", "PRTS"})


class Word(NamedTuple):
    """A word, number, URL or code of the text.

    ``keys``: «=form», every lemma, and of the grammemes those worth an index; empty where the word is spared.
    """

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


class Sought(Protocol):
    """A phrase, as far as an analysis knows of it: of each of these sets a key stands in every match."""

    @property
    def needed(self) -> tuple[frozenset[str], ...]: ...

    def __hash__(self) -> int: ...


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
    shared: dict[str, object] = field(default_factory=dict)  # what one rule worked out for the ones after it
    masks: dict[frozenset[str], int] = field(default_factory=dict)  # keys -> the sentences that hold one of them
    index: Mapping[str, Sequence[Sought]] | None = None  # key -> the phrases of the standard that it calls for

    @cached_property
    def called_for(self) -> frozenset[Sought] | None:
        """The phrases of the standard all of whose needed words stand in the text; None: not known."""
        if self.index is None:
            return None
        keys = frozenset(self.positions)
        near = {phrase for key in keys for phrase in self.index.get(key, ())}
        return frozenset(phrase for phrase in near if not any(map(keys.isdisjoint, phrase.needed)))

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

    @cached_property
    def keys_of(self) -> tuple[frozenset[str], ...]:
        """Of each word."""
        return tuple([word.keys for word in self.words])

    @cached_property
    def holding(self) -> Mapping[str, int]:
        """Key -> the sentences that hold it, a bit for each."""
        found: dict[str, int] = {}
        bits = [1 << number for number in range(len(self.sentences))]
        for key, places in self.positions.items():
            held = 0
            for place in places:
                held |= bits[self.sentence_of[place]]
            found[key] = held
        return found

    def sentences_with(self, needed: Iterable[frozenset[str]]) -> int:
        """The sentences that hold one key at least of each set, a bit for each. The keys are those of phrases."""
        both = -1
        for keys in needed:
            held = self.masks.get(keys)
            if held is None:
                held = self.masks[keys] = self._with_any(keys)
            both &= held
            if not both:
                return 0
        return both

    def _with_any(self, keys: frozenset[str]) -> int:
        held, holding = 0, self.holding
        for key in holding.keys() & keys if len(keys) > _FEW else keys:
            held |= holding.get(key, 0)
        return held

    def span(self, first: int, last: int) -> Span:
        """From the beginning of word ``first`` to the end of word ``last - 1``."""
        return Span(self.words[first].start, self.words[last - 1].end)

    def zones_over(self, span: Span) -> tuple[Zone, ...]:
        """The quotations and code that the stretch touches."""
        first = bisect_right(self.zones, span.start, key=lambda zone: zone.span.end)
        last = bisect_left(self.zones, span.end, key=lambda zone: zone.span.start)
        return self.zones[first:last]

    def facts_over(self, span: Span) -> Sequence[Fact]:
        """The facts that the stretch touches."""
        first = bisect_right(self.facts, span.start, key=lambda fact: fact.span.end)
        last = bisect_left(self.facts, span.end, lo=first, key=lambda fact: fact.span.start)
        return self.facts[first:last]

    def in_zone(self, span: Span) -> bool:
        """Whether the stretch lies in quotation marks or code, spared or not."""
        return bool(self.zones_over(span))

    def in_spared(self, span: Span) -> bool:
        return any(zone.spared for zone in self.zones_over(span))


def analyse(
    text: str,
    context: CheckContext,
    words: QuoteWords,
    vocabulary: frozenset[str] | None = None,
    index: Mapping[str, Sequence[Sought]] | None = None,
) -> Analysis:
    """One pass over the text. Linear in its length.

    ``vocabulary``: the keys that phrases are looked up by, and so all that ``positions`` need hold; None: every key.
    ``index``: key -> the phrases that it calls for, of all that will be looked for.
    """
    spans = tuple(_joined(text, sentences(text)))
    found = find_zones(text)
    known = evidence(context) if found else ()
    built, zones = _words(text, scan(text), spans, found, known, words)
    language = _language(built, context.language_code if context.language_code in ("ru", "en") else "en")
    positions = _positions(built, vocabulary)
    return replace(_assemble(text, language, built, spans, positions, zones), index=index)


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
        readings = parses(form)
        grammemes = {"#" + name for parse in readings for name in parse.grammemes & INDEXED_GRAMMEMES}
        return frozenset({"=" + form, *(parse.lemma for parse in readings), *grammemes}), True, False
    return frozenset({"=" + form}), False, bool(_LATIN_WORD.fullmatch(form))


def _words(
    text: str,
    tokens: Iterable[Scanned],
    spans: Sequence[Span],
    found: Sequence[Found],
    known: Sequence[str],
    quote_words: QuoteWords,
) -> tuple[list[Word], tuple[Zone, ...]]:
    built: list[Word] = []
    zones: list[Zone] = []
    zone_start = found[0].span.start if found else _NEVER
    hidden_until = 0
    gap = ""
    for start, end, form, kind in tokens:
        if kind in _GAP_KINDS:
            gap += text[start:end]
            continue
        while zone_start < end:
            zone = _judge(found[len(zones)], built, spans, known, quote_words)
            zones.append(zone)
            hidden_until = zone.span.end if zone.spared else hidden_until
            zone_start = found[len(zones)].span.start if len(zones) < len(found) else _NEVER
        keys, cyrillic, latin = _shape(form, kind)
        keys = NO_KEYS if start < hidden_until else keys
        built.append(Word(start, end, form, kind, keys, gap, cyrillic, latin))
        gap = ""
    end = spans[-1].end if spans else 0
    built.append(Word(end, end, "", TokenKind.PUNCT, NO_KEYS, gap + "\n", cyrillic=False, latin=False))
    zones += [_judge(rest, (), spans, known, quote_words) for rest in found[len(zones) :]]
    return built, tuple(zones)


def _judge(found: Found, built: Sequence[Word], spans: Sequence[Span], known: Sequence[str], words: QuoteWords) -> Zone:
    """Looks back over the words of the sentence in which the quotation begins."""
    place = bisect_right(spans, found.span.start, key=lambda span: span.start) - 1
    begin = spans[place].start if place >= 0 else 0
    before = [word.keys for word in built[-_LOOK_BACK:] if word.start >= begin]
    title = title_of(found, before, words)
    return Zone(found.span, found.kind == "code", spared(found, before, known, words), title)


def _positions(words: Sequence[Word], vocabulary: frozenset[str] | None) -> dict[str, list[int]]:
    positions: dict[str, list[int]] = {}
    for number, word in enumerate(words):
        for key in word.keys:
            if vocabulary is None or key in vocabulary:
                positions.setdefault(key, []).append(number)
    return positions


def _assemble(
    text: str,
    language: str,
    words: Sequence[Word],
    spans: Sequence[Span],
    positions: Mapping[str, Sequence[int]],
    zones: tuple[Zone, ...],
) -> Analysis:
    found: list[Sentence] = []
    sentence_of: list[int] = []
    number = 0
    for span in spans:
        first = number
        while number < len(words) - 1 and words[number].start < span.end:
            number += 1
        if number > first:
            sentence_of += [len(found)] * (number - first)
            found.append(Sentence(span, first, number, _language(words[first:number], language)))
    sentence_of.append(len(found) - 1)
    starts = {sentence.first for sentence in found}
    starts |= {first + 1 for first in starts if _is_list_number(words, first)}
    return Analysis(text, language, tuple(words), tuple(found), tuple(sentence_of), frozenset(starts), positions, zones)


def _is_list_number(words: Sequence[Word], place: int) -> bool:
    """«1) нет …»: what follows the number begins the item."""
    if words[place].kind is not TokenKind.NUMBER or place + 2 > len(words):
        return False
    opens_line = place == 0 or "\n" in words[place].gap
    return opens_line and words[place + 1].gap[:1] in (")", ".")


def _language(words: Sequence[Word], default: str) -> str:
    """The request's language, unless four of five words are of the other one: commands and names are Latin in both."""
    cyrillic = sum([word.cyrillic for word in words])
    latin = sum([word.latin for word in words])
    own, other = (cyrillic, latin) if default == "ru" else (latin, cyrillic)
    return default if other <= 4 * own else ("en" if default == "ru" else "ru")
