"""Texts -> the words that carry their topic: lemmas and stems without stop words and courtesies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from kb_index.text.lemmas import search_terms
from kb_index.text.tokens import TokenKind
from service.guardrail.analysis import Analysis
from service.guardrail.phrases.book import Lists
from service.standards.node import Node

_SHORTEST = 3


@lru_cache(maxsize=512)
def terms_of(text: str, generic: frozenset[str]) -> frozenset[str]:
    """``generic``: terms that name no topic («вопрос», "request")."""
    found = search_terms(text)  # a word goes by its own script
    return frozenset(term for term in found if term not in generic and (len(term) >= _SHORTEST or term.isdigit()))


def terms_in(analysis: Analysis, generic: frozenset[str]) -> Iterator[str]:
    """The terms of a draft in order, one after the other: whoever looks for one need not wait for the rest."""
    for word in analysis.words[:-1]:
        if word.kind is not TokenKind.PUNCT:
            yield from terms_of(word.norm, generic)


def generic_terms(node: Node, lists: Lists) -> frozenset[str]:
    """The words of a list of the pack, as terms."""
    lines = lists.phrases[node.choice(lists.phrases)]
    return terms_of(" ".join(lines), frozenset())
