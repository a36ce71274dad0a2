"""A draft and its request -> Grounding: which of its typed facts stand in the sources, and where.

A fact may come from a source, from what the end user wrote, from the agent's instruction, from what
the caller vouches for, or from the case itself. What a colleague or a machine wrote earlier in the
thread is no source: an invented number would then support itself in the next draft. What only the end
user wrote may be repeated; a sum or a time that the draft grants or confirms needs another source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from kb_index.records import Span
from kb_index.text.fact_restated import Notes, restated, shorthand
from kb_index.text.fact_support import supporting_kinds, supports
from kb_index.text.facts import Fact, facts
from kb_index.text.normalise import clean_input
from service.domain import CheckContext, Grounding, SupportedClaim, UnsupportedClaim
from service.guardrail.alignment import misplaced, told_by, words_of
from service.guardrail.analysis import Analysis, Sentence
from service.guardrail.asked import CUSTOMER, request_texts
from service.guardrail.granting import granted
from service.guardrail.quotes import Title, evidence, stands_in, titles

Facts = dict[tuple[str, Hashable], Fact]
TITLE = "title"
_ADDRESS = re.compile(r"\w[./]\w")  # a word of an article's address is not yet what the screen calls it
_ISO_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)")


@dataclass(frozen=True)
class _Shelf:
    """The facts of one place. ``quotable``: their spans lie in the text of a source of that id."""

    place: str
    facts: Facts
    text: str
    quotable: bool = False

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Fact]]:
        kinds: dict[str, list[Fact]] = {}
        for fact in self.facts.values():
            kinds.setdefault(fact.kind, []).append(fact)
        return kinds

    @cached_property
    def searched(self) -> Notes:
        return shorthand(self.text)


def ground(analysis: Analysis, context: CheckContext) -> Grounding | None:
    """None where the context holds nothing to trace facts to. Worked out once per analysis."""
    if "grounding" not in analysis.shared:
        analysis.shared["grounding"] = _ground(analysis, context)
    found = analysis.shared["grounding"]
    assert found is None or isinstance(found, Grounding)
    return found


def _ground(analysis: Analysis, context: CheckContext) -> Grounding | None:
    if context.sources is None and not (context.conversation and context.conversation.messages):
        return None
    named = tuple(titles(analysis.zones))
    if not analysis.facts and not named:
        return Grounding(coverage=1.0)
    traced = [*_traced_facts(analysis, context), *_traced_titles(named, analysis.text, context)]
    ordered = sorted(traced, key=lambda claim: claim.span)
    supported = tuple(claim for claim in ordered if isinstance(claim, SupportedClaim))
    unsupported = tuple(claim for claim in ordered if isinstance(claim, UnsupportedClaim))
    return Grounding(len(supported) / len(ordered), unsupported, supported)


Claim = SupportedClaim | UnsupportedClaim


def _traced_facts(analysis: Analysis, context: CheckContext) -> Iterator[Claim]:
    shelves = _Shelves(context)
    places = _Places(analysis, context)
    traced: dict[tuple[str, Hashable], tuple[_Shelf, Fact] | None] = {}
    for claim in analysis.facts:
        key = (claim.kind, claim.value)
        if key not in traced:
            traced[key] = _support(claim, shelves)
        found = traced[key]
        if found is not None and found[0].quotable and _is_fact(*found) and places.misplaced(claim):
            found = None
        if found is not None and found[0].place == CUSTOMER and places.granted(claim):
            found = _support(claim, [shelf for shelf in shelves if shelf.place != CUSTOMER])
        yield _claim(claim.span, analysis.text, str(claim.kind), found)


def _is_fact(shelf: _Shelf, found: Fact) -> bool:
    """Not shorthand, of which a source's sentences know nothing."""
    return (found.kind, found.value) in shelf.facts


class _Places:
    """What the draft's sentence does with a fact: whether it says it of what the sources say another value of."""

    def __init__(self, analysis: Analysis, context: CheckContext) -> None:
        self._analysis = analysis
        self._told = [one for source in context.sources or () for one in told_by(source.text)]
        self._values: dict[str, set[Hashable]] = {}
        for fact in (fact for one in self._told for fact in one.facts):
            self._values.setdefault(fact.kind, set()).add(fact.value)
        self._words: dict[int, frozenset[str]] = {}

    def misplaced(self, claim: Fact) -> bool:
        values = self._values.get(claim.kind, ())
        if not len(values) > (claim.value in values):
            return False
        place = self._sentence_of(claim)
        return place >= 0 and misplaced(claim, self._words_of(place), self._told)

    def granted(self, claim: Fact) -> bool:
        """Whether the draft's sentence answers with it, and not only repeats it."""
        place = self._sentence_of(claim)
        if place < 0:
            return False
        sentence = self._analysis.sentences[place].span
        return granted(sentence.of(self._analysis.text), claim.span.shifted(-sentence.start), claim.kind)

    def _sentence_of(self, claim: Fact) -> int:
        return bisect_right(self._analysis.sentences, claim.span.start, key=_start) - 1

    def _words_of(self, place: int) -> frozenset[str]:
        if place not in self._words:
            sentence = self._analysis.sentences[place].span
            own = [fact for fact in self._analysis.facts if sentence.overlaps(fact.span)]
            self._words[place] = words_of(sentence.of(self._analysis.text), sentence.start, own)
        return self._words[place]


