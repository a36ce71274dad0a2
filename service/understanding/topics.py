"""A question -> the words of it that name a topic, and the story that was put in front of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kb_index.text.lemmas import search_terms
from service.understanding.cues import light_words

_STORY_END = re.compile(r"[.!?…]\s+(?=\S)")


@lru_cache(maxsize=4096)
def topical(text: str) -> tuple[str, ...]:
    """The search terms of a text that name a topic."""
    return tuple(term for term in search_terms(text, "ru") if term not in light_terms())


@cache
def light_terms() -> frozenset[str]:
    """Terms that any question may hold: to need, to do, to wait, long, much."""
    words = " ".join(word for words in light_words() for word in words)
    return frozenset(search_terms(words, "ru"))


def proper(question: str) -> tuple[str, str]:
    """An entry of ``split_questions`` as the story in front and the question itself."""
    at = max((match.end() for match in _STORY_END.finditer(question.rstrip())), default=0)
    return question[:at].strip(), question[at:].strip()
