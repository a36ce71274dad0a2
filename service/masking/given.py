"""Ticket -> the values that it gives of people: names, companies, addresses of letters, numbers of its case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from service.domain import Agent, EndUser, Ticket
from service.masking.declension import Part
from service.masking.gender import Gender, gender_of
from service.masking.kinds import Label
from service.masking.spelling import skeleton

_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
_DISPLAY = re.compile(r"\s*\"?(?P<name>[^\"<>@]*?)\"?\s*<(?P<address>[^<>]+)>")
_LEGAL = re.compile(
    r"(?<!\w)(?:ООО|АО|ПАО|ЗАО|ОАО|НАО|ИП|ТОО|ОДО|ГУП|МУП|ФГУП|АНО|НКО|ФГБУ|ГБУ|МБУ|LLC|L\.L\.C|Ltd|Limited|Inc|Corp"
    r"|Corporation|PLC|LLP|GmbH|AG|S\.?A|B\.?V|Oy|AB|Co|Company|компания|фирма|группа компаний|ГК|ТД|торговый дом)"
    r"(?!\w)\.?",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"[«»\"“”„']")
_SOLE_TRADER = re.compile(r"(?<!\w)(?:ИП|индивидуальный предприниматель)(?!\w)", re.IGNORECASE)
_PATRONYMIC = re.compile(r"(?:[ое]вич|[ое]вна|[ъи]?ична|инична|[ьл]ич|мич|оглы|кызы)$", re.IGNORECASE)
_SURNAME = re.compile(
    r"(?:[оеё]в|[иы]н|[оеё]ва|[иы]на|[цс]кий|[цс]кая|[цс]кой|енко|[ыи]х|чук|юк|ян|дзе|швили)$", re.IGNORECASE
)
_NAME_KEYS = re.compile(
    r"name|имя|фамили|отчеств|фио|contact_person|manager|менеджер|responsible|ответствен|owner|recipient|получател"
    r"|representative|сотрудник|employee|director|директор|author|assignee",
    re.IGNORECASE,
)
_NOT_NAME_KEYS = re.compile(r"user_?name|file|product|plan|project|host|domain|event|tariff|nick|display_type", re.I)
_COMPANY_KEYS = re.compile(r"company|компани|организац|organi[sz]ation|legal_name|firm|employer|account_name", re.I)
_EXACT_KEYS: Mapping[Label, re.Pattern[str]] = {
    Label.LOGIN: re.compile(
        r"log_?in|user_?name|nick|логин|учетн|учётн|user_?id|client_?id|customer_?id|account_?id", re.I
    ),
    Label.ORDER: re.compile(
        r"order|заказ|contract|договор|invoice|(?<!р/)сч[её]т\b|booking|брон|tracking|трек|ticket|case_?(?:id"
        r"|number)|policy|заявк|обращени|shipment|parcel|посылк|накладн|serial|subscription_?id|membership",
        re.I,
    ),
    Label.PHONE: re.compile(r"phone|телефон|\bтел\b|mobile|мобильн|whatsapp|viber|\bfax|факс", re.I),
    Label.EMAIL: re.compile(r"e-?mail|почт", re.I),
    Label.INN: re.compile(r"\b(?:инн|inn|tin)\b|tax_?id", re.I),
    Label.DOCUMENT: re.compile(r"passport|паспорт|снилс|snils|полис|licen[cs]e_?(?:no|number)|ssn", re.I),
    Label.ACCOUNT: re.compile(r"iban|account_?(?:no|number)|р/с|card|карт[аы]|bank", re.I),
    Label.HANDLE: re.compile(r"telegram|телеграм|skype|instagram|facebook|vk\b|twitter|discord|slack", re.I),
    Label.ADDRESS: re.compile(r"address|адрес|street|улиц", re.I),
    Label.SECRET: re.compile(r"passw|пароль|secret|token|api_?key|pin\b", re.I),
    Label.BIRTH_DATE: re.compile(r"birth|рожден|dob\b", re.I),
}
_ELSE = re.compile(r"e-?mail_?(?:verified|count)|count|date|time|status|type|total|amount|price|limit|_at$", re.I)
_NUMBERED = re.compile(r"(?<![\w])(?=[\w\-/]*\d)[A-Za-zА-Яа-яЁё]{0,6}[\-/]?\d[\w\-/]{2,40}(?![\w%])")
_DATE = re.compile(r"(?:\d{1,2}[./\-]\d{1,2}[./\-]\d{2,4}|\d{4}-\d\d-\d\d.*|(?:19|20)\d\d)")
_CURRENCY = re.compile(r"\s?(?:₽|руб|р\.|€|\$|шт|usd|eur|%|дн|год|г\.|мин|час)", re.I)
_LEAST = 4


@dataclass(frozen=True, slots=True)
class GivenName:
    """One word of somebody's name, as given, but in usual letter case."""

    text: str
    part: Part
    gender: Gender | None


@dataclass(frozen=True, slots=True)
class Given:
    """``exact``: values that are hidden wherever they stand, letter for letter."""

    names: tuple[GivenName, ...] = ()
    companies: tuple[str, ...] = ()
    exact: tuple[tuple[Label, str], ...] = ()
    brand: str = ""  # of the company that answers: it stands in every article, and is no personal data


