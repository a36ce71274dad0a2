"""The ``examples`` of a rule, as nodes -> Example[]: texts with their marks taken out and remembered."""

from __future__ import annotations

import re

from kb_index.records import Span
from service.standards.gathering import Gathering
from service.standards.model import LANGUAGES, Example
from service.standards.node import Node

_MARKS = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


def read_examples(node: Node) -> tuple[Example, ...]:
    """Raises StandardInvalid with every example that cannot be read."""
    gathering = Gathering()
    found: list[Example | None] = []
    for language, group in node.only(optional=LANGUAGES).items():
        for label, items in group.only(optional=("bad", "good")).items():
            found += [gathering.attempt(_example, item, language, bad=label == "bad") for item in items.items()]
    gathering.close()
    return tuple(example for example in found if example is not None)


def _example(node: Node, language: str, *, bad: bool) -> Example:
    """A text, or a mapping with its ``context``. In a bad one ``[[…]]`` marks what the rule must report."""
    keys = (
        {"text": node}
        if isinstance(node.content, str)
        else node.only(required=("text",), optional=("fixed", "context") if bad else ("context",))
    )
    text, spans = _unmarked(keys["text"])
    if spans and not bad:
        raise keys["text"].refusal("a good example has nothing to mark; remove `[[` and `]]`")
    return Example(
        text=text,
        language_code=language,
        bad=bad,
        spans=spans,
        fixed=keys["fixed"].text() if "fixed" in keys else None,
        context=keys["context"].entries() if "context" in keys else {},
        place=node,
    )


def _unmarked(node: Node) -> tuple[str, tuple[Span, ...]]:
    text = ""
    spans: list[Span] = []
    for number, piece in enumerate(_MARKS.split(node.text())):
        if number % 2:
            spans.append(Span(len(text), len(text) + len(piece)))
        text += piece
    if "[[" in text or "]]" in text:
        raise node.refusal("`[[` and `]]` must come in pairs; mend the marks")
    return text, tuple(spans)
