"""Named fields of a file -> Article: one vocabulary for front matter and JSON records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from kb_index.article_rules import GROUPS, refuse_misspelt_groups, require_valid
from kb_index.errors import ArticleInvalid
from kb_index.records import Article, JsonValue
from kb_index.text.language import detect

# Field of an Article -> what files call it; the first that is filled counts.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "article_id": ("id", "article_id"),
    "title": ("title",),
    "body_markdown": ("body_markdown", "body", "text"),
    "language_code": ("language_code", "language", "lang"),
    "uri": ("url", "uri"),
    "product": ("product",),
    "kind": ("kind",),
    "updated_at": ("updated_at",),
    "valid_from": ("valid_from",),
    "valid_to": ("valid_to",),
}
_TAKEN = frozenset({GROUPS, *(name for names in _NAMES.values() for name in names)})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ISO_START = re.compile(r"^\s*(\d{4}-\d\d-\d\d)")
_MAX_DEPTH = 20
_DETECTED = 10_000  # characters that the language is told from


def build_article(fields: Mapping[str, object]) -> Article:
    """Raises ArticleInvalid. Fields with a name of their own go to ``metadata``; a missing language is detected."""
    refuse_misspelt_groups(fields)
    values = {name: _text(fields, names) for name, names in _NAMES.items()}
    body, title = values["body_markdown"] or "", values["title"] or ""
    language = values["language_code"]
    article = Article(
        article_id=(values["article_id"] or "").strip(),
        title=" ".join(title.split()),
        body_markdown=body,
        language_code=_primary(language) if language else detect(f"{title}\n{body[:_DETECTED]}"),
        uri=values["uri"],
        product=values["product"],
        kind=values["kind"],
        updated_at=_time_of_update(values["updated_at"]),
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        access_groups=_groups(fields[GROUPS]) if GROUPS in fields else (),
        metadata={str(key): _plain(value) for key, value in fields.items() if key not in _TAKEN and value is not None},
    )
    require_valid(article)
    return article


def _time_of_update(written: str | None) -> str | None:
    """The ISO 8601 date or time that the value begins with, else None.

    It is a hint, and exports write all sorts of things there; no article is left out for it. ``valid_from`` and
    ``valid_to`` decide who sees an article, so those must be readable.
    """
    start = _ISO_START.match(written or "")
    for part in (written or "").strip(), start.group(1) if start else "":
        try:
            datetime.fromisoformat(part)
        except ValueError:
            continue
        return part
    return None


def _groups(value: object) -> tuple[str, ...]:
    """Of a list, or of text with commas, in one order. Only a list without items is read as “everyone”.

    Whatever else is empty, or no text, is refused: an article that was meant to be guarded must not become public.
    """
    named = value.split(",") if isinstance(value, str) else value
    if not isinstance(named, list) or not all(isinstance(group, str) and group.strip() for group in named):
        raise ArticleInvalid(
            f"{GROUPS} must be a list of names, or names with commas between them; leave it out if everyone may see "
            f"the article."
        )
    return tuple(sorted({_storable(group.strip()) for group in named}))


def _text(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    value = next((fields[name] for name in names if fields.get(name) not in (None, "")), None)
    if value is None:
        return None
    if isinstance(value, date):  # datetime is one too: YAML reads 2026-03-14 as a date
        return value.isoformat()
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return _storable(str(value))
    raise ArticleInvalid(f"{names[0]} is a {type(value).__name__}; write it as text.")


def _primary(language: str) -> str:
    return re.split("[-_]", language.strip().lower(), maxsplit=1)[0]


def _storable(text: str) -> str:
    """What UTF-8 or SQLite cannot hold becomes U+FFFD, one for one, so that offsets stay."""
    return _UNSTORABLE.sub("\ufffd", text)


def _plain(value: object, depth: int = 0) -> JsonValue:
    if depth > _MAX_DEPTH:
        raise ArticleInvalid(f"A field is nested more than {_MAX_DEPTH} levels deep; flatten it.")
    if isinstance(value, Mapping):
        return {_storable(str(key)): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return _storable(value.isoformat() if isinstance(value, date) else str(value))
