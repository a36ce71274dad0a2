"""An article of a Zendesk Help Center, as its API and exports write it -> the fields of an Article.

https://developer.zendesk.com/api-reference/help_center/help-center-api/articles/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb_index.loaders.found import Unpublished

_OWN = frozenset(
    {"html_url", "section_id", "user_segment_id", "user_segment_ids", "source_locale", "permission_group_id"}
)
_KEPT = ("section_id", "label_names", "promoted", "outdated", "content_tag_ids", "created_at")


def is_article(record: Mapping[str, object]) -> bool:
    return "body" in record and ("title" in record or "name" in record) and len(_OWN & record.keys()) > 1


def articles(record: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The article in its own locale and in each translation that came with it. Raises Unpublished for a draft.

    Ids are ``zendesk/<article>/<locale>``. A user segment becomes the access group ``zendesk-segment-<id>``.
    """
    groups = _groups(record)
    locale = record.get("locale")
    translations = record.get("translations")
    others = [one for one in translations if isinstance(one, dict)] if isinstance(translations, list) else []
    for one in (record, *(other for other in others if other.get("locale") != locale)):
        if not one.get("draft"):
            yield _fields({**record, **one, "id": record.get("id")}, groups)
    if record.get("draft"):
        raise Unpublished("a draft in Zendesk; publish it there to have it indexed")


def _fields(record: Mapping[str, object], groups: list[str]) -> dict[str, object]:
    from kb_index.loaders.html_markdown import markdown_of  # with its libraries only where there is HTML

    address = record.get("html_url")
    base = address if isinstance(address, str) else None
    kept = {name: record[name] for name in _KEPT if record.get(name) not in (None, [], False)}
    return kept | {
        "id": f"zendesk/{record.get('id')}/{record.get('locale') or 'unknown'}",
        "title": record.get("title") or record.get("name"),
        "body_markdown": markdown_of(str(record.get("body") or ""), base=base),
        "language": record.get("locale"),
        "url": base,
        "updated_at": record.get("edited_at") or record.get("updated_at"),
        "access_groups": groups,
    }


def _groups(record: Mapping[str, object]) -> list[str]:
    """Anything that names a segment limits the article: what cannot be understood must not become public."""
    several = record.get("user_segment_ids")
    named = [record.get("user_segment_id"), *(several if isinstance(several, list) else [several])]
    return sorted({f"zendesk-segment-{one}" for one in named if one is not None})
