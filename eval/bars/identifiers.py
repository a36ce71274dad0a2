"""A seed -> personal identifiers and secrets of nobody, valid by their check digits, each as people write it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from random import Random

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789"


def _digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _weighted(digits: str, weights: tuple[int, ...]) -> str:
    return str(sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10)


def inn(random: Random) -> str:
    """Of a person, twelve digits; the weights are those of the Federal Tax Service."""
    body = f"{random.randint(1, 79):02}{_digits(random, 8)}"
    body += _weighted(body, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
    return body + _weighted(body, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def snils(random: Random) -> str:
    """Above 001-001-998 the control number is the weighted sum modulo 101, 100 becoming 00."""
    body = f"{random.randint(10, 199):03}{_digits(random, 6)}"
    control = sum(int(digit) * weight for digit, weight in zip(body, range(9, 0, -1), strict=True)) % 101 % 100
    first, second, third = body[:3], body[3:6], body[6:]
    return random.choice((f"{first}-{second}-{third} {control:02}", f"{first} {second} {third} {control:02}"))


def passport(random: Random) -> str:
    region, year, number = random.choice(("45", "46", "03", "60", "92")), random.randint(1, 22), _digits(random, 6)
    return random.choice(
        (f"{region} {year:02} {number}", f"{region}{year:02} {number}", f"{region}{year:02} № {number}")
    )


def card(random: Random) -> str:
    """Sixteen digits with Luhn's check digit, under the prefixes of four payment systems."""
    body = random.choice(("4", "51", "53", "2200", "2202", "67"))
    body += _digits(random, 15 - len(body))
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(body)]
    whole = body + str(-sum(one - 9 if one > 9 else one for one in doubled) % 10)
    groups = [whole[place : place + 4] for place in range(0, 16, 4)]
    return random.choice((whole, " ".join(groups), "-".join(groups), "\u00a0".join(groups)))


def account(random: Random) -> str:
    """Twenty digits of a current account in roubles."""
    whole = f"{random.choice(('40817', '40702', '40802'))}810{_digits(random, 12)}"
    return random.choice((whole, " ".join(whole[place : place + 4] for place in range(0, 20, 4))))


def phone_ru(random: Random) -> str:
    area, a, b, c = f"9{_digits(random, 2)}", f"{random.randint(100, 999)}", _digits(random, 2), _digits(random, 2)
    ways = (f"+7 {area} {a}-{b}-{c}", f"8 ({area}) {a}-{b}-{c}", f"+7{area}{a}{b}{c}", f"8{area}{a}{b}{c}")
    return random.choice((*ways, f"+7 ({area}) {a} {b} {c}", f"8-{area}-{a}-{b}-{c}"))


def phone_en(random: Random) -> str:
    area, a, b = f"{random.randint(201, 799)}", f"{random.randint(201, 998)}", _digits(random, 4)
    uk = f"+44 7{_digits(random, 3)} {_digits(random, 6)}"
    return random.choice((uk, f"+1 {area}-{a}-{b}", f"({area}) {a}-{b}", f"+1 ({area}) {a}-{b}"))


def email(random: Random) -> str:
    name = "".join(random.choice(_LETTERS) for _ in range(random.randint(3, 9)))
    family = "".join(random.choice(_LETTERS) for _ in range(random.randint(4, 9)))
    host = random.choice(("mail.example", "post.example.com", "corp-inbox.example.ru", "gmx.example.org"))
    return random.choice((f"{name}.{family}@{host}", f"{name}_{family}@{host}", f"{name}{_digits(random, 2)}@{host}"))


def _token(random: Random, length: int) -> str:
    return "".join(random.choice(_WORD) for _ in range(length))


def service_key(random: Random) -> str:
    kinds = (
        f"sk_live_{_token(random, 24)}",
        f"ghp_{_token(random, 36)}",
        f"AKIA{''.join(random.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567') for _ in range(16))}",
        f"xoxb-{_digits(random, 12)}-{_digits(random, 12)}-{_token(random, 24)}",
        f"glpat-{_token(random, 20)}",
        f"AIza{_token(random, 35)}",
    )
    return random.choice(kinds)


def web_token(random: Random) -> str:
    """A JSON web token: header, claims, signature."""
    parts = (
        {"alg": "HS256", "typ": "JWT"},
        {"sub": _digits(random, 8), "exp": random.randint(1_700_000_000, 1_900_000_000)},
    )
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, _token(random, 43)])


def password(random: Random) -> str:
    letters = _token(random, random.randint(6, 9))
    return f"{letters[:3]}{random.choice('!#$%&*')}{letters[3:]}{random.randint(10, 99)}"


RUSSIAN: Mapping[str, Callable[[Random], str]] = {
    "inn": inn,
    "snils": snils,
    "passport": passport,
    "card": card,
    "account": account,
    "phone": phone_ru,
    "email": email,
}
ENGLISH: Mapping[str, Callable[[Random], str]] = {"card": card, "phone": phone_en, "email": email}
SECRETS: Mapping[str, Callable[[Random], str]] = {"key": service_key, "web token": web_token, "password": password}
