"""Parameters of a part that a reply must hold -> whether it is there, among the words given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from kb_index.text.lemmas import lemmas
from kb_index.text.tokens import TokenKind, tokenize
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Material, Unknown
from service.guardrail.fields import known_field, value
from service.guardrail.phrases.book import PhraseSet, phrase_set
from service.guardrail.phrases.syntax import FACTS
from service.guardrail.phrases.words import CYRILLIC_WORD
from service.standards.node import Node

PART_KEYS = ("phrases", "unless", "parse", "scope", "facts", "near", "question", "contains")
_SIGNS = frozenset({TokenKind.PUNCT, TokenKind.SYMBOL, TokenKind.NEWLINE})
_ENDINGS = "а я у ю ы и е о й ь ом ем ой ей ою ею ым им ых их ого его ому ему ыми ими ью ии ию ией"
_CASE_ENDINGS = frozenset(_ENDINGS.split())


@dataclass(frozen=True, slots=True)
class Part:
    """Present where one of the phrases, facts or a question is, or all the fields of ``contains`` are named.

    ``near``: phrases and facts count only in a sentence that says one of these.
    """

    phrases: PhraseSet | None
    facts: frozenset[str]
    near: PhraseSet | None
    question: bool
    contains: tuple[str, ...]

    def present(self, analysis: Analysis, context: CheckContext, first: int, last: int) -> bool | Unknown:
        """Looks at the words ``first`` up to ``last``."""
        if self._said(analysis, first, last):
            return True
        if not self.contains:
            return False
        values = {name: value(context, name) for name in self.contains}
        missing = [name for name, found in values.items() if found is None]
        if missing:
            return Unknown(missing[0])
        return all(named(str(found), analysis, first, last) for found in values.values())

    def _said(self, analysis: Analysis, first: int, last: int) -> bool:
        if self.question and _asked(analysis, first, last):
            return True
        places = [start for start, _ in self.phrases.find(analysis)] if self.phrases else []
        if self.facts:
            begins = analysis.facts_at
            places += [word for word, found in begins.items() if any(kind in self.facts for kind, _ in found)]
        inside = [place for place in places if first <= place < last]
        if not inside or self.near is None:
            return bool(inside)
        sentences = {analysis.sentence_of[start] for start, _ in self.near.find(analysis)}
        return any(analysis.sentence_of[place] in sentences for place in inside)

    def partly_named(self, analysis: Analysis, context: CheckContext, first: int, last: int) -> int | None:
        """The last word that belongs to one of the fields, where not all of them are named."""
        wanted = [norm_words(str(value(context, name) or "")) for name in self.contains]
        forms = tuple(form for words in wanted for form in words)
        if not forms:
            return None
        return next((n for n in range(last - 1, first - 1, -1) if _is_one_of(forms, analysis.words[n].norm)), None)


def _asked(analysis: Analysis, first: int, last: int) -> bool:
    if "question marks" not in analysis.shared:
        analysis.shared["question marks"] = [place for place, word in enumerate(analysis.words) if "?" in word.gap]
    marks = cast("list[int]", analysis.shared["question marks"])  # each before the word of that number
    return bisect_right(marks, last) > bisect_right(marks, first)


@lru_cache(maxsize=65_536)
def _is_one_of(names: tuple[str, ...], form: str) -> bool:
    return any(same_name(name, form) for name in names)


def read_part(entries: Mapping[str, Node], material: Material) -> Part:
    """Raises StandardInvalid where nothing is asked for."""
    facts = entries["facts"].items() if "facts" in entries else ()
    part = Part(
        phrases=_phrases(entries, material, "phrases") if "phrases" in entries else None,
        facts=frozenset(node.choice(FACTS) for node in facts),
        near=_phrases(entries, material, "near") if "near" in entries else None,
        question="question" in entries and entries["question"].flag(),
        contains=tuple(known_field(node) for node in entries["contains"].items()) if "contains" in entries else (),
    )
    if not (part.phrases or part.facts or part.question or part.contains):
        some = next(iter(entries.values()))
        raise some.refusal("nothing is asked for; give `phrases`, `facts`, `question: true` or `contains`")
    return part


def _phrases(entries: Mapping[str, Node], material: Material, key: str) -> PhraseSet:
    return phrase_set(entries, material.lists, language_code=material.language_code, key=key, allow=material.allow)


@lru_cache(maxsize=4096)
def norm_words(text: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(text) if token.kind not in _SIGNS)


def named(name: str, analysis: Analysis, first: int, last: int) -> bool:
    """Whether every word of a name occurs, in any of its forms («у Глеба Нестерова»)."""
    return all(any(same_name(word, analysis.words[n].norm) for n in range(first, last)) for word in norm_words(name))


@lru_cache(maxsize=65_536)
def same_name(name: str, form: str) -> bool:
    """``form`` is ``name`` or one of its cases. Many names are in no dictionary, so their endings are compared."""
    if name == form:
        return True
    if not (CYRILLIC_WORD.fullmatch(name) and CYRILLIC_WORD.fullmatch(form)):
        return False  # the dictionary fails on letters that Unicode gives no name
    if set(lemmas(name)) & set(lemmas(form)):
        return True
    stem = name[:-1] if name[-1] in "аяйьео" and len(name) > 2 else name
    return form.startswith(stem) and form[len(stem) :] in _CASE_ENDINGS
