"""A seed -> valid identifiers of every kind, each written in the ways people write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from service.personal import checksums


def _digits(random: Random, count: int) -> str:
    return "".join(random.choice("0123456789") for _ in range(count))


def _completed(head: str, places: int, valid: Callable[[str], bool]) -> str:
    """The head with the check digits that make it valid, or "" where there are none."""
    return next((head + f"{tail:0{places}}" for tail in range(10**places) if valid(head + f"{tail:0{places}}")), "")


def _until(make: Callable[[], str]) -> str:
    while not (made := make()):
        pass
    return made


def inn(random: Random) -> str:
    number = _until(lambda: _completed(f"{random.randint(1, 92):02}" + _digits(random, 8), 2, checksums.inn))
    return random.choice(["ИНН ", "ИНН: ", "ИНН клиента — ", "инн физлица "]) + f"[{number}]"


def snils(random: Random) -> str:
    raw = _until(lambda: _completed(f"{random.randint(2, 199):03}" + _digits(random, 6), 2, checksums.snils))
    shape = random.choice(["{}-{}-{} {}", "{}-{}-{}-{}", "СНИЛС {}-{}-{} {}", "СНИЛС: {}{}{}{}", "СНИЛС {} {} {} {}"])
    lead, _, rest = shape.partition("{}")
    return lead + "[" + ("{}" + rest).format(raw[:3], raw[3:6], raw[6:9], raw[9:]) + "]"


def card(random: Random) -> str:
    head = random.choice(["4", "51", "55", "2200", "2202", "2204", "67", "2221"])
    raw = _completed(head + _digits(random, 15 - len(head)), 1, checksums.luhn)
    sign = random.choice(["", " ", "-", "\u00a0"])
    return (
        random.choice(["карта ", "на карту ", "card ", ""])
        + "["
        + sign.join(raw[at : at + 4] for at in (0, 4, 8, 12))
        + "]"
    )


def passport(random: Random) -> str:
    series, year = f"{random.randint(1, 99):02}", f"{random.randint(0, 26):02}"
    number = _digits(random, 6)
    return random.choice(
        [
            f"паспорт [{series} {year} {number}]",
            f"паспорт [{series}{year} {number}]",
            f"паспорт серии [{series}{year} номер {number}]",
            f"серия [{series}{year} № {number}]",
            f"[{series} {year} {number}]",
            f"[{series} {year} №{number}]",
            f"паспортные данные: [{series}{year}{number}]",
            f"passport [{series} {year} {number}]",
        ]
    )


def account(random: Random) -> str:
    balance, currency = random.choice(["40817", "42301", "40702", "40802"]), random.choice(["810", "840", "978"])
    raw = balance + currency + _digits(random, 12)
    grouped = f"{raw[:5]} {raw[5:8]} {raw[8]} {raw[9:13]} {raw[13:]}"
    return random.choice(["счёт ", "р/с ", "на счёт № ", ""]) + "[" + random.choice([raw, grouped]) + "]"


def iban(random: Random) -> str:
    country, length = random.choice([("DE", 18), ("GB", 18), ("FR", 23), ("KZ", 16)])
    body = ("WEST" if country == "GB" else "") + _digits(random, length - (4 if country == "GB" else 0))
    raw = next(f"{country}{key:02}{body}" for key in range(100) if checksums.iban(f"{country}{key:02}{body}"))
    spaced = " ".join(raw[at : at + 4] for at in range(0, len(raw), 4))
    return random.choice(["IBAN ", ""]) + "[" + random.choice([raw, spaced]) + "]"


def phone(random: Random) -> str:
    code, rest = random.choice(["912", "495", "903", "343", "988"]), _digits(random, 7)
    a, b, c = rest[:3], rest[3:5], rest[5:]
    return (
        "["
        + random.choice(
            [
                f"8 ({code}) {a}-{b}-{c}",
                f"+7 {code} {a}-{b}-{c}",
                f"+7{code}{rest}",
                f"8{code}{rest}",
                f"8-{code}-{a}-{b}-{c}",
                f"+7 ({code}) {a} {b} {c}",
                f"8 {code} {a} {b} {c}",
                f"7 {code} {a}-{b}-{c}",
                f"({code}) {a}-{b}-{c}",
                f"+44 20 7946 0{a}",
                f"07700 900{a}",
                f"(415) 555-{rest[:4]}",
                f"415-555-{rest[:4]}",
                f"+1 415 555 {rest[:4]}",
                f"+49 30 {rest}1",
                f"+375 29 {a}-{b}-{c}",
                f"8\u00a0{code}\u00a0{a}\u2011{b}\u2011{c}",
            ]
        )
        + "]"
    )


def email(random: Random) -> str:
    name = random.choice(["ivan.petrov", "m_kravtsova", "anna-85", "laura.biggs+x", "k.orlov1990"])
    host = random.choice(["mail.ru", "gmail.com", "yandex.ru", "corp.example.co.uk", "почта.рф"])
    return random.choice(
        [
            "[" + f"{name}@{host}" + "]",
            "почта: [" + f"{name}@{host}" + "]",
            f"[{name.split('.')[0]} [at] mail [dot] ru]",
        ]
    )


def address(random: Random) -> str:
    house, flat = random.randint(1, 199), random.randint(1, 300)
    return (
        "["
        + random.choice(
            [
                f"ул. Ленина, д. {house}, кв. {flat}",
                f"улица Большая Садовая, дом {house}, квартира {flat}",
                f"пр-т Мира, д. {house}, корп. 2, кв. {flat}",
                f"пер. Тихий, {house}, кв. {flat}",
                f"{house} Main Street, Apt {flat}",
                f"{house} Oak Hill Road, Flat {flat}",
            ]
        )
        + "]"
    )


def birth_date(random: Random) -> str:
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1940, 2010)
    return random.choice(
        [
            f"дата рождения: [{day:02}.{month:02}.{year}]",
            f"родилась [{day} марта {year}]",
            f"date of birth [{year}-{month:02}-{day:02}]",
            f"DOB: [{month:02}/{day:02}/{year}]",
            f"born on [{day} March {year}]",
            f"[{day:02}.{month:02}.{year}] г.р.",
        ]
    )


MAKERS: Mapping[str, Callable[[Random], str]] = {
    "inn": inn,
    "snils": snils,
    "card": card,
    "passport": passport,
    "account": account,
    "iban": iban,
    "phone": phone,
    "email": email,
    "address": address,
    "birth_date": birth_date,
}
FRAMES = (
    "В заявке указано: {}.",
    "Там же {}, проверьте.",
    "Мы видим {} в карточке.",
    "{} принадлежит Кравцовой.",
    "Посылку получит Орлов ({}).",
    "Клиентка из Казани оставила {}",
    "По базе проходит {}; остальное позже.",
    "Данные соседнего договора: {}.",
    "Возврат оформили на {} вчера.",
    "Запишите {} и передайте мастеру.",
    "У коллеги {}, сверьте до 18:00.",
    "— {}",
    "Смотрите: {}!",
    "Оформлено так: {} (2 шт.).",
    "Ещё {} и сумма 1 290 ₽.",
    "Его реквизиты {} от 12.03.2025.",
    "Найдено: {}\nБольше ничего.",
    "Второй абонент — {}.",
    "1) {}",
    "Контакт: {} (Анна)",
    "The other member left {}.",
    "Her file says {}.",
    "We found {} in the form",
    "It belongs to {}, not to you.",
    "Laura gave {} yesterday.",
    "Please note {} and close.",
    "- {}",
    "See {} (3 items).",
    "The record shows {}; the sum is $1,290.",
    "His details: {}.",
    "Someone else's data: {}!",
    "They use {} for payments.",
    "Recorded as {} on 2025-03-12.",
    "Another account: {}.",
    "Sent to {} at 18:00.",
    "The courier has {}.",
    "Customer B: {}",
    "Found:\n{}\nNothing else.",
    "Try {} first.",
    "Check {} against the list.",
)
