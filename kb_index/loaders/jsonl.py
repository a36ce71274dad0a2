"""A file with one JSON record per line -> Articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders import chatwoot, zendesk
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped, Unpublished
from kb_index.loaders.text_file import MAX_FILE_BYTES, decode


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article per line, with ``id``, ``title`` and ``body_markdown`` at least; blank lines are passed over."""
    del root  # a record names itself
    try:
        with path.open("rb") as file:
            for line, data in enumerate(file, start=1):
                yield from _record(path, line, data)
    except OSError as exc:
        yield Skipped(path, f"cannot be read: {exc.strerror or exc}")


def _record(path: Path, line: int, data: bytes) -> Iterator[Found | Skipped]:
    try:
        if len(data) > MAX_FILE_BYTES:
            raise SourceUnreadable(f"the line is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        text = decode(data)
        if text.strip():
            record = _fields(text)
            for fields in export.articles(record) if (export := _helpdesk(record)) else [record]:
                yield Found(build_article(fields), path, line)
    except Unpublished as exc:
        yield Skipped(path, str(exc), line, unpublished=True)
    except (SourceUnreadable, ArticleInvalid) as exc:
        yield Skipped(path, str(exc), line)


def _helpdesk(record: dict[str, object]) -> ModuleType | None:
    """Zendesk or Chatwoot, where the record is one of theirs: they say in their own way who may see it."""
    return next((shape for shape in (zendesk, chatwoot) if shape.is_article(record)), None)


def _fields(text: str) -> dict[str, object]:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise SourceUnreadable(f"not JSON: {exc}") from exc
    if not isinstance(record, dict):
        raise SourceUnreadable(f"a JSON {type(record).__name__}, not an object")
    body = record.get("body_markdown")
    if isinstance(body, str):
        record["body_markdown"] = body.replace("\r\n", "\n").replace("\r", "\n")
    return record
