"""Parallel files, pages and everyday texts -> what a student is fitted to: texts, targets, weights, held-back ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.encoder.cleaning import CleaningReport, clean
from eval.encoder.fit import Examples
from eval.encoder.mixture import Example, mix
from eval.encoder.near import near_passages
from eval.encoder.pages import PagesReport, page_texts, read_held_out, read_page_pairs
from eval.encoder.pairs import Pair, ReadingReport, read_pairs
from eval.encoder.sources import RULES, SourceRule, rule_of
from eval.encoder.teacher import HalfArray, teacher_vectors
from kb_index.arrays import FloatArray
from kb_index.ports import Embedder

_PASSAGES = 12_000  # made ones: the teacher needs as long for one as for ten sentences, and more gained nothing
OWN_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Sources:
    """``pages``: files of articles in Russian and in English that name each other as ``parallel_id``."""

    pairs: tuple[Path, ...]
    pages: tuple[tuple[Path, Path], ...] = ()
    held_out: tuple[Path, ...] = ()  # files of queries whose texts must not be trained on
    share_alike: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    examples: Examples
    english: tuple[str, ...]  # the other side of each text
    by_source: Counter[str]  # trained texts
    notes: tuple[str, ...]  # what was read, left out and made, for people


def gather(
    sources: Sources,
    teacher: Embedder,
    *,
    cache: Path,
    seed: int,
    told: Callable[[str], None],
    rules: Sequence[SourceRule] = RULES,
) -> Corpus:
    """Raises TrainingDataUnusable."""
    reading, cleaning, pages = ReadingReport(), CleaningReport(), PagesReport()
    found = mix(clean(_all(sources, reading, pages), cleaning), seed=seed, rules=rules)
    told(f"{reading.pairs} pairs read, {cleaning.kept} clean, {len(found.train)} chosen")
    trained = list(found.train)
    vectors = _vectors(trained, teacher, cache, told)
    trained += _near(trained, vectors, seed)
    everything = [*trained, *found.held_back]
    examples = Examples(
        texts=[one.pair.ru for one in everything],
        targets=_unit_length(_vectors(everything, teacher, cache, told)),
        weights=np.array([one.weight for one in everything], np.float32),
        held=np.arange(len(trained), len(everything)),
    )
    left_out = ", ".join(f"{reason}: {count}" for reason, count in cleaning.left_out.most_common())
    notes = (
        f"read {reading.pairs} pairs of {reading.files} files; {reading.malformed_lines} malformed lines"
        + (f" ({', '.join(reading.malformed[:3])}…)" if reading.malformed else ""),
        f"aligned {pages.pages} pages: {pages.pairs.total()} pairs",
        f"left out: {left_out or 'nothing'}",
        f"trained on {len(trained)} texts, held back {len(found.held_back)}",
    )
    english = tuple(one.pair.en for one in everything)
    return Corpus(examples, english, Counter(one.pair.source for one in trained), notes)


def _all(sources: Sources, reading: ReadingReport, pages: PagesReport) -> Iterator[Pair]:
    yield from read_pairs([OWN_TEXTS, *sources.pairs], reading)
    held_out = read_held_out(sources.held_out)
    for russian, english in sources.pages:
        found = read_page_pairs(russian, english, allow_share_alike=sources.share_alike)
        yield from page_texts(found, name=russian.stem, report=pages, held_out=held_out)


def _near(trained: Sequence[Example], vectors: HalfArray, seed: int) -> list[Example]:
    """As many passages of neighbours of each source as its rule allows."""
    quota: Counter[str] = Counter()
    for source in {one.pair.source for one in trained}:
        key = source.partition(":")[0]
        quota[key] = max(quota[key], rule_of(source).passages or 0)
    made = near_passages([one.pair for one in trained], vectors.astype(np.float32), quota=quota, seed=seed)
    return [Example(pair, 1.0) for pair in made[:_PASSAGES]]


def _vectors(examples: Sequence[Example], teacher: Embedder, cache: Path, told: Callable[[str], None]) -> HalfArray:
    return teacher_vectors([one.pair.en for one in examples], teacher=teacher, cache=cache, progress=told)


def _unit_length(vectors: HalfArray) -> FloatArray:
    whole = vectors.astype(np.float32)
    unit: FloatArray = whole / np.linalg.norm(whole, axis=1, keepdims=True)
    return unit
