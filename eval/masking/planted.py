"""A seed -> texts with one made-up piece of personal data each, of every kind and in many writings.

The values belong to nobody; where a kind has check digits they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from eval.bars import identifiers
from eval.masking.carriers import CUED, ENGLISH, RUSSIAN
from eval.masking.disguises import disguised
from service.personal import checksums

_SEED = 4107


@dataclass(frozen=True, slots=True)
class Planted:
    """``text[...]`` holds ``value`` once; nothing of it may be readable in the masked text."""

    kind: str
    text: str
    value: str


def planted(count: int, seed: int = _SEED) -> Iterator[Planted]:
    """``count`` texts, every kind as often as any other."""
    random = Random(seed)
    kinds = list(MAKERS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield _one(kind, number // len(kinds), random)


def _one(kind: str, number: int, random: Random) -> Planted:
    made = MAKERS[kind](random)
    frames = CUED.get(kind) or (RUSSIAN if random.random() < 0.6 else ENGLISH)
    before, _, after = random.choice(frames).partition("{}")
    value = disguised(made, random) if number % 5 == 4 and kind not in _UNDISGUISED else made
    return Planted(kind, f"{before}{value}{after}", value)


def _digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _letters(random: Random, count: int, of: str = "ABCDEFGHKLMNPRSTVWXYZ") -> str:
    return "".join(random.choice(of) for _ in range(count))


def _inn_of_company(random: Random) -> str:
    head = f"{random.randint(1, 79):02}{_digits(random, 7)}"
    return next(head + str(last) for last in range(10) if checksums.inn(head + str(last)))


def _ogrn(random: Random) -> str:
    head = f"1{_digits(random, 11)}"
    return next((head + str(last) for last in range(10) if checksums.ogrn(head + str(last))), head + "0")


def _iban(random: Random) -> str:
    country, length = random.choice((("DE", 18), ("FR", 23), ("KZ", 16), ("PL", 24)))
    body = _digits(random, length)
    keys = (f"{country}{key:02}{body}" for key in range(2, 99))
    whole = next(one for one in keys if checksums.iban(one))
    return random.choice((whole, " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))))


def _passport_in_words(random: Random) -> str:
    series, number = _digits(random, 4), _digits(random, 6)
    return random.choice(
        (f"{series} номер {number}", f"{series[:2]} {series[2:]} № {number}", f"{series}, номер {number}")
    )


def _contract(random: Random) -> str:
    year, number = random.randint(2019, 2026), random.randint(100, 9999)
    return random.choice(
        (
            f"{number}/{year}",
            f"{random.choice('АБВГД')}-{number}",
            f"{_letters(random, 2)}-{_digits(random, 6)}",
            f"{_digits(random, 7)}",
            f"{_digits(random, 2)}-{_letters(random, 2, 'АБВГДЕЖ')}/{number}",
        )
    )


def _order(random: Random) -> str:
    return random.choice(
        (
            _digits(random, 6),
            f"{_letters(random, 1)}-{_digits(random, 5)}",
            f"{_digits(random, 4)}-{_digits(random, 4)}",
            f"ORD-{_digits(random, 7)}",
            f"{_digits(random, 9)}",
        )
    )


def _track(random: Random) -> str:
    return f"{_letters(random, 2)}{_digits(random, 9)}{random.choice(('RU', 'CN', 'GB'))}"


def _address(random: Random) -> str:
    house, flat = random.randint(1, 199), random.randint(1, 300)
    street = random.choice(("Лесная", "Садовая", "Речная", "Озёрная", "Зелёная"))
    person = random.choice(("Кирова", "Гагарина", "Толстого", "Чапаева"))
    return random.choice(
        (
            f"ул. {person}, д. {house}, кв. {flat}",
            f"улица {street}, дом {house}, квартира {flat}",
            f"ул {person} {house}-{flat}",
            f"{street} ул., {house}, кв {flat}",
            f"пр-т Мира, {house}, корп. 2, кв. {flat}",
            f"{house} Oak Hill Road, Apt {flat}",
            f"Flat {flat}, {house} Station Road",
            f"{house} Maple Street",
        )
    )


def _born(random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1945, 2006)
    return random.choice(
        (
            f"{day:02}.{month:02}.{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} марта {year}",
            f"{day:02}/{month:02}/{year}",
        )
    )


def _handle(random: Random) -> str:
    return "@" + _letters(random, random.randint(4, 8), "abcdefgiklmnoprstu") + random.choice(("", "_85", "77", "_msk"))


def _login(random: Random) -> str:
    return _letters(random, 5, "abcdefgiklmnoprstu") + random.choice(("_85", ".petrova", "1990", "-work2"))


def _ip(random: Random) -> str:
    rest = (str(random.randint(1, 254)) for _ in range(3))
    return ".".join((str(random.choice((85, 91, 178, 46, 93))), *rest))


def _plate(random: Random) -> str:
    letters = "АВЕКМНОРСТУХ"
    shape = random.choice(("{}{}{}{}", "{} {} {} {}", "{}{}{} {}"))
    return shape.format(
        _letters(random, 1, letters),
        _digits(random, 3),
        _letters(random, 2, letters),
        random.choice(("77", "178", "16")),
    )


def _link(random: Random) -> str:
    token = _letters(random, 24, "abcdefghijkmnpqrstuvwxyz23456789")
    return random.choice(
        (
            f"token={token}",
            f"email={_letters(random, 6, 'abcdefgh')}%40mail.example",
            f"user_id={_digits(random, 8)}&key={token}",
        )
    )


def _ssn(random: Random) -> str:
    return f"{random.randint(100, 665)}-{random.randint(10, 99)}-{random.randint(1000, 9999)}"


def _spoken_mail(random: Random) -> str:
    name = _letters(random, 7, "abdegiklmnoprstu")
    return random.choice(
        (f"{name} собака mail.ru", f"{name} [at] inbox [dot] ru", f"{name}(at)post.com", f"{name} @ yandex.ru")
    )


def _policy(random: Random) -> str:
    return random.choice(
        (_digits(random, 16), f"{_digits(random, 4)} {_digits(random, 4)} {_digits(random, 4)} {_digits(random, 4)}")
    )


def _mistyped_card(random: Random) -> str:
    whole = "4276" + _digits(random, 12)
    return random.choice((whole, " ".join(whole[at : at + 4] for at in range(0, 16, 4))))


def _mobile(random: Random) -> str:
    area, rest = f"9{_digits(random, 2)}", _digits(random, 7)
    return random.choice(
        (
            f"{area} {rest[:3]} {rest[3:5]} {rest[5:]}",
            f"8{area}-{rest[:3]}-{rest[3:]}",
            f"+7.{area}.{rest[:3]}.{rest[3:5]}.{rest[5:]}",
            f"+7 {area}{rest}",
        )
    )


_UNDISGUISED = frozenset({"secret", "api key", "web token", "personal link", "e-mail in words", "address"})
MAKERS: Mapping[str, Callable[[Random], str]] = {
    "phone (ru)": identifiers.phone_ru,
    "phone (abroad)": identifiers.phone_en,
    "mobile, loosely written": _mobile,
    "e-mail": identifiers.email,
    "e-mail in words": _spoken_mail,
    "card": identifiers.card,
    "card, mistyped": _mistyped_card,
    "bank account": identifiers.account,
    "IBAN": _iban,
    "ИНН (person)": identifiers.inn,
    "ИНН (company)": _inn_of_company,
    "ОГРН": _ogrn,
    "СНИЛС": identifiers.snils,
    "passport": identifiers.passport,
    "passport, in words": _passport_in_words,
    "social security number": _ssn,
    "insurance policy": _policy,
    "contract": _contract,
    "order": _order,
    "parcel": _track,
    "address": _address,
    "date of birth": _born,
    "handle": _handle,
    "login": _login,
    "IP address": _ip,
    "plate": _plate,
    "personal link": _link,
    "secret": identifiers.password,
    "api key": identifiers.service_key,
    "web token": identifiers.web_token,
}
