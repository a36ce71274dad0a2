"""Encoders × everyday questions, knowledge bases and a clock -> one report, shown by eval/encoder_table.py."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from eval.cross_language import cross_rows, mixed_rows
from eval.encoder_cache import open_stored
from eval.encoder_everyday import everyday_rows
from eval.encoder_scores import Asked, Base, ask_base, read_bases, slice_rows
from eval.encoder_speed import passages, speed
from eval.everyday_questions import everyday_folder, read_everyday
from kb_index.embedders.open import BUNDLED, BUNDLED_ENGLISH
from kb_index.ports import Embedder, Reranker
from kb_index.sample_kb import sample_path

Told = Callable[[str], None]


class Part(StrEnum):
    EVERYDAY = "everyday"
    SLICES = "slices"
    CROSS = "cross"
    MIXED = "mixed"
    SPEED = "speed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured. ``data`` None: what needs no knowledge bases. ``against``: compared, pair by pair."""

    data: Path | None = None
    encoder: str = BUNDLED
    against: tuple[str, ...] = ()
    english: str = BUNDLED_ENGLISH  # beside the encoder on English slices, whose scores must stay
    slices: tuple[str, ...] = ()
    parts: tuple[Part, ...] = (Part.EVERYDAY, Part.SLICES, Part.CROSS, Part.MIXED)
    quick: bool = False
    everyday: Path | None = None  # another folder of questions


def evaluate(wanted: Wanted, *, cache: Path, reranker: Reranker | None, told: Told = lambda _: None) -> dict[str, Any]:
    """Sections ``everyday``, ``slices``, ``cross``, ``mixed``, ``speed``, those that are asked for. Vectors are kept
    in ``cache``. Raises EvalError, KbError."""
    models = {name: open_stored(name, cache) for name in dict.fromkeys((wanted.encoder, *wanted.against))}
    report: dict[str, Any] = {
        "encoder": wanted.encoder,
        "fingerprints": {name: model.fingerprint for name, model in models.items()},
        "quick": wanted.quick,
    }
    with tempfile.TemporaryDirectory(prefix="otvet-eval-") as folder:
        if Part.EVERYDAY in wanted.parts:
            told("everyday questions")
            everyday = read_everyday(wanted.everyday or everyday_folder())
            report["everyday"] = everyday_rows(everyday, models, Path(folder) / "everyday", reranker)
        if wanted.data is not None and {Part.SLICES, Part.CROSS, Part.MIXED} & set(wanted.parts):
            report |= _of_bases(wanted, wanted.data, models, _Place(Path(folder), cache, reranker, told))
    if Part.SPEED in wanted.parts:
        told("speed")
        texts = passages(_sources(wanted.data))
        report["speed"] = [speed(name, texts, cache) for name in models]
    return report


@dataclass(frozen=True, slots=True)
class _Place:
    folder: Path
    cache: Path
    reranker: Reranker | None
    told: Told


def _of_bases(wanted: Wanted, data: Path, models: Mapping[str, Embedder], place: _Place) -> dict[str, Any]:
    asked: list[tuple[Asked, Asked]] = []
    for base in read_bases(data, wanted.slices, quick=wanted.quick):
        place.told(base.name)
        asked.append(ask_base(base, _models(base, wanted, models, place.cache), place.folder, place.reranker))
    own, foreign = [one for one, _ in asked], [one for _, one in asked]
    report: dict[str, Any] = {}
    if Part.SLICES in wanted.parts:
        report["slices"] = slice_rows(own)
    if Part.CROSS in wanted.parts:
        report["cross"] = cross_rows([_without_english(one, models) for one in foreign])
    if Part.MIXED in wanted.parts:
        place.told("both languages in one index")
        report["mixed"] = mixed_rows(
            own, wanted.encoder, models[wanted.encoder], place.folder / "mixed", place.reranker
        )
    return report


def _models(base: Base, wanted: Wanted, models: Mapping[str, Embedder], cache: Path) -> dict[str, Embedder]:
    """English slices are searched with the English encoder alone, too."""
    if base.articles[0].language_code != "en" or wanted.english in models or Part.SLICES not in wanted.parts:
        return dict(models)
    return {**models, wanted.english: open_stored(wanted.english, cache)}


def _without_english(asked: Asked, models: Mapping[str, Embedder]) -> Asked:
    return Asked(asked.base, asked.questions, asked.plain, {name: asked.legs[name] for name in models})


def _sources(data: Path | None) -> Sequence[Path]:
    return sorted(data.glob("kb_??_noquestions/*.jsonl")) if data is not None else [sample_path()]
