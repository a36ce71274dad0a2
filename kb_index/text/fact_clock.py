"""Folded text -> times of day in words: «в половине десятого», "ten to six", «в час дня», "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kb_index.text.fact_lexemes import RawFact

_HOUR_WORDS = (
    "час часу часа one", "два двух двум two", "три трех трем three", "четыре четырех четырем four",
    "пять пяти five", "шесть шести six", "семь семи seven", "восемь восьми eight", "девять девяти nine",
    "десять десяти ten", "одиннадцать одиннадцати eleven", "двенадцать двенадцати twelve",
)  # fmt: skip
_ORDINALS = (
    "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого"
)
_MINUTE_WORDS = (
    (5, "пять пяти five"), (10, "десять десяти ten"), (15, "пятнадцать пятнадцати четверть четверти quarter fifteen"),
    (20, "двадцать двадцати twenty"), (25, "двадцать пять|двадцати пяти|twenty-five|twenty five"),
)  # fmt: skip
_HOURS: Mapping[str, int] = {word: hour for hour, words in enumerate(_HOUR_WORDS, start=1) for word in words.split()}
_OF_HOUR: Mapping[str, int] = {word: hour for hour, word in enumerate(_ORDINALS.split(), start=1)}
_MINUTES: Mapping[str, int] = {
    word: minutes for minutes, words in _MINUTE_WORDS for word in (words.split("|") if "|" in words else words.split())
}
_NOON = {"noon": 720, "midday": 720, "midnight": 1440, "полдень": 720, "полудня": 720, "полудню": 720, "полночь": 1440}
_PART = "утра|дня|вечера|ночи|in the morning|in the afternoon|in the evening|at night"


def _any(words: Mapping[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


# Each shape names what tells it from an amount; these words are rare, so most texts end at the first look.
_TELLING = re.compile(
    r"половин|\bпол-?[пвтчшсд]|без [пчд]|минут|четверт|утра|вечера|ночи| дня|полдень|полудн|полночь"
    r"|past|o'clock|noon|mid(?:day|night)|in the [mae]|at night|(?:five|ten|fifteen|twenty|quarter|minutes) to "
    r"|\d\.\d\d ?[ap]\.?m|\d{4}-\d{4}"
)
# What each of these holds, or else a digit.
_HINTS = (
    "пол", "без ", "минут", "четверт", "утра", "вечера", "ночи", " дня", "past", "o'clock", "noon", "mid", "in the ",
    "at night", " to ",
)  # fmt: skip
_DIGIT = re.compile(r"\d")
_SHAPES = re.compile(
    rf"""(?<![\w-])(?:
      (?:половин[аеуы]\ |пол-?)(?P<half>{_any(_OF_HOUR)})
    | без\ (?P<less>{_any(_MINUTES)})(?:\ минут[ыу]?)?\ (?P<before>{_any(_HOURS)}|\d{{1,2}})(?:\ (?P<lesspart>{_PART}))?
    | (?P<more>(?:{_any(_MINUTES)}|\d{{1,2}})(?=\ минут)|четверть)(?:\ минут[ыу]?)?
        \ (?P<after>{_any(_OF_HOUR)})(?!\ [а-я]*(?:ря|ля|та|ая|ня|числа|эт))
    | half\ past\ (?P<past>{_any(_HOURS)}|\d{{1,2}})
    | (?<!from\ )(?P<minutes>{_any(_MINUTES)}|\d{{1,2}})(?:\ minutes)?\ (?P<way>past|to)\ (?P<hour>{_any(_HOURS)})
    | (?P<clock>{_any(_HOURS)}|\d{{1,2}})\ o'clock
    | (?P<parted>{_any(_HOURS)})(?:\ час(?:ов|а|у|ам)?)?
        \ (?P<part>утра|вечера|ночи|in\ the\ (?:morning|afternoon|evening)|at\ night)
    | (?P<daily>(?:{_any(_HOURS)})\ час(?:ов|а|у|ам)?|час[ау]?|(?:(?<=\ с\ )|(?<=до\ )|(?<=к\ ))(?:{_any(_HOURS)}))
        \ (?P<daypart>дня)
    | (?<=в\ )(?P<hours>[01]?\d|2[0-3])\ час(?:ов|а)?\ (?P<and>[0-5]?\d)\ минут[ыу]?
    | (?P<noon>{_any(_NOON)})
    | (?P<dotted>(?:0?\d|1[0-2])\.[0-5]\d)\ ?(?P<half12>[ap])\.?m(?!\w)
    | (?P<from>[01]\d[0-5]\d)-(?P<until>[012]\d[0-5]\d)(?!\w|-)
    )(?!\w)""",
    re.VERBOSE,
)
_SPOKEN_DAY_PART = re.compile(rf"\d|{_PART}|noon|midday|midnight|полдень|полуд|полночь")


def clock_times(text: str) -> Iterator[RawFact]:
    """Facts in order of the folded text. A time without a part of the day is told by its hands only."""
    hinted = any(hint in text for hint in _HINTS) or _DIGIT.search(text)
    if not (hinted and _TELLING.search(text)):
        return
    for match in _SHAPES.finditer(text):
        minutes = _read(match)
        if minutes is not None:
            yield match.start(), match.end(), "time", minutes


def by_the_hands(text: str) -> bool:
    """Whether a time, as it is written, may be in the morning or in the evening: «в половине десятого»."""
    return _SPOKEN_DAY_PART.search(text.lower()) is None


def _read(match: re.Match[str]) -> tuple[int, int] | None:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if "from" in found:
        first, last = (int(found[name][:2]) * 60 + int(found[name][2:]) for name in ("from", "until"))
        return (first, last) if last < 24 * 60 else None
    at = _minutes(found)
    return None if at is None else (at % 1440 if at != 1440 else 1440, at % 1440 if at != 1440 else 1440)


def _minutes(found: Mapping[str, str]) -> int | None:
    if "half" in found:
        return (_OF_HOUR[found["half"]] - 1) * 60 + 30
    if "less" in found:
        return _parted(_number(found["before"]) * 60 - _MINUTES[found["less"]], found.get("lesspart", ""))
    if "more" in found:
        minutes = 15 if found["more"] == "четверть" else _number(found["more"], _MINUTES)
        return (_OF_HOUR[found["after"]] - 1) * 60 + minutes
    if "past" in found:
        return _number(found["past"]) * 60 + 30
    if "minutes" in found:
        minutes = _number(found["minutes"], _MINUTES)
        return _number(found["hour"]) * 60 + (minutes if found["way"] == "past" else -minutes)
    return _whole(found)


def _whole(found: Mapping[str, str]) -> int | None:
    if "clock" in found or "hours" in found:
        return _number(found.get("clock") or found["hours"]) * 60 + int(found.get("and", "0"))
    if "noon" in found:
        return _NOON[found["noon"]]
    if "dotted" in found:
        hour, minute = map(int, found["dotted"].split("."))
        return (hour % 12 + (12 if found["half12"] == "p" else 0)) * 60 + minute
    if "parted" in found:
        return _parted(_HOURS[found["parted"]] * 60, found["part"])
    if "daily" in found:
        return _parted(_HOURS[found["daily"].split()[0]] * 60, "дня")
    return None


def _number(word: str, words: Mapping[str, int] = _HOURS) -> int:
    return words[word] if word in words else int(word)


def _parted(minutes: int, part: str) -> int:
    """The hour of the clock face in that part of the day."""
    late = part in ("дня", "вечера", "in the afternoon", "in the evening") or (part == "at night" and minutes > 6 * 60)
    if late and minutes < 12 * 60:
        return minutes + 12 * 60
    return minutes % 720 if part in ("ночи", "at night") and minutes >= 12 * 60 and not late else minutes
