"""Folded text -> the words, numbers and signs that facts are read from."""

from __future__ import annotations

import re
from collections.abc import Hashable

from kb_index.text.units import units

# (start, end, kind, value): a fact with offsets in the folded text, kind being a value of FactKind
RawFact = tuple[int, int, str, tuple[Hashable, ...]]
# what a reading at an index gives: the fact (None: nothing worth keeping) and the index after it; None: no reading
Found = tuple[RawFact | None, int] | None

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ADJECTIVE = "дневн|суточн|часов|минутн|секундн|недельн|месячн|летн|годов|годичн"
# What a word may begin with that is more than a word: all others are read at the first look.
_TOLD = (
    "шаг|step|таб|рис|fig|table|одно|дв|трех|четыр|пят|шест|сем|вос|десят|тридц|сорок|девян|пол|twen|thir|fort|fif|six"
    "|seven|eigh|nine"
)
# A number never begins inside a longer run of digits: every run is consumed whole, so the scan is linear.
_LEXEMES = re.compile(
    # Skipped: list numbering, footnotes, steps and figures, digits inside names such as server01.
    rf"""
      (?P<plain>(?!{_TOLD})[a-zа-я]++(?!/))(?![$\d_])
    | (?P<skip>^[\ >*\#\-]*\(?\d{{1,3}}(?:\.\d{{1,2}}){{0,3}}[.)](?=\s|\Z)|\[\d{{1,3}}\]
        |(?<!\w)(?:шаг[аеу]?|step|табл\.?|рис\.?|рисунок|рисунке|figure|fig\.?|таблица|таблице|table)\ \d{{1,3}}(?!\w)
        |(?:(?<=[a-zа-я_])|(?<=[a-z]-))\d\w*+|(?<!\w)1[сc](?!\w)|\x00+)
    | (?P<number>(?:\d{{1,3}}(?:[\ ']\d{{3}}(?!\d))++(?:[.,]\d++)?
        |\d{{1,3}}(?:,\d{{3}}(?!\d))++(?:\.\d++)?|\d{{1,3}}(?:\.\d{{3}}(?!\d)){{1,4}}+,\d{{2}}(?!\d)
        |\d++(?:[.,]\d++)?)(?:-?(?:х|ти|ми|го|й|ый|ой|му|ая|ую|ое|ые|ых)(?![а-я])|-м(?![а-я])|(?:st|nd|rd|th)(?![a-z]))?)
    | (?P<adjective>(?:одно|двух|трех|четырех|пяти|шести|семи|восьми|десяти|четырнадцати|пятнадцати|двадцати|тридцати
        |сорока|шестидесяти|девяноста|полутора|полу)(?:{_ADJECTIVE})[а-я]{{2,3}}(?![а-я]))
    | (?P<word>(?:{_TENS})-(?:one|two|three|four|five|six|seven|eight|nine)(?![a-z])
        |[a-zа-я]++(?:/(?:с|s|сек)(?!\w))?|°[cс]|us\$)
    | (?P<sign>[^\w\s])
    | (?P<newline>\n)
    """,
    re.VERBOSE | re.MULTILINE,
)


class Reader:
    """The lexemes of one text, read by index; "" stands for what is beyond the ends."""

    __slots__ = ("items", "units")

    def __init__(self, text: str) -> None:
        self.items = list(_LEXEMES.finditer(text))
        self.units = units()

    def kind(self, index: int) -> str:
        kind = str(self.items[index].lastgroup) if 0 <= index < len(self.items) else ""
        return "word" if kind == "plain" else kind

    def text(self, index: int) -> str:
        return self.items[index].group() if 0 <= index < len(self.items) else ""

    def word(self, index: int) -> str:
        return self.text(index) if self.kind(index) == "word" else ""

    def start(self, index: int) -> int:
        return self.items[index].start()

    def end(self, index: int) -> int:
        return self.items[index].end()

    def glued(self, index: int) -> bool:
        """Whether the item touches the one before."""
        return 0 < index < len(self.items) and self.start(index) == self.end(index - 1)
