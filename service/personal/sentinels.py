"""A RE2 expression -> a test of whether a text can hold anything at all: one fast pass instead of many slow ones."""

from __future__ import annotations

from functools import cache
from typing import Any

import re2

# White space, dashes and invisible signs, in any of which digits may be parted.
_BETWEEN = "[\\s\u00a0\u2000-\u200f\u2010-\u2015\u202f\u2060\u2212\ufeff\u00ad()./№\\-]"
NUMBERS = f"[0-9](?:{_BETWEEN}{{0,4}}[0-9]){{5}}"
STREETS = (
    "(?i:[0-9])(?s:.*)(?:Street|St|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Close"
    "|Crescent|Terrace|Gardens|Grove)(?:[^a-z]|$|enue)"
    "|(?i:(?:ул|пер|просп|пр-т|пр-кт|наб|бул|б-р|пл|мкр|туп|пр-д)[. ]|[^а-яё]ш\\.|улиц|переул|проспект|набережн"
    "|бульвар|площад"
    "|шоссе|микрорайон|проезд|тупик|алле)(?s:.*)[0-9]"
)
PASSPORTS = "(?i:сери|паспорт|passport)"
BIRTHS = "(?i:рожд|родил|д\\. ?р|г\\. ?р|д/р|birth|born|dob)"
IBANS = "[A-Z]{2}[0-9]{2}[ \u00a0]?[A-Z0-9]{4}"
SECRETS = (
    "(?i:private key|eyj[a-z0-9]|sk-|k_(?:live|test)_|gh[pousr]_|github_pat|glpat|xox[a-z]-|akia|asia[0-9a-z]|aiza"
    "|ya29|y[0-3]_"
    "|aqvn|t1\\.|sg\\.|:aa|hf_|npm_|pypi-|dop_|shp(?:at|ss)|sq0|eaa|bearer|authorization|://[^ /]*:|server ?="
    "|source ?=|host ?="
    "|cvv|cvc|парол|па[сc]+ворд|кодовое|пин-?код|секретн|токен|api|pass|pwd|[^a-z]pin|secret|key|token|otp|одноразов"
    "|провероч"
    "|код[а-я]{0,2} (?:подтв|автор|дост|вход|для|вериф|пров|из)|(?:смс|sms)[ \\-]|one-time|(?:verification"
    "|confirmation|security"
    "|login|auth[a-z]*|2fa|access) (?:code|pin))"
)


@cache
def _compiled(expression: str) -> Any:
    return re2.compile(expression)


def may_hold(expression: str, text: str) -> bool:
    return _compiled(expression).search(text) is not None
