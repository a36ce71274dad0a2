"""Text -> the language it is written in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kb_index.text.language_words import foreign_letters, function_words

_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]{1,300}`|«[^«»\n]{1,300}»|\"[^\"\n]{1,300}\"|“[^“”\n]{1,300}”|<[^<>\n]{1,200}>", re.DOTALL
)
_CODE_SIGN = re.compile(r"[_/\\=@\d{}<>]|\w\.\w")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_CLITIC = re.compile(r"'(?:s|re|ll|ve|d|m)$")

_FUNCTION_WORD = 2.0
_LETTER = 3.0
_CONTENT_WORD = 1.0
_ENOUGH = 1.0  # Latin words that are no function words count for nothing
_OWN_WORDS = 6.0  # three Russian function words: the customer writes Russian, whatever was pasted in


def detect(text: str, *, default: str = "und") -> str:
    """``ru``, ``en``, another primary subtag, or ``default`` where the text tells too little.

    Short function words and tell-tale letters decide; code, URLs, quotations and names in the other script
    do not. A text in Cyrillic without either is Russian; one in Latin letters alone proves nothing.
    """
    words = _words(_QUOTED.sub(" ", text)) or _words(text)
    scores = _scores(words)
    if not scores:
        return default
    best = max(scores, key=lambda language: (scores[language], language in ("en", "ru")))
    return best if scores[best] >= _ENOUGH else default


def share(text: str, language_code: str) -> float:
    """0..1: the part of the text's letters that stand in the usual script of the language (ru or en)."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    mine = cyrillic if language_code == "ru" else latin
    return mine / (cyrillic + latin) if cyrillic + latin else 0.0


def _words(text: str) -> list[str]:
    chunks = (chunk for chunk in text.split() if not _CODE_SIGN.search(chunk))
    return [word for chunk in chunks for word in _WORD.findall(chunk)]


def _scores(words: Sequence[str]) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    known, letters = function_words(), foreign_letters()
    for word in words:
        low = word.lower().replace("’", "'").replace("ё", "е")
        for language in known.get(low) or known.get(_CLITIC.sub("", low), ()):
            scores[language] += _FUNCTION_WORD
        for language in {letters[letter] for letter in low if letter in letters}:
            scores[language] += _LETTER
        if _CYRILLIC.match(low):
            scores["ru"] += _CONTENT_WORD
    return _without_borrowed(scores, words)


def _without_borrowed(scores: dict[str, float], words: Sequence[str]) -> dict[str, float]:
    """Every Cyrillic word counted for Russian: give them to the Cyrillic language whose own signs outweigh it."""
    cyrillic = sum(1 for word in words if _CYRILLIC.match(word))
    russian = scores.get("ru", 0.0) - cyrillic * _CONTENT_WORD
    for language in ("uk", "be", "bg", "sr", "mk", "kk"):
        if scores.get(language, 0.0) > russian:
            scores[language] += cyrillic * _CONTENT_WORD
    if russian >= _OWN_WORDS:
        scores["ru"] *= 2
    return scores
