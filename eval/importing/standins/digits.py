"""Numbers, codes and addresses of people -> others of the same look, from ranges that belong to nobody.

Phones: Russian area codes have no numbers that begin with 0; +1 202 555 01xx and +44 7700 900xxx are kept for
examples (NANPA; Ofcom). Machines: RFC 5737, RFC 3849, RFC 7042. Numbers of the tax service begin with a region from
01 on, number plates and passports with no 000 and 00 00; cards under 4000 00 are for tests.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from random import Random

from service.masking.kinds import Label
from service.personal import checksums

_RUN = 5  # digits in a row that a stand-in never shares with what it stands for
_PLAIN = re.compile(r"[A-ZА-ЯЁ]{1,4}(?=-)")
_PLAIN_WORD = re.compile(r"[^\W\d_]?[a-zа-яё]{2,}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\d+")
_CYRILLIC = re.compile("[А-Яа-яЁё]")
_LOWER, _UPPER = "abcdefghkmnprstuvwxyz", "ABCDEFGHKMNPRSTUVWXYZ"
_LOWER_RU, _UPPER_RU = "абвгдежзиклмнопрстуфхцчшэюя", "АБВГДЕЖЗИКЛМНПРСТУФХЦЧШЭЮЯ"
_ALPHABETS = (_LOWER, _UPPER, _LOWER_RU, _UPPER_RU)
_OF_ALPHABET = (string.ascii_lowercase, string.ascii_uppercase, _LOWER_RU + "ёйщъыь", _UPPER_RU + "ЁЙЩЪЫЬО")
_IP4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_MAC = re.compile(r"[0-9a-fA-F]{2}(?:[:\-][0-9a-fA-F]{2}){5}")


def random_digits(random: Random, count: int) -> str:
    return "".join(random.choice(string.digits) for _ in range(count))


def filled(surface: str, digits: str) -> str:
    """The digits of ``surface``, of whatever script, replaced one by one; signs between them stay."""
    left = iter(digits)
    return "".join(next(left, "0") if sign.isdigit() else sign for sign in surface)


def shaped(surface: str, random: Random) -> str:
    """A letter for a letter of the same alphabet and case, a digit for a digit."""
    return "".join(_another(sign, random) for sign in surface)


def _another(sign: str, random: Random) -> str:
    if sign.isdigit():
        return random.choice(string.digits)
    listed = next((own for own, held in zip(_ALPHABETS, _OF_ALPHABET, strict=True) if sign in held), None)
    return random.choice(listed) if listed else sign


def stand_in(label: Label, surface: str, random: Random) -> str:
    """Raises KeyError for names, companies and addresses, which are no numbers."""
    wanted = _digits_of(surface)
    made = surface
    for _ in range(20):
        made = _MAKERS[label](surface, random)
        if made != surface and not _share_a_run(wanted, _digits_of(made)):
            break
    return made


def _digits_of(text: str) -> str:
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _share_a_run(one: str, other: str) -> bool:
    return any(one[at : at + _RUN] in other for at in range(len(one) - _RUN + 1))


def _phone(surface: str, random: Random) -> str:
    digits = _digits_of(surface)
    last = random_digits(random, 4)
    if len(digits) == 11 and digits[0] in "78":
        return filled(surface, f"{digits[0]}495000{last}")
    if len(digits) == 11 and digits[0] == "1":
        return filled(surface, f"120255501{last[:2]}")
    if len(digits) == 12 and digits.startswith("44"):
        return filled(surface, f"447700900{last[:3]}")
    if len(digits) == 10 and digits[0] in "3489":
        return filled(surface, f"495000{last}")
    if len(digits) == 10:
        return filled(surface, f"20255501{last[:2]}")
    return filled(surface, "000" + random_digits(random, max(0, len(digits) - 3)))


def _inn(surface: str, random: Random) -> str:
    return filled(surface, "00" + random_digits(random, len(_digits_of(surface))))


def _snils(surface: str, random: Random) -> str:
    body = "000" + random_digits(random, 5) + random.choice("123456789")
    control = next(f"{two:02}" for two in range(100) if checksums.snils(f"{body}{two:02}"))
    return filled(surface, body + control)


def _ogrn(surface: str, random: Random) -> str:
    count = max(2, len(_digits_of(surface)))
    head = "100" + random_digits(random, count)
    head = head[: count - 1]
    return filled(surface, head + next((end for end in string.digits if checksums.ogrn(head + end)), "0"))


def _card(surface: str, random: Random) -> str:
    count = max(8, len(_digits_of(surface)))
    head = ("400000" + random_digits(random, count))[: count - 1]
    return filled(surface, head + next(end for end in string.digits if checksums.luhn(head + end)))


def _account(surface: str, random: Random) -> str:
    digits = _digits_of(surface)
    if len(digits) == 20 and digits == "".join(sign for sign in surface if sign.isalnum()):
        return filled(surface, "40899810" + random_digits(random, 12))
    return shaped(surface, random)


def _iban(surface: str, random: Random) -> str:
    return surface[:2] + "00" + shaped(surface[4:], random)


def _passport(surface: str, random: Random) -> str:
    return filled(_document(surface, random), "0000" + random_digits(random, 20))


def _document(surface: str, random: Random) -> str:
    """«4508 номер 123456»: a word between the numbers is no part of them."""
    parts = re.split(r"(\W+)", surface)
    return "".join(part if _PLAIN_WORD.fullmatch(part) else shaped(part, random) for part in parts)


def _order(surface: str, random: Random) -> str:
    """«ORD-», «INV-» stand before everybody's."""
    prefix = _PLAIN.match(surface)
    kept = prefix.group() if prefix else ""
    return kept + shaped(surface[len(kept) :], random)


