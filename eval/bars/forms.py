"""The phrases of a standard -> phrases in other grammatical forms, which the same rule must find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from kb_index.text.lemmas import lemmas, morphology
from service.guardrail.phrases.book import Lists
from service.guardrail.phrases.syntax import Atom, Choice, Edge, Gap, Mark, Part, Shelf, read_phrase
from service.standards.model import CheckSpec, Standard
from service.standards.node import Node

_WORD_KINDS = frozenset({"existence", "substitution"})
_OLD = frozenset({"Arch", "Erro", "Infr", "Dist", "Abbr"})  # forms that nobody writes
_NAMED = re.compile(r"=([а-яё\-]+)")
_READINGS = 6  # of a phrase with alternatives, picked by chance

Words = list[tuple[str, bool]]  # a word, and whether any of its forms will do


@dataclass(frozen=True, slots=True)
class Inflected:
    """``spared``: the check itself names one of the forms under ``unless``."""

    rule_id: str
    phrase: str  # as the dictionary has the words
    form: str
    spared: bool


def inflected(standard: Standard, random: Random) -> list[Inflected]:
    """All words of all phrases that ask for no certain form, each in its forms; shuffled."""
    shelf = Lists.of(standard.lists).shelf
    found = {
        one
        for rule in standard.rules
        for check in rule.checks
        if check.kind in _WORD_KINDS and "ru" in check.parameters
        for one in _of_check(rule.rule_id, check, shelf, random)
    }
    ordered = sorted(found, key=lambda one: (one.rule_id, one.phrase, one.form))
    random.shuffle(ordered)
    return ordered


def _of_check(rule_id: str, check: CheckSpec, shelf: Shelf, random: Random) -> Iterator[Inflected]:
    entries = check.parameters["ru"].entries()
    if "parse" in entries and entries["parse"].content != "any":
        return  # a rule of grammar asks for certain forms
    spared = {form for text in _texts(entries.get("unless")) for form in _NAMED.findall(text)}
    for text in _phrases(entries.get("phrases"), entries.get("swap")):
        parts = read_phrase(text, shelf)
        for words in filter(None, (_read(parts, random) for _ in range(_READINGS))):
            plain = tuple(word for word, _ in words)
            for chosen in _varied(words):
                if chosen != plain:
                    yield Inflected(rule_id, " ".join(plain), " ".join(chosen), bool(spared.intersection(chosen)))


def _phrases(phrases: Node | None, swap: Node | None) -> Iterator[str]:
    yield from _texts(phrases)
    if swap is not None:
        yield from swap.entries()


def _texts(node: Node | None) -> Iterator[str]:
    for item in node.items() if node is not None else ():
        if isinstance(item.content, str):
            yield item.content


def _read(parts: Sequence[Part], random: Random) -> Words | None:
    """One way to say the phrase; None where it asks for a form, a fact, a sign or a place in the sentence."""
    words: Words = []
    for part in parts:
        if isinstance(part, Choice):
            said = [] if part.optional else _read(random.choice(part.options), random)
        else:
            said = _said(part)
        if said is None:
            return None
        words += said
    return words


def _said(part: Part) -> Words | None:
    if isinstance(part, Edge) or (isinstance(part, Mark) and not part.absent):
        return None
    if not isinstance(part, Atom):
        return None if not isinstance(part, (Gap, Mark)) else []
    if part.form is not None:
        return [(part.form, False)]
    bare = part.lemma is not None and not (part.required or part.forbidden)
    return [(part.lemma, True)] if part.lemma is not None and bare else None


def _varied(words: Words) -> Iterator[tuple[str, ...]]:
    """The phrase with one word at a time in each of its forms."""
    plain = tuple(word for word, _ in words)
    for place, (word, free) in enumerate(words):
        for form in _forms(word) if free else ():
            yield (*plain[:place], form, *plain[place + 1 :])


@cache
def _forms(word: str) -> tuple[str, ...]:
    readings = [one for one in morphology().parse(word) if _fold(one.normal_form) == _fold(word)]
    forms = {one.word for reading in readings[:1] for one in reading.lexeme if not _OLD & set(one.tag.grammemes)}
    return tuple(sorted(form for form in forms if _fold(word) in lemmas(form)))


def _fold(word: str) -> str:
    return word.replace("ё", "е")