def given_of(ticket: Ticket) -> Given:
    """In the order customer, owner of the case, agent, addressees, the rest."""
    brand = _core(ticket.agent.company or "")
    names = [*_of_customer(ticket.end_user), *_of_staff(ticket)]
    companies = [ticket.end_user.company or ""]
    exact = [*_of_case(ticket)]
    for mailbox in (*ticket.conversation.to, *ticket.conversation.cc):
        names += _of_mailbox(mailbox)
    for key, value in ticket.end_user.metadata.items():
        names += _named(key, value)
        companies += [str(value)] if _COMPANY_KEYS.search(key) and isinstance(value, str) else []
        exact += _numbered(key, value)
    for reference in ticket.context_references:
        names += _named(reference.key, reference.content)
    for company in companies:
        names += split_name(_SOLE_TRADER.sub("", company)) if _SOLE_TRADER.search(company) else ()
    cores = (core for core in map(_core, companies) if core and skeleton(core) != skeleton(brand))
    return Given(_distinct(names), tuple(dict.fromkeys(cores)), tuple(dict.fromkeys(exact)), brand)


def _distinct(names: list[GivenName]) -> tuple[GivenName, ...]:
    found: dict[str, GivenName] = {}
    for name in names:
        found.setdefault(skeleton(name.text), name)
    return tuple(found.values())


def _of_customer(user: EndUser) -> Iterator[GivenName]:
    yield from person(user.name, user.patronymic, user.surname)


def _of_staff(ticket: Ticket) -> Iterator[GivenName]:
    owner, agent = ticket.case.owner, ticket.agent
    if owner is not None:
        yield from person(owner.first_name, None, owner.last_name)
    yield from person(agent.first_name, None, agent.last_name)
    yield from _signers(agent)


def _signers(agent: Agent) -> Iterator[GivenName]:
    """A line of the signature that is a name: two or three capitalised words of which one is a first name."""
    for line in (agent.signature or "").splitlines():
        head = re.split(r"[,|]", line)[0].strip()
        if 2 <= len(head.split()) <= 3 and re.fullmatch(r"(?:[^\W\d_a-zа-яё][\w'’\-]+\s*){2,3}", head):
            yield from split_name(head)


def person(first: str | None, patronymic: str | None, surname: str | None) -> list[GivenName]:
    """The words of the three fields; a field may hold a whole name, or a mailbox."""
    words = [*split_name(first), *split_name(patronymic, Part.PATRONYMIC), *split_name(surname, Part.SURNAME)]
    by_part = {word.part: word.text for word in reversed(words)}
    gender = gender_of(by_part.get(Part.FIRST), by_part.get(Part.PATRONYMIC), by_part.get(Part.SURNAME))
    return [replace(word, gender=gender) for word in words]


def split_name(field: str | None, part: Part | None = None) -> list[GivenName]:
    """«Петрова Анна Сергеевна» -> its words with what each is; ``part``: what the field is for, if it tells."""
    if not field:
        return []
    words = [word for word in _WORD.findall(field.split("@")[0] if "@" in field else field) if len(word) > 1]
    parts = [part or _part(word, number, words) for number, word in enumerate(words)]
    by_part = dict(zip(parts, words, strict=True))
    gender = gender_of(by_part.get(Part.FIRST), by_part.get(Part.PATRONYMIC), by_part.get(Part.SURNAME))
    return [GivenName(_usual(word), one, gender) for word, one in zip(words, parts, strict=True)]


def _part(word: str, number: int, words: list[str]) -> Part:
    if len(words) > 1 and _PATRONYMIC.search(word):
        return Part.PATRONYMIC
    if len(words) > 1 and (_SURNAME.search(word) or number == 2):
        return Part.SURNAME
    if number == 1 and not _SURNAME.search(words[0]):
        return Part.SURNAME
    return Part.FIRST


def _usual(word: str) -> str:
    if word.isupper() or word.islower():
        return re.sub(r"[^\W\d_]+", lambda match: match.group().capitalize(), word)
    return word


def _of_mailbox(mailbox: str) -> list[GivenName]:
    match = _DISPLAY.match(mailbox)
    return split_name(match["name"]) if match else []


def _core(company: str) -> str:
    """«ООО «Светлый дом»» -> «Светлый дом»: the form of a business tells nothing of whose it is."""
    bare = _LEGAL.sub(" ", _QUOTES.sub(" ", company))
    return " ".join(bare.replace(",", " ").split()).strip(" .-") if _SOLE_TRADER.search(company) is None else ""


def _named(key: str, value: object) -> list[GivenName]:
    if not isinstance(value, str) or len(value) > 80 or not _NAME_KEYS.search(key) or _NOT_NAME_KEYS.search(key):
        return []
    return [] if _COMPANY_KEYS.search(key) or any(sign.isdigit() for sign in value) else split_name(value)


def _of_case(ticket: Ticket) -> Iterator[tuple[Label, str]]:
    case_id = (ticket.case.case_id or "").strip()
    if len(case_id) >= _LEAST and any(sign.isdigit() for sign in case_id):
        yield Label.ORDER, case_id
    for reference in ticket.context_references:
        if _EXACT_KEYS[Label.ORDER].search(reference.key):
            yield from ((Label.ORDER, one) for one in _numbers_in(reference.content))
        elif "\n" not in reference.content:
            yield from _numbered(reference.key, reference.content)


def _numbers_in(text: str) -> Iterator[str]:
    for match in _NUMBERED.finditer(text):
        if not _DATE.fullmatch(match.group()) and not _CURRENCY.match(text, match.end()):
            yield match.group()


def _numbered(key: str, value: object) -> Iterator[tuple[Label, str]]:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _LEAST <= len(text) <= 120 or _ELSE.search(key):
        return
    for label, shape in _EXACT_KEYS.items():
        if shape.search(key):
            yield label, text
            return
