"""What a loader hands out: an article with the place it stood, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb_index.records import Article


@dataclass(frozen=True, slots=True)
class Found:
    """``line`` counts from 1; None where the article is the whole file."""

    article: Article
    path: Path
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not indexed; ``reason`` is written for a person."""

    path: Path
    reason: str
    line: int | None = None
