"""Text -> the personal identifiers in it: what can single a person out, with its place and a comparable value.

Companies' toll-free numbers are left out: they identify nobody. What is only shaped like an identifier
(an order number, a price, an IMEI) is told apart by check digits, by the grouping of its digits, and by the
words before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kb_index.records import Span
from kb_index.text.normalise import normalise
from service.personal.contacts import emails, phones
from service.personal.numbers import clusters, documents, passports
from service.personal.places import addresses, birth_dates, ibans
from service.personal.raw import Raw
from service.personal.sentinels import BIRTHS, IBANS, NUMBERS, STREETS, may_hold


class IdentifierKind(StrEnum):
    INN = "inn"
    SNILS = "snils"
    OGRN = "ogrn"
    PASSPORT = "passport"
    CARD = "card"
    ACCOUNT = "account"
    IBAN = "iban"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"


@dataclass(frozen=True, slots=True)
class Identifier:
    """``value`` is the same however the identifier is written: digits, the last ten of a phone, small letters.

    ``certain``: its check digits or its form leave no doubt; otherwise only the words before it tell the kind.
    """

    kind: IdentifierKind
    span: Span
    value: str
    certain: bool


def identifiers(text: str) -> tuple[Identifier, ...]:
    """In order, non-overlapping; ``text[span.start:span.end]`` is the identifier. Linear in the length."""
    source = normalise(text)
    plain = source.text
    found = list(passports(plain))
    for start, end in clusters(plain) if may_hold(NUMBERS, plain) else ():
        readers = (phones, documents) if plain[start - 1 : start] == "+" else (documents, phones)
        found += [raw for read in readers for raw in read(plain, start, end)]
    for read_all, sign in _WHOLE:
        found += read_all(plain) if sign is None or may_hold(sign, plain) else ()
    return tuple(
        Identifier(IdentifierKind(raw.kind), source.span(raw.start, raw.end), raw.value, raw.certain)
        for raw in (_apart(found, len(plain)) if found else ())
    )


_WHOLE = ((emails, None), (ibans, IBANS), (addresses, STREETS), (birth_dates, BIRTHS))


def _apart(found: Iterable[Raw], length: int) -> list[Raw]:
    """Of overlapping ones what was found first stays: the kinds with check digits come before the looser ones."""
    kept: list[Raw] = []
    taken = bytearray(length)
    for raw in found:
        if not any(taken[raw.start : raw.end]):
            taken[raw.start : raw.end] = b"\x01" * (raw.end - raw.start)
            kept.append(raw)
    return sorted(kept)
