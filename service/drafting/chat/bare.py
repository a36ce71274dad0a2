"""Parts as a language model wrote them -> the same without greeting, introduction and signature, which are ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kb_index.text.sentences import sentences
from service.domain import Ticket
from service.drafting.asking.parts import WrittenPart
from service.understanding.cues import Cue, find_cues, words_of
from service.understanding.letters import without_greeting

_LIST_MARK = re.compile(r"(?:^|\n)[ \t]*(?:(?:[-*+>]|\d{1,3}[.)])[ \t]+)?(?:\*\*|`|\[)?\Z")
_INTRODUCES = re.compile(r"\W*(?:меня зовут|my name is|это .{2,40} из (?:службы )?поддержки|i am .{2,40} from)\b", re.I)
_TEAM = re.compile(
    r"\W*(?:(?:ваша |твоя )?(?:служба|команда|отдел)(?: клиентской| технической)?(?: поддержки| заботы)?|"
    r"(?:your |the )?(?:customer )?support(?: team)?|the \w+ team)(?: «?[\w\- ]{1,30}»?)?\W*",
    re.IGNORECASE,
)
_SIGNATURE_LINES = 4
_SIGNED = 80  # characters of a line of a signature


def bare(parts: Sequence[WrittenPart], ticket: Ticket) -> tuple[WrittenPart, ...]:
    """Parts that only greet or sign are gone; texts of the others differ at the beginning and at the end only."""
    kept = list(parts)
    while kept and not (opened := _without_opening(kept[0].text)):
        kept.pop(0)
    if kept:
        kept[0] = replace(kept[0], text=opened)
    signers = _signers(ticket)
    while kept and not (closed := _without_signature(kept[-1].text, signers)):
        kept.pop()
    if kept:
        kept[-1] = replace(kept[-1], text=closed)
    return tuple(kept)


def _without_opening(text: str) -> str:
    rest = without_greeting(text)
    if rest != text and text.endswith(rest):
        start = len(text) - len(rest)
        mark = _LIST_MARK.search(text, 0, start)
        start = mark.start() if mark else start
        text = _capital(text[start:].strip())
    first = next(iter(sentences(text)), None)
    if first is not None and _INTRODUCES.match(first.of(text)):
        text = text[first.end :].strip()
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_signature(text: str, signers: frozenset[str]) -> str:
    lines = text.rstrip().split("\n")
    for number in range(max(0, len(lines) - _SIGNATURE_LINES), len(lines)):
        below = lines[number:]
        if _takes_leave(lines[number]) and all(len(line) <= _SIGNED and "?" not in line for line in below):
            lines = lines[:number]
            break
    while lines and (not lines[-1].strip() or _names_signer(lines[-1], signers)):
        lines.pop()
    return "\n".join(lines).rstrip()


def _takes_leave(line: str) -> bool:
    hits = [hit for hit in find_cues(line) if hit.cue is Cue.VALEDICTION and hit.words.start == 0]
    return any(len(words_of(line)) - len(hit.words) <= 5 for hit in hits)


def _names_signer(line: str, signers: frozenset[str]) -> bool:
    if len(line) > _SIGNED or line.rstrip().endswith(("?", ":", "!")):
        return False
    words = [word.text for word in words_of(line)]
    return bool(words) and (bool(_TEAM.fullmatch(line)) or all(word in signers for word in words))


def _signers(ticket: Ticket) -> frozenset[str]:
    agent, owner = ticket.agent, ticket.case.owner
    names = [agent.first_name, agent.last_name, agent.company, agent.role, agent.signature]
    names += [owner.first_name, owner.last_name] if owner else []
    return frozenset(word.text for name in names if name for word in words_of(name))
