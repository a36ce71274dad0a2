"""The parts of a Russian name -> whether they are a man's or a woman's."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from kb_index.text.lemmas import morphology


class Gender(StrEnum):
    MAN = "masc"
    WOMAN = "femn"


def gender_of(name: str | None, patronymic: str | None, surname: str | None) -> Gender | None:
    """The gender that the patronymic tells, else the first name, else the surname; None where they don't."""
    low = (patronymic or "").casefold()
    if low.endswith(("ич", "оглы", "улы")):
        return Gender.MAN
    if low.endswith(("на", "кызы")):
        return Gender.WOMAN
    by_surname = surname_gender((surname or "").casefold())
    return _first_name_gender(name) or by_surname


def surname_gender(low: str) -> Gender | None:
    if re.search(r"(?:[оеё]в|[иы]н)а$|[цс]кая$|ая$", low):
        return Gender.WOMAN
    return Gender.MAN if re.search(r"(?:[оеё]в|[иы]н)$|[цс]кий$|[ыо]й$", low) else None


@lru_cache(maxsize=4096)
def _first_name_gender(name: str | None) -> Gender | None:
    genders = [
        Gender(str(one.tag.gender))
        for one in (morphology().parse(name.lower()) if name else ())
        if "Name" in one.tag and str(one.tag.gender) in set(Gender) and "nomn" in one.tag and "plur" not in one.tag
    ]
    return genders[0] if genders else None
