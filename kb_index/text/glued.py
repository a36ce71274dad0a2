"""A text -> the places where the space behind a sign is missing: «готово.Проверьте», "it is free?You can"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb_index.records import Span

# «готово.Проверьте» · «да,нет»: a small-lettered word before, a word and a space after.
_GLUED = re.compile(
    r"(?<![\w.@/\\-])[а-яё]{2,30}([.!?])[А-ЯЁ][а-яё]*(?=[\s,:])|(?<![\w.@/\\-])[а-яё]{2,30}([,;])[а-яё]+(?=[\s,.:!?])"
    r"|(?<![\w.@/\\-])[a-z]{2,30}([.!?])[A-Z][a-z]*(?= [a-z])|(?<![\w.@/\\-])[a-z]{2,30}([,;])[a-z]+(?= [a-z])"
)
_TOUCHING = re.compile(r"[а-яёa-z][.!?,;][а-яёa-z]", re.IGNORECASE)


def glued(text: str) -> Iterator[tuple[Span, int]]:
    """The two words with the sign between them, and where the space is missing."""
    if not _TOUCHING.search(text):
        return
    for match in _GLUED.finditer(text):
        yield Span(match.start(), match.end()), match.start(match.lastindex or 0) + 1