def _plate(surface: str, random: Random) -> str:
    return filled(shaped(surface, random), "000" + random_digits(random, 3))


def _birth_date(surface: str, random: Random) -> str:
    """The same writing of another day; months in words stay."""
    seen = 0

    def another(match: re.Match[str]) -> str:
        nonlocal seen
        number = match.group()
        if _YEAR.fullmatch(number):
            return str(random.randint(1950, 1999))
        seen += 1
        if seen > 2:
            return str(random.randint(50, 99))
        return f"{random.randint(1, 12):0{len(number)}}"[-max(2, len(number)) :]

    return _NUMBER.sub(another, surface)


def _email(surface: str, random: Random) -> str:
    del surface
    name = random.choice(("anna", "irina", "alex", "sergey", "helen", "mark", "office", "mail", "client", "sales"))
    return f"{name}{random.randint(10, 999)}@example.{random.choice(('com', 'org', 'net'))}"


def _handle(surface: str, random: Random) -> str:
    return ("@" if surface.startswith("@") else "") + f"user{random.randint(1000, 9999)}"


def _device(surface: str, random: Random) -> str:
    if _IP4.fullmatch(surface):
        return f"{random.choice(('192.0.2', '198.51.100', '203.0.113'))}.{random.randint(1, 254)}"
    if _MAC.fullmatch(surface):
        sign = surface[2]
        return sign.join(("00", "00", "5E", "00", "53", f"{random.randint(0, 255):02X}"))
    if surface.count(":") > 1:
        return f"2001:db8::{random.randint(1, 65535):x}"
    return shaped(surface, random)


_MAKERS: Mapping[Label, Callable[[str, Random], str]] = {
    Label.PHONE: _phone,
    Label.EMAIL: _email,
    Label.HANDLE: _handle,
    Label.LOGIN: _handle,
    Label.URL: shaped,
    Label.INN: _inn,
    Label.SNILS: _snils,
    Label.OGRN: _ogrn,
    Label.PASSPORT: _passport,
    Label.DOCUMENT: _document,
    Label.BIRTH_DATE: _birth_date,
    Label.PLATE: _plate,
    Label.CARD: _card,
    Label.ACCOUNT: _account,
    Label.IBAN: _iban,
    Label.ORDER: _order,
    Label.DEVICE: _device,
    Label.NUMBER: shaped,
    Label.SECRET: shaped,
}
