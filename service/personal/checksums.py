"""Digits -> whether their check digits hold."""

from __future__ import annotations

from collections.abc import Sequence

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_ACCOUNT = (7, 1, 3)


def _sum(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(one - 9 if one > 9 else one for one in doubled)) % 10 == 0


def inn(digits: str) -> bool:
    """Ten digits of a company or twelve of a person (order of the tax service ЕД-7-14/559@, appendix)."""
    if digits[:2] == "00":
        return False
    if len(digits) == 10:
        return _sum(digits, _INN_10) % 11 % 10 == int(digits[9])
    if len(digits) != 12:
        return False
    return _sum(digits, _INN_11) % 11 % 10 == int(digits[10]) and _sum(digits, _INN_12) % 11 % 10 == int(digits[11])


def snils(digits: str) -> bool:
    """Eleven digits, of which the last two are the sum of the others by place, modulo 101."""
    if len(digits) != 11 or int(digits[:9]) == 0:
        return False
    return _sum(digits, range(9, 0, -1)) % 101 % 100 == int(digits[9:])


def ogrn(digits: str) -> bool:
    """Thirteen digits of a company, or fifteen of a sole trader."""
    if len(digits) not in (13, 15):
        return False
    return int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1])


def account(digits: str, bik: str) -> bool:
    """A bank account's key for the bank with this BIK (Bank of Russia, 515 of 8 September 1997)."""
    head = "0" + bik[4:6] if bik[-3:] in ("000", "001", "002") else bik[-3:]
    return _sum(head + digits, _ACCOUNT * 8) % 10 == 0


def iban(written: str) -> bool:
    """ISO 13616: the rest modulo 97 is one. ``written`` without spaces, in capitals."""
    if not 15 <= len(written) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in written[4:] + written[:4])) % 97 == 1
