"""A text -> postal addresses of homes, dates of birth, IBANs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.personal import checksums
from service.personal.raw import Raw

_STREET = re.compile(
    r"\b(?:(?:ул|пер|просп|пр-т|пр-кт|наб|бул|б-р|пл|мкр|туп|пр-д)(?:\. ?| )|ш\. ?"
    r"|(?:улиц[аеуы]|переул(?:ок|ке)|проспект[ае]?|набережн(?:ая|ой)|бульвар[ае]?|площад[ьи]|шоссе|микрорайон[ае]?"
    r"|проезд[ае]?|тупик[ае]?|алле[яе]) )",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"(?:\d{1,3}(?:-\w{1,3})? )?[А-ЯЁ][А-Яа-яЁё0-9 .\-]{1,40}?,? ?(?:д(?:ом[еа]?)?\.? ?)?\d{1,4}[а-яА-Я]?(?:/\d{1,3})?"
    r"(?:,? ?(?:корп(?:ус)?|к|стр(?:оение)?|лит)\.? ?(?:\d{1,3}|[А-Я](?!\w)))*"
    r"(?P<flat>,? ?(?:кв(?:артира|артире)?|ком(?:ната)?|апарт(?:аменты)?)\.? ?\d{1,4}[а-я]?)?(?!\w)"
)
_CITY = re.compile(r"(?:\d{6}, ?)?(?:(?:г\.|город|пос\.|с\.|д\.|дер\.) ?)?[А-ЯЁ][а-яё\-]{2,30}, ?$")
_ENGLISH = re.compile(
    r"(?<![\w.,$€£\-])\d{1,5}[A-Za-z]? (?:[NSEW]\.? )?(?:[A-Z][a-z]+\.? ){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Close|Crescent"
    r"|Terrace|Gardens|Grove)\b\.?(?P<flat>,? (?:Apt|Apartment|Flat|Unit|Suite|#)\.? ?#?\w{1,5})?"
)
_FLAT_FIRST = re.compile(r"(?:Flat|Apt|Apartment|Unit)\.? \w{1,5}, $")
_BIRTH = re.compile(
    r"(?:\bдат\w{1,2} рождения|\bд\. ?р\.|\bродил(?:ся|ась)|\bрожден(?:а)?\b|\bд/р\b|\bdate of birth|\bdob\b"
    r"|\bborn(?: on)?\b"
    r"|\bbirth ?da(?:te|y))(?:(?!\d)[^\n.!?;]){0,24}"
    r"(?P<date>\d{1,2}[./\-]\d{1,2}[./\-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{1,2} [а-яa-z]{3,9},? (?:19|20)\d\d"
    r"|[A-Z][a-z]{2,8} \d{1,2},? (?:19|20)\d\d)(?!\d)"
    r"|(?P<year>\d{1,2}\.\d\d\.(?:19|20)\d\d) ?(?:г\. ?р|года рождения|г\.р)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?:(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?|[A-Z0-9]{11,30})(?!\w)")


def addresses(text: str) -> Iterator[Raw]:
    """A street with a house; ``certain`` where a flat is named, as offices and shops have houses too."""
    for match in _STREET.finditer(text):
        house = _HOUSE.match(text, match.end())
        if house is not None:
            start = _city_before(text, match.start())
            yield _address(text, start, house.end(), flat=house["flat"] is not None)
    for match in _ENGLISH.finditer(text):
        first = _FLAT_FIRST.search(text, max(0, match.start() - 20), match.start())
        start = first.start() if first else match.start()
        yield _address(text, start, match.end(), flat=first is not None or match["flat"] is not None)


def _city_before(text: str, start: int) -> int:
    city = _CITY.search(text, max(0, start - 48), start)
    return city.start() if city else start


def _address(text: str, start: int, end: int, *, flat: bool) -> Raw:
    return Raw(start, end, "address", _folded(text[start:end]), flat)


def _folded(written: str) -> str:
    return "".join(sign for sign in written.lower() if sign.isalnum())


def birth_dates(text: str) -> Iterator[Raw]:
    for match in _BIRTH.finditer(text):
        group = "date" if match["date"] else "year"
        start, end = match.span(group)
        yield Raw(start, end, "birth_date", _folded(match[group]), certain=True)


def ibans(text: str) -> Iterator[Raw]:
    for match in _IBAN.finditer(text):
        written = match.group().replace(" ", "")
        if checksums.iban(written):
            yield Raw(match.start(), match.end(), "iban", written, certain=True)
