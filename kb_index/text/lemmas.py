"""Words -> lemmas, grammatical readings and search terms, Russian and English."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kb_index.text.normalise import compose
from kb_index.text.stopwords import STOP_WORDS
from kb_index.text.tokens import LATIN_TYPED, TokenKind, norm, scan_composed


@dataclass(frozen=True, slots=True)
class Parse:
    """One reading of a word. ``grammemes`` are OpenCorpora's (``NOUN``, ``gent``, …); ``lemma`` has ё folded to е."""

    lemma: str
    pos: str  # "" where the word has no part of speech (Latin, numbers)
    grammemes: frozenset[str]
    score: float  # 0..1, the readings of a word add up to 1


_LOADING = threading.Lock()
_CYRILLIC_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_ONE_CYRILLIC_WORD = re.compile(r"[а-яё]{3,}")
_NO_NOUN = frozenset({"ADJF", "PRTF", "INFN"})  # their endings are no noun's
_PARTS = re.compile(r"[^\W_]+")
_HOST = re.compile(r"(?:\w+://)?(?:www\.)?([\w.\-]+)")


@cache
def _load() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


def morphology() -> Any:
    """The one pymorphy3 analyser, loaded on first use (~0.3 s), shared by all threads."""
    with _LOADING:
        return _load()


@lru_cache(maxsize=100_000)
def parses(word: str) -> tuple[Parse, ...]:
    """All readings, likeliest first. ``word`` may be in any case, with or without ё."""
    return tuple(
        Parse(_fold(p.normal_form), str(p.tag.POS or ""), frozenset(p.tag.grammemes), float(p.score))
        for p in morphology().parse(word.lower())
    )


@lru_cache(maxsize=100_000)
def lemmas(word: str) -> tuple[str, ...]:
    """The different lemmas of a word's readings, likeliest first."""
    return tuple(dict.fromkeys(parse.lemma for parse in parses(word)))


def lemma(word: str, language_code: str) -> str:
    """The likeliest Russian lemma, or for ``en`` the Snowball stem; a word of the other script keeps its own way."""
    folded = norm(word)
    if _CYRILLIC_WORD.fullmatch(folded):
        return _likeliest(folded)
    return stem(folded, "en") if language_code == "en" or folded.isascii() else folded


@lru_cache(maxsize=100_000)
def _likeliest(word: str) -> str:
    """The lemma of the first of ``parses(word)``; the others cost more than it does."""
    return _fold(morphology().parse(word)[0].normal_form)


@lru_cache(maxsize=20_000)
def inflect(word: str, grammemes: frozenset[str] | tuple[str, ...]) -> str | None:
    """The form with these grammemes, in the letter case of ``word``; None where there is none.

    Only readings that are at least a tenth as likely as the likeliest are tried: «для» is no form of «длить».
    """
    readings = morphology().parse(word.lower())
    for parse in (reading for reading in readings if reading.score >= readings[0].score / 10):
        form = parse.inflect(set(grammemes))
        if form is not None:
            return _like(word, str(form.word))
    return None


def search_terms(text: str) -> list[str]:
    """Terms for lexical search in order of occurrence: lemmas, stems, codes, numbers; stop words left out."""
    composed = compose(text).text
    if _typed(composed) and _CYRILLIC.search(composed):  # what a letter is depends on the words beside it
        return _scanned_terms(composed)
    pieces = _UNPARTED.findall(composed) if _SPACED.search(composed) else composed.split()
    return [term for piece in pieces for term in _piece_terms(piece)]


# Words that may be Russian ones in Latin letters; a number written with spaces, and pieces that leave it whole.
_FEW_LETTERS = re.compile(r"(?<![^\W_])[A-Za-z]{1,3}(?![^\W_])")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_SPACED = re.compile(r"\d \d{3}(?!\w)")
_UNPARTED = re.compile(r"\S+(?:(?<=\d) (?=\d{3}(?!\w))\S+)*")
_REMEMBERED = 60  # characters of a piece
# One word and the signs around it: there is nothing to tell apart.
_BARE_WORD = re.compile(r"[(«\"]*+([А-Яа-яЁё]++|[A-Za-z]++)[.,;:!?)»\"]*+")


