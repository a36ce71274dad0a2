"""A text -> names by which machines know a person: handles, logins, addresses of devices, personal links."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping

from service.masking.cues import CueWords
from service.masking.hit import Hit
from service.masking.kinds import Label

_HANDLE = re.compile(r"(?<![\w@./\-])@(?P<v>[A-Za-z][\w]{2,31})(?![\w/@(]|\.[a-z]{2})")
_PROFILE = re.compile(
    r"(?<![\w.])(?:t(?:elegram)?\.me|vk\.com|wa\.me|(?:www\.)?instagram\.com|(?:www\.)?facebook\.com|fb\.com|ok\.ru"
    r"|twitter\.com|x\.com|(?:www\.)?linkedin\.com/in|github\.com|discord\.gg|viber\.click"
    r"|skype)/(?P<v>[@+]?[\w.\-]{3,64})",
    re.IGNORECASE,
)
_CUES = CueWords(
    {
        Label.HANDLE: r"телеграмм?\w{0,2} телега тг telegram tg skype скайп\w? instagram инстаграмм?\w? discord"
        r" дискорд\w?"
        r" ник никнейм nick nickname wechat",
        Label.LOGIN: r"логин\w{0,2} login log_in username user_name user имя_пользователя уч[её]тн\w{2,3}_запис\w"
        r" уч[её]тк\w"
        r" аккаунт\w{0,2} account account_name signed_in_as зарегистрирован\w?_(?:под|как|на) под_именем",
    }
)
# Hyphens that English itself writes: «account e-mail», «login sign-in», «user-defined», «account opt-out».
_COMPOUND = (
    r"(?i:email|e-(?:mails?|mailing|commerce|invoic\w+|sign\w*|wallets?|receipts?|shops?|books?)"
    r"|(?:sign|log|set|opt|pop|top|add|drop|roll|check|sub|auto|no|non|two|one|multi|self|co|pre|re|read|built|third)"
    r"-[a-z]+"
    r"|[a-z]+-(?:in|up|on|out|off|down|only|based|wide|level|related|specific|friendly|defined|free))"
)
_NAMED: Mapping[Label, re.Pattern[str]] = {
    Label.HANDLE: re.compile(
        r"[ :=\-]{1,4}(?:это |is |мой |my |ник |id )?(?P<v>(?=[\w.:@\-]*[A-Za-z])"
        r"(?:(?=[\w.:@\-]*[\d_@.])|(?<=[:=] )|(?<=[:=]))[A-Za-z@][\w.:\-]{2,40}\w)"
    ),
    # A digit or a sign within tells a login; in a Russian sentence Latin letters right behind «логин» do.
    Label.LOGIN: re.compile(
        r"(?P<sure>(?<=огин))?(?:[ \"'«]{0,2}[:=\-][ \"'«]{0,2}|[ ]{1,2}[\"'«]?)(?:is |это |мой |my )?[\"'«]?"
        rf"(?!{_COMPOUND}(?![\w\-]))"
        r"(?P<v>(?(sure)|(?=[A-Za-z0-9.\-]*(?:[\d_@]|[.\-]\w)|[A-Za-z]+[\"'»]))"
        r"[A-Za-z0-9][\w.\-]{2,40}\w)"
    ),
}
_V4 = re.compile(r"(?<![\w.\-])(?P<v>\d{1,3}(?:\.\d{1,3}){3})(?![\w]|\.\d)")
_V6 = re.compile(
    r"(?<![\w:.])(?P<v>(?:[0-9a-fA-F]{1,4}:){2,7}(?::?[0-9a-fA-F]{1,4}){1,6}|(?:[0-9a-fA-F]{1,4}:){2,6}:)(?![\w:])"
)
_MAC = re.compile(r"(?<![\w:\-])(?P<v>[0-9a-fA-F]{2}(?:[:\-][0-9a-fA-F]{2}){5})(?![\w:\-])")
_VERSION_BEFORE = re.compile(
    r"(?:\bv|верси\w+|version|build|release|релиз\w*|сборк\w+|обновлени\w+|update)[ :]{0,2}$", re.I
)
_ADDRESS_BEFORE = re.compile(
    r"\b(?:ip|айпи|адрес\w?|address|host|хост\w?|сервер\w?|server)\W{0,3}(?:адрес\w?|address)?\W{0,3}$", re.I
)
_SMALL = 20
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"«»“”\[\]]+|(?<![\w.@])www\.[^\s<>\"«»“”\[\]]+", re.IGNORECASE)
_QUERY = re.compile(r"[?#](?P<query>[^\s]+)")
_HARMLESS = re.compile(
    r"(?:utm_\w+|lang|locale|hl|page|p|tab|section|sort|order_by|view|v|version|q|query|search|text|theme|ref"
    r"|source|limit"
    r"|offset|filter|type|category|format|mode|step|from)(?:=[\w.\-+%,]{0,40})?|[\w\-.]{1,60}|[/!][\w\-/.]{0,80}",
    re.IGNORECASE,
)
_OPAQUE = re.compile(
    r"(?=[^/]*\d)(?=[^/]*[A-Za-z])[A-Za-z0-9_\-]{20,}|[^/]*\d{5,}[^/]*|[^/]*@[^/]*|[0-9a-f]{8}-[0-9a-f\-]{20,}"
)
_PARAMETER = re.compile(r"[^&=#\s]+(?:=(?P<value>[^&#\s]*))?")
_USER_PAGE = re.compile(
    r"/(?:users?|profiles?|clients?|customers?|accounts?|members?|orders?|u"
    r"|id)/(?P<v>(?=[^/?#\s]*[\d._])[^/?#\s]{2,64})"
    r"|/(?:users?|profiles?|u)/(?!(?:me|new|edit|list|all|search|invite|settings|login|profile|roles?"
    r"|groups?)\b)(?P<w>[^/?#\s]{2,64})",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?…)]}'\"*_"


def network_names(text: str) -> Iterator[Hit]:
    """``text`` normalised. Of a link only what singles somebody out: the page itself stays readable."""
    yield from _urls(text)
    if "@" in text:
        yield from _values(_HANDLE, text, Label.HANDLE)
    if "/" in text:
        yield from _values(_PROFILE, text, Label.HANDLE)
    for label, end in _CUES.find(text):
        match = _NAMED[label].match(text, end)
        if match is not None:
            yield _value(match, label)
    yield from _addresses(text)


def _values(shape: re.Pattern[str], text: str, label: Label) -> Iterator[Hit]:
    for match in shape.finditer(text):
        yield _value(match, label)


def _value(match: re.Match[str], label: Label) -> Hit:
    return Hit(*match.span("v"), label, match["v"].casefold().lstrip("@"), match["v"])


def _addresses(text: str) -> Iterator[Hit]:
    """Of machines that the world can reach; 192.168.0.1 and 127.0.0.1 are everybody's."""
    for match in _V4.finditer(text) if text.count(".") > 2 else ():
        if _is_global(match["v"]) and not _is_version(text, match):
            yield Hit(*match.span("v"), Label.DEVICE, match["v"], match["v"])
    if text.count(":") > 2 or text.count("-") > 4:
        for match in (*_MAC.finditer(text), *_V6.finditer(text)):
            if match.re is _MAC or _is_global(match["v"]):
                yield Hit(*match.span("v"), Label.DEVICE, match["v"].casefold(), match["v"])


