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
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

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


@dataclass(frozen=True)
class Choice:
    """Without slots, for the sake of its hash: lists make deep trees, and they are looked up again and again."""

    options: tuple[Sequence[Part], ...]
    optional: bool = False

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.options, self.optional))


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


Parsed = dict[str, tuple[tuple[Part, ...], ...]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lists that phrases may name; each is read once."""

    phrases: Mapping[str, Sequence[str]]
    parsed: Parsed = field(default_factory=dict)


def read_phrase(text: str, lists: Shelf) -> tuple[Part, ...]:
    """Raises PhraseInvalid."""
    pieces = _PIECE.findall(text)
    parts, end = _sequence(pieces, 0, lists, 0)
    if end < len(pieces):
        raise PhraseInvalid(f"a closing bracket has no opening one in `{text}`; remove it")
    if not any(isinstance(part, (Atom, Choice)) for part in parts):
        raise PhraseInvalid(f"`{text}` holds no word to look for; write at least one")
    if isinstance(parts[0], Gap) or isinstance(parts[-1], Gap):
        raise PhraseInvalid(f"`{text}` begins or ends with a gap, which adds nothing; remove it or write the next word")
    return tuple(parts)


def _sequence(pieces: Sequence[str], at: int, lists: Shelf, depth: int) -> tuple[list[Part], int]:
    """The parts from piece ``at`` on, and the number of the piece that ends them."""
    if depth > _DEEPEST:
        raise PhraseInvalid("the brackets or lists are nested too deeply; flatten them")
    parts: list[Part] = []
    while at < len(pieces) and pieces[at] not in ("|", ")", ")?"):
        if pieces[at] == "(":
            choice, at = _choice(pieces, at + 1, lists, depth + 1)
            parts.append(choice)
        else:
            parts.append(_single(pieces[at], lists, depth))
            at += 1
    return parts, at


def _choice(pieces: Sequence[str], at: int, lists: Shelf, depth: int) -> tuple[Choice, int]:
    options = []
    while True:
        option, at = _sequence(pieces, at, lists, depth)
        if not option:
            raise PhraseInvalid("an alternative in brackets is empty; write a word or `( … )?`")
        options.append(tuple(option))
        if at >= len(pieces):
            raise PhraseInvalid("an opening bracket is never closed; add `)`")
        at += 1
        if pieces[at - 1] != "|":
            return Choice(tuple(options), optional=pieces[at - 1] == ")?"), at


def _single(piece: str, lists: Shelf, depth: int) -> Part:
    if piece in ("^", "$"):
        return Edge(Assertion(piece))
    if gap := _GAP.fullmatch(piece):
        return Gap(int(gap.group(1)))
    return _worded(piece, lists, depth)


def _worded(piece: str, lists: Shelf, depth: int) -> Part:
    if named := _LIST.fullmatch(piece):
        return _listed(named.group(1), lists, depth, optional=bool(named.group(2)))
    if sign := _SIGN.fullmatch(piece):
        return Mark(sign.group(2), absent=bool(sign.group(1)))
    if piece.startswith("!"):
        return Not(_atom(piece[1:]))
    if len(piece) > 1 and piece.endswith("?"):
        return Choice(((_atom(piece[:-1]),),), optional=True)
    return _atom(piece)


def _listed(name: str, lists: Shelf, depth: int, *, optional: bool) -> Choice:
    if name not in lists.phrases:
        raise PhraseInvalid(f"there is no list `{name}`; the lists are: {', '.join(sorted(lists.phrases)) or 'none'}")
    if name not in lists.parsed:
        lists.parsed[name] = tuple(_option(phrase, name, lists, depth) for phrase in lists.phrases[name])
    return Choice(lists.parsed[name], optional=optional)


def _option(phrase: str, name: str, lists: Shelf, depth: int) -> tuple[Part, ...]:
    pieces = _PIECE.findall(phrase)
    option, end = _sequence(pieces, 0, lists, depth + 1)
    if end < len(pieces) or not option:
        raise PhraseInvalid(f"`{phrase}` in the list `{name}` is not a phrase; mend its brackets")
    return tuple(option)


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
