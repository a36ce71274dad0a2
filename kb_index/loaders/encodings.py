"""Bytes of unknown encoding -> text: by their mark, as UTF-8, as the file declares, or as the letters look."""

from __future__ import annotations

import codecs
import re

from kb_index.errors import SourceUnreadable

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CYRILLIC = ("cp1251", "koi8-r", "cp866")
_COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбчйх")
_RUN = re.compile("[А-яЁё]{2,}")
_SAMPLE = 100_000


def decode_any(data: bytes, *, declared: str | None = None) -> str:
    """Text with ``\\n`` line ends. Raises SourceUnreadable where the bytes are no text."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for name in (encoding, "utf-8", declared):
        text = _decoded(data, name) if name else None
        if text is not None:
            break
    else:
        text = data.decode(_guess(data), "replace")
    if "\0" in text:
        raise SourceUnreadable("holds NUL bytes, so it is no text file; save it as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (ValueError, LookupError):  # not in that encoding, or no such encoding
        return None


def _guess(data: bytes) -> str:
    """The Cyrillic encoding in which words look Russian, else the Western one."""
    sample = data[:_SAMPLE]
    best = max(_CYRILLIC, key=lambda name: _looks_russian(sample.decode(name, "replace")))
    return best if _looks_russian(sample.decode(best, "replace")) > 0.5 else "cp1252"


def _looks_russian(text: str) -> float:
    """0..1: the part of the signs outside ASCII that are common letters within Cyrillic words."""
    foreign = sum(1 for sign in text if sign > "\x7f" and not sign.isspace())
    common = sum(1 for word in _RUN.findall(text) for sign in word if sign in _COMMON)
    return common / foreign if foreign else 0.0
