"""An article of a Chatwoot help centre portal, as its API writes it -> the fields of an Article.

https://developers.chatwoot.com/api-reference/help-center/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from kb_index.loaders.found import Unpublished

_OWN = frozenset({"slug", "portal", "portal_id", "account_id", "category_id", "views", "associated_articles", "author"})
_STATES = {0: "draft", 1: "published", 2: "archived"}


def is_article(record: Mapping[str, object]) -> bool:
    return {"content", "title", "status"} <= record.keys() and len(_OWN & record.keys()) > 1


def articles(record: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """One article; its content is Markdown already. Raises Unpublished unless its status is ``published``."""
    status = record.get("status")
    state = _STATES.get(status, str(status)) if isinstance(status, int) else str(status)
    if state != "published":
        raise Unpublished(f"{state} in Chatwoot; publish it there to have it indexed")
    category, portal = _part(record, "category"), _part(record, "portal")
    kept = {"category": category.get("name"), "description": record.get("description"), "slug": record.get("slug")}
    yield {name: value for name, value in kept.items() if value} | {
        "id": f"chatwoot/{record.get('id')}",
        "title": record.get("title"),
        "body_markdown": record.get("content"),
        "language": record.get("locale") or category.get("locale"),
        "url": _address(record, portal),
        "updated_at": _time(record.get("updated_at")),
    }


def _part(record: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = record.get(name)
    return part if isinstance(part, Mapping) else {}


def _address(record: Mapping[str, object], portal: Mapping[str, object]) -> object:
    """What the record says, else the page of the portal's own domain."""
    written = next((record[name] for name in ("url", "html_url") if record.get(name)), None)
    domain, slug, name = portal.get("custom_domain"), portal.get("slug"), record.get("slug")
    if written or not (domain and slug and name):
        return written
    host = str(domain).removeprefix("https://").removeprefix("http://").rstrip("/")
    return f"https://{host}/hc/{slug}/articles/{name}"


def _time(written: object) -> object:
    """Chatwoot gives seconds since 1970."""
    if isinstance(written, bool) or not isinstance(written, (int, float)):
        return written
    try:
        return datetime.fromtimestamp(written, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
