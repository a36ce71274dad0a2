"""Nothing -> the English dictionary, loaded once for all who ask."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spellchecker import SpellChecker


@cache
def english_words() -> SpellChecker:
    """160,000 words with how often they are used; loaded with the first unusual English word (~0.15 s)."""
    from spellchecker import SpellChecker

    return SpellChecker(language="en", distance=1)
