"""Query -> which articles may be found: filter by fields and metadata, and the window of validity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from kb_index.errors import FilterInvalid
from kb_index.ports import StoredArticle
from kb_index.records import Article, JsonValue, Query

# Long texts are no filter fields.
_FIELDS = frozenset({"article_id", "language_code", "uri", "product", "kind", "updated_at"})


def allowed_articles(query: Query, articles: Mapping[str, StoredArticle]) -> frozenset[str]:
    """Ids of the articles that the query may find.

    Raises FilterInvalid for a field that is neither an article's nor a key of any article's metadata, and for an
    ``as_of`` that is no ISO 8601 time.
    """
    _refuse_unknown(query.filter, articles)
    now = _moment(query.as_of) if query.as_of else datetime.now(UTC)
    if now is None:
        raise FilterInvalid(f"as_of is {query.as_of!r}; write an ISO 8601 time such as 2026-03-14T09:00:00+03:00.")
    return frozenset(
        key
        for key, stored in articles.items()
        if _fits(stored.article, query.filter) and _is_valid(stored.article, now)
    )


def has_window(article: Article) -> bool:
    return bool(article.valid_from or article.valid_to)


def _refuse_unknown(wanted: Mapping[str, JsonValue], articles: Mapping[str, StoredArticle]) -> None:
    unknown = set(wanted) - _FIELDS
    for stored in articles.values() if unknown else ():
        unknown -= set(stored.article.metadata)
    if unknown and articles:
        raise FilterInvalid(
            f"No article has the field {', '.join(sorted(map(repr, unknown)))}. A filter compares fields of the "
            f"article ({', '.join(sorted(_FIELDS))}) or keys of its metadata."
        )


def _fits(article: Article, wanted: Mapping[str, JsonValue]) -> bool:
    return all(_same(_value(article, name), value) for name, value in wanted.items())


def _same(found: JsonValue, wanted: JsonValue) -> bool:
    """As JSON compares: ``true`` is not 1."""
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


def _value(article: Article, name: str) -> JsonValue:
    return getattr(article, name) if name in _FIELDS else article.metadata.get(name)


def _is_valid(article: Article, now: datetime) -> bool:
    """From the first moment on, up to the last."""
    start, end = _moment(article.valid_from or ""), _end(article.valid_to or "")
    return (start is None or start <= now) and (end is None or now < end)


def _end(text: str) -> datetime | None:
    """The first moment of being valid no more; a ``valid_to`` without a time of day includes that day (UTC)."""
    end = _moment(text)
    if end is None or not _is_day(text):
        return end
    try:
        return end + timedelta(days=1)
    except OverflowError:  # 9999-12-31, as many systems write "for ever"
        return None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _moment(text: str) -> datetime | None:
    """None where the text is no time; loaders refuse such articles, so an old index is not made unsearchable."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
