"""Addresses and companies -> invented ones in the language of what they stand for."""

from __future__ import annotations

import re
from random import Random

from eval.importing.standins.digits import filled, random_digits, shaped

_CYRILLIC = re.compile("[А-Яа-яЁё]")
_NAMED = re.compile(r"[^\W\d_]{3,}")
_FLAT = re.compile(
    r"(?:кв|квартира|квартире|дом|flat|apt|apartment|unit|suite|корп|box|ящик|индекс|zip|code|стр|офис)", re.IGNORECASE
)
_STREETS = ("Примерная", "Тестовая", "Учебная", "Образцовая", "Пробная")
_ENGLISH_STREETS = ("Example Street", "Sample Road", "Model Lane", "Specimen Avenue")
_FIRMS = ("Ромашка", "Василёк", "Берёзка", "Маяк", "Радуга", "Парус", "Весна", "Ландыш")
_ENGLISH_FIRMS = ("Bluefield", "Oakleaf", "Maplewood", "Riverside", "Brightwater", "Cloverfield", "Stonebridge")
_UPPER = re.compile(r"[^\W\d_]{2,}")


def address(surface: str, random: Random) -> str:
    """Of a bare number («кв. 12», a postcode) only the digits change."""
    words = [word for word in _NAMED.findall(surface) if not _FLAT.fullmatch(word)]
    if not words:
        return _renumbered(surface, random)
    house, flat = random.randint(1, 90), random.randint(1, 200)
    if _CYRILLIC.search(surface):
        return f"ул. {random.choice(_STREETS)}, д. {house}, кв. {flat}"
    return f"{house} {random.choice(_ENGLISH_STREETS)}, Flat {flat}"


def _renumbered(surface: str, random: Random) -> str:
    count = sum(sign.isdigit() for sign in surface)
    digits = random_digits(random, count)
    made = filled(surface, digits if digits[:1] != "0" else f"1{digits[1:]}")
    # A British postcode tells the street by its letters as well.
    return shaped(made, random) if not _FLAT.search(surface) and _UPPER.search(surface) else made


def company(surface: str, random: Random, *, taken: frozenset[str]) -> str:
    listed = _FIRMS if _CYRILLIC.search(surface) else _ENGLISH_FIRMS
    free = [one for one in listed if one.casefold() not in taken]
    made = random.choice(free or list(listed))
    return made.upper() if surface.isupper() and len(surface) > 3 else made
