"""Text -> the secrets in it: passwords, keys, tokens, one-time codes; never a placeholder or a rule about passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kb_index.records import Span
from kb_index.text.normalise import normalise
from service.personal.sentinels import SECRETS, may_hold


class SecretKind(StrEnum):
    PRIVATE_KEY = "private_key"
    JWT = "jwt"
    API_KEY = "api_key"
    BEARER = "bearer"
    CONNECTION = "connection"
    PASSWORD = "password"
    ONE_TIME_CODE = "one_time_code"
    CARD_CODE = "card_code"


@dataclass(frozen=True, slots=True)
class Secret:
    """``text[span] == value`` but for invisible signs; the span is the secret without the word that names it."""

    kind: SecretKind
    span: Span
    value: str


_NAMED = (
    r"пароль|пароля|паролем|пароли|пасс?ворд|кодовое слово|пин-?код|секретн(?:ый|ого) ключ|токен|api-?ключ|ключ(?:а"
    r"|ом)? api"
    r"|password|passwd|passphrase|pwd|pass|pin(?:[ -]code)?|secret(?:[ _-]key)?|api[ _-]?key|access[ _-]?key"
    r"|auth[ _-]?token|access[ _-]?token|token|client[ _-]?secret"
)
_VALUE = r"[^\s\"'«»“”`,;<>|]{4,64}"
_PATTERNS: Mapping[SecretKind, re.Pattern[str]] = {
    SecretKind.PRIVATE_KEY: re.compile(
        r"(?P<v>-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----(?:(?:[A-Za-z0-9+/=\s:,]"
        r"|-(?!----BEGIN)){0,8000}?-----END [A-Z ]{0,20}PRIVATE KEY-----)?)"
    ),
    SecretKind.JWT: re.compile(r"(?<![\w.])(?P<v>eyJ[\w\-]{8,4000}\.eyJ[\w\-]{4,8000}\.[\w\-]{0,2000})"),
    SecretKind.API_KEY: re.compile(
        r"(?<![\w\-])(?P<v>sk-[\w\-]{16,200}|[sr]k_(?:live|test)_\w{10,200}|gh[pousr]_\w{20,255}|github_pat_\w{20,255}"
        r"|glpat-[\w\-]{16,200}|xox[abeprs]-[\w\-]{10,250}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w\-]{30,45}"
        r"|ya29\.[\w\-]{20,400}"
        r"|y[0-3]_[\w\-]{30,200}|AQVN[\w\-]{30,60}|t1\.[\w\-]{20,400}\.[\w\-]{20,400}|SG\.[\w\-]{16,64}\.[\w\-]{30,64}"
        r"|\d{8,10}:AA[\w\-]{30,40}|hf_\w{30,60}|npm_\w{30,60}|pypi-[\w\-]{30,250}|dop_v1_\w{40,80}|shp(?:at"
        r"|ss)_\w{30,40}"
        r"|sq0(?:atp|csp)-[\w\-]{20,60}|EAA[A-Za-z0-9]{60,300})"
    ),
    SecretKind.BEARER: re.compile(
        r"(?:\bbearer +|\bauthorization: ?(?:basic|token) +)(?P<v>[\w.~+/\-]{12,2000}=*)", re.IGNORECASE
    ),
    SecretKind.CONNECTION: re.compile(
        r"(?P<v>\b[a-z][a-z0-9+]{2,20}://[^\s:/@<>{}*]{1,64}:[^\s@/<>{}*]{2,128}@[^\s<>\"'»]{1,200}"
        r"|\b(?:server|data source|host)=[^\s;]{1,100};[^\n]{0,200}?\b(?:password|pwd)=[^\s;<>{}*]{2,100})",
        re.IGNORECASE,
    ),
    SecretKind.ONE_TIME_CODE: re.compile(
        r"(?:\bкод\w{0,2} (?:подтверждения|авторизации|доступа|входа|для входа|верификации|проверки|из (?:смс|sms"
        r"|сообщения|письма))"
        r"|\b(?:одноразов\w{2,3}|проверочн\w{2,3}|смс|sms)[ -](?:код\w{0,2}|пароль)|\b(?:one-time|otp|verification"
        r"|confirmation"
        r"|security|login|auth(?:entication)?|2fa|sms|access) (?:code|pin|passcode|password)|\botp)\b"
        r"(?:(?!\d)[^\n.!?;]){0,24}?(?<![\d.,:/\-+])(?P<v>\d{3}[ \-]\d{3}|\d{4,8})(?![\d%]|[.,:/\-]\d| ?(?:симв|цифр"
        r"|знак"
        r"|digit|char|мин|сек|час|min|sec|руб))",
        re.IGNORECASE,
    ),
    SecretKind.CARD_CODE: re.compile(
        r"\b(?:cvv2?|cvc2?|cvv2?/cvc2?)\b(?:(?!\d)[^\n.!?;]){0,12}(?P<v>\d{3,4})(?![\d]| ?(?:цифр|знак|digit))",
        re.IGNORECASE,
    ),
    SecretKind.PASSWORD: re.compile(
        rf"(?<!\w)(?:{_NAMED})(?!\w)(?:(?P<sign> ?[:=] ?| [—–\-] | is | это )|(?: (?:для|от|к|на|for|to"
        rf"|of)(?: [^\s:=]{{1,30}}){{1,4}})"
        rf"(?P<far> ?[:=] ?| [—\-] | is )| )[\"'«“`]?(?P<v>{_VALUE})",
        re.IGNORECASE,
    ),
}
_SIGNS: Mapping[SecretKind, tuple[str, ...]] = {
    SecretKind.PRIVATE_KEY: ("private key",),
    SecretKind.JWT: ("eyj",),
    SecretKind.API_KEY: (
        "sk-",
        "k_live",
        "k_test",
        "gh",
        "glpat",
        "xox",
        "akia",
        "asia",
        "aiza",
        "ya29",
        "y0_",
        "y1_",
        "y2_",
        "y3_",
        "aqvn",
        "t1.",
        "sg.",
        ":aa",
        "hf_",
        "npm_",
        "pypi-",
        "dop_",
        "shp",
        "sq0",
        "eaa",
    ),
    SecretKind.BEARER: ("bearer", "authorization"),
    SecretKind.CONNECTION: ("://", "server=", "source=", "host="),
    SecretKind.ONE_TIME_CODE: ("код", "code", "otp", "одноразов", "passcode", "one-time"),
    SecretKind.CARD_CODE: ("cvv", "cvc"),
    SecretKind.PASSWORD: (
        "пар",
        "пасворд",
        "пассворд",
        "кодов",
        "пин",
        "секрет",
        "токен",
        "ключ",
        "pass",
        "pwd",
        "pin",
        "secret",
        "key",
        "token",
    ),
}
_PLACEHOLDER = re.compile(
    r"[*•x×хX.…_\-?#]+|[<{\[(%$].*|.*[>}]|(?:your|my|ваш|some|new|example|пример|test|demo|null|none|true|false"
    r"|password|пароль"
    r"|string|token|secret|api)[\w\-]*",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?=.*\d)(?=.*[^\W\d_]).{5,}|\w+[!@#$%^&*+=~]+\w*|(?=[^A-Z]*[A-Z][^A-Z]+[A-Z])(?=.*[a-z])[A-Za-z0-9]{8,}"
)
_AFTER_SIGN = re.compile(
    r"(?=.*\d)(?=.*[^\W\d_]).{4,}|\d{4,}|[^\s]*[!@#$%^&*+=~][^\s]*|(?=.*[a-z].*[A-Z]|.*[A-Z].*[a-z].*[A-Z]).{6,}"
)
_PIN = re.compile(r"pin|пин", re.IGNORECASE)
_ORDINARY = re.compile(
    r"\d+[-–—]?(?:[хx]|ти|ми|и|го|й|th|character|digit|symbol)?[-\w]*(?:значн|симв|digit|char)\w*|[\w\-]+\.(?:html?"
    r"|php|ru|com)|https?:.*",
    re.IGNORECASE,
)


def secrets(text: str) -> tuple[Secret, ...]:
    """In order, non-overlapping: of two readings the surer kind stays. Linear in the length."""
    source = normalise(text)
    if not may_hold(SECRETS, source.text):
        return ()
    low = source.text.lower()
    found: list[tuple[int, int, SecretKind, str]] = []
    for kind, pattern in _PATTERNS.items():
        if any(sign in low for sign in _SIGNS[kind]):
            found += [one for one in _read(kind, pattern, source.text) if not _taken(one[0], one[1], found)]
    return tuple(Secret(kind, source.span(start, end), value) for start, end, kind, value in sorted(found))


def _taken(start: int, end: int, found: list[tuple[int, int, SecretKind, str]]) -> bool:
    return any(start < one[1] and one[0] < end for one in found)


def _read(kind: SecretKind, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int, SecretKind, str]]:
    for match in pattern.finditer(text):
        start, value = match.start("v"), match["v"].rstrip(".,!?:;)")
        if kind is not SecretKind.PASSWORD or _is_password(match, value):
            yield start, start + len(value), kind, value


def _is_password(match: re.Match[str], value: str) -> bool:
    """After a colon a mere number will do; after a space only what no ordinary word looks like."""
    if len(value) < 4 or _PLACEHOLDER.fullmatch(value) or _ORDINARY.fullmatch(value):
        return False
    if value.isdigit() and _PIN.match(match.group()):
        return len(value) <= 8
    shape = _AFTER_SIGN if match["sign"] or match["far"] else _STRONG
    return shape.fullmatch(value) is not None