def _typed(composed: str) -> bool:
    return any(word.lower() in LATIN_TYPED for word in _FEW_LETTERS.findall(composed))


def _piece_terms(piece: str) -> tuple[str, ...]:
    """Of what stands between two spaces: the same words come with the same signs again and again."""
    return _known_piece(piece) if len(piece) <= _REMEMBERED else tuple(_scanned_terms(piece))


@lru_cache(maxsize=100_000)
def _known_piece(piece: str) -> tuple[str, ...]:
    bare = _BARE_WORD.fullmatch(piece)
    if bare:
        return _terms(norm(bare[1]), TokenKind.WORD)
    return tuple(_scanned_terms(piece))


def _scanned_terms(composed: str) -> list[str]:
    return [term for _, _, form, kind in scan_composed(composed) for term in _terms(form, kind)]


@lru_cache(maxsize=100_000)
def _terms(form: str, kind: TokenKind) -> tuple[str, ...]:
    if kind is TokenKind.WORD:
        return _word_terms(form)
    if kind is TokenKind.NUMBER:
        return (form.replace(" ", "").replace(",", "."),)
    if kind is TokenKind.URL:
        return tuple(_HOST.findall(form)[:1])
    if kind in (TokenKind.CODE, TokenKind.EMAIL):
        parts = [part for part in _PARTS.findall(form) if len(part) > 1]
        return tuple(dict.fromkeys([form, *(term for part in parts for term in _word_terms(part))]))
    return ()


def _word_terms(form: str) -> tuple[str, ...]:
    if "-" not in form:
        return () if form in STOP_WORDS else (_key(form),)
    parts = form.split("-")
    words = [form, *parts]
    return tuple(dict.fromkeys(_key(word) for word in words if word and word not in STOP_WORDS))


def _key(word: str) -> str:
    if _ONE_CYRILLIC_WORD.fullmatch(word) and not morphology().word_is_known(word):
        return _guessed(word)
    return lemma(word, "ru")


_FEW = 0.05  # of the readings as a noun: less is no reason to prefer one


def _guessed(word: str) -> str:
    """One lemma for the forms of a word that no dictionary holds; most are borrowed nouns and names.

    The likeliest guess differs from form to form: «гитлаб» as the past of «гитлабнуть», «биллинг» as a plural of
    «биллинга». A noun that ends in a consonant, where one is possible, is the same for nearly all of them.
    """
    readings = [reading for reading in parses(word) if "impr" not in reading.grammemes] or list(parses(word))
    nouns: dict[str, float] = {}
    for reading in readings:
        if reading.pos == "NOUN":
            nouns[reading.lemma] = nouns.get(reading.lemma, 0.0) + reading.score
    if not nouns or readings[0].pos in _NO_NOUN:
        return readings[0].lemma
    likely = {name: score for name, score in nouns.items() if score >= _FEW * sum(nouns.values())}
    closed = [name for name in likely if name[-1] not in "аеиоуыэюяь"]
    return max(closed or likely, key=lambda name: likely[name])


@cache
def _local() -> threading.local:
    return threading.local()


_ALGORITHMS = {"ru": "russian", "en": "english"}


@lru_cache(maxsize=100_000)
def stem(word: str, language_code: str) -> str:
    """The Snowball stem, Russian or English. ``word`` in small letters, ё folded."""
    stemmers = _local().__dict__  # a Stemmer object must not be shared between threads
    if language_code not in stemmers:
        import Stemmer

        stemmers[language_code] = Stemmer.Stemmer(_ALGORITHMS[language_code])
    return str(stemmers[language_code].stemWord(word))


def _fold(word: str) -> str:
    return word.replace("ё", "е")


def _like(pattern: str, word: str) -> str:
    if len(pattern) > 1 and pattern.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word


def known(words: Iterable[str]) -> frozenset[str]:
    """Those of the words that stand in the Russian dictionary."""
    return frozenset(word for word in words if morphology().word_is_known(word.lower()))
