"""The name of a model -> an Embedder: ONNX Runtime where a proven graph exists or can be made, else PyTorch."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from kb_index.embedders.bundled import bundled_model
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.model_folder import ModelFolder, read_model_folder
from kb_index.errors import EmbedderUnavailable
from kb_index.ports import Embedder

log = logging.getLogger(__name__)

BUNDLED, HASHING = "bundled", "hashing"


def open_embedder(name: str, *, cache: Path, languages: frozenset[str] | None = None) -> Embedder:
    """``bundled``, ``hashing`` (for dry runs), or a sentence-transformers model by name or folder.

    The exported graph is kept in ``cache``; with it a model opens in about a second and torch is not loaded.
    ``languages=None``: what the model itself declares. Raises EmbedderUnavailable.
    """
    if name == HASHING:
        return HashingEmbedder(languages=languages or frozenset({"*"}))
    source = _find(name, languages)
    folder = cache / f"onnx-{source.digest[:16]}"
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


def _find(name: str, languages: frozenset[str] | None) -> ModelFolder:
    if name == BUNDLED:
        return bundled_model()
    if Path(name).is_dir():
        return read_model_folder(Path(name).resolve().name, Path(name), languages=languages)
    if Path(name).is_absolute() or name.startswith(".") or name.count("/") > 1:
        raise EmbedderUnavailable(
            f"There is no model folder {name}; set OTVET_EMBEDDER to a folder, a name or bundled."
        )
    return read_model_folder(name, _downloaded(name), languages=languages)


def _downloaded(name: str) -> Path:
    """The model's folder in the local Hugging Face cache, filled first where it is not there."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except HFValidationError as exc:
        raise EmbedderUnavailable(f"“{name}” is no model name and no folder; set OTVET_EMBEDDER to one.") from exc
    except (LocalEntryNotFoundError, HfHubHTTPError):
        from kb_index.embedders.sentence_transformer import load_model

        load_model(name)  # downloads just the files that the model needs
        return Path(snapshot_download(repository, local_files_only=True))
