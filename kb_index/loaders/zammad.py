"""The assets of a Zammad knowledge base, as its API gives them -> the fields of Articles, one per translation.

https://docs.zammad.org/en/latest/api/knowledgebase/answers.html: tables of records by id, which name each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb_index.errors import ArticleInvalid
from kb_index.loaders.found import Unpublished

_ANSWERS, _TRANSLATIONS = "KnowledgeBaseAnswer", "KnowledgeBaseAnswerTranslation"
_CONTENTS, _LOCALES = "KnowledgeBaseAnswerTranslationContent", "KnowledgeBaseLocale"
_CATEGORIES = "KnowledgeBaseCategoryTranslation"
INTERNAL = "zammad-internal"  # the access group of answers that Zammad shows to agents only

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Translation:
    """One answer in one language; ``fields`` reads the rest of it."""

    answer: Record
    record: Record
    tables: Mapping[str, Mapping[str, Record]]

    def fields(self) -> dict[str, object]:
        """Raises Unpublished for a draft or an archived answer, ArticleInvalid where the export holds no content."""
        from kb_index.loaders.html_markdown import markdown_of  # with its libraries only where there is HTML

        answer, record = self.answer, self.record
        groups = _groups(answer, datetime.now(UTC))
        kept = {"category": self._category(), "tags": answer.get("tags"), "promoted": answer.get("promoted")}
        return {name: value for name, value in kept.items() if value} | {
            "id": f"zammad/{answer.get('id')}/{record.get('id')}",
            "title": record.get("title"),
            "body_markdown": markdown_of(self._body()),
            "language": self._locale(),
            "updated_at": record.get("edited_at") or record.get("updated_at") or answer.get("updated_at"),
            "valid_from": answer.get("published_at") if not groups else answer.get("internal_at"),
            "valid_to": answer.get("archived_at"),
            "access_groups": groups,
        }

    def _body(self) -> str:
        content = self.tables.get(_CONTENTS, {}).get(str(self.record.get("content_id")), self.record.get("content"))
        body = content.get("body") if isinstance(content, Mapping) else self.record.get("body")
        if not isinstance(body, str):
            raise ArticleInvalid("the export holds no content for it; ask the API with include_contents")
        return body

    def _locale(self) -> object:
        used = self.tables.get(_LOCALES, {}).get(str(self.record.get("kb_locale_id")), {})
        system = self.tables.get("Locale", {}).get(str(used.get("system_locale_id")), {})
        return system.get("locale") or used.get("locale") or self.record.get("locale")

    def _category(self) -> object:
        named = [
            one
            for one in self.tables.get(_CATEGORIES, {}).values()
            if one.get("category_id") == self.answer.get("category_id")
        ]
        own = [one for one in named if one.get("kb_locale_id") == self.record.get("kb_locale_id")]
        return next((one.get("title") for one in own or named), None)


def is_export(document: Record) -> bool:
    tables = _assets(document)
    return _ANSWERS in tables and _TRANSLATIONS in tables


def translations(document: Record) -> Iterator[Translation]:
    tables = {name: _by_id(table) for name, table in _assets(document).items()}
    for record in tables[_TRANSLATIONS].values():
        answer = tables[_ANSWERS].get(str(record.get("answer_id") or record.get("kb_answer_id")), {})
        yield Translation(answer, record, tables)


def _assets(document: Record) -> Record:
    assets = document.get("assets")
    return assets if isinstance(assets, Mapping) else document


def _by_id(table: object) -> dict[str, Record]:
    records = table.values() if isinstance(table, Mapping) else table if isinstance(table, list) else []
    return {str(one.get("id")): one for one in records if isinstance(one, Mapping)}


def _groups(answer: Record, now: datetime) -> list[str]:
    """As Zammad decides: archived, else published, else internal, else a draft; a time to come is not yet."""
    if _reached(answer, "archived_at", now):
        raise Unpublished("archived in Zammad")
    if _reached(answer, "published_at", now):
        return []
    if _reached(answer, "internal_at", now):
        return [INTERNAL]
    raise Unpublished("a draft in Zammad; publish it there to have it indexed")


def _reached(answer: Record, name: str, now: datetime) -> bool:
    written = answer.get(name)
    if not written:
        return False
    try:
        time = datetime.fromisoformat(str(written))
    except ValueError as exc:
        raise ArticleInvalid(f"{name} is “{str(written)[:40]}”, not an ISO 8601 time") from exc
    return (time if time.tzinfo else time.replace(tzinfo=UTC)) <= now
