"""The names and companies given in a request -> where a text holds them, in any form and writing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb_index.text.stopwords import STOP_WORDS
from service.masking.declension import Cases, Part, declined, kin_forms, lexeme, own_forms
from service.masking.given import Given, GivenName
from service.masking.hit import Hit
from service.masking.kinds import Label
from service.masking.latin import plain
from service.masking.markers import Case
from service.masking.nicknames import nicknames
from service.masking.ordinary import is_mostly_ordinary, is_ordinary
from service.masking.spelling import cyrillic_spellings, latin_key, russian_keys, skeleton

_WORD = re.compile(r"[^\W\d_]+(?:(?:-\n ?|['-](?!s(?!\w)))[^\W\d_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,}+)\n([^\W\d_]{2,}+)")
_SPACED = re.compile(r"(?<!\w)[^\W\d_](?:[ .\-_*][^\W\d_](?!\w)){3,60}")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LEAST_LATIN = 3
_SHORT_TEXT = 40
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\n]|^\W*#+|[*\-•\d][.)]?)\s*[\"«(*_#]*$")


@dataclass(frozen=True, slots=True)
class Known:
    """A given word. ``direct``: the name itself in some case; otherwise a writing that gives it away."""

    label: Label
    key: str
    value: str
    cases: Cases | None
    direct: bool

    def hit(self, start: int, end: int) -> Hit:
        return Hit(start, end, self.label, self.key, self.value, self.cases)


class NameBook:
    """Built once for a request; looking a text through is a walk over its words."""

    def __init__(self, given: Given) -> None:
        self.known = [*map(_known_name, given.names), *map(_known_company, given.companies)]
        self._words: dict[str, Known] = {}
        self._sounds: dict[str, Known] = {}
        self._phrases: list[tuple[tuple[frozenset[str], ...], Known]] = []
        for known, name in zip(self.known, given.names, strict=False):
            self._learn(known, name)
        for known in self.known[len(given.names) :]:
            self._learn_company(known)

    def _learn(self, known: Known, name: GivenName) -> None:
        writings = _writings(name)
        for form in writings.own:
            self._words[skeleton(form)] = known
        near = Known(known.label, known.key, known.value, known.cases, direct=False)
        for form in writings.near:
            self._words.setdefault(skeleton(form), near)
        for sound in writings.sounds:
            self._sounds.setdefault(sound, near)

    def _learn_company(self, known: Known) -> None:
        words = _WORD.findall(known.value)
        if len(words) == 1:
            for form in _word_forms(words[0]):
                self._words.setdefault(skeleton(form), known)
        elif words:
            self._phrases.append((tuple(_word_forms(word) | _sounds(word) for word in words), known))
            self._words.setdefault(skeleton("".join(words)), known)
        for sound in russian_keys("".join(words)) if words and _CYRILLIC.search(known.value) else ():
            self._sounds.setdefault(sound, known)

    def find(self, text: str, *, exact: bool) -> Iterator[Hit]:
        """``exact``: only what is written with a capital and is no ordinary word there, as articles want it."""
        if not self.known:
            return
        words = list(_WORD.finditer(text))
        if self._phrases:
            yield from self._companies(words)
        for match in words:
            word = match.group()
            if skeleton(word) in self._words or not word.isalpha() or (word.isascii() and self._sounds):
                yield from self._in_word(match, text, exact=exact)
        if not exact:
            yield from self._broken(text)

    def _in_word(self, match: re.Match[str], text: str, *, exact: bool) -> Iterator[Hit]:
        word = match.group()
        known = self._looked_up(word, match.start(), text, exact=exact)
        if known is not None:
            yield known.hit(*match.span())
            return
        for part in _LETTERS.finditer(word) if not word.isalpha() else ():
            start = match.start() + part.start()
            known = self._looked_up(part.group(), start, text, exact=exact)
            if known is not None:
                yield known.hit(start, start + len(part.group()))

    def _looked_up(self, word: str, start: int, text: str, *, exact: bool) -> Known | None:
        known = self._words.get(skeleton(word))
        if known is None and self._sounds and len(word) >= _LEAST_LATIN and word.isascii() and not exact:
            known = self._sounds.get(latin_key(word))
        if known is None or not self._meant(known, word, start, text, exact=exact):
            return None
        return known

    @staticmethod
    def _meant(known: Known, word: str, start: int, text: str, *, exact: bool) -> bool:
        """Hiding too much costs little, showing a name costs a lot: but for words that every text is full of."""
        low = word.casefold()
        common = low in STOP_WORDS or is_ordinary(low)
        if exact:
            opens = common and _SENTENCE_START.search(text, max(0, start - 12), start) is not None
            return known.direct and word[0].isupper() and not opens
        if word[0].isupper():
            return low not in STOP_WORDS or _stands_out(text, start)
        if low in STOP_WORDS:
            return False
        if known.direct:
            return not (word.isascii() and common)
        return not is_mostly_ordinary(low)

    def _companies(self, words: list[re.Match[str]]) -> Iterator[Hit]:
        folded = [_folded(word.group()) for word in words]
        for forms, known in self._phrases:
            for first in (number for number, word in enumerate(folded) if word & forms[0]):
                last = first + len(forms) - 1
                if last >= len(words) or not all(map(frozenset.__and__, forms, folded[first:])):
                    continue
                if words[last].end() - words[first].start() <= len(known.value) + 12:
                    yield known.hit(words[first].start(), words[last].end())

    def _broken(self, text: str) -> Iterator[Hit]:
        """A name cut by a line end, or w r i t t e n in single letters."""
        for match in _BROKEN.finditer(text):
            known = self._words.get(skeleton(match[1] + match[2]))
            if known is not None and known.direct:
                yield known.hit(*match.span())
        for match in _SPACED.finditer(text):
            yield from self._in_letters(match)

    def _in_letters(self, match: re.Match[str]) -> Iterator[Hit]:
        places = [match.start() + at for at in range(0, match.end() - match.start(), 2)]
        letters = skeleton(match.group()[::2])
        first = 0
        while first < len(letters) == len(places):
            ends = (end for end in range(len(letters), first + 2, -1) if letters[first:end] in self._words)
            end = next(ends, None)
            if end is None:
                first += 1
                continue
            yield self._words[letters[first:end]].hit(places[first], places[end - 1] + 1)
            first = end


def _stands_out(text: str, start: int) -> bool:
    """A capital in the middle of a sentence: «передайте Ли», not «Или»."""
    return len(text) < _SHORT_TEXT or _SENTENCE_START.search(text, max(0, start - 12), start) is None


@dataclass(frozen=True, slots=True)
class _Writings:
    own: frozenset[str]
    near: frozenset[str]
    sounds: frozenset[str]


@lru_cache(maxsize=4096)
def _writings(name: GivenName) -> _Writings:
    if not _CYRILLIC.search(name.text):
        return _latin_writings(name)
    parts = [name.text, *(name.text.split("-") if "-" in name.text else ())]
    own = frozenset(form for one in parts for form in own_forms(one, name.part))
    short = frozenset(form for nick in nicknames(name.text) for form in own_forms(nick, name.part))
    kin = frozenset(form for one in parts for form in kin_forms(one, name.part))
    sounds = frozenset(sound for form in (*own, *short) for sound in russian_keys(form) if len(form) >= _LEAST_LATIN)
    return _Writings(own, (kin | short | _nick_calls(name.text)) - own, sounds)


def _nick_calls(name: str) -> frozenset[str]:
    return frozenset(form for nick in nicknames(name) for form in kin_forms(nick, Part.FIRST))


def _latin_writings(name: GivenName) -> _Writings:
    low = name.text.casefold()
    spelt = (low, plain(name.text).casefold())
    own = frozenset(form for one in spelt for form in ({one, one + "s", one + "es"} if len(one) > 2 else {one}))
    sounds = frozenset({latin_key(low)} if len(low) > _LEAST_LATIN else ())
    parts = re.findall(r"[^\W\d_]{3,}", low)
    short = {*nicknames(low), *(parts if len(parts) > 1 else ())}
    russian = (form for one in cyrillic_spellings(low) for form in own_forms(one, name.part))
    return _Writings(own, frozenset({*short, *russian}), sounds)


def _known_name(name: GivenName) -> Known:
    key = f"given {skeleton(name.text)}"
    if not _CYRILLIC.search(name.text):
        return Known(Label.NAME, key, name.text, None, direct=True)
    forms = declined(name.text, name.part, name.gender)
    return Known(Label.NAME, key, name.text, {case: _capitals_of(name.text, forms[case]) for case in Case}, direct=True)


def _capitals_of(pattern: str, form: str) -> str:
    """«Петров-Водкин» -> «Петрова-Водкина»; the nominative is as given."""
    if form == pattern.lower():
        return pattern
    shown = "-".join(part[:1].upper() + part[1:] for part in form.split("-"))
    return shown.upper() if len(pattern) > 1 and pattern.isupper() else shown


def _known_company(core: str) -> Known:
    return Known(Label.COMPANY, f"given {skeleton(core)}", core, None, direct=True)


@lru_cache(maxsize=4096)
def _word_forms(word: str) -> frozenset[str]:
    forms: Iterable[str] = lexeme(word) if _CYRILLIC.search(word) else (word, word + "s")
    return frozenset(map(skeleton, forms))


_SOUND = "sound "  # before the keys of Latin spellings, so that none is taken for a word


def _sounds(word: str) -> frozenset[str]:
    return frozenset(_SOUND + sound for sound in russian_keys(word)) if _CYRILLIC.search(word) else frozenset()


@lru_cache(maxsize=20_000)
def _folded(word: str) -> frozenset[str]:
    """All that a word of a text may be looked up by."""
    return frozenset({skeleton(word), _SOUND + latin_key(word)} if word.isascii() else {skeleton(word)})


def word_forms(name: str) -> frozenset[str]:
    """The forms (`skeleton`) of each word of a company's name."""
    return frozenset(form for word in _WORD.findall(name) for form in _word_forms(word))
