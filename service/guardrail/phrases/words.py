"""An atom of a phrase -> WordTest: what accepts one word, by key, reading, fact or shape."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb_index.text.lemmas import lemmas, morphology, parses
from service.guardrail.phrases import english
from service.guardrail.phrases.syntax import Atom, PhraseInvalid

CYRILLIC_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*")


class Reading(StrEnum):
    """How many morphological readings of a word must agree with an atom."""

    ANY = "any"
    BEST = "best"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class WordTest:
    """Accepts a word by its keys, its readings, its fact or its shape."""

    keys: frozenset[str] | None = None
    lemma: str | None = None
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    reading: Reading = Reading.ANY
    fact: str | None = None
    shape: str | None = None

    @property
    def morphological(self) -> bool:
        return bool(self.required or self.forbidden) or (self.lemma is not None and self.reading is not Reading.ANY)


@lru_cache(maxsize=20_000)
def word_test(atom: Atom, reading: Reading) -> WordTest:
    if atom.fact or atom.shape:
        return WordTest(fact=atom.fact, shape=atom.shape)
    if atom.form is not None:
        return WordTest(keys=frozenset({"=" + atom.form}))
    if atom.required or atom.forbidden:
        _check_grammemes(atom.required | atom.forbidden)
    if atom.lemma is None:
        return WordTest(required=atom.required, forbidden=atom.forbidden, reading=reading)
    if not CYRILLIC_WORD.fullmatch(atom.lemma):
        return _english_test(atom, atom.lemma)
    _check_lemma(atom.lemma)
    return WordTest(frozenset({atom.lemma}), atom.lemma, atom.required, atom.forbidden, reading)


def _english_test(atom: Atom, word: str) -> WordTest:
    if atom.required or atom.forbidden:
        raise PhraseInvalid(f"`{word}` is not Russian, and only Russian words have grammemes; remove the part after #")
    return WordTest(keys=frozenset("=" + form for form in english.forms(word)))


def _check_lemma(word: str) -> None:
    found = lemmas(word)
    if word not in found:
        raise PhraseInvalid(
            f"`{word}` is not a lemma, so it would never match; its lemma is `{found[0]}`, or write `={word}` "
            f"for this form only"
        )


def _check_grammemes(names: Iterable[str]) -> None:
    known = morphology().TagClass.KNOWN_GRAMMEMES
    for name in names:
        if name not in known:
            raise PhraseInvalid(f"`{name}` is not a grammeme; use OpenCorpora's names, such as NOUN, VERB, 1per, gent")


@lru_cache(maxsize=50_000)
def agrees(form: str, lemma: str | None, required: frozenset[str], forbidden: frozenset[str], reading: Reading) -> bool:
    """Whether the readings of a Russian word form agree with what an atom asks for."""
    verdicts = [
        (lemma is None or parse.lemma == lemma)
        and required <= parse.grammemes
        and forbidden.isdisjoint(parse.grammemes)
        for parse in parses(form)
    ]
    if reading is Reading.BEST:
        return bool(verdicts) and verdicts[0]
    return all(verdicts) if reading is Reading.ALL else any(verdicts)
