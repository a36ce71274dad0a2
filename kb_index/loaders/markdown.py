"""A markdown file, with or without YAML front matter -> Article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.text_file import read_text

SUFFIXES = (".md", ".markdown")

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few nested ones are enough to fill the memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read here; write the value out")
        return super().compose_node(parent, index)


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article. Without fields: the id is the path below ``root``, the title the first H1 or the file's name."""
    try:
        text = read_text(path)
        fields, body = _split(text)
        fields.setdefault("id", path.relative_to(root).with_suffix("").as_posix())
        fields.setdefault("title", _first_heading(body) or path.stem)
        yield Found(build_article({**fields, "body_markdown": body}), path)
    except (SourceUnreadable, ArticleInvalid) as exc:
        yield Skipped(path, str(exc))
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        problem = getattr(exc, "problem", None) or str(exc)
        # The mark counts from 0 below the opening line.
        yield Skipped(path, f"front matter is not YAML: {problem}", mark.line + 2 if mark else None)


def _split(text: str) -> tuple[dict[str, object], str]:
    found = _FRONT_MATTER.match(text)
    try:
        fields = yaml.load(found["yaml"], _PlainLoader) if found else None  # noqa: S506 - a SafeLoader with less
    except (ValueError, RecursionError) as exc:  # a date such as 2026-02-31, or brackets by the thousand
        raise ArticleInvalid(f"front matter cannot be read: {exc}") from exc
    if found and fields is None:
        return {}, text[found.end() :].lstrip("\n")
    if found is None or not isinstance(fields, dict):
        return {}, text  # a page may just begin with a horizontal rule
    filled = {str(key): value for key, value in fields.items() if value is not None}
    return filled, text[found.end() :].lstrip("\n")


def _first_heading(body: str) -> str | None:
    tokens = MarkdownIt("commonmark").parse(body)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h1":
            parts = (child.content for child in inline.children or () if child.type in {"text", "code_inline"})
            return "".join(parts).strip() or None
    return None
