"""Punctuation set where it cannot stand -> a hit for each slip, with the mended signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.glued import glued
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.standards.node import Node

# «слово ,» · a space that no sign may follow; "…", «:)» and «.env» are something else.
_BEFORE = re.compile(r"(?<=[\w»\")%])[ \u00a0]{1,3}([,!?]|[.:;](?![.)(\-\w]))(?=\s|[»\")]|[^\W\d_]|$)")
# «значок ? внизу» · "the ? icon": the sign is named, not set.
_NAMED_BEFORE = re.compile(
    r"\b(?:знач(?:ок|к)|иконк|кнопк|знак|символ|клавиш|icon|button|sign|mark|symbol|character|key)\w{0,3}"
    r"[ \u00a0]{1,3}$",
    re.IGNORECASE,
)
_NAMED_BEHIND = re.compile(r"[ \u00a0](?:icon|button|sign|mark|symbol|character|key)s?\b", re.IGNORECASE)
_LONGEST_NOUN = 16
_SPACES = " \u00a0"
_PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_SMILEY = re.compile(r"[:;=][-~]?\(+|\({2,}")
_PAIRS = (("(", ")"), ("«", "»"), ("“", "”"))


@dataclass(frozen=True, slots=True)
class Signs:
    """Has no parameters that a team would set: what is found is wrong in both languages."""

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        found = [*_spaced(analysis.text), *_glued(analysis.text), *_unpaired(analysis.text)]
        return tuple(hit for hit in sorted(found, key=lambda hit: hit.span) if not analysis.in_zone(_inner(hit.span)))


def _inner(span: Span) -> Span:
    """A quotation that only begins where the slip ends does not hold it."""
    return Span(span.start, max(span.start + 1, span.end - 1))


def _spaced(text: str) -> Iterator[Hit]:
    if not any(space + sign in text for space in _SPACES for sign in ",.!?;:"):
        return
    for match in _BEFORE.finditer(text):
        if match[1] in "?!" and _is_named(text, match):
            continue
        follows = text[match.end() : match.end() + 1]
        mended = match[1] + (" " if follows.isalpha() else "")
        yield Hit(Span(match.start(), match.end()), (Replacement(mended, "auto" if match[1] in ",;." else "suggest"),))


def _is_named(text: str, sign: re.Match[str]) -> bool:
    before = text[max(0, sign.start(1) - _LONGEST_NOUN) : sign.start(1)]
    return bool(_NAMED_BEFORE.search(before) or _NAMED_BEHIND.match(text, sign.end()))


def _glued(text: str) -> Iterator[Hit]:
    for span, place in glued(text):
        mended = f"{text[span.start : place]} {text[place : span.end]}"
        yield Hit(span, (Replacement(mended, "suggest"),))


def _unpaired(text: str) -> Iterator[Hit]:
    """An opening sign that its paragraph never closes; «»» may close two at once."""
    for opening, closing in _PAIRS:
        if text.count(opening) <= text.count(closing):
            continue
        for paragraph in _PARAGRAPH.finditer(text):
            place = _open_at(_SMILEY.sub(lambda match: " " * len(match[0]), paragraph[0]), opening, closing)
            if place is not None:
                yield Hit(Span(paragraph.start() + place, paragraph.start() + place + 1))


def _open_at(paragraph: str, opening: str, closing: str) -> int | None:
    last = paragraph.rfind(opening)
    return last if last >= 0 and paragraph.find(closing, last) < 0 else None


def build(node: Node, material: Material) -> Signs:
    node.only(required=("reason",))
    return Signs()
