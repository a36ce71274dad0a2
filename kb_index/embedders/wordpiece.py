"""A word -> its token ids by the rules of a WordPiece tokenizer, for the characters whose rules are sure.

Every rule here is one of the `tokenizers` library; a test compares them character by character. What lies outside
(scripts whose letters have rules of their own, unassigned characters) is left to the library.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Any, Self

# Latin, Greek but for Σ, Cyrillic, combining marks (for «й» written as two), dashes and quotes, currencies, №, signs,
# emoji.
SURE = (
    "!-~¡-\u024f\u0300-\u0304\u0306-\u030c\u0391-\u03a1\u03a4-\u03a9\u03b1-\u03c9\u0400-\u052f\u200b-\u2027\u2030-\u205e"
    "\u2060-\u2064\u20a0-\u20bf\u2116\u2122\u2190-\u2328\u232b-\u2bff\ufe0f\ufeff\U0001f000-\U0001faff"
)
# Addresses and the targets of links, which Otvet's own models leave out: a page full of links would mean their words.
ADDRESS = r"https?://[^\s)]+|\]\([^)\s]*\)"
_SURE = re.compile(f"[{SURE}]+")
_ADDRESS = re.compile(ADDRESS)
_REMEMBERED = 20_000  # words that were cut
_FORMS = frozenset({"NFC", "NFD", "NFKC", "NFKD"})

Change = Callable[[str], str]


class WordPiece:
    """Longest pieces first, as BERT cuts: https://arxiv.org/abs/1609.08144, section 4.1."""

    def __init__(self, model: Mapping[str, Any], changes: Sequence[Change]) -> None:
        """``model``: that of ``tokenizer.json``. ``changes``: of its normaliser. Raises KeyError, TypeError."""
        self._changes = tuple(changes)
        self._vocabulary: Mapping[str, int] = model["vocab"]
        self._unknown = self._vocabulary[model["unk_token"]]
        self._prefix: str = model["continuing_subword_prefix"]  # of a piece that does not begin a word
        self._longest_word = int(model["max_input_chars_per_word"])  # a longer one is unknown
        self._longest_piece = max(map(len, self._vocabulary))
        self._cut = lru_cache(_REMEMBERED)(self._pieces)
        self._parts = _parts()

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> Self | None:
        """From ``tokenizer.json``; None where it is another kind of tokenizer."""
        model, cutter = fields["model"], fields.get("pre_tokenizer") or {}
        changes = [_change(step) for step in steps(fields.get("normalizer"))]
        known = [change for change in changes if change is not None]
        if model.get("type") != "WordPiece" or cutter.get("type") != "BertPreTokenizer" or len(known) < len(changes):
            return None
        return cls(model, known)

    def ids(self, word: str) -> tuple[int, ...] | None:
        """``word``: without white space. None where the library has to be asked."""
        if not _SURE.fullmatch(word):
            return None
        for change in self._changes:
            word = change(word)
        ids: list[int] = []
        for part in self._parts.findall(word):
            found = self._vocabulary.get(part)
            ids += self._cut(part) if found is None or len(part) > self._longest_word else (found,)
        return tuple(ids)

    def _pieces(self, part: str) -> tuple[int, ...]:
        if len(part) > self._longest_word:
            return (self._unknown,)
        ids, start = [], 0
        while start < len(part):
            end, found = self._piece(part, start)
            if found is None:
                return (self._unknown,)
            ids.append(found)
            start = end
        return tuple(ids)

    def _piece(self, part: str, start: int) -> tuple[int, int | None]:
        """Where the longest known piece from ``start`` on ends, and its id."""
        prefix = self._prefix if start else ""
        for end in range(min(len(part), start + self._longest_piece), start, -1):
            found = self._vocabulary.get(prefix + part[start:end])
            if found is not None:
                return end, found
        return start, None


@cache
def _parts() -> re.Pattern[str]:
    """Marks one by one, and what stands between them."""
    sure = (chr(code) for code in range(ord("!"), 0x2C00))
    marks = [one for one in sure if unicodedata.category(one)[0] == "P" or (one.isascii() and not one.isalnum())]
    listed = re.escape("".join(marks))
    return re.compile(rf"[{listed}]|[^\s{listed}]+")


def steps(normalizer: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    """The parts of the ``normalizer`` of ``tokenizer.json``, in their order."""
    if normalizer is None:
        return ()
    return tuple(normalizer["normalizers"]) if normalizer.get("type") == "Sequence" else (normalizer,)


def _change(step: Mapping[str, Any]) -> Change | None:
    """A step of the normaliser as a function; None: not one of those that are imitated here."""
    kind = step.get("type")
    if kind == "Lowercase":
        return str.lower
    if kind in _FORMS:
        return partial(unicodedata.normalize, kind)
    if kind == "Replace" and step["pattern"].get("Regex") == ADDRESS:  # other patterns mean other things in Python
        return partial(_ADDRESS.sub, step["content"])
    if kind == "Replace" and isinstance(letters := step["pattern"].get("String"), str):
        return lambda word: word.replace(letters, step["content"])
    return None
