"""Text -> the token ids that `tokenizers` gives it, with what was seen before remembered word by word.

The library needs some ten microseconds a word, most texts are made of words seen before, and its tokenizers work
word by word: where nothing reaches over white space, the ids of a text are those of its words in a row.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from kb_index.embedders.wordpiece import ADDRESS, WordPiece, steps

_REMEMBERED = 50_000  # words: some ten megabytes
_LONGEST = 128  # characters of a word that is remembered: an address comes again, a key or a picture does not
# Spaces to one library and not to the other: a text that holds one goes to the tokenizer as a whole.
_ODD_SPACES = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_LOCAL = frozenset({"Lowercase", "NFC", "NFD", "NFKC", "NFKD", "StripAccents", "BertNormalizer"})
_CUT_AT_SPACES = frozenset({"BertPreTokenizer", "Whitespace", "WhitespaceSplit"})


class TokenIds:
    """Exactly what the tokenizer of ``tokenizer.json`` gives without special tokens. Safe for several threads."""

    def __init__(self, path: Path, fields: Mapping[str, Any]) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._tokenizer: Any = None
        self._pieces = WordPiece.of(fields)
        self._by_words = _works_word_by_word(fields)
        self._added = tuple(str(one["content"]) for one in fields.get("added_tokens") or ())
        self._known: dict[str, tuple[int, ...]] = {}
        vocabulary = fields["model"]["vocab"]
        ids = vocabulary.values() if isinstance(vocabulary, dict) else range(len(vocabulary))
        self.size = 1 + max([*ids, *(int(one["id"]) for one in fields.get("added_tokens") or ())], default=-1)
        self.unknown = _unknown(fields["model"])
        if self._pieces is None:
            self._library()  # a file that it cannot read is said now, not at the first text

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises OSError, and ValueError, TypeError, KeyError or AttributeError where the file is no tokenizer."""
        return cls(path, json.loads(path.read_bytes()))

    @property
    def remembered(self) -> int:
        """Words whose ids are kept."""
        return len(self._known)

    def of(self, text: str) -> Sequence[int]:
        if not self._by_words or _ODD_SPACES.search(text) or any(token in text for token in self._added):
            return self._slowly(text)
        known = self._known
        ids: list[int] = []
        for word in text.split():
            found = known.get(word)
            ids += self._learnt(word) if found is None else found
        return ids

    def _learnt(self, word: str) -> tuple[int, ...]:
        found = None if self._pieces is None else self._pieces.ids(word)
        ids = self._slowly(word) if found is None else found
        if len(word) <= _LONGEST:
            if len(self._known) >= _REMEMBERED:
                self._known = {}
            self._known[word] = ids
        return ids

    def _slowly(self, text: str) -> tuple[int, ...]:
        clean = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no text to the library
        return tuple(self._library().encode(clean, add_special_tokens=False).ids)

    def _library(self) -> Any:
        """Loaded where it is needed: it takes half a second, and most texts need none of it."""
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = _load(self._path)
            return self._tokenizer


def _load(path: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as exc:  # the library raises bare Exceptions
        raise ValueError(f"{path.name}: {exc}") from exc
    tokenizer.no_padding()
    return tokenizer


def _unknown(model: Mapping[str, Any]) -> int | None:
    """The id of what is in no vocabulary; None: there is none."""
    if isinstance(model.get("unk_id"), int):
        return int(model["unk_id"])
    vocabulary, token = model["vocab"], model.get("unk_token")
    return vocabulary.get(token) if isinstance(vocabulary, dict) else None


def _works_word_by_word(fields: Mapping[str, Any]) -> bool:
    """Whether nothing of it looks beyond white space: neither the changes of letters, nor the cuts, nor a limit."""
    if fields.get("truncation") is not None or any(one.get("normalized") for one in fields.get("added_tokens") or ()):
        return False
    cutter = fields.get("pre_tokenizer") or {}
    return all(map(_is_local, steps(fields.get("normalizer")))) and cutter.get("type") in _CUT_AT_SPACES


def _is_local(step: Mapping[str, Any]) -> bool:
    if step.get("type") != "Replace":
        return step.get("type") in _LOCAL
    if step["pattern"].get("Regex") == ADDRESS:
        return True
    letters = step["pattern"].get("String", "")
    return len(letters) == 1 and not letters.isspace()
