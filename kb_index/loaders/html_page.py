"""A saved web page -> Article: the text without menus, banners, scripts and hidden words, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from kb_index.errors import ArticleInvalid, SourceUnreadable
from kb_index.loaders.encodings import decode_any
from kb_index.loaders.fields import build_article
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.html_article import article_of
from kb_index.loaders.html_markdown import headings, write
from kb_index.loaders.html_metadata import metadata
from kb_index.loaders.html_tree import drop_unseen, read_tree
from kb_index.loaders.text_file import read_bytes

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)


def load(path: Path, root: Path) -> Iterator[Found | Skipped]:
    """One article per page; the id is the path below ``root``, the address the page's canonical one."""
    try:
        data = read_bytes(path)
        declared = _CHARSET.search(data[:4096])
        fields = _fields(decode_any(data, declared=declared[1].decode() if declared else None))
        fields["id"] = path.relative_to(root).with_suffix("").as_posix()
        fields["title"] = fields["title"] or path.stem
        yield Found(build_article(fields), path)
    except (SourceUnreadable, ArticleInvalid) as exc:
        yield Skipped(path, str(exc))


def _fields(markup: str) -> dict[str, object]:
    """The only H1 is the title, else what the head of the page says."""
    tree = read_tree(markup)
    head = metadata(tree)
    drop_unseen(tree)
    article = article_of(tree)
    body = write(article, base=head["url"])  # also takes out what is no part of a heading
    titles = list(headings(article)) or list(headings(tree))
    title = titles[0] if len(titles) == 1 else head["title"] or next(iter(titles), None)
    return {**head, "title": title, "body_markdown": body}
