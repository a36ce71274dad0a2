"""What an agent sent -> the answer in it: without quoted letters, greeting and signature."""

from __future__ import annotations

import re

from service.understanding.cues import words_of
from service.understanding.letters import is_padding, own_words, without_greeting

_NAME_FIRST = re.compile(r"(?:[A-ZА-ЯЁ][\w\-]+[ \t]){0,2}[A-ZА-ЯЁ][\w\-]+,[ \t\n]+(?=\w)")


def answer_in(reply: str, *, signers: tuple[str, ...] = ()) -> str:
    """``signers``: names of the agents, whose lines at the end are signatures. Empty where nothing else is said."""
    folded = frozenset(word.text for name in signers for word in words_of(name))
    bare = _greeted(own_words(reply, signers=folded)).strip()
    paragraphs = bare.split("\n")
    while paragraphs and (not paragraphs[-1].strip() or is_padding(paragraphs[-1])):
        paragraphs.pop()
    return "\n".join(paragraphs).strip() if not is_padding(bare) else ""


def _greeted(text: str) -> str:
    """Behind «Здравствуйте, Мария!» and behind «Мария, здравствуйте!»."""
    name = _NAME_FIRST.match(text)
    rest = text[name.end() :] if name else text
    behind = without_greeting(rest)
    return behind if behind != rest else without_greeting(text)
