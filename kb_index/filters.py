"""Query -> which articles may be found: access groups, fields and metadata, and the window of validity.

An article that the caller may not see does not exist for it: not in hits, not in the statistics of its query, not in
the message of an error.
"""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from kb_index import moments
from kb_index.errors import FilterInvalid
from kb_index.records import Article, JsonValue, Query

# Long texts are no filter fields; windows and access groups have parameters of their own.
_FIELDS = frozenset({"article_id", "language_code", "uri", "product", "kind", "updated_at"})

_Kept = tuple[tuple[str, ...], str | None]  # access groups, and a key of the metadata (None: the article itself)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What some articles can be filtered by, as counts: those of two sets add up, and a set can be taken out again."""

    counts: Counter[_Kept]  # how many articles of those groups have that key of metadata
    windows: int  # articles that are valid for a time only
    groups: frozenset[str]  # every access group of theirs

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Self:
        counts: Counter[_Kept] = Counter()
        windows = 0
        for article in articles:
            windows += has_window(article)
            counts.update((article.access_groups, key) for key in (None, *article.metadata))
        return cls._counted(counts, windows)

    def __add__(self, other: Self) -> Self:
        return self._counted(self.counts + other.counts, self.windows + other.windows)

    def __sub__(self, other: Self) -> Self:
        """``other`` must have been added before."""
        return self._counted(self.counts - other.counts, self.windows - other.windows)

    @classmethod
    def _counted(cls, counts: Counter[_Kept], windows: int) -> Self:
        return cls(counts, windows, frozenset(group for groups, _ in counts for group in groups))

    def keys(self, groups: frozenset[str]) -> set[str]:
        """The keys of metadata that a caller of these groups can see."""
        return {key for owners, key in self.counts if key is not None and _may_see(groups, owners)}


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """What one query may find: what ``admits`` says, where ``start <= moment < end`` for its ``window``."""

    moment: float  # seconds since 1970
    groups: frozenset[str] | None = None  # of the caller; None: no article of the index has any
    wanted: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def key(self) -> Hashable:
        """Equal keys admit the same articles, for as long as those do not change. None: every article is admitted."""
        return _key(self.groups, self.wanted) if self.wanted or self.groups is not None else None

    def admits(self, article: Article) -> bool:
        return _may_see(self.groups or frozenset(), article.access_groups) and _fits(article, self.wanted)


def article_filter(query: Query, inventory: Inventory) -> ArticleFilter | None:
    """``inventory``: of the whole index. None where every article may be found.

    A value of the filter must equal the article's; a list names several values of which one suffices; where the
    article has a list, one of its items suffices. ``null`` means that the article has no such value.
    Raises FilterInvalid for a field that no article has which the caller can see, an empty list, a value that is no
    JSON, and an ``as_of`` that is no ISO 8601 time.
    """
    moment = asked_moment(query)
    # Only groups that some article has: callers who differ in others share one key.
    groups = query.access_groups & inventory.groups if inventory.groups else None
    _refuse_invalid(query.filter, groups or frozenset(), inventory)
    if not query.filter and groups is None and not inventory.windows:
        return None
    return ArticleFilter(moment, groups, dict(query.filter))


def asked_moment(query: Query) -> float:
    """``as_of`` in seconds since 1970; now, where the query names none. Raises FilterInvalid."""
    found = moments.moment(query.as_of) if query.as_of else time.time()
    if found is None:
        raise FilterInvalid(f"as_of is {query.as_of!r}; write an ISO 8601 time such as 2026-03-14T09:00:00+03:00.")
    return found


def window(article: Article) -> tuple[float, float]:
    """From which moment on the article is valid, and from which on no more; infinite where it names no limit.

    A limit that is no time (only an index of before such were refused can hold one) limits nothing.
    """
    start, end = moments.moment(article.valid_from or ""), moments.end(article.valid_to or "")
    return -math.inf if start is None else start, math.inf if end is None else end


def has_window(article: Article) -> bool:
    return bool(article.valid_from or article.valid_to)


def _key(groups: frozenset[str] | None, wanted: Mapping[str, JsonValue]) -> Hashable:
    return groups, json.dumps(dict(wanted), sort_keys=True)


def _may_see(groups: frozenset[str], owners: tuple[str, ...]) -> bool:
    return not owners or not groups.isdisjoint(owners)


def _refuse_invalid(wanted: Mapping[str, JsonValue], groups: frozenset[str], inventory: Inventory) -> None:
    unknown = set(wanted) - _FIELDS
    if unknown and inventory.counts:
        unknown -= inventory.keys(groups)
        _refuse_unknown(unknown)
    for name, value in wanted.items():
        if value in ([], ()):
            raise FilterInvalid(f"The filter by {name!r} is an empty list; name at least one value or leave it out.")
    try:
        json.dumps(dict(wanted), sort_keys=True)
    except (TypeError, ValueError, RecursionError) as exc:
        raise FilterInvalid(f"The filter is no JSON: {exc}.") from exc


def _refuse_unknown(unknown: set[str]) -> None:
    if unknown:
        raise FilterInvalid(
            f"No article has the field {', '.join(sorted(map(repr, unknown)))}. A filter compares fields of the "
            f"article ({', '.join(sorted(_FIELDS))}) or keys of its metadata."
        )


def _fits(article: Article, wanted: Mapping[str, JsonValue]) -> bool:
    for name, value in wanted.items():  # a loop, for it runs over every article of the index
        found = getattr(article, name) if name in _FIELDS else article.metadata.get(name)
        if not _matches(found, value):
            return False
    return True


def _matches(found: JsonValue, wanted: JsonValue) -> bool:
    """Any of the wanted values is the found one, or an item of the found list."""
    if isinstance(found, (list, tuple)):
        return any(_is_one_of(item, wanted) for item in (found, *found))
    return _is_one_of(found, wanted)


def _is_one_of(found: JsonValue, wanted: JsonValue) -> bool:
    if isinstance(wanted, (list, tuple)):
        return any(_same(found, option) for option in wanted)
    return _same(found, wanted)


def _same(found: JsonValue, wanted: JsonValue) -> bool:
    """As JSON compares: ``true`` is not 1."""
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)
