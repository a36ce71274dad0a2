"""A question -> the words of it that name a topic, and the story that was put in front of it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kb_index.text.lemmas import search_terms
from service.understanding.cues import Cue, find_cues, light_words
from service.understanding.letters import without_padding

_STORY_END = re.compile(r"[.!?…]\s+(?=\S)")
_IMPERATIVE = re.compile(r"\W*(?:do|have)\s+(?:it|this|that|them|so|not|a|an)\b", re.IGNORECASE)  # "Do it today."
BORROWED = "…"  # ends a question that stands before another one only to tell what that is about


@lru_cache(maxsize=4096)
def topical(text: str) -> tuple[str, ...]:
    """The search terms of a text that name a topic."""
    return tuple(term for term in search_terms(text, "ru") if term not in light_terms())


@cache
def light_terms() -> frozenset[str]:
    """Terms that any question may hold: to need, to do, to wait, long, much."""
    words = " ".join(word for words in light_words() for word in words)
    return frozenset(search_terms(words, "ru"))


def asks(text: str) -> bool:
    """Whether a sentence is a question: by its mark, or by the word it opens with where the mark was left out."""
    bare = text.rstrip(')»" ')
    return bare.endswith("?") or (not bare.endswith("!") and _opens_as_question(text))


def _opens_as_question(text: str) -> bool:
    if _IMPERATIVE.match(text):
        return False
    starts = {(hit.cue, hit.words.start) for hit in find_cues(text[:80])}
    second = (Cue.CONJUNCTION, 0) in starts and (Cue.INTERROGATIVE, 1) in starts
    return (Cue.INTERROGATIVE, 0) in starts or second


@lru_cache(maxsize=4096)
def proper(question: str) -> tuple[str, str]:
    """An entry of ``split_questions`` as the story in front and the question itself.

    The question begins with the first sentence that asks and names a topic. A request that asks nothing outright
    has no story to cut away: «Списали дважды. Верните деньги.» is told by both sentences.
    """
    text = question.strip()
    starts = [0, *(match.end() for match in _STORY_END.finditer(text))]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        sentence = text[start:end].strip()
        if not sentence.endswith(BORROWED) and asks(without_padding(sentence)) and topical(sentence):
            return text[:start].strip(), text[start:]
    return "", text