def _is_version(text: str, match: re.Match[str]) -> bool:
    """«OpenCart 4.0.2.3»: small numbers, unless the text says that it is an address."""
    before = (text, max(0, match.start() - 20), match.start())
    if _VERSION_BEFORE.search(*before):
        return True
    return max(map(int, match["v"].split("."))) <= _SMALL and not _ADDRESS_BEFORE.search(*before)


def _is_global(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False


def _urls(text: str) -> Iterator[Hit]:
    for match in _URL.finditer(text) if "://" in text or "www." in text.lower() else ():
        url = match.group().rstrip(_TRAILING)
        start, end = match.start(), match.start() + len(url)
        query = _QUERY.search(text, start, end)
        if query is not None:
            yield from _query(text, query.start("query"), end)
            end = query.start()
        yield from _path(text, start, end)


def _query(text: str, start: int, end: int) -> Iterator[Hit]:
    """The values of all but the usual parameters of pages: their names stay."""
    for match in _PARAMETER.finditer(text, start, end):
        if not _HARMLESS.fullmatch(match.group()):
            value = match["value"] or ""
            yield _piece(text, match.end() - len(value) if value else match.start(), match.end())


def _path(text: str, start: int, end: int) -> Iterator[Hit]:
    path = text.find("/", text.find("://", start, end) + 3, end)
    for match in re.compile("[^/?#]+").finditer(text, path, end) if path >= 0 else ():
        if _OPAQUE.fullmatch(match.group()):
            yield _piece(text, *match.span())
    for match in _USER_PAGE.finditer(text, start, end):
        yield _piece(text, *match.span(match.lastgroup or 0))


def _piece(text: str, start: int, end: int) -> Hit:
    return Hit(start, end, Label.URL, text[start:end], text[start:end])
