"""The name of a model -> an Embedder: ONNX Runtime where a proven graph exists or can be made, else PyTorch."""

from __future__ import annotations

import logging
import os
import re
from functools import partial
from pathlib import Path

from kb_index.embedders.bundled import bundled_model
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.hub import hub_folder
from kb_index.embedders.model_folder import ModelFolder, read_model_folder
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.errors import EmbedderUnavailable
from kb_index.ports import Embedder

log = logging.getLogger(__name__)

BUNDLED, HASHING = "bundled", "hashing"
_ROUTES = re.compile(r"[a-z]{2,3}=[^,]+(?:,[a-z]{2,3}=[^,]+)*")


def open_embedder(
    name: str,
    *,
    cache: Path,
    languages: frozenset[str] | None = None,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
) -> Embedder:
    """``bundled``, ``hashing`` (for dry runs), a sentence-transformers model by name or folder, or several of them
    that share one vector space, by language: ``ru=FOLDER,en=NAME``.

    The exported graph is kept in ``cache``; with it a model opens in about a second and torch is not loaded.
    What is None is what the model itself declares. Raises EmbedderUnavailable.
    """
    if name == HASHING:
        return HashingEmbedder(languages=languages or frozenset({"*"}))
    if _ROUTES.fullmatch(name):
        routes = dict(route.split("=", 1) for route in name.split(","))
        one = partial(open_embedder, cache=cache, query_prompt=query_prompt, passage_prompt=passage_prompt)
        return RoutedEmbedder({code: one(model) for code, model in routes.items()})
    source = _find(name).told(languages, query_prompt=query_prompt, passage_prompt=passage_prompt)
    return _opened(source, cache / f"onnx-{source.digest[:16]}")


def _opened(source: ModelFolder, folder: Path) -> Embedder:
    if (folder / "manifest.json").is_file():
        from kb_index.embedders.onnx import OnnxEmbedder

        try:
            return OnnxEmbedder.open(source, folder)
        except EmbedderUnavailable as exc:
            log.warning("onnx_graph_unusable: %s It is exported again.", exc)
    return _export(source, folder)


def _export(source: ModelFolder, folder: Path) -> Embedder:
    """Through PyTorch: the graph if it can be made, the model itself if not."""
    from kb_index.embedders.sentence_transformer import SentenceTransformerEmbedder, load_model

    model = load_model(str(source.folder))
    if not _can_write(folder):
        log.warning("onnx_export_skipped: %s cannot be written; the model runs in PyTorch.", folder.parent)
        return SentenceTransformerEmbedder(source, model)
    from kb_index.embedders.export import export_graph
    from kb_index.embedders.onnx import OnnxEmbedder

    try:
        export_graph(source, model, folder)
        return OnnxEmbedder.open(source, folder)
    except EmbedderUnavailable as exc:
        log.warning("onnx_export_failed: %s The model runs in PyTorch.", exc)
        return SentenceTransformerEmbedder(source, model)


def _can_write(folder: Path) -> bool:
    place = next(parent for parent in folder.absolute().parents if parent.exists())
    return os.access(place, os.W_OK)


def _find(name: str) -> ModelFolder:
    if name == BUNDLED:
        return bundled_model()
    if Path(name).is_dir():
        return read_model_folder(Path(name).resolve().name, Path(name))
    if Path(name).is_absolute() or name.startswith(".") or name.count("/") > 1:
        raise EmbedderUnavailable(
            f"There is no model folder {name}; set OTVET_EMBEDDER to a folder, a name or bundled."
        )
    return read_model_folder(name, hub_folder(name))
