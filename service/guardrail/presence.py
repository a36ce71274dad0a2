"""Parameters of a part that a reply must hold -> whether it is there, among the words given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb_index.text.lemmas import lemmas
from kb_index.text.tokens import TokenKind, tokenize
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Material, Unknown
from service.guardrail.fields import known_field, value
from service.guardrail.phrases.book import PhraseSet, phrase_set
from service.guardrail.phrases.syntax import FACTS
from service.standards.node import Node

PART_KEYS = ("phrases", "unless", "parse", "scope", "facts", "question", "contains")
_STEM = 3  # letters that two forms of a name may differ by at the end


@dataclass(frozen=True, slots=True)
class Part:
    """Present where one of the phrases, facts or a question is, and every field of ``contains`` is named."""

    phrases: PhraseSet | None
    facts: frozenset[str]
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
        if self.phrases and any(first <= start < last for start, _ in self.phrases.find(analysis)):
            return True
        if self.question and any("?" in analysis.words[word].gap for word in range(first + 1, last + 1)):
            return True
        if not self.facts:
            return False
        begins = analysis.facts_at
        return any(kind in self.facts for word in range(first, last) for kind, _ in begins.get(word, ()))


def read_part(entries: Mapping[str, Node], material: Material) -> Part:
    """Raises StandardInvalid where nothing is asked for."""
    facts = entries["facts"].items() if "facts" in entries else ()
    part = Part(
        phrases=_phrases(entries, material) if "phrases" in entries else None,
        facts=frozenset(node.choice(FACTS) for node in facts),
        question="question" in entries and entries["question"].flag(),
        contains=tuple(known_field(node) for node in entries["contains"].items()) if "contains" in entries else (),
    )
    if not (part.phrases or part.facts or part.question or part.contains):
        some = next(iter(entries.values()))
        raise some.refusal("nothing is asked for; give `phrases`, `facts`, `question: true` or `contains`")
    return part


def _phrases(entries: Mapping[str, Node], material: Material) -> PhraseSet:
    return phrase_set(entries, material.lists, language_code=material.language_code, allow=material.allow)


def named(name: str, analysis: Analysis, first: int, last: int) -> bool:
    """Whether every word of a name occurs, in any of its forms («у Глеба Нестерова»)."""
    wanted = [token.norm for token in tokenize(name) if token.kind is TokenKind.WORD]
    return all(any(same_name(word, analysis.words[n].norm) for n in range(first, last)) for word in wanted)


def same_name(name: str, form: str) -> bool:
    """``form`` is ``name`` or one of its cases. Names are often in no dictionary, so their ends may differ a little."""
    if name == form:
        return True
    if not name.isascii() and set(lemmas(name)) & set(lemmas(form)):
        return True
    return not name.isascii() and _common_start(name, form) >= max(3, len(name) - _STEM + 1, len(form) - _STEM)


def _common_start(left: Sequence[str], right: Sequence[str]) -> int:
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return length
