"""Runs of digits -> Russian document numbers, bank cards and accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from service.personal import checksums
from service.personal.raw import Raw, digits_of, said_before
from service.personal.sentinels import PASSPORTS, may_hold

# A run of at least six digits with at most three signs in between: everything numeric is looked for in these only.
_CLUSTER = re.compile(r"\d(?:[ ()\-./№]{0,3}\d){5,}+")
_WORD_BEFORE = re.compile(r"[\w@/=&%#]|[A-Z0-9][\-.]")

_TAIL = r"(?:(?!\d)[^\n.!?;]){0,30}$"  # from the cue to the number: no other number, no end of a sentence
CALLED_OTHERWISE = re.compile(
    r"(?:№|#|\b(?:заказ|артикул|трек|накладн|обращени|заявк|тикет|серийн|договор|контракт|штрих|чек|транзакц|платеж"
    r"|платёж|посылк|отправлени|брон|сертификат|лиценз|версия|верси|сборк|инвентарн|инвойс|код|ключ|операци|кадастр"
    r"|order|ticket|case|track|parcel|shipment|invoice|serial|imei|sku|barcode|ean|isbn|booking|reservation|receipt"
    r"|transaction|payment|request|reference|contract|licen[cs]e|build|version|кпп|окпо|бик|кбк|уин|оквэд|id\b|uid"
    r"|rma|part|model|модел|партии|парти)\w*)[\s:№#.\-]*"
    r"(?:(?:номер\w*|number|no|n|id|ref|code|под|with|of|the|is|по|for|от)\b[\s:№#.\-]*){0,3}$",
    re.IGNORECASE,
)
_INN = re.compile(r"\bинн\b" + _TAIL, re.IGNORECASE)
_SNILS = re.compile(
    r"\b(?:снилс|snils|страховой\s+номер|номер\s+страхового|лицевого\s+счёта\s+в\s+(?:пфр|сфр))" + _TAIL, re.IGNORECASE
)
_OGRN = re.compile(r"\b(?:огрн(?:ип)?|ogrn(?:ip)?)\b" + _TAIL, re.IGNORECASE)
_INN_LATIN = re.compile(r"\b(?:inn|tin|tax (?:id|number))\b" + _TAIL, re.IGNORECASE)
_CARD_CUE = re.compile(r"\b(?:карт|card|visa|mastercard|maestro|мир\b|amex)" + _TAIL, re.IGNORECASE)
_ACCOUNT_CUE = re.compile(r"(?:\bр/с|\bр/сч|\bсч[её]т|\baccount)" + _TAIL, re.IGNORECASE)
_PASSPORT_CUE = re.compile(r"(?:паспорт|\bсери[яи]\b|passport)(?:(?!\d)[^\n!?;]){0,40}$", re.IGNORECASE)
_BIK = re.compile(r"\b(?:бик|bik|bic)\D{0,10}(04\d{7})(?!\d)", re.IGNORECASE)

_INN_SHAPE = re.compile(r"(?<!\d)(?:\d{12}|\d{10})(?!\d)")
_SNILS_SHAPE = re.compile(r"(?<!\d)(?:\d{3}-\d{3}-\d{3}[ -]?\d\d|\d{3} \d{3} \d{3} \d\d|\d{11})(?!\d)")
_OGRN_SHAPE = re.compile(r"(?<!\d)(?:[15]\d{12}|3\d{14})(?!\d)")
_CARD_SHAPE = re.compile(
    r"(?<!\d)(?:\d{4}(?P<s>[ \-.]?)\d{4}(?P=s)\d{4}(?P=s)\d{4}(?:(?P=s)\d{1,3})?|3[47]\d\d[ -]?\d{6}[ -]?\d{5})(?!\d)"
)
_ISSUER = re.compile(
    r"4|5[0-8]|22(?!0[5-9]|1)|2[3-6]|27[0-2]|3[47]|35(?:2[89]|[3-8])|6(?:[2367]|011|04|4[4-9]|5)|9860|8600|9112"
)
_ACCOUNT_SHAPE = re.compile(r"(?<!\d)(?:\d{5}[ .\-]?\d{3}[ .\-]?\d[ .\-]?\d{4}[ .\-]?\d{7}|\d{4}(?: \d{4}){4})(?!\d)")
_BALANCE = re.compile(r"(?:40[1-8]|42[0-6]|45[2-8]|302|303|474)\d\d(?:810|643|840|978|156|156|398|933|974|949|826|756)")
_PASSPORT_SHAPE = re.compile(
    r"(?<!\d)(?P<series>\d\d[ -]?\d\d)[ ,\-]{0,2}(?:№ ?|(?:номер|number|no\.?|n):? ?№? ?)?"
    r"(?P<number>\d{6}|\d{3}[ -]\d{3})(?!\d)",
    re.IGNORECASE,
)
_ABROAD_SHAPE = re.compile(r"(?<!\d)\d\d[ ]?№? ?\d{7}(?!\d)")
_YEARS = frozenset(f"{year % 100:02}" for year in range(1997, 2031))


def clusters(text: str) -> Iterator[tuple[int, int]]:
    """Runs of digits that are no part of a word, a code or an address."""
    for match in _CLUSTER.finditer(text):
        start = match.start()
        if not start or (not _WORD_BEFORE.match(text, max(0, start - 1)) and not _coded(text, start)):
            yield start, match.end()


def _coded(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] in "-." and (text[start - 2].isdigit() or "A" <= text[start - 2] <= "Z")


def documents(text: str, start: int, end: int) -> Iterator[Raw]:
    """Everything but phones in the cluster, the kinds with the surest check first."""
    for read in _READERS:
        yield from read(text, start, end)


def otherwise(text: str, start: int) -> bool:
    """Whether the words before the number say that it is an order, a parcel, a document of trade."""
    return said_before(CALLED_OTHERWISE, text, start)


def _cards(text: str, start: int, end: int) -> Iterator[Raw]:
    for match in _CARD_SHAPE.finditer(text, start, end):
        digits = digits_of(match.group())
        if not _ISSUER.match(digits):
            continue
        cued = said_before(_CARD_CUE, text, match.start())
        if not cued and match.group().isdigit() and otherwise(text, match.start()):
            continue
        valid = checksums.luhn(digits)
        if valid or (cued and len(digits) == 16):
            yield Raw(match.start(), match.end(), "card", digits, valid)


def _accounts(text: str, start: int, end: int) -> Iterator[Raw]:
    for match in _ACCOUNT_SHAPE.finditer(text, start, end):
        digits = digits_of(match.group())
        structured = _BALANCE.match(digits) is not None
        if (not structured and not said_before(_ACCOUNT_CUE, text, match.start())) or digits.startswith("30101"):
            continue
        bik = _BIK.search(text)
        keyed = bik is None or checksums.account(digits, bik[1])
        yield Raw(match.start(), match.end(), "account", digits, structured and keyed)


def _snils(text: str, start: int, end: int) -> Iterator[Raw]:
    for match in _SNILS_SHAPE.finditer(text, start, end):
        digits = digits_of(match.group())
        valid, cued = checksums.snils(digits), said_before(_SNILS, text, match.start())
        grouped = "-" in match.group()
        if cued or (valid and grouped):
            yield Raw(match.start(), match.end(), "snils", digits, valid)


def _inns(text: str, start: int, end: int) -> Iterator[Raw]:
    for match in _INN_SHAPE.finditer(text, start, end):
        digits = match.group()
        valid = checksums.inn(digits)
        cued = said_before(_INN, text, match.start()) or said_before(_INN_LATIN, text, match.start())
        alone = valid and len(digits) == 12 and not otherwise(text, match.start())
        if cued or alone:
            yield Raw(match.start(), match.end(), "inn", digits, valid)


def _ogrns(text: str, start: int, end: int) -> Iterator[Raw]:
    for match in _OGRN_SHAPE.finditer(text, start, end):
        if said_before(_OGRN, text, match.start()):
            yield Raw(match.start(), match.end(), "ogrn", match.group(), checksums.ogrn(match.group()))


def passports(text: str) -> Iterator[Raw]:
    """Where the words parts the series from the number: «серия 4510 номер 123456»."""
    if may_hold(PASSPORTS, text):
        for match in _PASSPORT_SHAPE.finditer(text):
            if said_before(_PASSPORT_CUE, text, match.start()):
                yield Raw(match.start(), match.end(), "passport", digits_of(match.group()), certain=True)


def _passports(text: str, start: int, end: int) -> Iterator[Raw]:
    for match in _PASSPORT_SHAPE.finditer(text, start, end):
        if _looks_issued(match, digits_of(match.group())) and not otherwise(text, match.start()):
            yield Raw(match.start(), match.end(), "passport", digits_of(match.group()), certain=True)
    for match in _ABROAD_SHAPE.finditer(text, start, end):
        if said_before(_PASSPORT_CUE, text, match.start()):
            yield Raw(match.start(), match.end(), "passport", digits_of(match.group()), certain=True)


def _looks_issued(match: re.Match[str], digits: str) -> bool:
    """«45 10 123456», «4510 № 123456»: a region, a year of issue, six digits together; no other number is so"
    " written."""
    written = match.group()
    parted = "№" in written or "номер" in written.lower() or (len(match["series"]) == 5 and written[5] == " ")
    return parted and digits[:2] != "00" and digits[2:4] in _YEARS and "-" not in written and len(match["number"]) == 6


_READERS: tuple[Callable[[str, int, int], Iterator[Raw]], ...] = (_accounts, _cards, _snils, _inns, _ogrns, _passports)
