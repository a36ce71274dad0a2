"""Facts that are recognised by their shape alone: addresses, dates in digits, times, versions, codes."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from kb_index.text.fact_lexemes import RawFact

_TLD = "com|org|net|ru|io|рф|su|dev|app|eu|info|biz|cloud|ai|by|kz|uk|de|fr|me|co|tech|online|store|site|pro|gov|edu"
_EXTENSIONS = (
    "txt|csv|tsv|json|xml|ya?ml|toml|ini|cfg|conf|log|md|html?|css|js|ts|py|sh|bat|ps1|exe|msi|dmg|pkg|deb|rpm|apk"
    "|ipa|zip|rar|7z|gz|tar|pdf|docx?|xlsx?|pptx?|odt|rtf|png|jpe?g|gif|svg|webp|mp[34]|avi|mov|wav|sql|db|bak|env"
    "|pem|crt|key"
    "|cer|pfx|p12|dll|sys|reg|lnk|php|java|go|rs|rb|jar|war|iso|img|vmdk|tf|epf|cf|dt|cfe"
)
# Every repetition is possessive, bounded, or separated by a character that the repeated part cannot match.
# The text is folded: lower case, ё→е, one kind of space, quote and dash.
_SHAPES = re.compile(
    rf"""(?<![\w@])
    # A plain word begins no shape unless a number may follow it; this look-ahead is what keeps the scan cheap.
    (?![a-zа-я\-]{{1,64}}+(?:[\n,;!?»")]|:(?![\\/])|\.(?:\s|\Z)|\Z
        |\ (?!\d|[№\#+\-v]|code|код|с\ код|status|error|ошибка|статус)))
    (?:
      (?P<url>(?:https?|ftp)://[^\s<>"«»|`\[\]]++|www\.[^\s<>"«»|`\[\]]++)
    | (?P<email>[\w+\-]{{1,64}}+(?:\.[\w+\-]{{1,64}}+){{0,5}}+@[a-zа-я0-9\-]{{1,63}}(?:\.[a-zа-я0-9\-]{{1,63}}){{1,5}})
    | (?P<domain>(?:[a-zа-я0-9\-]{{1,63}}+\.){{1,5}}
        (?:(?:{_TLD})(?![\w\-]|\.\w)|[a-z]{{2,12}}(?=/\w))(?::\d{{2,5}})?(?:/[^\s<>"«»|`\[\]]*+)?)
    | (?P<path>[a-z]:\\[^\s<>"«»|`]++
        |(?:~|\.{{1,2}})/[\w.~%+\-/@]++
        |/[\w.~%+\-@{{}}]++(?:/[\w.~%+\-@{{}}*]*+)++
        |(?:[\w.\-]{{1,64}}+/){{1,12}}[\w\-]{{1,64}}\.(?:{_EXTENSIONS})(?!\w)
        |[\w\-]{{1,64}}+(?:\.(?!(?:{_EXTENSIONS})(?!\w))[\w\-]{{1,64}}+){{0,4}}\.(?:{_EXTENSIONS})(?![\w.]\w|\w))
    | (?P<ip>\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.]\d)(?::\d{{1,5}}|/\d{{1,2}})?)
    | (?P<ymd>(?:19|20)\d\d(?P<s1>[\-./])[01]?\d(?P=s1)[0-3]?\d
        (?:t\d\d:\d\d(?::\d\d)?(?:\.\d{{1,6}})?(?:z|[+\-]\d\d:?\d\d)?)?)(?!\w)
    | (?P<dmy>[0-3]?\d(?P<s2>[.\-])[01]?\d(?P=s2)(?:19|20)\d\d
        |[0-3]\d\.[01]\d\.\d\d
        |[0-3]?\d/[0-3]?\d/(?:19|20)\d\d)(?!\w|\.\d)
    | (?P<grouped>\d{{4}}(?:[\ \-]\d{{4}}){{2,8}}(?:[\ \-]\d{{1,4}})?)(?![\w.,]\d|\w|[\ \-]\d)
    | (?P<slashed>(?:\d{{4,12}}/\d{{1,12}}|\d{{1,12}}/\d{{3,12}})(?:[/\-]\d{{1,12}}){{0,4}})(?![\w.,]\d|\w|/)
    | (?P<phone>(?:\+\d
            |8(?=[\ \-(]|[89]\d{{9}}(?!\d))
            |\(\d{{3}}\)(?=\ ?\d{{3}}-)
            |0(?=\d{{2,4}}[\ \-]\d{{3,4}}[\ \-]?\d{{3,4}}(?!\d))
            |\d{{3}}(?=-\d{{3}}-\d{{4}}(?!\d)))
        (?:[\ \-()]{{0,2}}\d){{5,14}}+)(?!\w)
    | (?P<http>https?[\ \-/]?(?:(?:status|code|error|ошибка|код|статус)\ )?[1-5]\d\d)(?![\w.]\d|\w)
    | (?P<release>(?:верси[яиюй]|версией|version|ver\.?|release|релиз[ае]?|build|сборк[аеиу])
        \ v?\d{{1,6}}(?:\.\d{{1,6}}){{0,5}}(?:-[a-z]{{1,8}}[\d.]{{0,6}})?)(?![\w.]\d|\w)
    | (?P<version>v\.?\ ?\d{{1,6}}(?:\.\d{{1,6}}){{0,5}}(?:-[a-z]{{1,8}}[\d.]{{0,6}})?
        |\d{{1,6}}(?:\.\d{{1,6}}){{2,5}}(?:-[a-z]{{1,8}}[\d.]{{0,6}})?)(?![\w.]\d|\w)
    | (?P<clock>(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:\ ?[ap]\.?m(?!\w)\.?)?)(?![\d:])
    | (?P<hour>(?:0?\d|1[0-2])\ ?[ap]\.?m(?!\w))
    | (?P<partofday>(?:0?\d|1[0-2])\ (?:(?:час\w{{0,2}}\ )?(?:утра|вечера|ночи)|час\w{{0,2}}\ дня
        |(?<=в\ \d\ )дня)(?!\w))
    | (?P<dotted>(?:[01]?\d|2[0-4])\.(?:00|30)\ ?(?:-|до|по)\ ?(?:[01]?\d|2[0-4])\.(?:00|30))
        (?!\ ?(?:[$€₽%]|руб|[гмк]б|[gmk]b)|[\d.]\d)
    | (?P<zone>(?:utc|gmt|msk|мск)\ ?[+\-]\ ?\d{{1,2}}(?::\d\d)?)(?!\w)
    | (?P<named>(?:ошибк[аиуе]|ошибкой|код|кода|кодом|коде|exit\ code|error|code|err|errno)
        \ (?:code\ |код\ |с\ кодом\ )?(?:№\ ?|\#)?[a-zа-я]{{0,8}}-?\d{{2,12}})(?![\w.,]\d|\w)
    | (?P<numbered>(?:№\ ?|\#)[a-zа-я]{{0,6}}-?\d[\d/\-]{{0,30}}+)(?!\w)
    | (?P<hex>0x[0-9a-f]{{2,16}}|[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})(?!\w)
    | (?P<snake>[a-zа-я0-9]{{1,40}}+(?:_{{1,2}}[a-zа-я0-9]{{1,40}}+){{1,12}})(?!\w)
    | (?P<code>[a-zа-я]{{1,12}}(?:-[a-zа-я]{{1,12}}){{0,3}}-\d{{2,12}}(?:-\d{{1,12}}){{0,4}}
        |[a-z]{{1,8}}\d{{3,12}}|\d{{1,4}}[a-z]{{1,3}}\d{{3,16}})(?!\w|-\w|\.\d)
    | (?P<always>24\ ?[/x×]\ ?7)(?!\d)
    )""",
    re.VERBOSE,
)
# Without one of these a text holds no shape; most sentences hold none, and are not walked over.
_SIGN_OF_A_SHAPE = re.compile(r"[\d/\\@_]|\.\S|[a-f]{8}-")
_TRAILING = ".,;:!?…]}'*_"
_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"[a-zа-я]{0,8}-?\d+$")


def shapes(text: str) -> Iterator[RawFact]:
    """Facts in order of the folded text, non-overlapping; what looks like a shape and is none is left out."""
    if not _SIGN_OF_A_SHAPE.search(text):
        return
    for match in _SHAPES.finditer(text):
        group = str(match.lastgroup)
        start, piece = match.start(), match.group()
        if group in ("url", "domain", "path"):
            piece = _without_tail(piece)
        found = _READERS[group](piece)
        if found is not None:
            yield start, start + len(piece), *found


Read = tuple[str, tuple[Hashable, ...]] | None


def _without_tail(piece: str) -> str:
    piece = piece.rstrip(_TRAILING)
    while piece.endswith(")") and piece.count("(") < piece.count(")"):
        piece = piece[:-1].rstrip(_TRAILING)
    return piece


def _url(piece: str) -> Read:
    address = re.sub(r"^(?:https?|ftp)://", "", piece).removeprefix("www.")
    return ("url", (address.rstrip("/"),)) if address else None


def _email(piece: str) -> Read:
    return "email", (piece,)


def _path(piece: str) -> Read:
    return "path", (piece.rstrip("/\\.,") or piece,)


def _day(year: int | None, month: int, day: int | None) -> Read:
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    return "date", ((year, month, day), (year, month, day))


def _ymd(piece: str) -> Read:
    year, month, day = map(int, _DIGITS.findall(piece)[:3])
    return _day(year, month, day)


def _dmy(piece: str) -> Read:
    first, second, year = map(int, _DIGITS.findall(piece))
    year = year + 2000 if year < 100 else year
    if "/" in piece and first <= 12:  # American order, unless it cannot be
        return _day(year, first, second) if second <= 31 else None
    return _day(year, second, first)


def _phone(piece: str) -> Read:
    digits = "".join(_DIGITS.findall(piece))
    if not 7 <= len(digits) <= 15:
        return None
    if len(digits) == 11 and digits[0] == "8" and not piece.startswith("+"):
        digits = "7" + digits[1:]
    return "phone", (digits,)


def _code_number(piece: str) -> Read:
    match = _NAME.search(piece)
    return ("code", (match.group().replace("-", "").lstrip("0") or "0",)) if match else None


def _numbered(piece: str) -> Read:
    return "code", (piece.lstrip("№# ").rstrip("-/").replace("-", ""),)


def _grouped(piece: str) -> Read:
    """«0034 0433 8812 0097»: a number of a parcel or a card, in groups of four or in one run."""
    return "code", ("".join(_DIGITS.findall(piece)).lstrip("0") or "0",)


def _code(piece: str) -> Read:
    return "code", (piece.replace("-", ""),)


def _version(piece: str) -> Read:
    match = re.search(r"\d.*$", piece)
    return ("version", (match.group(),)) if match else None


def _clock(piece: str) -> Read:
    numbers = [int(number) for number in _DIGITS.findall(piece)]
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    if "m" in piece:
        hour = hour % 12 + (12 if "p" in piece else 0)
    return "time", (hour * 60 + minute, hour * 60 + minute)


def _dotted(piece: str) -> Read:
    first, first_minute, second, second_minute = map(int, _DIGITS.findall(piece))
    return "time", (first * 60 + first_minute, second * 60 + second_minute)


def _part_of_day(piece: str) -> Read:
    hour = int(_DIGITS.findall(piece)[0])
    if piece.endswith("вечера") or (piece.endswith("дня") and hour < 11):
        hour = hour % 12 + 12
    elif piece.endswith("ночи"):
        hour = hour % 12
    elif piece.endswith("дня") and hour > 6:
        return None  # «10 дня» is no time of day
    return "time", (hour * 60, hour * 60)


def _zone(piece: str) -> Read:
    return "code", (re.sub(r"[ :]", "", piece).replace("мск", "msk").replace("gmt", "utc"),)


def _always(_piece: str) -> Read:
    return "code", ("24/7",)


_READERS = {
    "url": _url, "domain": _url, "email": _email, "path": _path, "ip": lambda piece: ("code", (piece,)),
    "ymd": _ymd, "dmy": _dmy, "phone": _phone, "http": _code_number, "named": _code_number, "release": _version,
    "version": _version, "clock": _clock, "hour": _clock, "partofday": _part_of_day, "dotted": _dotted, "zone": _zone,
    "numbered": _numbered, "slashed": _numbered, "grouped": _grouped,
    "hex": _code, "snake": lambda piece: ("code", (piece,)), "code": _code, "always": _always,
}  # fmt: skip
