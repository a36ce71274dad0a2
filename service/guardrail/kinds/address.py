"""How a draft calls the customer, held against the request's metadata -> a hit for a wrong, short or missing name.

Names come from the metadata and nowhere else: a name in the draft is only ever compared with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.lemmas import parses
from kb_index.text.tokens import TokenKind
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome, Unknown
from service.guardrail.phrases.book import Lists, PhraseSet, programs
from service.guardrail.presence import norm_words, same_name
from service.standards.node import Node

_EXPECTED = ("verified", "patronymic", "used")
_MOST_NAMES = 3
_ADDRESS_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Address:
    """``greetings`` stand before a name; ``titles`` («господин», "Mr") belong to it but are none."""

    expects: str
    greetings: PhraseSet
    titles: PhraseSet

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        user = context.end_user
        if user.name is None:
            return Unknown("end_user.name")
        if self.expects == "used":
            silent = context.fragment or self._called(analysis)  # another name there is `verified`'s business
            return () if silent else self._unless_used(analysis, norm_words(user.name))
        if self.expects == "patronymic" and user.patronymic is None:
            return ()
        called = self._called(analysis)
        if not called:
            return ()
        written = [analysis.words[word].norm for word in called]
        known = [norm_words(part) for part in (user.name, user.patronymic, user.surname) if part]
        hit = Hit(analysis.span(called[0], called[-1] + 1), _corrected(context, analysis, called))
        if self.expects == "verified":
            return () if all(_is_one_of(name, known) for name in written) else (hit,)
        named = any(_is_one_of(name, [norm_words(user.name)]) for name in written)
        return (hit,) if named and not any(_is_one_of(n, [norm_words(user.patronymic or "")]) for n in written) else ()

    def _unless_used(self, analysis: Analysis, name: tuple[str, ...]) -> Outcome:
        used = any(same_name(part, word.norm) for part in name for word in analysis.words)
        return () if used else (Hit(Span(0, 0)),)

    def _called(self, analysis: Analysis) -> tuple[int, ...]:
        """The words of the name in the address, without titles."""
        titled = {word for first, last in self.titles.find(analysis) for word in range(first, last)}
        for first, last in self.greetings.find(analysis):
            if analysis.sentence_of[first] < _ADDRESS_SENTENCES:
                names = _names(analysis, last, titled)
                if names and _closed(analysis, names[-1]) and _addressed(analysis, last, names):
                    return names
        names = _names(analysis, 0, titled)
        alone = bool(names) and names[0] == 0 and "," in analysis.words[names[-1] + 1].gap
        return names if alone and all(_nameable(analysis, word) for word in names) else ()


def _names(analysis: Analysis, start: int, titled: Iterable[int]) -> tuple[int, ...]:
    """Capitalised words in a row from ``start`` on."""
    found: list[int] = []
    for number in range(start, min(start + _MOST_NAMES + 1, len(analysis.words) - 1)):
        word = analysis.words[number]
        if number in titled and not found:
            continue
        broken = number > start and bool(found) and word.gap.strip(" .") != ""
        if broken or word.kind is not TokenKind.WORD or not analysis.text[word.start].isupper():
            break
        found.append(number)
    return tuple(found)


def _addressed(analysis: Analysis, after: int, names: tuple[int, ...]) -> bool:
    """Behind a full stop or a new line a capital says little: «Добрый день. Отсрочки — …»."""
    if not any(sign in analysis.words[after].gap for sign in ".\n!…"):
        return True
    return "," in analysis.words[names[-1] + 1].gap and all(_nameable(analysis, word) for word in names)


def _closed(analysis: Analysis, last: int) -> bool:
    """An address ends with a sign or the line: «Здравствуйте, Анна!», not «Добрый день, Заявка принята»."""
    return any(sign in analysis.words[last + 1].gap for sign in ",.!:;—–-\n…")


def _nameable(analysis: Analysis, number: int) -> bool:
    """Without a greeting before it, only what the dictionary knows as a name is taken for one."""
    word = analysis.words[number]
    return word.cyrillic and any({"Name", "Patr"} & parse.grammemes for parse in parses(word.norm))


def _is_one_of(written: str, known: Iterable[tuple[str, ...]]) -> bool:
    return any(same_name(part, written) for parts in known for part in parts)


def _corrected(context: CheckContext, analysis: Analysis, called: tuple[int, ...]) -> tuple[Replacement, ...]:
    user = context.end_user
    parts = (user.name, user.patronymic if analysis.language_code == "ru" else None)
    return (Replacement(" ".join(part for part in parts if part), "suggest"),)


def build(node: Node, material: Material) -> Address:
    entries = node.only(required=("expects", "greetings"), optional=("titles",))
    return Address(
        expects=entries["expects"].choice(_EXPECTED),
        greetings=_set(entries["greetings"], material.lists),
        titles=_set(entries["titles"], material.lists) if "titles" in entries else PhraseSet(()),
    )


def _set(node: Node, lists: Lists) -> PhraseSet:
    return PhraseSet(programs(node.items(), lists))
