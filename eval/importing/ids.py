"""The number of a ticket, as the helpdesk writes it -> the id of a case."""

from __future__ import annotations

import re

_SPELLED = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh sch - y - e yu ya"
_LETTERS = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", _SPELLED.split(), strict=True)) | {"ъ": "", "ь": ""}
_LONGEST = 60


def case_id(key: str, *, taken: frozenset[str]) -> str:
    """Small Latin letters, digits, - and _; the same key gives the same id, a second one with that id a number more."""
    latin = "".join(_LETTERS.get(sign, sign) for sign in key.casefold())
    slug = re.sub(r"[^a-z0-9_]+", "-", latin).strip("-_")[:_LONGEST] or "ticket"
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
