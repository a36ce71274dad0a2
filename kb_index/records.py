"""The values that flow through the knowledge base: Article, Passage, Query, Hit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

JsonValue = object  # a JSON value; the store writes it with json.dumps


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of a text, in Unicode code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Article:
    """One help-centre page as its owner wrote it. Times are ISO 8601 strings."""

    article_id: str
    title: str
    body_markdown: str
    language_code: str  # "ru", "en", or another BCP 47 primary subtag
    uri: str | None = None
    product: str | None = None
    kind: str | None = None
    updated_at: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    access_groups: tuple[str, ...] = ()  # empty: everyone may see it; else only callers of one of these groups
    metadata: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def version_hash(self) -> str:
        """First 16 hex digits of the SHA-256 of every field: equal content, equal hash."""
        fields = asdict(self)
        fields["metadata"] = dict(self.metadata)
        canonical = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article that is searched and cited: ``body_markdown[span] == text``."""

    article_id: str
    ordinal: int  # position within the article, from 0
    span: Span
    text: str
    headings: tuple[str, ...] = ()  # the path of headings above the passage, outermost first


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. ``filter`` compares article fields or metadata for equality."""

    text: str
    language_code: str
    limit: int = 10
    filter: Mapping[str, JsonValue] = field(default_factory=dict)
    as_of: str | None = None  # ISO 8601: only articles valid at that time; None: now
    access_groups: frozenset[str] = frozenset()  # of the caller; articles of other groups do not exist for it
    freshness_days: float | None = None  # half-life of an article's age as a ranking signal; None: age counts nothing
    compound: bool = False  # several questions in the text are searched apart and merged


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query. ``similarity`` is 0..1, higher is closer."""

    passage: Passage
    article: Article
    version_hash: str
    similarity: float
    signals: Mapping[str, float] = field(default_factory=dict)  # e.g. {"lexical": 7.1, "dense": 0.62}


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first, and the calibrated probability that the top passages answer the query."""

    hits: tuple[Hit, ...]
    confidence: float
    index_version: str


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index says of itself."""

    version: str  # changes with every committed change
    format_version: int
    embedder: str
    articles: int
    passages: int
    languages: tuple[str, ...]
