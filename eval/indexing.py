"""Files of articles -> an index in a folder of the harness."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.errors import EvalError
from kb_index.build import Progress, index_paths
from kb_index.loaders.found import Found, Skipped
from kb_index.loaders.walk import load_source, require_sources
from kb_index.ports import Embedder
from kb_index.records import Article, Span

PASSAGES = 100  # per query; enough for ten articles
Ranked = list[tuple[str, Span]]  # article id and stretch of each passage, best first


def read_articles(paths: Sequence[Path], protocol: str) -> tuple[list[Article], list[Skipped]]:
    """What the loaders find in the files; protocol B leaves FAQ pages out. Raises EvalError where that is nothing."""
    require_sources(paths)
    items = [item for path in paths for item in load_source(path)]
    found = [item.article for item in items if isinstance(item, Found)]
    skipped = [item for item in items if isinstance(item, Skipped)]
    if not found:
        reason = skipped[0].reason if skipped else "the files are empty"
        raise EvalError(f"no article could be read; the first reason: {reason}")
    return [article for article in found if protocol != "B" or article.kind != "faq"], skipped


def indexed_into(
    folder: Path,
    articles: Sequence[Article],
    embedder: Embedder,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Writes the articles below a folder and indexes them there; the folder of the index."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "articles.jsonl"
    source.write_text("".join(_line(article) for article in articles), encoding="utf-8")
    index_paths([source], into=folder / "index", embedder=embedder, progress=_told(progress))
    return folder / "index"


def _told(progress: Callable[[int, int], None] | None) -> Callable[[Progress], None]:
    return lambda state: progress(state.articles, state.articles_total) if progress else None


def _line(article: Article) -> str:
    fields = {name: getattr(article, name) for name in ("title", "body_markdown", "language_code", "product", "kind")}
    return json.dumps({"id": article.article_id, **fields}, ensure_ascii=False) + "\n"
