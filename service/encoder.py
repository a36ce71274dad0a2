"""Settings -> the Embedder that they name."""

from __future__ import annotations

from pathlib import Path

from kb_index.embedders.open import open_embedder
from kb_index.ports import Embedder
from service.settings import Settings


def open_encoder(settings: Settings, *, cache: Path) -> Embedder:
    """``cache`` keeps the exported graph. Raises EmbedderUnavailable."""
    return open_embedder(
        settings.embedder,
        cache=cache,
        languages=frozenset(settings.embedder_languages) or None,
        query_prompt=settings.query_prompt,
        passage_prompt=settings.passage_prompt,
    )
