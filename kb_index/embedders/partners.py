"""otvet.json beside a model -> what it was trained to share a space with and is mixed with, its files checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_index.embedders.model_folder import WEIGHTS, ModelFolder, file_digest, read_model_folder
from kb_index.errors import EmbedderUnavailable

MANIFEST = "otvet.json"
FORMAT = 2  # 2: a static model may stand in a folder below

_REMEDY = "install it again: a new copy of Otvet, or of the model's folder, from where it came"


@dataclass(frozen=True, slots=True)
class Partner:
    """The model whose space is shared, known by the SHA-256 of its weights in hex."""

    name: str
    weights_sha256: str


@dataclass(frozen=True, slots=True)
class Words:
    """A static model of the same space, in a folder below; ``share`` (0..1) of each vector is what it says."""

    path: str
    share: float


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model of Otvet's own, as its manifest describes it."""

    name: str
    version: str
    languages: frozenset[str]
    dimension: int
    partner: Partner
    files: Mapping[str, str]  # relative path -> SHA-256 in hex
    words: Words | None = None


def read_artefact(source: ModelFolder) -> Artefact | None:
    """None: the model has no manifest, so nothing is promised. Raises EmbedderUnavailable where a byte differs."""
    path = source.folder / MANIFEST
    if not path.is_file():
        return None
    artefact = _read(path)
    for name, expected in artefact.files.items():
        _require_same(source, name, expected)
    held = {name for name in source.hashes if name != MANIFEST} | _weights(source.folder)
    if strange := sorted(held - set(artefact.files)):
        raise EmbedderUnavailable(
            f"The model in {source.folder} holds {strange[0]}, which {MANIFEST} does not list; {_REMEDY}."
        )
    return artefact


def words_below(source: ModelFolder, artefact: Artefact) -> ModelFolder:
    """The static model of an artefact, for the same languages; the artefact's manifest speaks for its files.

    Raises EmbedderUnavailable where there is none.
    """
    if artefact.words is None:
        raise EmbedderUnavailable(f"{source.name} has no static model of its own; set OTVET_EMBEDDER to bundled.")
    name, folder = f"{source.name}/{artefact.words.path}", source.folder / artefact.words.path
    return read_model_folder(name, folder, languages=artefact.languages)


def require_one_space(sources: Mapping[str, ModelFolder]) -> None:
    """By language. A model that names a partner works beside that partner, and beside models of the same partner.

    Of a model without a manifest nothing is known: whoever routes to it vouches for it. Raises EmbedderUnavailable.
    """
    found = {code: read_artefact(source) for code, source in sources.items()}
    for code, artefact in found.items():
        for other, source in sources.items():
            if artefact is not None and other != code:
                _require_partner(artefact, source, found[other])


def _require_partner(artefact: Artefact, source: ModelFolder, other: Artefact | None) -> None:
    partner = artefact.partner
    # Otvet's own models keep their weights where sentence-transformers does.
    space = source.hashes.get("model.safetensors", "") if other is None else other.partner.weights_sha256
    if space == partner.weights_sha256:
        return
    found = space[:16] or "no model.safetensors"
    raise EmbedderUnavailable(
        f"{artefact.name} maps its texts into the space of {partner.name} (weights {partner.weights_sha256[:16]}…), "
        f"not of {source.name} ({found}…), so their vectors cannot be compared. Route to {partner.name}, or set "
        f"OTVET_EMBEDDER to bundled, or to one multilingual model."
    )


def _read(path: Path) -> Artefact:
    try:
        fields = json.loads(path.read_text("utf-8"))
        if not isinstance(fields, dict) or not isinstance(fields["format"], int):
            raise ValueError("it names no format")
    except (OSError, ValueError, KeyError) as exc:
        raise EmbedderUnavailable(f"{path} cannot be read ({exc}); {_REMEDY}.") from exc
    if fields["format"] > FORMAT:
        raise EmbedderUnavailable(
            f"The model in {path.parent} has format {fields['format']}, this Otvet reads {FORMAT}; upgrade Otvet, or "
            f"use the model that came with it."
        )
    try:
        return _artefact(fields)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise EmbedderUnavailable(f"{path} is no description of a model ({exc}); {_REMEDY}.") from exc


def _artefact(fields: Mapping[str, Any]) -> Artefact:
    files = dict(fields["files"])
    if any(Path(name).is_absolute() or ".." in Path(name).parts for name in files):
        raise ValueError("it lists a file outside its folder")
    partner = Partner(str(fields["partner"]["name"]), str(fields["partner"]["weights_sha256"]))
    languages = frozenset(map(str, fields["languages"]))
    dimension, beside = int(fields["dimension"]), fields.get("words")
    words = None if beside is None else Words(str(beside["path"]), float(beside["share"]))
    if words is not None and not 0 < words.share < 1:
        raise ValueError(f"the share of its words is {words.share}, not between 0 and 1")
    if words is not None and f"{words.path}/modules.json" not in files:
        raise ValueError(f"it lists no model in {words.path}")
    return Artefact(str(fields["name"]), str(fields["version"]), languages, dimension, partner, files, words)


def _require_same(source: ModelFolder, name: str, expected: str) -> None:
    path = source.folder / name
    if not path.is_file():
        raise EmbedderUnavailable(f"The model in {source.folder} misses {name}; {_REMEDY}.")
    found = source.hashes.get(name) or file_digest(path)
    if found != expected:
        raise EmbedderUnavailable(
            f"{path} is damaged or was changed: its SHA-256 is {found[:16]}…, not {expected[:16]}…; {_REMEDY}."
        )


def _weights(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix in WEIGHTS)
    return {path.relative_to(folder).as_posix() for path in files}
