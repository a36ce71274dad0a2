"""Names of columns, Russian or English, of whatever helpdesk -> what they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache


class Column(StrEnum):
    """What of a ticket a column may hold; the names are those of ``--columns``."""

    ID = "id"
    SUBJECT = "subject"
    MESSAGE = "message"  # the customer's words, or anybody's where AUTHOR tells whose
    REPLY = "reply"
    AUTHOR = "author"  # who wrote the message: a role, or a name
    COMMENT = "comment"  # Jira: several columns of one name, each «date;author;text»
    PRIVATE = "private"
    ARTICLES = "articles"
    CHANNEL = "channel"
    LANGUAGE = "language"
    DATE = "date"
    TAGS = "tags"
    KIND = "kind"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    COMPANY = "company"
    AGENT = "agent"


# In the order in which they count; lower case, ё as е, signs as spaces.
_SYNONYMS: Mapping[Column, str] = {
    Column.ID: "ticket id|id тикета|id обращения|id заявки|case id|case number|issue key|ticket number|request id"
    "|conversation id|номер тикета|номер обращения|номер заявки|номер запроса|номер|номер сделки|id сделки"
    "|id диалога|номер диалога|тикет|обращение номер|номер|ключ|ключ задачи|ticket|key|case|ид|ид обращения|id"
    "|код обращения|issue id|chat id|id чата|display id",
    Column.SUBJECT: "subject|тема|summary|title|заголовок|тема обращения|тема письма|тема сообщения"
    "|название сделки|название|topic|резюме|краткое описание|ticket subject|theme",
    Column.MESSAGE: "customer message|сообщение клиента|текст обращения|вопрос клиента|обращение клиента"
    "|запрос клиента|письмо клиента|сообщение|текст сообщения|message text|comment text|message|question|вопрос"
    "|текст вопроса|обращение|текст запроса|входящее сообщение|client message|client question|customer question"
    "|customer request|inquiry|first message|initial message|первое сообщение|plain body|body text"
    "|description text|description|описание|описание проблемы|суть обращения|содержание|содержание обращения"
    "|проблема|запрос|жалоба|body|текст|text|content|примечание|сообщения|комментарий клиента|что случилось"
    "|request",
    Column.REPLY: "agent reply|ответ оператора|ответ агента|ответ поддержки|ответ сотрудника|ответ менеджера"
    "|ответ специалиста|ответ службы поддержки|ответ техподдержки|ответ клиенту|текст ответа|наш ответ|ответ"
    "|reply|agent response|agent answer|support reply|support answer|our answer|our reply|answer|response"
    "|first reply|public reply|sent reply|исходящее сообщение|комментарий оператора|комментарий агента"
    "|сообщение оператора|сообщение агента|сообщение поддержки|сообщение менеджера|сообщение оператор"
    "|сообщение агент|agent message|operator message|support message|staff message|message agent|message operator"
    "|последний ответ|last reply|last agent comment|решение|solution|resolution|gold answer|reply text"
    "|ответ на обращение|итоговый ответ",
    Column.AUTHOR: "author role|role|роль|роль автора|тип автора|author type|sender type|user type|message author"
    "|comment author|автор сообщения|автор комментария|кто написал|кем отправлено|от кого|отправитель|автор"
    "|sender|author|from|направление|direction|incoming|written by|тип отправителя",
    Column.COMMENT: "comment|comments|комментарий|комментарии",
    Column.PRIVATE: "private|comment private|internal|is private|is internal|внутренний|внутренний комментарий"
    "|public|is public|публичный|видимость|visibility|заметка|note|тип комментария|comment type",
    Column.ARTICLES: "article ids|articles|article|статьи|статья|ссылка на статью|ссылки на статьи|article url"
    "|article id|knowledge base article|kb article|kb articles|knowledge article|linked articles|связанные статьи"
    "|база знаний|статья базы знаний|статьи базы знаний|ссылка на базу знаний|источник ответа|relevant"
    "|relevant articles|ссылка|ссылки|links|id статьи|help article",
    Column.CHANNEL: "channel|канал|канал связи|канал обращения|via|source|источник|источник обращения"
    "|способ обращения|ticket source|origin|тип канала|channel type",
    Column.LANGUAGE: "language|язык|язык обращения|язык клиента|lang|locale|language code|request language",
    Column.DATE: "message time|comment time|created at|created time|created|дата создания|дата обращения"
    "|дата и время|дата|создано|создан|время создания|дата сообщения|время сообщения|дата создания сделки|date"
    "|timestamp|time|created date|date created|creation date|дата поступления|дата регистрации|sent at"
    "|published at|opened at|время|received at|поступило|requested at",
    Column.TAGS: "tags|теги|метки|labels|тэги|теги сделки|ярлыки|tag|тег|метка|label",
    Column.KIND: "kind|тип обращения|категория|категория обращения|тематика|request type|ticket type|issue type"
    "|category|тип заявки|тип запроса|тип вопроса|классификация|type|тип|рубрика",
    Column.NAME: "requester|customer name|имя клиента|фио клиента|клиент|фио|пользователь|заявитель"
    "|имя пользователя|имя|reporter|customer|client|contact|full name|requester name|user full name"
    "|автор обращения|основной контакт|контакт|user|contact name|client name|name|заказчик|покупатель"
    "|requester full name|имя контакта",
    Column.EMAIL: "requester email|customer email|email|e mail|почта|эл почта|электронная почта|email клиента"
    "|почта клиента|рабочий email|client email|contact email|адрес электронной почты|user email",
    Column.PHONE: "phone|телефон|телефон клиента|номер телефона|рабочий телефон|work phone|mobile|customer phone"
    "|мобильный телефон|phone number|contact phone",
    Column.COMPANY: "organization|company|компания|организация|компания контакта|company name|organisation|юрлицо"
    "|название компании|компания клиента|customer company",
    Column.AGENT: "assignee|agent|агент|ответственный|исполнитель|оператор|сотрудник|assigned to|agent name"
    "|менеджер|специалист|operator|owner|имя агента|имя оператора|ответственный сотрудник|ответственный за сделку"
    "|manager|staff|responder",
}
REPEATED = frozenset({Column.COMMENT, Column.TAGS, Column.MESSAGE})
_DAY_AND_HOUR = ({"дата", "время"}, {"date", "time"})
_NOISE = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_SIGNS = re.compile(r"[^\w]+|_")
_GENERIC = re.compile(
    r"\b(?:обращени[яей]|заявк[иа]|тикета|запроса|сделки|ticket|case|request|issue|conversation|сообщения|диалога)\b"
)
_CUSTOM = re.compile(r"^(?:custom field|пользовательское поле)\s*\((.*)\)$", re.IGNORECASE)


def recognised(header: Sequence[str]) -> dict[Column, tuple[int, ...]]:
    """Which column, counted from 0, holds what; each is given once, to what it names best."""
    names = [_spellings(name) for name in header]
    found: dict[Column, tuple[int, ...]] = {}
    taken: set[int] = set()
    offers = sorted(
        (way, rank, at, column)
        for at, spellings in enumerate(names)
        for way, spelling in enumerate(spellings)
        for column, rank in _named().get(spelling, ())
    )
    for _, _, at, column in offers:
        if at in taken or (column in found and not _same_name(names, found[column][0], at, column)):
            continue
        found[column] = (*found.get(column, ()), at)
        taken.add(at)
    return {column: tuple(sorted(places)) for column, places in found.items()}


def column_of(name: str) -> Column | None:
    """What a column of that name holds, if nothing else is known of the table."""
    return next(iter(recognised([name])), None)


def _same_name(names: Sequence[tuple[str, ...]], first: int, at: int, column: Column) -> bool:
    """Jira and amoCRM repeat a column: «Comment», «Comment», «Примечание 1», «Примечание 2»; a day and its hour too."""
    one, other = _unnumbered(names[first][0]), _unnumbered(names[at][0])
    if column is Column.DATE:
        return {one.split()[0], other.split()[0]} in _DAY_AND_HOUR
    return column in REPEATED and one == other


def _unnumbered(name: str) -> str:
    return re.sub(r" \d+$", "", name)


@cache
def _named() -> Mapping[str, tuple[tuple[Column, int], ...]]:
    found: dict[str, list[tuple[Column, int]]] = {}
    for column, listed in _SYNONYMS.items():
        for rank, name in enumerate(dict.fromkeys(listed.split("|"))):
            found.setdefault(name, []).append((column, rank))
    return {name: tuple(columns) for name, columns in found.items()}


def _spellings(name: str) -> tuple[str, ...]:
    """From the exact to the loose: the name, without its brackets, without its number, without «обращения»."""
    custom = _CUSTOM.match(name)
    name = custom[1] if custom else name
    exact, bare = folded(name), folded(_NOISE.sub("", name))
    loose = " ".join(_GENERIC.sub(" ", bare).split())
    return tuple(dict.fromkeys(one for one in (exact, bare, _unnumbered(bare), loose) if one))


def folded(name: str) -> str:
    low = name.casefold().replace("ё", "е").replace("№", " номер ").replace("#", " номер ")
    return " ".join(_SIGNS.sub(" ", low).split())
