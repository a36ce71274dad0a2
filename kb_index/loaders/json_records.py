"""A JSON file -> Articles: a list of records, or an export of Zendesk, Chatwoot or Zammad, told by its shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders import chatwoot, zammad, zendesk
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped, Unpublished
from kb_index.loaders.question_answer import named_record
from kb_index.loaders.text_file import decode, read_bytes

MAX_JSON_BYTES = 64_000_000
_LISTS = ("articles", "payload", "answers", "items", "records", "results", "data", "entries", "pages", "faq", "faqs")
_MOST_PAGES_DEEP = 4

Record = Mapping[str, object]
Fields = Iterator[dict[str, object]]


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """Every record is one article, or one reason that names the record by its number and id."""
    try:
        document = _read(path)
        number = 0
        for number, (name, fields) in enumerate(_articles(document, path.relative_to(root).with_suffix("")), start=1):
            yield from _built(path, number, name=name, fields=fields)
        if not number:
            raise SourceUnreadable(f"JSON without articles: no list of records here, nor under {', '.join(_LISTS)}")
    except SourceUnreadable as exc:
        yield Skipped(path, str(exc))


def record_fields(record: Record, *, name: str) -> Fields:
    """The articles of one record of whichever kind. Raises Unpublished, ArticleInvalid, SourceUnreadable."""
    if zendesk.is_article(record):
        return zendesk.articles(record)
    if chatwoot.is_article(record):
        return chatwoot.articles(record)
    return iter([named_record(record, name=name)])


def _read(path: Path) -> object:
    text = decode(read_bytes(path, limit=MAX_JSON_BYTES))
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise SourceUnreadable(f"not JSON: {exc}") from exc


def _articles(document: object, place: Path) -> Iterator[tuple[str, Callable[[], Fields]]]:
    """(What a person would call the record, how to read it.)"""
    if isinstance(document, Mapping) and zammad.is_export(document):
        for translation in zammad.translations(document):
            yield f"answer {translation.answer.get('id')}", lambda one=translation: iter([one.fields()])  # type: ignore[misc]
        return
    for number, record in enumerate(_records(document), start=1):
        if isinstance(record, Mapping):
            named = record.get("id") or record.get("title") or record.get("question") or ""
            read = lambda one=record: record_fields(one, name=place.as_posix())  # noqa: E731 - bound to this record
            yield f"record {number} ({str(named)[:60]})", read
        else:
            yield f"record {number}", lambda one=record: _no_record(one)  # type: ignore[misc]


def _no_record(value: object) -> Fields:
    raise SourceUnreadable(f"a JSON {type(value).__name__}, not an object")


def _records(document: object, depth: int = 0) -> Iterator[object]:
    """The records of a list, of a list of pages, or of the first known list in an object."""
    if isinstance(document, list):
        for entry in document:
            yield from _records(entry, depth + 1) if _is_page(entry) and depth < _MOST_PAGES_DEEP else (entry,)
    elif isinstance(document, Mapping) and _is_page(document):
        held = next(document[name] for name in _LISTS if isinstance(document.get(name), (list, dict)))
        yield from _records(held, depth + 1)
    elif isinstance(document, Mapping) and isinstance(document.get("article"), Mapping):
        yield document["article"]
    elif isinstance(document, Mapping) and len(document) > 1:
        yield document


def _is_page(value: object) -> bool:
    """An object that is there for the list in it, not an article that happens to have a list."""
    if not isinstance(value, Mapping) or any(name in value for name in ("title", "question", "body", "body_markdown")):
        return False
    return any(isinstance(value.get(name), (list, dict)) for name in _LISTS)


def _built(path: Path, number: int, *, name: str, fields: Callable[[], Fields]) -> Iterator[Found | Skipped]:
    try:
        for one in fields():
            yield Found(build_article(one), path, number)
    except Unpublished as exc:
        yield Skipped(path, f"{name}: {exc}", number, unpublished=True)
    except (ArticleInvalid, SourceUnreadable) as exc:
        yield Skipped(path, f"{name}: {exc}", number)
