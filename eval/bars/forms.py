"""The phrases of a standard -> phrases in other grammatical forms, which the same rule must find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from kb_index.text.lemmas import lemmas, morphology
from service.standards.model import CheckSpec, Standard
from service.standards.node import Node

_PLAIN = re.compile(r"=?[а-яё]+(?:-[а-яё]+)*(?: =?[а-яё]+(?:-[а-яё]+)*)*")
_WORD_KINDS = frozenset({"existence", "substitution"})
_OLD = frozenset({"Arch", "Erro", "Infr", "Dist", "Abbr"})  # forms that nobody writes


@dataclass(frozen=True, slots=True)
class Inflected:
    """``spared``: the check itself names one of the forms under ``unless``."""

    rule_id: str
    phrase: str  # as the dictionary has the words
    form: str
    spared: bool


def inflected(standard: Standard, random: Random) -> list[Inflected]:
    """All of them, shuffled."""
    found = [
        one
        for rule in standard.rules
        for check in rule.checks
        if check.kind in _WORD_KINDS and "ru" in check.parameters
        for one in _of_check(rule.rule_id, check)
    ]
    random.shuffle(found)
    return found


def _of_check(rule_id: str, check: CheckSpec) -> Iterator[Inflected]:
    entries = check.parameters["ru"].entries()
    if "parse" in entries and entries["parse"].content != "any":
        return  # a rule of grammar asks for certain forms
    spared = {token for node in _texts(entries.get("unless")) for token in re.findall(r"=([а-яё\-]+)", node)}
    for phrase in _phrases(entries.get("phrases"), entries.get("swap")):
        if not _PLAIN.fullmatch(phrase):
            continue
        tokens = phrase.split()
        plain = " ".join(token.removeprefix("=") for token in tokens)
        for chosen in _combinations(plain.split(), [_forms(token) for token in tokens]):
            form = " ".join(chosen)
            if form != plain:
                yield Inflected(rule_id, plain, form, bool(spared.intersection(chosen)))


def _phrases(phrases: Node | None, swap: Node | None) -> Iterator[str]:
    yield from _texts(phrases)
    if swap is not None:
        yield from swap.entries()


def _texts(node: Node | None) -> Iterator[str]:
    for item in node.items() if node is not None else ():
        if isinstance(item.content, str):
            yield item.content


def _forms(token: str) -> list[str]:
    if token.startswith("="):
        return [token[1:]]
    readings = [
        one for one in morphology().parse(token) if one.normal_form.replace("ё", "е") == token.replace("ё", "е")
    ]
    forms = {one.word for reading in readings[:1] for one in reading.lexeme if not _OLD & set(one.tag.grammemes)}
    return sorted(form for form in forms if token.replace("ё", "е") in lemmas(form)) or [token]


def _combinations(plain: Sequence[str], forms: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The phrase with one word at a time in each of its forms."""
    for place, options in enumerate(forms):
        for option in options:
            yield (*plain[:place], option, *plain[place + 1 :])
