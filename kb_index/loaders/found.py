"""What a loader hands out: an article with the place it stood, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb_index.records import Article


@dataclass(frozen=True, slots=True)
class Found:
    """``line``: of the file, row of the table or number of the record, from 1; None for the whole file."""

    article: Article
    path: Path
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not indexed; ``reason`` is written for a person.

    ``unpublished``: the file could be read, and says itself that this is no article for the index (a draft, an
    archived page), so an article that was indexed under the same name before is gone.
    """

    path: Path
    reason: str
    line: int | None = None
    unpublished: bool = False


class Unpublished(Exception):
    """A record that its own helpdesk does not show; the message says which state it is in."""
