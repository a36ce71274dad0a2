"""The values a hygiene report is made of: Place, Finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kb_index.records import Span


class Severity(StrEnum):
    ERROR = "error"  # a reader is told something wrong, or led to a page that is not there
    WARNING = "warning"  # most likely a slip
    INFO = "info"  # worth knowing


class Check(StrEnum):
    """What is looked for, the most important first; reports list their findings in this order."""

    TWIN_CONTRADICTION = "twin_contradiction"
    CONTRADICTION = "contradiction"
    DEAD_LINK = "dead_link"
    DEAD_ANCHOR = "dead_anchor"
    TWIN_VALIDITY = "twin_validity"
    LANGUAGE_MISMATCH = "language_mismatch"
    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "near_duplicate"
    EMPTY = "empty"
    EXPIRED = "expired"
    STALE = "stale"
    MISSING_TWIN = "missing_twin"
    EMPTY_SECTION = "empty_section"
    BEYOND_EMBEDDER = "beyond_embedder"
    SHORT = "short"
    HUGE = "huge"
    NO_TITLE = "no_title"
    NO_URI = "no_uri"
    NO_UPDATE_TIME = "no_update_time"
    LINKS_NOT_JUDGED = "links_not_judged"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of an article's Markdown: ``body_markdown[span] == text``."""

    article_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """``values``: what the places say, one for each where they say different things."""

    check: Check
    severity: Severity
    message: str
    places: tuple[Place, ...]
    values: tuple[str, ...] = ()
    share: float | None = None  # 0..1, of the shorter text that stands in the other too
