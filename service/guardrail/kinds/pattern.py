"""Regular expressions of RE2 -> a hit for each match.

``\\b`` and ``\\w`` know only ASCII in RE2, so a pattern for Russian words would silently find nothing.
Where a match must be whole words (``edges: word``) its ends are compared with the words of the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import re2

from kb_index.records import Span
from service.domain import CheckContext
from service.guardrail.analysis import Analysis
from service.guardrail.check import Hit, Material, Outcome
from service.standards.node import Node

_ASCII_ONLY = ("\\b", "\\B", "\\w", "\\W")


@dataclass(frozen=True, slots=True)
class Pattern:
    expressions: tuple[Any, ...]
    whole_words: bool
    in_quotes: bool

    @property
    def triggers(self) -> None:
        return None

    def evaluate(self, analysis: Analysis, context: CheckContext) -> Outcome:
        spans = {span for expression in self.expressions for span in self._spans(expression, analysis)}
        return tuple(Hit(span) for span in sorted(spans))

    def _spans(self, expression: Any, analysis: Analysis) -> Iterator[Span]:
        for match in expression.finditer(analysis.text):
            span = Span(match.start(), match.end())
            fits = not self.whole_words or _on_edges(analysis, span)
            if fits and (self.in_quotes or not analysis.in_spared(span)):
                yield span


def _on_edges(analysis: Analysis, span: Span) -> bool:
    """No word of the text sticks out of the match at either end."""
    return not any(_inside(analysis, offset) for offset in (span.start, span.end))


def _inside(analysis: Analysis, offset: int) -> bool:
    place = bisect_right(analysis.words, offset, hi=len(analysis.words) - 1, key=lambda word: word.start) - 1
    return place >= 0 and analysis.words[place].start < offset < analysis.words[place].end


def build(node: Node, material: Material) -> Pattern:
    """Raises StandardInvalid for what RE2 refuses, for ASCII-only classes, and for a pattern that matches nothing."""
    entries = node.only(required=("patterns",), optional=("edges", "in_quotes"))
    return Pattern(
        expressions=tuple(_compiled(item) for item in entries["patterns"].items()),
        whole_words="edges" in entries and entries["edges"].choice(("word", "none")) == "word",
        in_quotes="in_quotes" in entries and entries["in_quotes"].flag(),
    )


def _compiled(node: Node) -> Any:
    source = node.text()
    for sign in _ASCII_ONLY:
        if sign in source:
            raise node.refusal(f"`{sign}` knows only Latin letters in RE2; leave it out and say `edges: word`")
    options = re2.Options()
    options.log_errors = False
    try:
        expression = re2.compile(source, options)
    except re2.error as exc:
        reason = exc.args[0].decode() if isinstance(exc.args[0], bytes) else exc.args[0]
        raise node.refusal(f"RE2 refuses `{source}`: {reason}; there are no lookarounds and backreferences") from exc
    if expression.match(""):
        raise node.refusal(f"`{source}` matches the empty text, so it would match everywhere; require a character")
    return expression
