"""Text -> the language it is written in."""

from __future__ import annotations

import re
from collections import defaultdict

from kb_index.text.language_words import FOREIGN_LETTERS, FUNCTION_WORDS

_QUOTED = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]{1,300}`|«[^«»\n]{1,300}»|\"[^\"\n]{1,300}\"|“[^“”\n]{1,300}”|<[^<>\n]{1,200}>", re.DOTALL
)
_CODE_SIGN = re.compile(r"[_/\\=@\d{}<>]|\w\.\w")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")


def detect(text: str, *, default: str = "und") -> str:
    """``ru``, ``en``, another primary subtag, or ``default`` where the text tells too little.

    Function words decide; code, URLs, quotations and names in the other script do not.
    """
    words = _words(_QUOTED.sub(" ", text)) or _words(text)
    scores = _scores(words)
    if not scores:
        return default
    best, score = max(scores.items(), key=lambda item: item[1])
    return best if score >= 2 else default


def share(text: str, language_code: str) -> float:
    """0..1: the part of the text's letters that stand in the usual script of the language (ru or en)."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    mine = cyrillic if language_code == "ru" else latin
    return mine / (cyrillic + latin) if cyrillic + latin else 0.0


def _words(text: str) -> list[str]:
    return [word for chunk in text.split() if not _CODE_SIGN.search(chunk) for word in _WORD.findall(chunk)]


def _scores(words: list[str]) -> dict[str, float]:
    scores: defaultdict[str, float] = defaultdict(float)
    for word in words:
        low = word.lower().replace("’", "'")
        for language in FUNCTION_WORDS.get(low, ()):
            scores[language] += 2.0
        for language in {FOREIGN_LETTERS[c] for c in low if c in FOREIGN_LETTERS}:
            scores[language] += 3.0
        if _CYRILLIC.search(low):
            scores["ru"] += 1.0 if len(low) > 2 and word[0].islower() else 0.7
    return dict(scores)
