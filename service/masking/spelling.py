"""A word -> keys by which its writings are equal: letter case, look-alike letters, Latin spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOK_ALIKE = {
    **dict(zip("abcehikmoptxy", "авсенікморт" + "ху", strict=True)),
    **dict(zip("αβεηικμνορτυχ", "авенікмнортух", strict=True)),
    "ё": "е",
    "ѕ": "s",
    "ј": "j",
    "і": "і",
    "ı": "і",
}
_TABLE = str.maketrans(_LOOK_ALIKE)
_JOINTS = re.compile(r"[^\w]|_")


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """Equal for «АННА», «анна» and «Aннa» with Latin letters; joints inside (hyphen, apostrophe) are left out."""
    folded = word if word.isascii() else unicodedata.normalize("NFKC", word)
    return _JOINTS.sub("", folded.casefold()).translate(_TABLE)


_TO_SOUNDS = (
    (re.compile(r"['’ʼ`ьъ]"), ""),
    (re.compile(r"shch|sch|sh"), "ш"),
    (re.compile(r"zh"), "ж"),
    (re.compile(r"t?ch|tsch"), "ч"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ck"), "k"),
    (re.compile(r"t[sz]"), "c"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[ijy]{1,2}a"), "a"),
    (re.compile(r"[ijy]u"), "u"),
    (re.compile(r"[ijy]o"), "o"),
    (re.compile(r"[ijy]e"), "e"),
    (re.compile(r"oo|ou"), "u"),
    (re.compile(r"[jy]"), "i"),
    (re.compile(r"ii+"), "i"),
    (re.compile(r"(.)\1"), r"\1"),
)
_RUSSIAN = {
    **dict(zip("абвгдежзийклмнопрстуфхцчшщыэюя", "abvgdeжziiklmnoprstufhcчшшieua", strict=True)),
    "ё": "e",
    "ь": "",
    "ъ": "",
}


@lru_cache(maxsize=50_000)
def latin_key(word: str) -> str:
    """A coarse sound of a Latin word, equal for the usual spellings of a Russian name: Yuri, Yury, Iurii, Jurij."""
    sound = word.casefold()
    for pattern, sign in _TO_SOUNDS:
        sound = pattern.sub(sign, sound)
    return sound


@lru_cache(maxsize=20_000)
def russian_keys(word: str) -> tuple[str, ...]:
    """The keys (`latin_key`) of the Latin spellings of a Russian word."""
    low = word.casefold()
    spellings = {low, low.replace("ё", "о")} if "ё" in low else {low}
    keys = (re.sub(r"[иь]я", "я", one).replace("ио", "о").replace("ие", "е") for one in spellings)
    sounds = ("".join(_RUSSIAN.get(sign, sign) for sign in one) for one in keys)
    plain = {re.sub(r"(.)\1", r"\1", re.sub("ii+", "i", sound)) for sound in sounds}
    hard = {one.replace("c", "k") for one in plain if "c" in one}  # «Cvetkov»
    return tuple(sorted(plain | hard))


_DIGRAPHS = [
    "shch",
    "щ",
    "sch",
    "щ",
    "tsch",
    "ч",
    "sh",
    "ш",
    "zh",
    "ж",
    "kh",
    "х",
    "ch",
    "ч",
    "ph",
    "ф",
    "ts",
    "ц",
    "tz",
    "ц",
    "ck",
    "к",
    "yu",
    "ю",
    "iu",
    "ю",
    "ju",
    "ю",
    "ya",
    "я",
    "ja",
    "я",
    "yo",
    "ё",
    "ye",
    "е",
    "oo",
    "у",
    "ou",
    "у",
    "ee",
    "и",
    "th",
    "т",
    "x",
    "кс",
    "w",
    "в",
    "q",
    "к",
]
_TO_CYRILLIC = tuple(zip(_DIGRAPHS[::2], _DIGRAPHS[1::2], strict=True))
_LETTERS = str.maketrans("abcdefghijklmnoprstuvyz", "абкдефгхийклмнопрстувйз")
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ия", ("ия", "ья")),
    ("иа", ("ия", "ья")),
    ("ей", ("ей",)),
    ("й", ("ий", "й", "и")),
    ("ии", ("ий",)),
    ("и", ("и", "ий")),
)


@lru_cache(maxsize=4096)
def cyrillic_spellings(latin: str) -> tuple[str, ...]:
    """How a name in Latin letters may be written in Russian: Dmitry -> «дмитрий», «дмитрй»; Katya -> «катя»."""
    low = re.sub(r"[^a-z]", "", latin.casefold())
    for letters, sign in _TO_CYRILLIC:
        low = low.replace(letters, sign)
    plain = re.sub(r"(?<=[бвгджзклмнпрстфхцчшщ])й(?=.)", "ы", low.translate(_LETTERS))
    plain = re.sub(r"(?<=[аеоу])и$", "й", plain)
    if len(plain) < 3:
        return ()
    for ending, others in _ENDINGS:
        if plain.endswith(ending):
            return tuple(plain[: -len(ending)] + other for other in others)
    soft = (re.sub("(?<=[лн])(?=[гкч])", "ь", plain),) if re.search("[лн][гкч]", plain) else ()
    return (plain, *soft)
