"""A text -> the names in it: people, places, products, and labels in quotation marks or code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kb_index.text.facts import facts
from kb_index.text.lemmas import lemmas, parses
from kb_index.text.sentences import sentences
from kb_index.text.tokens import TokenKind, tokenize

_QUOTED = re.compile(r"«([^«»\n]{1,80})»|“([^“”\n]{1,80})”|\"([^\"\n]{1,80})\"|`([^`\n]{1,200})`")
_WORD = re.compile(r"[^\W\d_][\w\-]*")
_CYRILLIC, _LATIN = re.compile("[А-Яа-яЁё]"), re.compile("[A-Za-z]")
_PROPER = frozenset({"Name", "Surn", "Patr", "Geox", "Orgn", "Trad"})
_LIKELY = 0.4  # of a word's readings: as a name
_NO_NAME_WORDS = (
    "вы вас вам вами ваш ваша ваше ваши вашего вашей вашу вашем вашему вашим ваших вашими i ok ок url id pdf faq"
)
# A translation writes these with a capital letter where Russian does not.
_CAPITALISED_WORDS = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december russian english german french spanish internet web wi-fi e-mail email sms
"""
_NO_NAMES, _CAPITALISED = frozenset(_NO_NAME_WORDS.split()), frozenset(_CAPITALISED_WORDS.split())


# Days that are told by a word: facts, though no figure stands in them.
_DAYS = """
понедельник:mon monday:mon вторник:tue tuesday:tue среда:wed wednesday:wed четверг:thu thursday:thu пятница:fri
friday:fri суббота:sat saturday:sat воскресенье:sun воскресение:sun sunday:sun сегодня:0 today:0 сегодняшний:0 завтра:1
завтрашний:1 tomorrow:1 послезавтра:2 вчера:-1 yesterday:-1 вчерашний:-1 выходные:weekend weekend:weekend
"""


def days(text: str) -> dict[str, str]:
    """Day -> the word for it: the same key in both languages."""
    found = {}
    for token in tokenize(text):
        for form in sorted(_forms(token.norm)):
            if form in _day_keys():
                found[_day_keys()[form]] = token.text
    return found


@cache
def _day_keys() -> dict[str, str]:
    return dict(entry.rsplit(":", 1) for entry in _DAYS.split())


def labels(text: str) -> tuple[str, ...]:
    """What stands in quotation marks or as code, without them, in order."""
    return tuple(next(group for group in match.groups() if group) for match in _QUOTED.finditer(text))


@lru_cache(maxsize=1024)
def names(text: str) -> tuple[str, ...]:
    """Words written as names: capitalised inside a sentence, or at its start where a dictionary knows a name.

    In a Russian text words in Latin letters too. Labels and typed facts (addresses, codes) are left out.
    """
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    for fact in facts(text):
        plain = plain[: fact.span.start] + "0" * (fact.span.end - fact.span.start) + plain[fact.span.end :]
    russian = len(_CYRILLIC.findall(plain)) > len(_LATIN.findall(plain))
    found = [name for span in sentences(plain) for name in _in_sentence(span.of(plain), russian=russian)]
    return tuple(dict.fromkeys(found))


def _in_sentence(sentence: str, *, russian: bool) -> Iterator[str]:
    for token in tokenize(sentence):
        word = token.text
        if token.kind is not TokenKind.WORD:
            continue
        opening = not re.search(r"\w", sentence[: token.span.start])
        foreign = russian and bool(_LATIN.match(word)) and len(word) > 1
        proper = word[0].isupper() and (not opening or _known(word))
        if (foreign or proper) and word.casefold() not in _NO_NAMES and not days(word):
            yield word


def _known(word: str) -> bool:
    readings = parses(word)
    return sum(one.score for one in readings if one.grammemes & _PROPER) >= _LIKELY


def named_in(name: str, text: str) -> bool:
    """Whether the text holds the name, in whatever form and letter case."""
    words, forms = _written(text)
    return bool(_forms(name.casefold()) & forms) or any(_declined(name.casefold(), word) for word in words)


@lru_cache(maxsize=64)
def _written(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text, parts of compounds too, and all forms that they may be read as."""
    words = frozenset(part for token in tokenize(text) for part in (token.norm, *token.norm.split("-")))
    return words, frozenset(form for word in words for form in _forms(word))


def _forms(word: str) -> frozenset[str]:
    return frozenset((word, *lemmas(word))) if _CYRILLIC.match(word) else frozenset((word, word.removesuffix("'s")))


def _declined(name: str, word: str) -> bool:
    """Forms of a name that no dictionary holds: «Йцукенг», «Йцукенгу»."""
    if not _CYRILLIC.match(name) or _known(name):
        return False
    shorter, longer = sorted((name, word), key=len)
    same = next((at for at, sign in enumerate(shorter) if sign != longer[at]), len(shorter))
    return same >= max(4, len(shorter) - 1) and len(longer) - same <= 3


def sounds_in(name: str, text: str) -> bool:
    """The same across scripts: «Мария» and "Maria"; and what a translation capitalises though it is no name."""
    if named_in(name, text) or name.casefold() in _CAPITALISED:
        return True
    sound = _skeleton(name)
    return bool(sound) and any(_alike(sound, _skeleton(word)) for word in _WORD.findall(text))


def _alike(one: str, other: str) -> bool:
    """Cases change the end of a Russian name: «Марине», «Ивановым»."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= 2 and longer.startswith(shorter) and len(longer) - len(shorter) <= 2)


_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("sh", "s"), ("ch", "k"), ("zh", "z"), ("kh", "h"), ("ts", "c"), ("ph", "f"),
    ("th", "t"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("w", "v"), ("j", "dz"), ("c", "k"), ("z", "z"),
)  # fmt: skip
_LETTERS = str.maketrans("бвгджзклмнпрстфхцчшщ", "bvgdzzklmnprstfhkkss")


@lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    """The consonants as an ear hears them; doubled ones once."""
    folded = word.casefold()
    for letters, sound in _SOUNDS if folded.isascii() else ():
        folded = folded.replace(letters, sound)
    heard = re.sub(r"[^a-z]|[aeiouy]", "", folded.translate(_LETTERS)).replace("c", "k")
    return re.sub(r"(.)\1+", r"\1", heard)
