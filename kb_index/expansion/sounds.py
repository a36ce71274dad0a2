"""A word in Latin or Cyrillic letters -> how it may sound, so that «кубернетес» and kubernetes meet.

A reading is a row of consonants and the vowels between them. Two words may be one where a consonant row is shared;
how well their vowels agree says how sure that is. Rules of both spellings only, no list of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

_READINGS = 24  # of one Latin word; more would be a string of letters and no word

# Grapheme -> what it may sound like: consonants in capitals, vowels small, "" is silence.
# Capitals: B V G D J(дж, ж) Z(з, с) K L M N P R T F H C(ц) S(ш) Q(ч)
_LATIN: Mapping[str, tuple[str, ...]] = {
    "tion": ("SiN",), "sion": ("SiN", "JiN"), "cian": ("SiN",), "ture": ("QeR",), "sch": ("S", "ZK", "ZH"),
    "tch": ("Q",), "igh": ("ai",), "augh": ("o",), "ough": ("o", "u", "aF"), "dge": ("Je", "DJe"),
    "chr": ("HR", "KR"), "ch": ("Q", "H", "K", "S"), "sh": ("S",), "ph": ("F",), "th": ("T", "Z", "D", "TH"),
    "ck": ("K",), "qu": ("KV", "Ku"), "wh": ("V", "u"), "gh": ("G", ""), "kn": ("N", "KN"), "wr": ("R", "VR"),
    "zh": ("J",), "kh": ("H",), "ts": ("C", "TZ"), "tz": ("C",), "sc": ("ZK", "Z"), "ng": ("NG",), "ge": ("Je", "Ge"),
    "gi": ("Ji", "Gi"), "gy": ("Ji", "Gi"), "ce": ("Ze", "Ce", "Ke"), "ci": ("Zi", "Ci", "Si"), "cy": ("Zi", "Ci"),
    "x": ("KZ", "Z", "H"), "j": ("J", "i", "H"), "w": ("V", "u"), "h": ("H", "", "G"), "c": ("K",), "g": ("G",),
    "b": ("B",), "v": ("V",), "d": ("D",), "z": ("Z",), "s": ("Z",), "k": ("K",), "q": ("K",), "l": ("L",),
    "m": ("M",), "n": ("N",), "p": ("P",), "r": ("R",), "t": ("T",), "f": ("F",), "a": ("a",), "e": ("e",),
    "i": ("i",), "o": ("o",), "u": ("u",), "y": ("y",),
}  # fmt: skip
_LATIN_END: Mapping[str, tuple[str, ...]] = {"c": ("K", "Z"), "g": ("G", "J"), "ow": ("o", "au"), "w": ("V", "u", "")}
_CYRILLIC: Mapping[str, str] = {
    "дж": "J", "тч": "Q", "дз": "Z", "б": "B", "в": "V", "г": "G", "д": "D", "ж": "J", "з": "Z", "к": "K", "л": "L",
    "м": "M", "н": "N", "п": "P", "р": "R", "с": "Z", "т": "T", "ф": "F", "х": "H", "ц": "C", "ч": "Q", "ш": "S",
    "щ": "S", "ъ": "", "ь": "", "а": "а", "е": "е", "ё": "е", "и": "и", "й": "й", "о": "о", "у": "у", "ы": "ы",
    "э": "э", "ю": "ю", "я": "я",
}  # fmt: skip

# Vowels as they are written in Latin -> how Cyrillic writes them ("-": it writes none), and how it may where the
# borrowed word is young and its spelling not settled.
_VOWELS: Mapping[str, tuple[str, str]] = {
    "": ("-", "е э"), "a": ("а", "э е эй ей о я -"), "e": ("е э", "и ё -"), "i": ("и ай", "ы й е -"),
    "o": ("о", "а у ё оу -"), "u": ("у а ю", "ью и -"), "y": ("и й", "ай ы е"), "oo": ("у", "о"), "ee": ("и", "ии"),
    "ea": ("и", "е эа ие"), "ai": ("ай эй ей", "аи и"), "ay": ("ай эй ей", ""), "ei": ("ей эй ай", "и"),
    "ey": ("ей и эй", ""), "ou": ("ау у", "о оу а"), "au": ("ау о", "а"), "oa": ("оу о", ""),
    "ie": ("и ие", "ай айе"), "ue": ("ю у", "уэ уе"), "eu": ("ю еу", "эу у"), "ew": ("ю", "у"),
    "io": ("ио йо", "айо"), "ia": ("иа ия", "я ья"), "ui": ("уи", "и у"), "oi": ("ой", ""), "oy": ("ой", ""),
    "eo": ("ео", "эо ио"), "ua": ("уа", "ва"), "uo": ("уо", ""), "ae": ("ае", "э"), "oe": ("о", "оэ ое"),
    "iu": ("иу", "ю"), "aa": ("а аа", ""), "aya": ("ая", ""), "ye": ("е", "йе ай"), "yo": ("йо ё", ""),
    "ya": ("я", ""), "yu": ("ю", ""), "iy": ("ий", "ы"), "uy": ("ай", "уй"), "oui": ("уи", ""), "eau": ("о", ""),
    "aue": ("ау", "ауэ"), "oue": ("оуэ у", ""), "iao": ("яо", ""), "ao": ("ао", ""), "iew": ("ью", ""),
}  # fmt: skip
SILENT = 0.9  # what a vowel at the end is worth that only one script writes
_LOOSE = 0.5  # what a vowel place is worth where the spelling is of the second kind
_SILENT_END = frozenset(("", "а", "о", "е", "ы", "и", "я", "ия"))  # endings of Russian nouns

_WORD_LATIN = re.compile(r"[a-z]{3,24}")
_WORD_CYRILLIC = re.compile(r"[а-яё]{3,24}")
_LATIN_PIECE = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_CYRILLIC_PIECE = re.compile("|".join(sorted(_CYRILLIC, key=len, reverse=True)))
_PIECE = re.compile(r"[A-Z]|[^A-Z]+")
# What the English stemmer cuts off and Cyrillic keeps: хостинг, постгрес, деплоймент, шедулер.
_CUT_BY_STEMMER = ("инг", "ес", "с", "з", "мент", "ер", "ор", "ик", "ейшн", "ейшен")
_CUT_LEAVES = 2  # consonants, at least

_INITIALS: Mapping[str, str] = {
    "а": "aeoui", "б": "b", "в": "vw", "г": "gh", "д": "djg", "е": "eyi", "ж": "jgz", "з": "zsxt", "и": "ieyj",
    "й": "yji", "к": "kcq", "л": "l", "м": "m", "н": "nk", "о": "oa", "п": "p", "р": "rw", "с": "scptxz", "т": "t",
    "у": "uwo", "ф": "fp", "х": "hckj", "ц": "ctz", "ч": "ct", "ш": "scx", "щ": "s", "э": "eai", "ю": "uyj",
    "я": "yj",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Vowel ``i`` stands before consonant ``i``; one more follows the last."""

    consonants: str
    vowels: tuple[str, ...]


