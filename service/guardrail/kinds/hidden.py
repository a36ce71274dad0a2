"""Characters that nobody sees -> a hit for each run, with its removal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kb_index.records import Span
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.personal.sentinels import may_hold
from service.standards.node import Node


class Sign(StrEnum):
    ZERO_WIDTH = "zero-width"
    BIDI = "bidi"
    TAG = "tag"
    PRIVATE = "private"
    SOFT_HYPHEN = "soft-hyphen"  # in a word that is not Russian
    SOFT_HYPHEN_RUSSIAN = "soft-hyphen-russian"  # ordinary typography


_RUNS = re.compile(
    "(?P<zero>[\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0]+)"
    "|(?P<bidi>[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+)"
    "|(?P<tag>[\U000e0000-\U000e0fff]+)"
    "|(?P<private>[\ue000-\uf8ff\U000f0000-\U0010fffd]+)"
    "|(?P<soft>\u00ad+)"
)
_ANY = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ue000-\uf8ff\ufeff\uffa0"
    "\U000e0000-\U000e0fff\U000f0000-\U0010fffd]"
)
_SIGN_OF = {"zero": Sign.ZERO_WIDTH, "bidi": Sign.BIDI, "tag": Sign.TAG, "private": Sign.PRIVATE}
_JOINERS = frozenset("\u200c\u200d")
_FLAG = "\U0001f3f4"  # followed by tag letters: the flag of England
# Scripts whose words need joiners or marks of direction: Hebrew and Arabic to Myanmar, Khmer and Mongolian.
_SHAPED = re.compile("[\u0590-\u109f\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Hidden:
    signs: frozenset[Sign]

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        text = analysis.text
        if text.isascii() or not may_hold(_ANY, text):
            return ()
        return tuple(Hit(span, (Replacement("", "auto"),)) for sign, span in _found(text) if sign in self.signs)


def _found(text: str) -> Iterator[tuple[Sign, Span]]:
    for match in _RUNS.finditer(text):
        group = str(match.lastgroup)
        around = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
        if group == "soft":
            yield _soft(*around), Span(*match.span())
        elif not _belongs(text, match, *around):
            yield _SIGN_OF[group], Span(*match.span())


def _soft(before: str, after: str) -> Sign:
    russian = all("\u0400" <= sign <= "\u04ff" for sign in (before, after) if sign.isalpha()) and before.isalpha()
    return Sign.SOFT_HYPHEN_RUSSIAN if russian else Sign.SOFT_HYPHEN


def _belongs(text: str, match: re.Match[str], before: str, after: str) -> bool:
    """Emoji are joined and flagged by invisible signs; some scripts need them; a mark opens many files."""
    if match.lastgroup == "tag":
        return before == _FLAG
    if _SHAPED.match(before) or _SHAPED.match(after):
        return True
    if match.group() == "\ufeff" and match.start() == 0:
        return True
    return match.group() in _JOINERS and _pictured(before) and _pictured(after)


def _pictured(sign: str) -> bool:
    return bool(sign) and (sign == "\ufe0f" or unicodedata.category(sign) in ("So", "Sk", "Sm"))


def build(node: Node, material: Material) -> Hidden:
    entries = node.only(required=("signs",))
    return Hidden(frozenset(Sign(item.choice(Sign)) for item in entries["signs"].items()))
