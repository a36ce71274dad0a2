"""The name of a model -> an Embedder: numpy for static models, ONNX Runtime where a graph can be made, else PyTorch."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path

from kb_index.embedders.blended import BlendedEmbedder
from kb_index.embedders.bundled import bundled_model, russian_model
from kb_index.embedders.hashing import HashingEmbedder
from kb_index.embedders.hub import hub_folder
from kb_index.embedders.model_folder import ModelFolder, read_model_folder
from kb_index.embedders.partners import MANIFEST, Words, read_artefact, require_one_space, words_below
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.embedders.static import StaticEmbedder, is_static
from kb_index.errors import EmbedderUnavailable
from kb_index.ports import Embedder

log = logging.getLogger(__name__)

BUNDLED, BUNDLED_QUICK, BUNDLED_ENGLISH, HASHING = "bundled", "bundled-quick", "bundled-en", "hashing"
_ONLY = "*"  # the place of a model that reads every text
_ROUTES = re.compile(r"[a-z]{2,3}=[^,]+(?:,[a-z]{2,3}=[^,]+)*")


def open_embedder(
    name: str,
    *,
    cache: Path,
    languages: frozenset[str] | None = None,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
) -> Embedder:
    """``bundled`` (the Russian and the English model that come along), ``bundled-quick`` (of the Russian one its static
    part alone), ``bundled-en`` (the English one), ``hashing`` (for dry runs), a sentence-transformers model by name or
    folder, or several of them that share one vector space, by language: ``ru=FOLDER,en=NAME``.

    The exported graph is kept in ``cache``; with it a model opens in about a second and torch is not loaded.
    What is None is what the model itself declares. Raises EmbedderUnavailable.
    """
    if name == HASHING:
        return HashingEmbedder(languages=languages or frozenset({"*"}))
    sources = _find(name)
    _require_untold(sources, languages)
    told = {
        code: source.told(
            languages if code == _ONLY else None, query_prompt=query_prompt, passage_prompt=passage_prompt
        )
        for code, source in sources.items()
    }
    return _opened(told[_ONLY], cache) if _ONLY in told else open_routed(told, cache=cache)


def open_routed(sources: Mapping[str, ModelFolder], *, cache: Path) -> RoutedEmbedder:
    """Models by the language of the texts that each reads. Raises EmbedderUnavailable where they share no space."""
    require_one_space(sources)
    return RoutedEmbedder({code: _opened(source, cache) for code, source in sources.items()})


def _opened(source: ModelFolder, cache: Path) -> Embedder:
    artefact = read_artefact(source)
    embedder = _static(source, sure=artefact is not None) if is_static(source) else None
    if embedder is None:
        embedder = _through_onnx(source, cache / f"onnx-{source.digest[:16]}")
    if artefact is not None and embedder.dimension != artefact.dimension:
        raise EmbedderUnavailable(
            f"{artefact.name} has vectors of {embedder.dimension} numbers, its {MANIFEST} says {artefact.dimension}; "
            f"install it again."
        )
    if artefact is None or artefact.words is None:
        return embedder
    return _blended(embedder, StaticEmbedder.open(words_below(source, artefact)), source, artefact.words)


def _blended(deep: Embedder, words: StaticEmbedder, source: ModelFolder, told: Words) -> Embedder:
    if words.dimension != deep.dimension:
        raise EmbedderUnavailable(
            f"{source.name} has vectors of {deep.dimension} numbers, its {told.path} of {words.dimension}; install it "
            f"again."
        )
    return BlendedEmbedder(deep, words, share=told.share)


def _static(source: ModelFolder, *, sure: bool) -> Embedder | None:
    """``sure``: it is one of Otvet's own, and is read in no other way; None: it has a part that is unknown here."""
    try:
        return StaticEmbedder.open(source)
    except EmbedderUnavailable as exc:
        if sure:
            raise
        log.warning("static_model_unknown: %s It runs as any other model does.", exc)
        return None


def _require_untold(sources: Mapping[str, ModelFolder], languages: frozenset[str] | None) -> None:
    if _ONLY not in sources and languages not in (None, frozenset(sources)):
        raise EmbedderUnavailable(
            f"OTVET_EMBEDDER_LANGUAGES corrects what a single model says of itself; the encoders that you set are for "
            f"{', '.join(sources)}. Remove it, or set OTVET_EMBEDDER to one model (bundled-en is the English one)."
        )


def _through_onnx(source: ModelFolder, folder: Path) -> Embedder:
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


def _find(name: str) -> Mapping[str, ModelFolder]:
    """By the language of the texts that each reads; ``*``: a single model."""
    if name == BUNDLED:
        return {"ru": russian_model(), "en": bundled_model()}
    if name == BUNDLED_QUICK:
        return _quick({"ru": russian_model(), "en": bundled_model()})
    routes = dict(route.split("=", 1) for route in name.split(",")) if _ROUTES.fullmatch(name) else {_ONLY: name}
    return {code: _find_one(model) for code, model in routes.items()}


def _quick(whole: Mapping[str, ModelFolder]) -> Mapping[str, ModelFolder]:
    """The same models, of each of Otvet's own its static part."""
    require_one_space(whole)
    found = {code: (source, read_artefact(source)) for code, source in whole.items()}
    return {code: source if own is None else words_below(source, own) for code, (source, own) in found.items()}


def _find_one(name: str) -> ModelFolder:
    if name in (BUNDLED, BUNDLED_ENGLISH):
        return bundled_model()
    if Path(name).is_dir():
        return read_model_folder(Path(name).resolve().name, Path(name))
    if Path(name).is_absolute() or name.startswith(".") or name.count("/") > 1:
        raise EmbedderUnavailable(
            f"There is no model folder {name}; set OTVET_EMBEDDER to a folder, a name or bundled."
        )
    return read_model_folder(name, hub_folder(name))
