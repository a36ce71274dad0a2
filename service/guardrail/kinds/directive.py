"""Words addressed to the checker and not to the customer -> a hit for each, with its removal where it stands alone.

Looked for in the text as a reader of it would compare it: without invisible signs, in one case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb_index.records import Span
from kb_index.text.normalise import normalise
from service.domain import CheckContext, Replacement
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.personal.sentinels import may_hold
from service.standards.node import Node

_CHECKER = r"(?:guardrail\w*|otvet|checker|moderation|linter?|safety[ _-]?(?:check|filter)|content[ _-]?filter)"
_DIRECTIVE = re.compile(
    r"<!--(?:(?!<!--|-->).){0,4000}+(?:-->)?"
    r"|/\*(?:(?!\*/|/\*).){0,400}+\*/"
    r"|[\[{<]{1,2} ?(?:проверк|контрол|фильтр|модераци|автопроверк|правил|check|filter|rule|review|audit|standard|"
    rf"{_CHECKER})[^\[\](){{}}<>\n]{{0,60}}?(?:отключ|выключ|пропу|не требу|не нуж|пройден|игнор|disabled?\b|off\b"
    rf"|skip|ignore"
    r"|passed|bypass|not required|none\b)[^\[\](){}<>\n]{0,40}[\]}>]{1,2}"
    rf"|(?<!\w){_CHECKER} ?(?:[:=_\-]| ) ?(?:off|ignored?|disabled?|disable[- ]next[- ]line|skip(?:ped)?|none"
    rf"|pass(?:ed)?|false|allow)(?!\w)"
    r"|# ?(?:noqa|nosec)\b(?:: ?[\w, \-]{1,40})?|#? ?(?:vale|textlint|eslint)[ .\-]?(?:off|disable)\w*"
    r"|\bpragma: ?no ?\w{3,12}"
    r"|^[^\S\n]*(?:(?:примечание|заметка|указание|сообщение) (?:для |)(?:проверяющ|проверк|систем|модератор|контрол)\w*"
    r"|(?:note|message|instruction) (?:to|for) (?:the )?(?:checker|reviewer|guardrail|moderator|moderation|linter"
    r"|validator)\w*)"
    r" ?[:—\-][^\n]*"
    r"|(?<!\w)(?:дорогой |уважаемый )?(?:чекер|проверяющий)[,:] (?:пропусти|не провер|считай"
    r"|отключи)[^\n.!?]{0,200}[.!?]?"
    r"|(?<!\w)(?:checker|guardrail|validator)[,:] (?:please )?(?:ignore|skip|pass|approve|mark"
    r"|accept)[^\n.!?]{0,200}[.!?]?",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_ANY = (
    r"(?i:<!--|/\*|[\[{<] ?(?:провер|контрол|фильтр|модерац|автопровер|правил|check|filter|rule|review|audit|standard"
    r"|guardrail"
    r"|otvet|moderation|lint|safety|content)|(?:guardrail[a-z]*|otvet|checker|moderation|linter?|check"
    r"|filter) ?[:=_ \-] ?(?:off"
    r"|ignore|disable|skip|none|pass|false|allow)|# ?no(?:qa|sec)|(?:vale|textlint|eslint)[ .\-]?(?:off|disable)"
    r"|pragma: ?no"
    r"|(?:примечание|заметка|указание|сообщение) (?:для )?(?:проверя|проверк|систем|модератор|контрол)"
    r"|(?:note|message|instruction) (?:to|for) |(?:чекер|проверяющий|checker|guardrail|validator)[,:])"
)


@dataclass(frozen=True, slots=True)
class Directive:
    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        source = normalise(analysis.text)
        if not may_hold(_ANY, source.text):
            return ()
        spans = (source.span(match.start(), match.end()) for match in _DIRECTIVE.finditer(source.text))
        return tuple(_hits(analysis.text, spans))


def _hits(text: str, spans: Iterator[Span]) -> Iterator[Hit]:
    for span in spans:
        if _alone(text, span):
            yield Hit(_with_blank(text, span), (Replacement("", "auto"),))
        else:
            yield Hit(span, (Replacement("", "suggest"),))


def _alone(text: str, span: Span) -> bool:
    """A comment or a bracketed remark anywhere, anything else on a line of its own."""
    if text[span.start] in "<[{/":
        return True
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    rest = text[line_start : span.start] + text[span.end : len(text) if line_end < 0 else line_end]
    return not rest.strip()


def _with_blank(text: str, span: Span) -> Span:
    """With the white space after it, or at the end of the text that before it."""
    end = span.end
    while end < len(text) and text[end].isspace():
        end += 1
    start = span.start
    while end == len(text) and start and text[start - 1].isspace():
        start -= 1
    return Span(start, end)


def build(node: Node, material: Material) -> Directive:
    node.only()
    return Directive()
