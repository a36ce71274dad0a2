"""Article -> the same article, or the reason why it cannot be indexed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime

from kb_index.errors import ArticleInvalid
from kb_index.records import Article
from kb_index.text.markdown import render

MAX_BODY_CHARS = 1_000_000  # some 500 printed pages; a longer text is a dump, not an article
MAX_TITLE_CHARS = 1_000
MAX_ID_CHARS = 512
GROUPS = "access_groups"
MAX_GROUPS = 200  # of one article
MAX_GROUP_CHARS = 200

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_UNREAD = re.compile(r"<[^<>]*>|\]\([^()]*\)|^ {0,3}\[[^\]\n]*\]:.*$", re.MULTILINE)  # tags, targets of links


def require_valid(article: Article) -> None:
    """Raises ArticleInvalid, whose message names the field and what to do."""
    _require_text(article.article_id, "id", MAX_ID_CHARS)
    _require_text(article.title, "title", MAX_TITLE_CHARS)
    _require_text(article.body_markdown, "text", MAX_BODY_CHARS)
    if not _has_words(article.body_markdown):
        raise ArticleInvalid("The article has no text once its markdown is read; write what a customer can be told.")
    for name in ("uri", "product", "kind", "updated_at", "valid_from", "valid_to"):
        _require_storable(getattr(article, name) or "", name)
    if not _LANGUAGE.fullmatch(article.language_code):
        raise ArticleInvalid(
            f"“{article.language_code[:40]}” is no language code; give a primary subtag such as ru or en."
        )
    for name in ("updated_at", "valid_from", "valid_to"):
        _require_time(getattr(article, name), name)
    _require_groups(article.access_groups)
    if GROUPS in article.metadata:
        raise ArticleInvalid(f"{GROUPS} in the metadata guards nothing; it is a field beside the metadata.")
    refuse_misspelt_groups(article.metadata)
    try:
        json.dumps(dict(article.metadata))
    except (TypeError, ValueError, RecursionError) as exc:
        raise ArticleInvalid(f"The article's metadata is no JSON: {exc}; leave that field out.") from exc


def _require_groups(groups: tuple[str, ...]) -> None:
    if isinstance(groups, str) or not all(isinstance(group, str) for group in groups):
        raise ArticleInvalid(
            "access_groups is no list of names; write the names of the groups that may see the article."
        )
    if len(groups) > MAX_GROUPS:
        raise ArticleInvalid(f"The article has {len(groups):,} access groups, more than {MAX_GROUPS}; join some.")
    for group in groups:
        if not group or group != group.strip():
            raise ArticleInvalid("An access group is empty or begins or ends with a space; write just its name.")
        _require_text(group, "access group", MAX_GROUP_CHARS)


def guards(key: str) -> bool:
    """Whether a field of this name is meant to be ``access_groups``, however it is spelt."""
    return re.sub(r"[\W_]", "", key).lower() in {"accessgroups", "accessgroup"}


def refuse_misspelt_groups(fields: Iterable[str]) -> None:
    """Raises ArticleInvalid: an article that looks guarded and is not would be shown to everyone."""
    for key in fields:
        if key != GROUPS and guards(str(key)):
            raise ArticleInvalid(f"The field “{str(key)[:40]}” guards nothing; name it {GROUPS}.")


def _require_text(value: str, name: str, limit: int) -> None:
    if not value.strip():
        raise ArticleInvalid(f"The article has no {name}; give it one.")
    if len(value) > limit:
        raise ArticleInvalid(
            f"The article's {name} has {len(value):,} characters, more than {limit:,}; split the article."
        )
    _require_storable(value, name)


def _has_words(body: str) -> bool:
    """False for a comment, a picture, a rule, an empty code block: nothing in them can be found or quoted."""
    words = _UNREAD.sub(" ", body)
    return any(map(str.isalnum, words)) or any(map(str.isalnum, render(body).text))


def _require_storable(value: str, name: str) -> None:
    if _UNSTORABLE.search(value):
        raise ArticleInvalid(f"The article's {name} holds NUL or half a surrogate pair; remove or replace it.")


def _require_time(value: str | None, name: str) -> None:
    if value is None:
        return
    try:
        datetime.fromisoformat(value)
    except ValueError as exc:
        raise ArticleInvalid(f"{name} is “{value[:40]}”, not an ISO 8601 date or time such as 2026-03-14.") from exc
