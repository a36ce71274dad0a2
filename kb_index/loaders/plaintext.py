"""A plain text file -> Article: its first line is the title, its path the id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.text_file import read_text

_LONGEST_TITLE = 120  # a longer first line is the beginning of a paragraph


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article. A first line that stands alone and is short is the title, else the file's name is."""
    try:
        text = read_text(path)
        article_id = path.relative_to(root).with_suffix("").as_posix()
        fields = {"id": article_id, "title": _title(text) or path.stem, "body_markdown": text}
        yield Found(build_article(fields), path)
    except (SourceUnreadable, ArticleInvalid) as exc:
        yield Skipped(path, str(exc))


def _title(text: str) -> str | None:
    first, _, rest = text.lstrip("\n").partition("\n")
    alone = not rest or rest.startswith("\n")
    return first.strip() if alone and 0 < len(first.strip()) <= _LONGEST_TITLE and rest.strip() else None
