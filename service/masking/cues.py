"""Words that announce something -> a search for them that costs one look-up for each word of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

_TOKEN = re.compile(r"[^\W_]+(?:[/'][^\W_]+)*")
_JOINT = re.compile(r"[ .\-]{1,2}|\n")

K = TypeVar("K")


class CueWords(Generic[K]):
    """``phrases``: what is announced -> expressions divided by spaces, their words by ``_``; letter case is nothing."""

    def __init__(self, phrases: Mapping[K, str]) -> None:
        self._phrases = [
            (key, [re.compile(word, re.IGNORECASE) for word in re.split("_(?![^(]*[)])", phrase)])
            for key, listed in phrases.items()
            for phrase in listed.split()
        ]
        self._starting = lru_cache(maxsize=20_000)(self._find_starting)

    def find(self, text: str) -> Iterator[tuple[K, int]]:
        """What each announces, and where it ends; of one key at one place the longest."""
        low = text.lower() if len(text.lower()) == len(text) else text
        heads = {word: places for word in set(_TOKEN.findall(low)) if (places := self._starting(word))}
        if not heads:
            return
        tokens = list(_TOKEN.finditer(low))
        for number, token in enumerate(tokens):
            if token.group() in heads:
                yield from self._ends(heads[token.group()], tokens, number, text)

    def _ends(
        self, starting: tuple[int, ...], tokens: list[re.Match[str]], number: int, text: str
    ) -> Iterator[tuple[K, int]]:
        ends: dict[K, int] = {}
        for place in starting:
            key, words = self._phrases[place]
            follow = tokens[number : number + len(words)]
            if len(follow) == len(words) and _fit(words, follow, text):
                ends[key] = max(ends.get(key, 0), follow[-1].end())
        yield from ends.items()

    def _find_starting(self, low: str) -> tuple[int, ...]:
        return tuple(place for place, (_, words) in enumerate(self._phrases) if words[0].fullmatch(low))


def _fit(words: list[re.Pattern[str]], tokens: list[re.Match[str]], text: str) -> bool:
    return all(word.fullmatch(token.group()) for word, token in zip(words[1:], tokens[1:], strict=True)) and all(
        _JOINT.fullmatch(text, one.end(), other.start()) for one, other in pairwise(tokens)
    )
