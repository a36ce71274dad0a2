"""A phrase as its author writes it -> a tree of atoms.

    слово          any form of the lemma            ..3          at most three words in between
    =слово         exactly this form                (a|b c)      one of these
    #VERB,1per     a word with these grammemes      tok?         may be missing; also (a b)?
    слово#1per     a form of the lemma with them    !слово       the next word is not this one
    @date @money   a typed fact                     ^  $         start and end of a sentence or line
    @cap           a capitalised word               ,  !,        a comma before the next word, or none
    *              any one word                     <greeting>   the phrases of a list of the pack

A ``-`` before a grammeme forbids it: ``#NOUN,-Name``. Between words punctuation does not matter
unless a phrase asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb_index.text.tokens import norm


class PhraseInvalid(Exception):
    """A phrase that cannot be read; the message says what to write instead."""


class Assertion(StrEnum):
    START = "^"
    END = "$"


@dataclass(frozen=True, slots=True)
class Atom:
    """One word: its lemma, its form, its grammemes, or what kind of fact or shape it is."""

    lemma: str | None = None
    form: str | None = None
    required: frozenset[str] = frozenset()
    forbidden: frozenset[str] = frozenset()
    fact: str | None = None
    shape: str | None = None  # "cap", "number"; "any" for *


@dataclass(frozen=True, slots=True)
class Gap:
    most: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Punctuation before the next word: there, or (``absent``) not there."""

    sign: str
    absent: bool


@dataclass(frozen=True, slots=True)
class Edge:
    where: Assertion


@dataclass(frozen=True, slots=True)
class Not:
    atom: Atom


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Sequence[Part], ...]
    optional: bool = False


Part = Atom | Gap | Mark | Edge | Not | Choice

FACTS = frozenset({"date", "time", "duration", "money", "percent", "number", "url", "email", "phone"})
_SHAPES = frozenset({"cap", "digits"})
_PIECE = re.compile(r"\(|\)\??|\||[^\s()|]+")
_GAP = re.compile(r"\.\.([1-9]\d?)")
_LIST = re.compile(r"<([a-z0-9-]+)>(\??)")
_SIGN = re.compile(r"(!?)([^\w\s^$*]{1,3})")
_WORD = re.compile(r"\w[\w'’\-]*")
_GRAMMEME = re.compile(r"-?[A-Za-z0-9]+")
_DEEPEST = 6


def read_phrase(text: str, lists: Mapping[str, Sequence[str]]) -> tuple[Part, ...]:
    """Raises PhraseInvalid."""
    parts, rest = _sequence(_PIECE.findall(text), lists, 0)
    if rest:
        raise PhraseInvalid(f"a closing bracket has no opening one in `{text}`; remove it")
    if not any(isinstance(part, (Atom, Choice)) for part in parts):
        raise PhraseInvalid(f"`{text}` holds no word to look for; write at least one")
    if isinstance(parts[0], Gap) or isinstance(parts[-1], Gap):
        raise PhraseInvalid(f"`{text}` begins or ends with a gap, which adds nothing; remove it or write the next word")
    return tuple(parts)


def _sequence(
    pieces: Sequence[str], lists: Mapping[str, Sequence[str]], depth: int
) -> tuple[list[Part], Sequence[str]]:
    if depth > _DEEPEST:
        raise PhraseInvalid("the brackets or lists are nested too deeply; flatten them")
    parts: list[Part] = []
    while pieces and pieces[0] not in ("|", ")", ")?"):
        head, pieces = pieces[0], pieces[1:]
        if head == "(":
            choice, pieces = _choice(pieces, lists, depth + 1)
            parts.append(choice)
        else:
            parts.append(_single(head, lists, depth))
    return parts, pieces


def _choice(pieces: Sequence[str], lists: Mapping[str, Sequence[str]], depth: int) -> tuple[Choice, Sequence[str]]:
    options = []
    while True:
        option, pieces = _sequence(pieces, lists, depth)
        if not option:
            raise PhraseInvalid("an alternative in brackets is empty; write a word or `( … )?`")
        options.append(tuple(option))
        if not pieces:
            raise PhraseInvalid("an opening bracket is never closed; add `)`")
        closing, pieces = pieces[0], pieces[1:]
        if closing != "|":
            return Choice(tuple(options), optional=closing == ")?"), pieces


def _single(piece: str, lists: Mapping[str, Sequence[str]], depth: int) -> Part:
    if piece in ("^", "$"):
        return Edge(Assertion(piece))
    if gap := _GAP.fullmatch(piece):
        return Gap(int(gap.group(1)))
    return _worded(piece, lists, depth)


def _worded(piece: str, lists: Mapping[str, Sequence[str]], depth: int) -> Part:
    if named := _LIST.fullmatch(piece):
        return _listed(named.group(1), lists, depth, optional=bool(named.group(2)))
    if sign := _SIGN.fullmatch(piece):
        return Mark(sign.group(2), absent=bool(sign.group(1)))
    if piece.startswith("!"):
        return Not(_atom(piece[1:]))
    if len(piece) > 1 and piece.endswith("?"):
        return Choice(((_atom(piece[:-1]),),), optional=True)
    return _atom(piece)


def _listed(name: str, lists: Mapping[str, Sequence[str]], depth: int, *, optional: bool) -> Choice:
    if name not in lists:
        raise PhraseInvalid(f"there is no list `{name}`; the lists are: {', '.join(sorted(lists)) or 'none'}")
    options = []
    for phrase in lists[name]:
        option, rest = _sequence(_PIECE.findall(phrase), lists, depth + 1)
        if rest or not option:
            raise PhraseInvalid(f"`{phrase}` in the list `{name}` is not a phrase; mend its brackets")
        options.append(tuple(option))
    return Choice(tuple(options), optional=optional)


@lru_cache(maxsize=50_000)
def _atom(piece: str) -> Atom:
    if piece == "*":
        return Atom(shape="any")
    if piece.startswith("@"):
        return _typed(piece[1:])
    if piece.startswith("="):
        return Atom(form=_word(piece[1:]))
    lemma, _, grammemes = piece.partition("#")
    tags = grammemes.split(",") if grammemes else []
    if "#" in piece and not (tags and all(_GRAMMEME.fullmatch(tag) for tag in tags)):
        raise PhraseInvalid(f"`{piece}`: grammemes are written as in `#VERB,1per`; mend them")
    return Atom(
        lemma=_word(lemma) if lemma else None,
        required=frozenset(tag for tag in tags if not tag.startswith("-")),
        forbidden=frozenset(tag[1:] for tag in tags if tag.startswith("-")),
    )


def _typed(name: str) -> Atom:
    if name in FACTS:
        return Atom(fact=name)
    if name in _SHAPES:
        return Atom(shape=name)
    raise PhraseInvalid(f"`@{name}` is not known; there are @{', @'.join(sorted(FACTS | _SHAPES))}")


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise PhraseInvalid(f"`{text}` is not one word; write words apart, one atom each")
    return norm(text)