def _start(sentence: Sentence) -> int:
    return sentence.span.start


class _Shelves:
    """The places a fact may come from, in order; those that no fact asks for are not read."""

    def __init__(self, context: CheckContext) -> None:
        self._read: list[_Shelf] = []
        self._rest = _shelves(context)

    def __iter__(self) -> Iterator[_Shelf]:
        yield from self._read
        for shelf in self._rest:
            self._read.append(shelf)
            yield shelf


def _support(claim: Fact, shelves: Iterable[_Shelf]) -> tuple[_Shelf, Fact] | None:
    """The same fact where there is one, else one that says as much."""
    key = (claim.kind, claim.value)
    for shelf in shelves:
        if key in shelf.facts:
            return shelf, shelf.facts[key]
    kinds = supporting_kinds(claim.kind)
    pairs = ((shelf, fact) for shelf in shelves for kind in kinds for fact in shelf.by_kind.get(kind, ()))
    found = next((pair for pair in pairs if supports(pair[1], claim)), None)
    return found or _said_in_shorthand(claim, shelves)


def _said_in_shorthand(claim: Fact, shelves: Iterable[_Shelf]) -> tuple[_Shelf, Fact] | None:
    """«2 р.д.» for two business days: no fact by itself, but what the claim restates."""
    for shelf in shelves:
        if (place := restated(claim, shelf.searched)) is not None:
            return shelf, replace(claim, span=place, text=place.of(shelf.text))
    return None


def _claim(span: Span, text: str, kind: str, found: tuple[_Shelf, Fact] | None) -> Claim:
    said = span.of(text)
    if found is None:
        return UnsupportedClaim(span, said, kind)
    shelf, fact = found
    return SupportedClaim(span, said, kind, shelf.place, fact.span if shelf.quotable else None)


def _traced_titles(named: Iterable[Title], text: str, context: CheckContext) -> Iterator[Claim]:
    """A button or section that a reply names must be called so somewhere."""
    known: tuple[str, ...] | None = None
    for title in named:
        if known is None:
            request = (said for _, said in request_texts(context))
            known = (*evidence(context), *request)
        said = title.span.of(text)
        named_in = (*known, *_addresses(context)) if _ADDRESS.search(said) else known
        place = _title_place(title, context) if any(stands_in(title.words, one) for one in named_in) else None
        yield (
            UnsupportedClaim(title.span, said, TITLE)
            if place is None
            else SupportedClaim(title.span, said, TITLE, place)
        )


def _title_place(title: Title, context: CheckContext) -> str:
    for source in context.sources or ():
        if stands_in(title.words, f"{source.title}\n{source.text}"):
            return source.source_id
    return next((place for place, text in request_texts(context) if stands_in(title.words, text)), CUSTOMER)


def _addresses(context: CheckContext) -> Iterator[str]:
    for source in context.sources or ():
        yield source.uri or ""


def _distinct(found: Iterable[Fact]) -> Facts:
    """Each fact once, where it stands first: long articles repeat themselves."""
    distinct: Facts = {}
    for fact in found:
        distinct.setdefault((fact.kind, fact.value), fact)
    return distinct


def _shelves(context: CheckContext) -> Iterator[_Shelf]:
    """Sources first: an article outweighs the customer's own words."""
    for source in context.sources or ():
        yield _Shelf(source.source_id, source_facts(source.text), source.text, quotable=True)
    for source in context.sources or ():
        about = f"{source.title}\n{source.uri or ''}"
        yield _Shelf(source.source_id, source_facts(about), about)
    texts: dict[str, list[str]] = {}
    for place, text in request_texts(context):
        texts.setdefault(place, []).append(text)
    for place, parts in texts.items():
        said = "\n\n".join(parts)
        yield _Shelf(place, _distinct(facts(_readable(said))), said)


@lru_cache(maxsize=2048)
def source_facts(text: str) -> Facts:
    """Articles are cited again and again; callers only read. Spans are those of the text as given."""
    return _distinct(facts(_readable(text)))


def _readable(text: str) -> str:
    """The same number of characters. 2026-12-02T08:15 is a date and a time."""
    return _ISO_TIME.sub(r"\1 \2", clean_input(text)[0])
