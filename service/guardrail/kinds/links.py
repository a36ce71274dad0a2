"""Links and images that lead where no source, ticket or list leads -> a hit for each.

``shown``: images, frames and scripts, which load by themselves, and addresses that run code: reported with or without
anything to compare with. Other links are reported only where the request brings sources or a ticket.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.guardrail.vouched import comparable, request_texts, source_texts
from service.personal.sentinels import may_hold
from service.standards.node import Node

_SHOWN = re.compile(
    r"!\[[^\]\n]{0,200}\]\(\s{0,4}(?P<image>[^\s)]{1,1000}+)[^)\n]{0,200}+\)"
    r"|<(?:img|iframe|script|embed|object|video|audio|source|link|svg|form|base|meta)\b[^>]{0,2000}>?"
    r"|(?<!\w)(?:javascript|vbscript):\s?(?:[^\s()\"'>]|\([^\s()]{0,400}\)){1,2000}"
    r"|(?<!\w)data:[\w.+\-]{0,40}/?[\w.+\-]{0,40}(?:;[\w=\-]{1,40}){0,3},[^\s)\"'>]{0,8000}",
    re.IGNORECASE,
)
_SHOWS = (
    r"(?i:!\[|<(?:img|iframe|script|embed|object|video|audio|source|link|svg|form|base|meta)"
    r"|script:|data:[\w.+/;=\-]*,)"
)
_URL = re.compile(r"(?:(?:https?|ftp)://|(?<![\w@/])www\.)[^\s<>\"«»|`\[\]]+", re.IGNORECASE)
_ZONE = re.compile(
    r"\.(?:com|org|net|ru|io|рф|su|dev|app|info|biz|cloud|ai|by|kz|uk|de|me|co|tech|online|store|site|pro|shop|xyz"
    r"|top|club"
    r"|link|click|page)(?![\w\-]|\.\w)(?:/[^\s<>\"«»|`\[\])]*)?",
    re.IGNORECASE,
)
_LONGEST = 120  # characters of a host
_HOST = re.compile(r"(?:(?:https?|ftp):)?(?://)?(?:[^\s/@]*@)?(?P<host>[\w\-.]+)", re.IGNORECASE)
_TAIL = ".,;:!?…)]}'*_"
# A second label under which anybody may register: the third belongs to the owner.
_OPEN = frozenset(
    [
        "co",
        "com",
        "org",
        "net",
        "gov",
        "ac",
        "edu",
        "github",
        "gitlab",
        "blogspot",
        "herokuapp",
        "vercel",
        "netlify",
        "pages",
        "web",
        "wixsite",
        "wordpress",
        "tilda",
        "narod",
        "ucoz",
        "notion",
        "firebaseapp",
        "amazonaws",
        "azurewebsites",
        "cloudfront",
        "appspot",
        "weebly",
    ]
)


@dataclass(frozen=True, slots=True)
class Links:
    shown: bool
    allowed: frozenset[str]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        text = analysis.text
        if self.shown:
            found = [_place(match) for match in _SHOWN.finditer(text)] if may_hold(_SHOWS, text) else []
        else:
            found = list(_links(text)) if comparable(context) and "." in text else []
        if not found:
            return ()
        known = self.allowed.union(*map(_request_hosts, request_texts(context)), *map(_hosts, source_texts(context)))
        return tuple(Hit(span) for span, host in found if not host or _owner(host) not in known)


def _place(match: re.Match[str]) -> tuple[Span, str]:
    """An image with its host; whatever runs or frames has none that could excuse it."""
    return Span(*match.span()), _host(match["image"]) if match["image"] and "//" in match["image"] else ""


def _links(text: str) -> Iterator[tuple[Span, str]]:
    schemed = _schemed(text)
    for start, stop in sorted((*schemed, *_bare(text, schemed))):
        address = text[start:stop].rstrip(_TAIL)
        host = _host(address)
        if "." in host:
            yield Span(start, start + len(address)), host


def _schemed(text: str) -> list[tuple[int, int]]:
    if "//" not in text and "www." not in text and "WWW." not in text:
        return []
    return [match.span() for match in _URL.finditer(text)]


def _bare(text: str, schemed: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """«shop.ru» with neither scheme nor www; an e-mail's host is no link."""
    end = 0
    for match in _ZONE.finditer(text):
        place = bisect_right(schemed, (match.start(), len(text))) - 1
        inside = place >= 0 and match.start() < schemed[place][1]
        start = match.start()
        while start > max(end, match.start() - _LONGEST) and (text[start - 1].isalnum() or text[start - 1] in "-."):
            start -= 1
        if not inside and start >= end and start < match.start() and text[start - 1 : start] not in ("@", "/", "_"):
            end = match.end()
            yield start, end


def _host(address: str) -> str:
    match = _HOST.match(address)
    return match["host"].lower().removeprefix("www.").rstrip(".") if match else ""


def _owner(host: str) -> str:
    """help.example.com and example.com have one owner; a.github.io and b.github.io have two."""
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and labels[-2] in _OPEN else 2
    return ".".join(labels[-keep:])


def _request_hosts(text: str) -> frozenset[str]:
    if "." not in text:
        return frozenset()
    return frozenset(_owner(host) for _, host in _links(text)) | frozenset(_mail_owners(text))


def _mail_owners(text: str) -> Iterator[str]:
    """The domain of an e-mail address in the request is as known as its site."""
    return (_owner(part.lower()) for part in re.findall(r"@([\w\-.]+\w)", text) if "." in part)


@lru_cache(maxsize=2048)
def _hosts(text: str) -> frozenset[str]:
    """Articles are cited again and again; what a request says is kept by no cache."""
    return _request_hosts(text)


def _allowed(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(_owner(_host(word)) for line in lines for word in line.split())


def build(node: Node, material: Material) -> Links:
    """``allowed``: a list whose lines hold hosts that any reply may lead to."""
    entries = node.only(required=("what",), optional=("allowed",))
    name = entries["allowed"].choice(material.lists.phrases) if "allowed" in entries else None
    return Links(
        shown=entries["what"].choice(("shown", "links")) == "shown",
        allowed=_allowed(material.lists.phrases[name] if name else ()),
    )
