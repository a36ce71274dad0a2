"""Runs of digits -> phone numbers; a text -> e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.personal.numbers import otherwise
from service.personal.raw import Raw, digits_of, said_before

_SEP = r"[ ()\-]{0,3}"
_RUSSIAN = re.compile(
    rf"(?:\+ ?7|(?<![\d+])[78]){_SEP}[3489](?:{_SEP}\d){{9}}(?!\d)|(?:\+7"
    rf"|(?<![\d+])[78])\.\d{{3}}\.\d{{3}}\.\d\d\.\d\d(?!\d)"
)
_INTERNATIONAL = re.compile(r"\+ ?\d{1,3}(?:[ ()\-.]{0,2}\d){7,13}(?!\d)")
_AMERICAN = re.compile(r"(?<!\d)(?:1[ \-.])?\(?[2-9]\d\d\)?[ \-.]{1,2}[2-9]\d\d[ \-.]\d{4}(?!\d)")
_BRITISH = re.compile(r"(?<!\d)\(?0\d{2,4}\)?[ \-]\d{3,4}[ \-]?\d{3,4}(?!\d)")
_WITHOUT_PREFIX = re.compile(
    r"(?<!\d)(?:\(\d{3,5}\) ?-?\d{1,3}[ \-]\d\d[ \-]\d\d|\d{3}[ \-]\d{3}-\d\d-\d\d|9\d\d \d{3} \d\d \d\d"
    r"|\(?9\d\d\)?[ \-]\d{3}[ \-]\d{4})(?!\d)"
)
_LOCAL = re.compile(r"(?<!\d)(?:\d{2,3}-\d\d-\d\d|\d{3}-\d{4}|\d{10,12}|0\d{9,10})(?!\d)")
_CUE = re.compile(
    r"\b(?:тел(?:ефон\w*)?|моб(?:ильн\w*)?|звон\w*|позвон\w*|whatsapp|ватсап\w*|вотсап\w*|viber|вайбер\w*|tel|phone"
    r"|mobile"
    r"|cell|call(?:ed)?|fax|факс)\b(?:(?!\d)[^\n!?;]){0,24}$",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+\-])[\w+\-]{1,64}+(?:\.[\w+\-]{1,64}+){0,5}+@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}")
_SPELLED = re.compile(
    r"(?<![\w.])([a-z0-9][\w.+\-]{0,63}) ?(?:\[at\]|\(at\)|\{at\}|\[собака\]|\(собака\)| собака ) ?"
    r"([a-z0-9\-]{1,63}) ?(?:\.|\[dot\]|\(dot\)|\[точка\]|\(точка\)| точка ) ?([a-z]{2,8}|ру|рф|ком)(?!\w)",
    re.IGNORECASE,
)
_TOLL_FREE = re.compile(r"(?:\+?7|8)?800\d{7}|(?:\+?1)?8(?:00|33|44|55|66|77|88)\d{7}|(?:\+?44|0)80[08]\d{6,7}")


def phones(text: str, start: int, end: int) -> Iterator[Raw]:
    """Phones in a cluster of digits; the sign or bracket before it belongs to the number."""
    start = _with_sign(text, start)
    for shape in _SHAPES:
        for match in shape.finditer(text, start, end):
            raw = _phone(text, match)
            if raw is not None:
                yield raw


def _with_sign(text: str, start: int) -> int:
    while start and text[start - 1] in "+(":
        start -= 1
    return start


def _phone(text: str, match: re.Match[str]) -> Raw | None:
    digits, written = digits_of(match.group()), match.group()
    if _TOLL_FREE.fullmatch(digits) or not _plausible(text, match, digits):
        return None
    start = match.start() if written[0] != "(" or ")" in written else match.start() + 1
    return Raw(start, match.end(), "phone", digits[-10:], certain=True)


def _plausible(text: str, match: re.Match[str], digits: str) -> bool:
    written = match.group()
    if written[0] == "+":
        before = text[match.start() - 1 : match.start()]
        return not before.isalnum() and (len(digits) > 9 or any(sign in written for sign in "-("))
    if match.re is _LOCAL:
        return said_before(_CUE, text, match.start()) and not otherwise(text, match.start())
    loose = written.isdigit() or match.re in (_AMERICAN, _WITHOUT_PREFIX)
    return not loose or said_before(_CUE, text, match.start()) or not otherwise(text, match.start())


_SHAPES = (_RUSSIAN, _INTERNATIONAL, _AMERICAN, _BRITISH, _WITHOUT_PREFIX, _LOCAL)


def emails(text: str) -> Iterator[Raw]:
    """Also «name [at] host [dot] com», which people write to hide an address from machines."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Raw(match.start(), match.end(), "email", match.group().lower(), certain=True)
    if any(sign in text for sign in ("at]", "at)", "at}", "обака")):
        for match in _SPELLED.finditer(text):
            name, host, zone = (part.lower() for part in match.groups())
            zone = {"ру": "ru", "ком": "com"}.get(zone, zone)
            yield Raw(match.start(), match.end(), "email", f"{name}@{host}.{zone}", certain=True)
