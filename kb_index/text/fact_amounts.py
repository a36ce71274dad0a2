"""Lexemes -> amounts: a number or a range, its unit, and what it is counted by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kb_index.text.fact_lexemes import Reader
from kb_index.text.numerals import multiplier, read_number
from kb_index.text.units import Unit, adjective_units

_DIGITS = re.compile(r"[\d.,' ]*\d")
BUSINESS = ("рабоч", "банковск", "business", "working", "banking")
_PLAIN = ("календарн", "calendar", "полн", "full", "consecutive", "последн", "последующ", "ближайш", "следующ", "целых")
_ADJECTIVE_WORD = re.compile(
    r"[а-я]{2,}(?:ых|их|ый|ий|ые|ие|ого|его|ая|ую|ой)|[a-z]{2,}(?:ed|al|ent|ive|ing|ous|ble|ic|y|nt)|api|free|new"
)
_NO_ADJECTIVE = frozenset(("any", "may", "by", "day", "pay", "way", "only", "many", "every", "my", "try", "их", "дней"))
_PER = frozenset(("в", "за", "per", "a", "an", "каждый", "каждую", "каждые", "every", "each", "/"))
_PER_TIME_ONLY = frozenset(("в", "a", "an", "каждый", "каждую", "каждые", "every", "each"))
_ADVERBS = {
    "ежедневно": "s86400", "daily": "s86400", "еженедельно": "s604800", "weekly": "s604800", "ежемесячно": "mo1",
    "monthly": "mo1", "ежегодно": "mo12", "yearly": "mo12", "annually": "mo12",
}  # fmt: skip
_GLUED_ONLY = frozenset(("с", "s", "d", "m", "g", "l", "b", "v", "w", "p"))
RANGE_WORDS = frozenset(("до", "to", "по"))
_RANGE_OPENERS = frozenset(("от", "с", "from", "between", "между", "со"))


# (unit, canonical name, end offset, index after it)
UnitRead = tuple[Unit, str, int, int] | None


@dataclass(frozen=True, slots=True)
class Amount:
    value: Decimal
    shown: str  # the digits where there is no unit: 2.10 is not 2.1
    start: int
    end: int
    next: int
    digits: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """An amount or range with what follows it. ``unit`` None: a bare number."""

    low: Amount
    high: Amount
    unit: Unit | None
    name: str
    per: str
    end: int
    next: int


def read_amount(reader: Reader, index: int) -> Amount | None:
    """The number at ``index``, in digits or words, with «тыс.», "million" and the like."""
    if reader.kind(index) == "number":
        match = _DIGITS.match(reader.text(index))
        shown = _plain(match.group() if match else reader.text(index))
        value, position, digits = Decimal(shown), index + 1, True
    else:
        read = read_number(reader.word, index)
        if read is None:
            return None
        value, position = read
        if reader.word(position) == "с" and reader.word(position + 1) == "половиной":
            value, position = value + Decimal("0.5"), position + 2
        shown, digits = f"{value.normalize():f}", False
    factor = multiplier(reader.word(position), glued=reader.glued(position))
    if factor is not None:
        value *= factor
        shown = f"{value.normalize():f}"
        position += 1
        position += reader.text(position) == "." and reader.text(position + 1) in reader.units  # «тыс. ₽»
    end = reader.end(position - 1)
    return Amount(value, shown, reader.start(index), end, position, digits)


def _plain(digits: str) -> str:
    """«1 290,50» -> "1290.50"; a comma before three digits parts thousands."""
    digits = digits.replace(" ", "").replace("'", "")
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", digits):
        return digits.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", digits):  # 1.290,50, as in Germany
        digits = digits.replace(".", "")
    whole, _, rest = digits.replace(",", ".").partition(".")
    return (whole.lstrip("0") or "0") + ("." + rest if rest else "")


def read_measured(reader: Reader, index: int) -> Measured | None:
    """The amount or range at ``index`` with its unit and rate: «2–3 рабочих дня», «от 2 до 5 ГБ», "10 users"."""
    low = read_amount(reader, index)
    if low is None:
        return None
    position = _past_echo(reader, low)
    own = read_unit(reader, position, low)
    link = own[3] if own else position
    high = range_end(reader, link, index)
    if high is None or low.value > high.value:
        return _with_rate(reader, low, low, own, position)
    after = _past_echo(reader, high)
    second = read_unit(reader, after, high)
    same = own is None or (second is not None and own[:2] == second[:2])
    meant = second is not None or reader.text(link) in ("-", "to") or reader.word(index - 1) in _RANGE_OPENERS
    if not (same and meant):
        return _with_rate(reader, low, low, own, position)
    return _with_rate(reader, low, high, second, after)


def _with_rate(reader: Reader, low: Amount, high: Amount, unit: UnitRead, position: int) -> Measured:
    if unit is None:
        return Measured(low, high, None, "", "", high.end, max(position, high.next))
    measure, name, end, after = unit
    per, end, after = read_rate(reader, after, end) if measure.family != "percent" else ("", end, after)
    return Measured(low, high, measure, name, per, end, after)


def _past_echo(reader: Reader, amount: Amount) -> int:
    """«3 (трёх) дней»: the same number again in brackets."""
    if reader.text(amount.next) != "(":
        return amount.next
    again = read_amount(reader, amount.next + 1)
    if again is None or again.value != amount.value or reader.text(again.next) != ")":
        return amount.next
    return again.next + 1


def range_end(reader: Reader, position: int, index: int) -> Amount | None:
    """The upper bound, where the lexeme at ``position`` links it to the amount that began at ``index``."""
    link = reader.text(position)
    between = reader.word(index - 1) in ("between", "между")
    if link == "-" or link in RANGE_WORDS or (between and link in ("и", "and")):
        return read_amount(reader, position + 1)
    return None


def read_unit(reader: Reader, position: int, amount: Amount) -> UnitRead:
    """The unit that begins at ``position``, one adjective before it allowed."""
    joined = reader.text(position) == "-" and reader.glued(position) and reader.glued(position + 1)
    position += joined
    text = reader.text(position)
    if joined and text in adjective_units():
        unit = adjective_units()[text]
        return unit, unit.name, reader.end(position), position + 1
    business = text.startswith(BUSINESS)
    if business or text.startswith(_PLAIN):
        position += 1 + (reader.text(position + 1) == "-")
    elif text not in reader.units and _skippable(reader, position):
        position += 1
    return unit_word(reader, position, amount, business=business)


def _skippable(reader: Reader, position: int) -> bool:
    """One adjective between the number and its unit: «5 активных пользователей», "10 failed attempts"."""
    text, following = reader.word(position), reader.units.get(reader.word(position + 1))
    long = len(reader.word(position + 1)) > 2
    countable = long and following is not None and following.family in ("number", "duration")
    return countable and text not in _NO_ADJECTIVE and _ADJECTIVE_WORD.fullmatch(text) is not None


def unit_word(reader: Reader, position: int, amount: Amount, *, business: bool) -> UnitRead:
    """The unit whose word stands at ``position``; ``business``: «рабочих» stood before it."""
    text = reader.text(position)
    unit = reader.units.get(text)
    if text == "см" and reader.text(position + 1) == ".":
        return None  # «см. раздел»
    if unit is None or (text in _GLUED_ONLY and not (amount.digits and reader.glued(position))):
        return None
    name = unit.name
    if business:
        if unit.family != "duration" or unit.name != "s" or unit.factor not in (3600, 86400):
            return None
        name = "bd" if unit.factor == 86400 else "bh"
        unit = Unit("duration", name)
    return unit, name, reader.end(position), position + 1


def read_rate(reader: Reader, position: int, end: int) -> tuple[str, int, int]:
    """«в месяц», "per user per month", «/мес»: what the amount is counted by."""
    parts: list[str] = []
    position += reader.text(position) == "." and reader.text(position + 1) in ("/", "в", "за")
    if reader.word(position) in _ADVERBS:
        return _ADVERBS[reader.word(position)], reader.end(position), position + 1
    while len(parts) < 2 and (link := reader.text(position)) in _PER:
        following = position + 1 + (reader.word(position + 1) in ("одного", "одну", "каждого", "one", "each"))
        unit = reader.units.get(reader.word(following))
        timed = unit is not None and unit.family == "duration"
        if unit is None or unit.family in ("money", "percent") or (link in _PER_TIME_ONLY and not timed):
            break
        parts.append(f"{unit.name}{unit.factor}" if timed else unit.name)
        end, position = reader.end(following), following + 1
    return "/".join(sorted(parts)), end, position
