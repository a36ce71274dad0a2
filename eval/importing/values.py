"""What stands in a cell -> a text, a role, a channel, tags."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import chain

from eval.importing.columns import folded
from kb_index.loaders.html_markdown import markdown_of
from service.domain import Channel, Role

_HTML = re.compile(r"<(?:p|br|div|span|a|ul|ol|li|b|strong|table|html|body|blockquote)\b[^<>]*>", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"\d[.,]\d+[Ee]\+\d{2}")
_BREAK = re.compile(r"\\$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~])")
_LINES = re.compile(r"\n{3,}")
_FAILED = re.compile(  # what a spreadsheet shows where a formula came to nothing
    r"#(?:N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|Н/Д|ЗНАЧ!|ССЫЛКА!|ДЕЛ/0!|ИМЯ\?|ЧИСЛО!|ПУСТО!)"
)


def text_of(cell: object) -> str:
    """Numbers as people see them (``12345``, not ``12345.0``), HTML as Markdown, line ends as ``\\n``, no ``#N/A``."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if _FAILED.fullmatch(str(cell)):
        return ""
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").replace("\xa0", " ")
    text = _plain(markdown_of(text)) if _HTML.search(text) else text
    return _LINES.sub("\n\n", text).strip()


def _plain(markdown: str) -> str:
    """Without what only Markdown needs: bars before signs and at the ends of lines."""
    return _ESCAPED.sub(r"\1", _BREAK.sub("", markdown))


def is_cut_number(text: str) -> bool:
    """«7,91612E+10»: Excel kept six digits of a longer number."""
    return bool(_SCIENTIFIC.fullmatch(text))


_CUSTOMERS = (
    "клиент пользователь заказчик покупатель заявитель посетитель абонент гость входящее входящий входящая входящие"
    " customer client user end_user enduser requester contact visitor incoming inbound in lead guest reporter buyer"
)
_AGENTS = (
    "агент оператор сотрудник поддержка менеджер специалист техподдержка консультант исполнитель администратор"
    " исходящее исходящий исходящая исходящие agent operator staff support admin outgoing outbound out assignee"
    " employee manager team human_agent teammate исполнитель саппорт"
)
_MACHINES = (
    "бот автоответ автоответчик робот система системное триггер bot auto autoreply system trigger automation"
    " automated automated_agent rule robot"
)
_ROLES: Mapping[str, Role] = {
    **dict.fromkeys(_CUSTOMERS.split(), Role.END_USER),
    **dict.fromkeys(_AGENTS.split(), Role.HUMAN_AGENT),
    **dict.fromkeys(_MACHINES.split(), Role.AUTOMATED_AGENT),
}


def role_of(text: str, *, incoming: bool = False) -> Role | None:
    """``incoming``: the column says whether a message came in. None: the words name no role."""
    low = folded(text)
    if incoming and low in ("true", "1", "yes", "да", "false", "0", "no", "нет"):
        return Role.END_USER if low in ("true", "1", "yes", "да") else Role.HUMAN_AGENT
    whole = _ROLES.get(low.replace(" ", "_"))
    return whole or next((_ROLES[word] for word in low.split() if word in _ROLES and len(word) > 2), None)


def is_private(text: str, *, column: str) -> bool:
    """``column``: its folded name; «public» turns true and false round."""
    low = folded(text)
    if low in ("private", "internal", "note", "внутренний", "внутреннее", "внутренняя", "заметка", "приватный"):
        return True
    if "public" in column or "публичн" in column:
        return low in ("false", "0", "no", "нет")
    return low in ("true", "1", "yes", "да")


_CHANNELS: Mapping[Channel, str] = {
    Channel.EMAIL: "email|e mail|mail|почта|эл почта|электронная почта|письмо|имейл|емейл|1",
    Channel.CHAT: "chat|чат|онлайн чат|виджет|live chat|livechat|web widget|widget|чат на сайте|messaging|jivo"
    "|jivosite|7",
    Channel.MESSENGER: "messenger|telegram|whatsapp|viber|мессенджер|телеграм|телеграмм|ватсап|вотсап|вайбер"
    "|телега|max|imessage|sms|wechat|line",
    Channel.TICKET: "ticket|web|portal|портал|form|форма|web form|веб форма|сайт|api|личный кабинет|заявка|тикет"
    "|service desk|форма на сайте|jira|web service|help center|2",
    Channel.SOCIAL_PRIVATE: "vk|вконтакте|вк|facebook|instagram|direct|одноклассники|ok|facebook messenger"
    "|личные сообщения|инстаграм|twitter dm|соцсети|социальные сети|social",
    Channel.SOCIAL_PUBLIC: "отзыв|отзывы|review|reviews|google play|app store|комментарий|комментарии|twitter"
    "|отзовик|x|социальная сеть комментарий|public",
}


def channel_of(text: str) -> Channel | None:
    low = folded(text)
    exact = next((one for one, names in _CHANNELS.items() if low in names.split("|") or low == one.value), None)
    words = low.split()
    near = (one for one, names in _CHANNELS.items() if any(w in names.split("|") for w in words if len(w) > 1))
    return exact or next(near, None)


_LOWER_WORDS = re.compile(r"[a-z0-9_]+(?: [a-z0-9_]+)+")


def tags_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Split at commas and the like; at spaces only where all are words as Zendesk writes tags."""
    parts = chain.from_iterable(
        cell.split() if _LOWER_WORDS.fullmatch(cell) else re.split(r"[,;|\n]", cell) for cell in cells
    )
    return tuple(dict.fromkeys(part for part in (one.strip(" #[]'\"") for one in parts) if part))
