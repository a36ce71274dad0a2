"""Facts that are read word by word: amounts with units, dates in words, number words, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kb_index.text.fact_shapes import RawFact
from kb_index.text.numerals import is_number_word, multiplier, prefixes, read_number
from kb_index.text.units import Unit, adjective_units, units

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ADJECTIVE = "дневн|суточн|часов|минутн|секундн|недельн|месячн|летн|годов|годичн"
# A number never begins inside a longer run of digits: every run is consumed whole, so the scan is linear.
_LEXEMES = re.compile(
    rf"""
      (?P<skip>^[\ >*\#\-]*\(?\d{{1,3}}(?:\.\d{{1,2}}){{0,3}}[.)](?=\s|\Z)|\[\d{{1,3}}\]
        |(?<!\w)(?:шаг[аеу]?|step|рис\.?|рисунок|рисунке|figure|fig\.?|таблица|таблице|table)\ \d{{1,3}}(?!\w)|\x00+)
    | (?P<number>(?:\d{{1,3}}(?:[\ ']\d{{3}})++(?!\d)(?:[.,]\d++)?|\d{{1,3}}(?:,\d{{3}})++(?![\d,])(?:\.\d++)?
        |\d++(?:[.,]\d++)?)(?:-?(?:х|ти|ми|го|й|ый|ой|му|ая|ую|ое|ые|ых)(?![а-я])|(?:st|nd|rd|th)(?![a-z]))?)
    | (?P<adjective>(?:одно|двух|трех|четырех|пяти|шести|семи|восьми|десяти|четырнадцати|пятнадцати|двадцати|тридцати|сорока
        |шестидесяти|девяноста|полутора|полу)(?:{_ADJECTIVE})[а-я]{{2,3}}(?![а-я]))
    | (?P<word>(?:{_TENS})-(?:one|two|three|four|five|six|seven|eight|nine)(?![a-z])|[a-zа-я]++(?:/(?:с|s|сек)(?!\w))?|°[cс]|us\$)
    | (?P<sign>[^\w\s])
    | (?P<newline>\n)
    """,
    re.VERBOSE | re.MULTILINE,
)
_DIGITS = re.compile(r"[\d.,' ]*\d")

_MONTHS = (
    "январ фев мар апр ма июн июл авг сен окт ноя дек".split(),  # noqa: SIM905
    "jan feb mar apr may jun jul aug sep oct nov dec".split(),  # noqa: SIM905
)
_MONTH = re.compile(
    r"(?:январ[ьяею]|янв|феврал[ьяею]|фев|март(?:а|е|у|ом)?|мар|апрел[ьяею]|апр|ма[йяею]|июн[ьяею]|июл[ьяею]|август(?:а|е|у|ом)?"
    r"|авг|сентябр[ьяею]|сен|сент|октябр[ьяею]|окт|ноябр[ьяею]|ноя|нояб|декабр[ьяею]|дек"
    r"|january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept?|october|oct"
    r"|november|nov|december|dec)"
)
_BUSINESS = ("рабоч", "банковск", "business", "working", "banking")
_PLAIN = ("календарн", "calendar", "полн", "full", "consecutive", "последн", "последующ", "ближайш", "следующ", "целых")
_ADJECTIVE_WORD = re.compile(r"[а-я]{2,}(?:ых|их|ый|ий|ые|ие|ого|его|ая|ую|ой)|[a-z]{2,}(?:ed|al|ent|ive|ing|ous|ble|ic|y|nt)|api|free|new")
_NO_ADJECTIVE = frozenset("any may by day pay way only many every my try их день дней".split())  # noqa: SIM905
_PER = frozenset(("в", "за", "per", "a", "an", "на", "каждый", "каждую", "каждые", "every", "each", "/", "из"))
_PER_TIME_ONLY = frozenset(("в", "a", "an", "каждый", "каждую", "каждые", "every", "each"))
_ADVERBS = {
    "ежедневно": "s86400", "daily": "s86400", "еженедельно": "s604800", "weekly": "s604800", "ежемесячно": "mo1",
    "monthly": "mo1", "ежегодно": "mo12", "yearly": "mo12", "annually": "mo12",
}  # fmt: skip
_IMPLICIT_BEFORE = frozenset(("течение", "через", "спустя", "within", "after", "in"))
_WHOLE = {"полчаса": ("s", Decimal(1800)), "получаса": ("s", Decimal(1800)), "полгода": ("mo", Decimal(6)),
          "полугода": ("mo", Decimal(6)), "полминуты": ("s", Decimal(30))}  # fmt: skip
_GLUED_ONLY = frozenset(("с", "s", "d", "m", "g", "l", "b", "v", "w", "p"))
_CURRENCY_BEFORE = frozenset(("$", "€", "£", "₽", "₴", "₸", "¥", "us$", "usd", "eur", "rub", "gbp"))
_RANGE_WORDS = frozenset(("до", "to", "по"))
_RANGE_OPENERS = frozenset(("от", "с", "from", "between", "между", "со"))


@dataclass(frozen=True, slots=True)
class _Lexeme:
    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    shown: str  # the digits where there is no unit: 2.10 is not 2.1
    start: int
    end: int
    next: int
    digits: bool


@dataclass(frozen=True, slots=True)
class _Measured:
    """An amount or range with what follows it. ``unit`` None: a bare number."""

    low: _Amount
    high: _Amount
    unit: Unit | None
    name: str
    per: str
    end: int
    next: int


class _Reader:
    """The lexemes of one text, read by index; "" stands for what is beyond the ends."""

    __slots__ = ("items", "units")

    def __init__(self, text: str) -> None:
        self.items = [_Lexeme(m.start(), m.end(), str(m.lastgroup), m.group()) for m in _LEXEMES.finditer(text)]
        self.units = units()

    def word(self, index: int) -> str:
        return self.items[index].text if 0 <= index < len(self.items) and self.kind(index) == "word" else ""

    def sign(self, index: int) -> str:
        return self.items[index].text if 0 <= index < len(self.items) and self.kind(index) != "newline" else ""

    def kind(self, index: int) -> str:
        return self.items[index].kind if 0 <= index < len(self.items) else ""

    def glued(self, index: int) -> bool:
        """Whether the item touches the one before."""
        return 0 < index < len(self.items) and self.items[index].start == self.items[index - 1].end


def quantities(text: str) -> Iterator[RawFact]:
    """Facts of the folded text in order, non-overlapping; stretches that are taken are written as NULs."""
    reader = _Reader(text)
    index = 0
    while index < len(reader.items):
        found = _at(reader, index)
        if found is None:
            index += 1
        else:
            index = max(found[1], index + 1)
            if found[0] is not None:
                yield found[0]


_Found = tuple[RawFact | None, int] | None


def _at(reader: _Reader, index: int) -> _Found:
    kind, text = reader.items[index].kind, reader.items[index].text
    if kind == "number":
        return _date_by_day(reader, index) or _measured_fact(reader, index)
    if kind == "adjective":
        return _compound_adjective(reader, index)
    if text in _CURRENCY_BEFORE:
        return _money_before(reader, index)
    if kind != "word":
        return None
    if is_number_word(text):
        return _measured_fact(reader, index)
    if text in _WHOLE:
        name, value = _WHOLE[text]
        return _raw(reader.items[index].start, reader.items[index].end, "duration", (value, value, name, "")), index + 1
    return _date_by_month(reader, index) or _implicit(reader, index)


def _raw(start: int, end: int, kind: str, value: tuple[object, ...]) -> RawFact:
    return (start, end, kind, value)


# --- amounts ----------------------------------------------------------------------------------------


def _amount(reader: _Reader, index: int) -> _Amount | None:
    if reader.kind(index) == "number":
        item = reader.items[index]
        match = _DIGITS.match(item.text)
        shown = _plain(match.group() if match else item.text)
        value, position, digits = Decimal(shown), index + 1, True
    else:
        read = read_number(reader.word, index)
        if read is None:
            return None
        value, position = read
        shown, digits = f"{value.normalize():f}", False
    factor = multiplier(reader.word(position), glued=reader.glued(position))
    if factor is not None:
        value *= factor
        shown = f"{value.normalize():f}"
        position += 1
        position += reader.sign(position) == "." and reader.glued(position) and reader.kind(position + 1) == "word"
    end = reader.items[position - 1].end
    return _Amount(value, shown, reader.items[index].start, end, position, digits)


def _plain(digits: str) -> str:
    """«1 290,50» -> "1290.50"; a comma before three digits parts thousands."""
    digits = digits.replace(" ", "").replace("'", "")
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", digits):
        return digits.replace(",", "")
    whole, _, rest = digits.replace(",", ".").partition(".")
    return (whole.lstrip("0") or "0") + ("." + rest if rest else "")


def _measured(reader: _Reader, index: int) -> _Measured | None:
    low = _amount(reader, index)
    if low is None:
        return None
    position = _past_echo(reader, low)
    own = _unit(reader, position, low)
    high = _range_end(reader, own[3] if own else position, index, has_unit=own is not None)
    if high is None:
        return _with_rate(reader, low, low, own, position)
    after = _past_echo(reader, high)
    second = _unit(reader, after, high)
    same = own is None or (second is not None and own[:2] == second[:2])
    explicit = reader.word(index - 1) in _RANGE_OPENERS or reader.sign(high.next - 2) == "-" or second is not None
    if not same or not explicit or low.value > high.value:
        return _with_rate(reader, low, low, own, position)
    return _with_rate(reader, low, high, second, after)


def _with_rate(reader: _Reader, low: _Amount, high: _Amount, unit: _UnitRead, position: int) -> _Measured:
    if unit is None:
        return _Measured(low, high, None, "", "", high.end, max(position, high.next))
    measure, name, end, after = unit
    per, end, after = _rate(reader, after, end) if measure.family != "percent" else ("", end, after)
    return _Measured(low, high, measure, name, per, end, after)


def _past_echo(reader: _Reader, amount: _Amount) -> int:
    """«3 (трёх) дней»: the same number again in brackets."""
    if reader.sign(amount.next) != "(":
        return amount.next
    again = _amount(reader, amount.next + 1)
    if again is None or again.value != amount.value or reader.sign(again.next) != ")":
        return amount.next
    return again.next + 1


def _range_end(reader: _Reader, position: int, index: int, *, has_unit: bool) -> _Amount | None:
    link = reader.sign(position)
    between = reader.word(index - 1) in ("between", "между")
    if link == "-" or link in _RANGE_WORDS or (between and link in ("и", "and")):
        return _amount(reader, position + 1)
    return None


_UnitRead = tuple[Unit, str, int, int] | None  # unit, canonical name, end offset, next index


def _unit(reader: _Reader, position: int, amount: _Amount) -> _UnitRead:
    joined = reader.sign(position) == "-" and reader.glued(position) and reader.glued(position + 1)
    position += joined
    text = reader.sign(position)
    if joined and text in adjective_units():
        unit = adjective_units()[text]
        return unit, unit.name, reader.items[position].end, position + 1
    business = text.startswith(_BUSINESS)
    if business or text.startswith(_PLAIN):
        position += 1 + (reader.sign(position + 1) == "-")
    elif text not in reader.units and _skippable(reader, position):
        position += 1
    return _unit_word(reader, position, amount, business=business)


def _skippable(reader: _Reader, position: int) -> bool:
    """One adjective between the number and its unit: «5 активных пользователей», "10 failed attempts"."""
    text, following = reader.word(position), reader.units.get(reader.word(position + 1))
    countable = following is not None and following.family in ("number", "duration") and len(reader.word(position + 1)) > 2
    return countable and text not in _NO_ADJECTIVE and _ADJECTIVE_WORD.fullmatch(text) is not None


def _unit_word(reader: _Reader, position: int, amount: _Amount, *, business: bool) -> _UnitRead:
    text = reader.sign(position)
    unit = reader.units.get(text)
    if unit is None or (text in _GLUED_ONLY and not (amount.digits and reader.glued(position))):
        return None
    name = unit.name
    if business:
        if unit.family != "duration" or unit.name != "s" or unit.factor not in (3600, 86400):
            return None
        name = "bd" if unit.factor == 86400 else "bh"
        unit = Unit("duration", name)
    return unit, name, reader.items[position].end, position + 1


def _rate(reader: _Reader, position: int, end: int) -> tuple[str, int, int]:
    """«в месяц», "per user per month", «/мес»: what the amount is counted by."""
    parts: list[str] = []
    position += reader.sign(position) == "." and reader.sign(position + 1) in ("/", "в", "за")
    if reader.word(position) in _ADVERBS:
        return _ADVERBS[reader.word(position)], reader.items[position].end, position + 1
    while len(parts) < 2 and (link := reader.sign(position)) in _PER:
        following = position + 1 + (reader.word(position + 1) in ("одного", "одну", "каждого", "one", "each"))
        unit = reader.units.get(reader.word(following))
        timed = unit is not None and unit.family == "duration"
        if unit is None or unit.family in ("money", "percent") or (link in _PER_TIME_ONLY and not timed) or link in ("на", "из"):
            break
        parts.append(f"{unit.name}{unit.factor}" if timed else unit.name)
        end, position = reader.items[following].end, following + 1
    return "/".join(sorted(parts)), end, position


# --- facts ------------------------------------------------------------------------------------------


def _measured_fact(reader: _Reader, index: int) -> _Found:
    measured = _measured(reader, index)
    if measured is None:
        return None
    if measured.unit is None:
        return _bare(measured), measured.next
    special = _year(reader, index, measured) or _hours(reader, index, measured)
    if special is not None:
        return special, measured.next
    low, high = (amount.value * Decimal(measured.unit.factor) for amount in (measured.low, measured.high))
    start, end, position = measured.low.start, measured.end, measured.next
    if low == high and measured.unit.family in ("duration", "money"):
        more, end, position = _more(reader, measured)
        low = high = low + more
    if measured.unit.name == "°c" or measured.unit.family == "percent":
        sign = -1 if _negative(reader, index) else 1
        low, high, start = low * sign, high * sign, start - (sign < 0)
    family = measured.unit.family
    return _raw(start, end, family, (low, high, measured.name, measured.per)), position


def _negative(reader: _Reader, index: int) -> bool:
    return reader.sign(index - 1) == "-" and reader.glued(index) and not reader.glued(index - 1)


def _bare(measured: _Measured) -> RawFact | None:
    low, high = measured.low, measured.high
    if not low.digits and high.value <= 10:
        return None  # «один из», "two ways": too common to be a fact of its own
    return _raw(low.start, high.end, "number", (low.shown, high.shown, "", ""))


def _year(reader: _Reader, index: int, measured: _Measured) -> RawFact | None:
    amount, unit = measured.low, measured.unit
    if unit is None or unit.name != "mo" or unit.factor != 12 or not 1900 <= amount.value <= 2100:
        return None
    first, last = (int(amount.value), None, None), (int(measured.high.value), None, None)
    return _raw(amount.start, measured.end, "date", (first, last))


def _hours(reader: _Reader, index: int, measured: _Measured) -> RawFact | None:
    """«в 18 часов», «с 9 до 18 часов» are times of day, «18 часов» is a duration."""
    if measured.unit is None or measured.name != "s" or measured.unit.factor != 3600 or measured.high.value > 24:
        return None
    single = measured.low is measured.high
    opener = reader.word(index - 1)
    word = reader.word(measured.next - 1)
    if not word.startswith("час") or opener not in (("в", "к") if single else ("с", "со")):
        return None
    return _raw(measured.low.start, measured.end, "time", (int(measured.low.value * 60), int(measured.high.value * 60)))


def _more(reader: _Reader, measured: _Measured) -> tuple[Decimal, int, int]:
    """«1 час 30 минут», «10 руб. 50 коп.», "2 days and 4 hours": the smaller parts of one amount."""
    total, end, position = Decimal(0), measured.end, measured.next
    last = measured.unit
    while last is not None:
        begin = position + (reader.sign(position) in (".", "и", "and", ","))
        amount = _amount(reader, begin)
        unit = _unit(reader, amount.next, amount) if amount else None
        if amount is None or unit is None or unit[1] != measured.name:
            break
        if Decimal(unit[0].factor) >= Decimal(last.factor) or _range_end(reader, unit[3], begin, has_unit=True):
            break
        total += amount.value * Decimal(unit[0].factor)
        last, end, position = unit[0], unit[2], unit[3]
    return total, end, position


def _money_before(reader: _Reader, index: int) -> _Found:
    unit = reader.units[reader.items[index].text]
    low = _amount(reader, index + 1)
    if low is None:
        return None
    position = low.next
    high, link = low, reader.sign(position)
    if link == "-" or link in _RANGE_WORDS:
        begin = position + 1 + (reader.sign(position + 1) in _CURRENCY_BEFORE)
        other = _amount(reader, begin)
        high = other if other is not None and other.value >= low.value else low
    per, end, position = _rate(reader, high.next, high.end)
    value = (low.value * Decimal(unit.factor), high.value * Decimal(unit.factor), unit.name, per)
    return _raw(reader.items[index].start, end, "money", value), position


def _compound_adjective(reader: _Reader, index: int) -> _Found:
    item = reader.items[index]
    for prefix, value in prefixes().items():
        unit = adjective_units().get(item.text.removeprefix(prefix)) if item.text.startswith(prefix) else None
        if unit is not None:
            amount = value * Decimal(unit.factor)
            return _raw(item.start, item.end, "duration", (amount, amount, unit.name, "")), index + 1
    return None


def _implicit(reader: _Reader, index: int) -> _Found:
    """«в течение часа», "within a day": one, unsaid. «half an hour» too."""
    text = reader.items[index].text
    half = text == "half"
    if not half and text not in _IMPLICIT_BEFORE:
        return None
    article = reader.word(index + 1) in ("a", "an", "the")
    position = index + 1 + article
    business = reader.word(position).startswith(_BUSINESS)
    unit = _unit_word(reader, position + business, _ONE, business=business)
    if unit is None or unit[0].family != "duration" or len(reader.word(unit[3] - 1)) < 3:
        return None
    if not half and not article and text in ("in", "after", "within"):
        return None
    amount = Decimal(unit[0].factor) * (Decimal("0.5") if half else 1)
    start = reader.items[index if half else position].start
    return _raw(start, unit[2], "duration", (amount, amount, unit[1], "")), unit[3]


_ONE = _Amount(Decimal(1), "1", 0, 0, 0, digits=False)


# --- dates in words ---------------------------------------------------------------------------------


def _month(word: str) -> int | None:
    if not word or not _MONTH.fullmatch(word):
        return None
    for names in _MONTHS:
        for number, stem in enumerate(names, start=1):
            if word.startswith(stem) and not (stem == "ма" and word.startswith("мар")):
                return number
    return None


def _whole(reader: _Reader, index: int, lowest: int, highest: int) -> int | None:
    if reader.kind(index) != "number":
        return None
    match = re.match(r"\d+(?![\d.,' ]*\d)", reader.items[index].text)
    return int(match.group()) if match and len(match.group()) < 5 and lowest <= int(match.group()) <= highest else None


def _date_by_day(reader: _Reader, index: int) -> _Found:
    """«14 марта 2025 года», «1–5 марта», «с 1 по 5 марта», "14th of March"."""
    first = _whole(reader, index, 1, 31)
    if first is None:
        return None
    last, position = first, index + 1
    if reader.sign(position) in ("-", "по", "до", "to") and (second := _whole(reader, position + 1, 1, 31)):
        last, position = second, position + 2
    position += reader.word(position) in ("of", "числа")
    month = _month(reader.word(position))
    if month is None:
        return None
    year, end, position = _year_after(reader, position + 1)
    return _raw(reader.items[index].start, end, "date", ((year, month, first), (year, month, last))), position


def _date_by_month(reader: _Reader, index: int) -> _Found:
    """"March 14, 2025", "March 1–5", «в марте 2025 года»."""
    month = _month(reader.items[index].text)
    if month is None:
        return None
    position = index + 1 + (reader.sign(index + 1) == ".")
    first = _whole(reader, position, 1, 31) if reader.items[index].text.isascii() else None
    last = first
    if first is not None:
        position += 1
        if reader.sign(position) in ("-", "to") and (second := _whole(reader, position + 1, 1, 31)):
            last, position = second, position + 2
    year, end, after = _year_after(reader, position)
    if first is None and year is None:
        return None
    return _raw(reader.items[index].start, end, "date", ((year, month, first), (year, month, last))), after


def _year_after(reader: _Reader, position: int) -> tuple[int | None, int, int]:
    """The year at ``position``: (year or None, end of the date, next index)."""
    begin = position + (reader.sign(position) in (",", "."))
    year = _whole(reader, begin, 1900, 2100)
    if year is None:
        return None, reader.items[position - 1].end, position
    after = begin + 1
    if reader.word(after) in ("года", "год", "году", "г"):
        after += 1
    return year, reader.items[after - 1].end, after
