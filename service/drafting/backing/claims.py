"""A sentence of a draft -> the claims in it: words of meaning, facts, names, and its clauses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.facts import Fact, facts
from kb_index.text.lemmas import search_terms
from service.understanding.topics import light_terms

_EMPTY_WORDS = """
быть являться становиться составлять составить обратить внимание учесть обратите сожаление пожалуйста напоминать
become note unfortunately
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_CLAUSE = re.compile(r"[,;:—–()]|\s-\s|\b(?:если|if|when|когда|unless|provided)\b", re.IGNORECASE)
_LABEL = re.compile(r"«([^«»\n]{1,60})»|“([^“”\n]{1,60})”|\"([^\"\n]{1,60})\"")
_NAME = re.compile(r"(?<![.!?…\n] )(?<!^)(?<![«“\"(])\b([A-ZА-ЯЁ][\w\-]*)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a draft, read once."""

    text: str
    terms: tuple[str, ...]
    facts: tuple[Fact, ...]
    names: frozenset[str]
    clauses: tuple[frozenset[str], ...]


@lru_cache(maxsize=1024)
def read_claim(text: str) -> Claim:
    found = facts(text)
    plain = _without(text, found)
    clauses = tuple(frozenset(meaning(piece)) for piece in _CLAUSE.split(plain))
    return Claim(text, tuple(dict.fromkeys(meaning(plain))), found, _names(plain), clauses)


def _without(text: str, found: Iterable[Fact]) -> str:
    """The text with its facts blanked: they are traced by themselves."""
    for fact in found:
        text = text[: fact.span.start] + " " * (fact.span.end - fact.span.start) + text[fact.span.end :]
    return text


def meaning(text: str) -> list[str]:
    """The search terms of a text that say what it is about, in order."""
    return [term for term in search_terms(text) if term not in light_terms() and term not in _EMPTY]


def _names(text: str) -> frozenset[str]:
    """Terms of capitalised words inside a sentence and of labels in quotation marks."""
    named = [match[1] for match in _NAME.finditer(text)]
    named += [next(group for group in match.groups() if group) for match in _LABEL.finditer(text)]
    return frozenset(term for name in named for term in meaning(name))
