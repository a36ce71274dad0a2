"""The head of a markdown file, in YAML or TOML -> named fields, as Jekyll, Hugo, Docusaurus and MkDocs call them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import yaml

from kb_index.article_rules import guards
from kb_index.errors import ArticleInvalid
from kb_index.loaders.found import Unpublished

_YAML = re.compile(r"---[ \t]*\n(?P<head>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<head>(?:.*\n)*?)\+\+\+[ \t]*(?:\n|\Z)")
# Fields that are not closed, not at the very start or in another syntax: the page would be read as text for everyone.
_UNREAD_GROUPS = re.compile(
    r"(?is)\s*(?:(?:---|\+\+\+)[ \t]*\n.{0,5000}?)?^[ \t]*[\"']?access[_-]?groups?[\"']?[ \t]*[:=]", re.M
)
_UPDATED = ("updated_at", "lastmod", "last_modified_at", "last_updated", "updated", "modified", "date")
_WEB = re.compile(r"https?://", re.IGNORECASE)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few nested ones are enough to fill the memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read here; write the value out")
        return super().compose_node(parent, index)


def split(text: str) -> tuple[dict[str, object], str]:
    """Fields that are filled, and the body. Raises ArticleInvalid, yaml.YAMLError."""
    found = _YAML.match(text) or _TOML.match(text)
    try:
        fields = _read(found["head"], toml=text.startswith("+++")) if found else None
    except (ValueError, RecursionError) as exc:  # a date such as 2026-02-31, or brackets by the thousand
        raise ArticleInvalid(f"front matter cannot be read: {exc}") from exc
    if found and fields is None:
        return {}, text[found.end() :].lstrip("\n")
    if found is None or not isinstance(fields, dict):
        if _UNREAD_GROUPS.match(text):
            raise ArticleInvalid("access_groups stands outside the front matter; put it between two lines of ---.")
        return {}, text  # a page may just begin with a horizontal rule
    # An empty access_groups is no “everyone”: what is read of it is decided with the other fields.
    filled = {str(key): value for key, value in fields.items() if value is not None or guards(str(key))}
    return filled, text[found.end() :].lstrip("\n")


def settled(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields under the names of an Article. Raises Unpublished for a page that its site does not show."""
    if fields.get("draft") is True or fields.get("published") is False:
        raise Unpublished("a draft: its front matter says so")
    named = dict(fields)
    docusaurus = named.get("last_update")
    if isinstance(docusaurus, Mapping) and docusaurus.get("date"):
        named.setdefault("updated_at", docusaurus["date"])
    time = next((name for name in _UPDATED if named.get(name) not in (None, "")), None)
    if time is not None:
        named["updated_at"] = named.pop(time)
    for name in ("canonical_url", "permalink"):
        if _WEB.match(str(named.get(name, ""))) and not (named.get("url") or named.get("uri")):
            named["url"] = named.pop(name)
    return named


def _read(head: str, *, toml: bool) -> object:
    if toml:
        return tomllib.loads(head)
    return yaml.load(head, _PlainLoader)  # noqa: S506 - a SafeLoader with less
