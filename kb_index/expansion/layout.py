"""A text typed in the wrong keyboard layout -> what its writer meant: «ghbdtn» -> «привет», «ыдфсл» -> slack."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from kb_index.expansion.typos import is_word
from kb_index.text.lemmas import search_terms
from kb_index.text.stopwords import STOP_WORDS

READ = 1000  # characters of a longer text that are looked at: nobody types on and on without seeing it
TELLING = 4  # letters of a word that shows the layout; shorter ones follow what the others show

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_CHUNK = re.compile(r"\S+")
# Keys that are letters in the other layout belong to the word; at its end they may be what they look like.
_AS_LATIN = re.compile(r"[A-Za-z\[\];',.`{}:\"<>~\-]+")
_AS_CYRILLIC = re.compile(r"[А-Яа-яЁё\-]+")
_MARKS = ",.:;!?\"'<>"
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def retyped(text: str, held: Callable[[str], bool]) -> str:
    """``held``: whether the index has a term. A word is changed only where it is none as it stands, and is one then.

    Words too short to tell are changed where no more longer ones were left than changed.
    """
    if len(text) > READ:
        return retyped(text[:READ], held) + text[READ:]
    chunks = [match.group() for match in _CHUNK.finditer(text)]
    changes = [_change(chunk, held) for chunk in chunks]
    changed = sum(change is not None for change in changes)
    if not changed:
        return text
    kept = sum(change is None and _tells(chunk) for chunk, change in zip(chunks, changes, strict=True))
    everywhere = changed >= kept
    fixed = iter(
        change or (_short(chunk) if everywhere else chunk) for chunk, change in zip(chunks, changes, strict=True)
    )
    return _CHUNK.sub(lambda _: next(fixed), text)


def _tells(chunk: str) -> bool:
    return sum(map(str.isalpha, chunk)) >= TELLING


def _change(chunk: str, held: Callable[[str], bool]) -> str | None:
    """The chunk in the other layout, where that makes words of what were none."""
    if not _tells(chunk) or _is_text(chunk, held):
        return None
    return next((other for other in _switched(chunk) if _is_text(other, held)), None)


def _switched(chunk: str) -> list[str]:
    """In the other layout: whole, then with the marks at its end left as they are."""
    body = chunk.rstrip(_MARKS)
    end = chunk[len(body) :]
    if _AS_LATIN.fullmatch(body):
        whole = [chunk.translate(_TO_CYRILLIC)] if _AS_LATIN.fullmatch(chunk) else []
        return [*whole, body.translate(_TO_CYRILLIC) + end]
    return [body.translate(_TO_LATIN) + end] if _AS_CYRILLIC.fullmatch(body) else []


def _short(chunk: str) -> str:
    """A word too short to tell, in the layout of the others."""
    if _tells(chunk) or chunk.lower() in STOP_WORDS:
        return chunk
    return next((other for other in _switched(chunk) if other.rstrip(_MARKS).lower() in STOP_WORDS), chunk)


def _is_text(chunk: str, held: Callable[[str], bool]) -> bool:
    words = _LETTERS.findall(chunk)
    whole = "".join(words) == "".join(chunk.rstrip(_MARKS).split())  # no mark inside
    return bool(words) and whole and all(_stands(word.lower(), held) for word in words)


def _stands(word: str, held: Callable[[str], bool]) -> bool:
    return word in STOP_WORDS or any(held(term) or is_word(term) for term in _terms(word))


@lru_cache(maxsize=4096)
def _terms(word: str) -> tuple[str, ...]:
    return tuple(search_terms(word))
