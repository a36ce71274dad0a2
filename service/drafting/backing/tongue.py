"""A reply -> its sentences in another language than it should be in; names, code and quoted labels do not count."""

from __future__ import annotations

import re

from kb_index.records import Span
from kb_index.text.language import detect, share
from kb_index.text.sentences import sentences

_EXEMPT = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]*`|«[^«»\n]*»|“[^“”\n]*”|\"[^\"\n]*\"|\*\*[^*\n]*\*\*|https?://\S+|\S+@\S+"
    r"|\S*[_/\\=<>{}]\S*|\S*\w\.\w\S*",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_OTHER_SCRIPT = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f\u0400-\u04ff]")  # neither Latin nor Cyrillic letters
_LEAST_WORDS = 3
_LONG = 6
_SHARE = 0.5
_FEW = 0.2  # of the letters: what a foreign sentence in the own script holds of other scripts


def foreign_sentences(text: str, language_code: str) -> tuple[Span, ...]:
    """Spans of whole sentences. A line of a name, a path or a command is no sentence of any language."""
    plain = _EXEMPT.sub(lambda found: re.sub(r"\S", " ", found.group()), text)
    return tuple(span for span in sentences(text) if _foreign(span.of(plain), language_code))


def _foreign(text: str, language_code: str) -> bool:
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if letters and len(_OTHER_SCRIPT.findall(text)) > _FEW * letters:
        return True
    small = [word for word in words if word.islower()]
    if len(words) < _LEAST_WORDS or not small:
        return False
    told = detect(text)
    if share(text, language_code) >= _SHARE:
        return told not in (language_code, "und")
    prose = told != "und" or len(words) >= _LONG  # a command has few words, and none of grammar
    return prose and share("".join(small), language_code) < _SHARE


def is_in(text: str, language_code: str) -> bool:
    """Whether at least half of the text's sentences are in the language."""
    foreign = sum(span.end - span.start for span in foreign_sentences(text, language_code))
    return foreign * 2 < len(text.strip()) or not text.strip()