def is_latin(word: str) -> bool:
    return _WORD_LATIN.fullmatch(word) is not None


def is_cyrillic(word: str) -> bool:
    return _WORD_CYRILLIC.fullmatch(word) is not None


def initials(letter: str) -> str:
    """The letters of the other script with which a word that begins with this one may begin there."""
    return _INITIALS.get(letter, "") or _back().get(letter, "")


@lru_cache(maxsize=1)
def _back() -> Mapping[str, str]:
    return {
        latin: "".join(cyrillic for cyrillic, ways in _INITIALS.items() if latin in ways)
        for latin in "abcdefghijklmnopqrstuvwxyz"
    }


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[Reading, ...]:
    """All the ways a word of either script may sound; none for anything else than 3 to 24 letters of one script."""
    if is_latin(word):
        return tuple(dict.fromkeys(_reading(sound) for sound in _latin_sounds(word)))
    if is_cyrillic(word):
        whole = _reading(_cyrillic_sound(word))
        cuts = (word.removesuffix(ending) for ending in _CUT_BY_STEMMER if word.endswith(ending))
        parts = (_reading(_cyrillic_sound(form)) for form in cuts)
        return tuple(dict.fromkeys([whole, *(part for part in parts if len(part.consonants) >= _CUT_LEAVES)]))
    return ()


def _latin_sounds(word: str) -> Iterator[str]:
    pieces = _LATIN_PIECE.findall(word)
    ways = [_LATIN[piece] for piece in pieces[:-1]]
    ways.append(_LATIN_END.get(pieces[-1], _LATIN[pieces[-1]]))
    return ("".join(way) for way in islice(product(*ways), _READINGS))


def _cyrillic_sound(word: str) -> str:
    return "".join(_CYRILLIC[piece] for piece in _CYRILLIC_PIECE.findall(word))


def _reading(sound: str) -> Reading:
    consonants, vowels, gap = "", [], ""
    for piece in _PIECE.findall(sound):
        if piece[0] not in "BVGDJZKLMNPRTFHCSQ":
            gap += piece
        elif not gap and consonants[-1:] == piece:
            continue  # a doubled letter
        else:
            vowels.append(gap)
            consonants, gap = consonants + piece, ""
    return Reading(consonants, (*vowels, gap))


def likeness(latin: Reading, cyrillic: Reading) -> float:
    """0..1: how well the vowels agree, place by place, of two readings with the same consonants."""
    *inner, (last, end) = zip(latin.vowels, cyrillic.vowels, strict=True)
    agreed = sum(_agree(left, right) for left, right in inner)
    silent = (not last and end in _SILENT_END) or (last in ("a", "e", "o") and not end)
    return (agreed + max(_agree(last, end), SILENT if silent else 0.0)) / len(latin.vowels)


@lru_cache(maxsize=4096)
def _agree(latin: str, cyrillic: str) -> float:
    if latin in _VOWELS:
        settled, loose = map(_split, _VOWELS[latin])
        return 1.0 if cyrillic in settled else _LOOSE if cyrillic in loose else 0.0
    # A row of vowels that is none of the known ones is read letter by letter.
    ways = product(*(_split(_VOWELS[letter][0]) for letter in latin))
    return float(any(cyrillic == "".join(way) for way in ways))


def _split(ways: str) -> list[str]:
    return ["" if way == "-" else way for way in ways.split()]
