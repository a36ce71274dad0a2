"""A markdown file, with or without front matter -> Article."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import yaml
from markdown_it import MarkdownIt

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped, Unpublished
from kb_index.loaders.front_matter import settled, split
from kb_index.loaders.markdown_dialects import plain
from kb_index.loaders.text_file import read_text


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article. Without fields: the id is the path below ``root``, the title the first H1 or the file's name."""
    try:
        fields, written = split(read_text(path))
        fields, body = settled(fields), plain(written)
        fields.setdefault("id", path.relative_to(root).with_suffix("").as_posix())
        fields.setdefault("title", _first_heading(body) or path.stem)
        yield Found(build_article({**fields, "body_markdown": body}), path)
    except Unpublished as exc:
        yield Skipped(path, str(exc), unpublished=True)
    except (SourceUnreadable, ArticleInvalid) as exc:
        yield Skipped(path, str(exc))
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        problem = getattr(exc, "problem", None) or str(exc)
        # The mark counts from 0 below the opening line.
        yield Skipped(path, f"front matter is not YAML: {problem}", mark.line + 2 if mark else None)


def _first_heading(body: str) -> str | None:
    tokens = MarkdownIt("commonmark").parse(body)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h1":
            parts = (child.content for child in inline.children or () if child.type in {"text", "code_inline"})
            return "".join(parts).strip() or None
    return None
