"""Number words, Russian in every case and English -> values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

# Forms are written with ё folded to е, as the facts scanner sees them.
_UNITS = {
    0: "ноль ноля нулю нулем ноле нуль нуля zero",
    1: "один одного одному одним одном одна одной одну одно one",
    2: "два две двух двум двумя two",
    3: "три трех трем тремя three",
    4: "четыре четырех четырем четырьмя four",
    5: "пять пяти пятью five",
    6: "шесть шести шестью six",
    7: "семь семи семью seven",
    8: "восемь восьми восьмью восемью eight",
    9: "девять девяти девятью nine",
    10: "десять десяти десятью ten",
    11: "одиннадцат eleven",
    12: "двенадцат twelve",
    13: "тринадцат thirteen",
    14: "четырнадцат fourteen",
    15: "пятнадцат fifteen",
    16: "шестнадцат sixteen",
    17: "семнадцат seventeen",
    18: "восемнадцат eighteen",
    19: "девятнадцат nineteen",
}
_TENS = {
    20: "двадцать двадцати двадцатью twenty",
    30: "тридцать тридцати тридцатью thirty",
    40: "сорок сорока forty",
    50: "пятьдесят пятидесяти пятьюдесятью fifty",
    60: "шестьдесят шестидесяти шестьюдесятью sixty",
    70: "семьдесят семидесяти семьюдесятью seventy",
    80: "восемьдесят восьмидесяти восьмьюдесятью восемьюдесятью eighty",
    90: "девяносто девяноста ninety",
}
_HUNDREDS = {
    100: "сто ста",
    200: "двести двухсот двумстам двумястами двухстах",
    300: "триста трехсот тремстам тремястами трехстах",
    400: "четыреста четырехсот четыремстам четырьмястами четырехстах",
    500: "пятьсот пятисот пятистам пятьюстами пятистах",
    600: "шестьсот шестисот шестистам шестьюстами шестистах",
    700: "семьсот семисот семистам семьюстами семистах",
    800: "восемьсот восьмисот восьмистам восьмьюстами восьмистах",
    900: "девятьсот девятисот девятистам девятьюстами девятистах",
}
_MULTIPLIERS = {
    1_000: "тыс тысяча тысячи тысяч тысяче тысячу тысячей тысячью тысячам тысячами тысячах thousand thousands k к",
    1_000_000: "млн миллион миллиона миллионов миллиону миллионом миллионе миллионы миллионам миллионами million "
    "millions mln m м",
    1_000_000_000: "млрд миллиард миллиарда миллиардов миллиарду миллиардом миллиарде миллиарды billion billions bn",
}
_ONE_LETTER = frozenset("kкmм")  # only where glued to the digits: 10k, never «10 к»
_HALVES = {
    Decimal("1.5"): "полтора полторы полутора",
    Decimal("0.5"): "половина половины половину",
}
# First parts of compounds such as «трехдневный», «двухчасовой», «полугодовой».
_PREFIXES: dict[str, int | str] = {
    "одно": 1, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8, "десяти": 10,
    "четырнадцати": 14, "пятнадцати": 15, "двадцати": 20, "тридцати": 30, "сорока": 40, "шестидесяти": 60,
    "девяноста": 90, "полу": "0.5", "полутора": "1.5",
}  # fmt: skip


@cache
def _words() -> Mapping[str, tuple[Decimal, int]]:
    """Word -> (value, rank): 1 below twenty, 2 tens, 3 hundreds, 0 a value that combines with nothing."""
    table: dict[str, tuple[Decimal, int]] = {}
    for value, forms in _UNITS.items():
        for form in forms.split():
            endings = ("ь", "и", "ью") if form.endswith("дцат") else ("",)
            table.update({form + ending: (Decimal(value), 1) for ending in endings})
    for rank, ranked in ((2, _TENS), (3, _HUNDREDS)):
        table.update({form: (Decimal(value), rank) for value, forms in ranked.items() for form in forms.split()})
    table.update({form: (half, 0) for half, forms in _HALVES.items() for form in forms.split()})
    return table


@cache
def forms_of(value: int) -> tuple[str, ...]:
    """The words that say a number below a hundred that has a word of its own, in every case."""
    return tuple(word for word, (found, _) in _words().items() if found == value)


@cache
def multipliers() -> Mapping[str, int]:
    """Word -> 1,000, 1,000,000 or 1,000,000,000."""
    return {form: value for value, forms in _MULTIPLIERS.items() for form in forms.split()}


def multiplier(word: str, *, glued: bool) -> int | None:
    """The multiplier a word stands for; one-letter ones only where they touch the digits."""
    return None if word in _ONE_LETTER and not glued else multipliers().get(word)


@cache
def prefixes() -> Mapping[str, Decimal]:
    """First part of a compound adjective -> value, longest first."""
    return {prefix: Decimal(_PREFIXES[prefix]) for prefix in sorted(_PREFIXES, key=len, reverse=True)}


@cache
def number_words() -> frozenset[str]:
    """Every word a number can begin with, "twenty-five" included."""
    table = _words()
    tens = [word for word, (_, rank) in table.items() if rank == 2 and word.isascii()]
    ones = [word for word, (value, rank) in table.items() if rank == 1 and 1 <= value <= 9 and word.isascii()]
    return frozenset({*table, *(f"{ten}-{one}" for ten in tens for one in ones)})


_ORDINAL = re.compile(
    r"(?:перв|втор|трет|четверт|пят|шест|седьм|восьм|девят)(?:ый|ой|ий|ого|ьего|ому|ым|ом|ая|ую|ья|ью|ое|ые|ых|ыми)"
)


def is_ordinal(word: str) -> bool:
    """«восьмого», «пятая»: the last part of a compound ordinal below a hundred."""
    return _ORDINAL.fullmatch(word) is not None


def is_number_word(word: str) -> bool:
    return word in number_words()


def read_number(word_at: Callable[[int], str], index: int) -> tuple[Decimal, int] | None:
    """The number that begins at word ``index``: (value, index after it), or None.

    ``word_at(i)`` is the i-th word, "" at the end or where a sign stands. «двести пять», «twenty-five»,
    "two hundred and five", «тридцать тысяч» (the multiplier is read by the caller).
    """
    total, rank, position = Decimal(0), 4, index
    while position < index + 8:
        read = _one(word_at, position, rank)
        if read is None:
            break
        value, rank, position = read
        total += value
        if rank == 0:
            break
    return (total, position) if position > index else None


def _one(word_at: Callable[[int], str], position: int, rank: int) -> tuple[Decimal, int, int] | None:
    word = word_at(position)
    if word == "and" and rank == 3 and word_at(position + 1) in _words():
        position += 1
        word = word_at(position)
    found = _hyphenated(word)
    if found is None:
        return None
    value, found_rank = found
    hundred = word_at(position + 1) == "hundred" and found_rank == 1 and rank == 4
    if hundred:
        return value * 100, 3, position + 2
    if found_rank >= rank or (found_rank == 1 and rank == 2 and not 1 <= value <= 9) or (found_rank == 0 and rank < 4):
        return None
    return value, found_rank if found_rank > 1 else 0, position + 1


def _hyphenated(word: str) -> tuple[Decimal, int] | None:
    table = _words()
    if word in table or "-" not in word:
        return table.get(word)
    tens, _, units = word.partition("-")
    first, second = table.get(tens), table.get(units)
    if first is None or second is None or first[1] != 2 or second[1] != 1:
        return None
    return first[0] + second[0], 1
