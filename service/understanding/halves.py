"""A question -> the two questions that it may hold."""

from __future__ import annotations

import re

from kb_index.text.lemmas import search_terms
from service.understanding.cues import Cue, find_cues
from service.understanding.letters import without_padding

_SECOND = re.compile(
    r"(?:[,;]\s*(?:(?:и|а|и ещё|и еще|а также|а ещё|а еще|and|and also|also|or)\s+)?|"
    r"\s+(?:и|и ещё|и еще|а также|and|and also)\s+)"
    r"(?=(?:как|кто|где|куда|когда|почему|зачем|сколько|какой|какая|какие|какую|можно ли|нужно ли|надо ли|есть ли|"
    r"будет ли|сохранится ли|how|what|where|when|why|which|who|can i|can we|do i|do we|is it|is there|are there|"
    r"will)\s)",
    re.IGNORECASE,
)


def halves(question: str) -> list[str]:
    """«Как сменить тариф и можно ли вернуть деньги?» -> its two questions; each must carry words of its own."""
    pieces, start = [], 0
    for match in _SECOND.finditer(question):
        if match.start() <= start:
            continue
        left, right = question[start : match.start()], question[match.end() :]
        if _asks_something(left) and len(search_terms(right, "ru")) >= 2:
            pieces.append(left.strip(" ,;"))
            start = match.end()
    pieces.append(question[start:].strip())
    return pieces


def _asks_something(text: str) -> bool:
    cues = {hit.cue for hit in find_cues(text)}
    return len(search_terms(without_padding(text), "ru")) >= 2 and Cue.INTERROGATIVE in cues
