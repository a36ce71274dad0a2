"""Short pairs of one source -> passages as long as those of an index, made of pairs that mean nearly the same.

Parallel texts are sentences, an index holds passages. Sentences put together at random teach the student a mean of
topics that no passage has; neighbours in the teacher's space read like one page.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from eval.encoder.pairs import Pair
from kb_index.arrays import FloatArray, IntArray
from kb_index.vectors.flat import FlatIndex

LENGTHS = (250, 450, 700, 900)  # characters of the Russian side
_NEIGHBOURS = 24
_HEADING = 60  # characters; what is shorter comes first, as a heading does
PREFIX = "near:"


def near_passages(pairs: Sequence[Pair], vectors: FloatArray, *, quota: Mapping[str, int], seed: int) -> list[Pair]:
    """``vectors``, shape (pairs, d): what the teacher says of each. ``quota``: passages by source (before a colon)."""
    by_source: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        by_source[pair.source.partition(":")[0]].append(number)
    chance = random.Random(seed)
    found: list[Pair] = []
    for source in sorted(quota.keys() & by_source.keys()):
        numbers = by_source[source]
        begun = chance.sample(range(len(numbers)), min(quota[source], len(numbers)))
        near = _neighbours(vectors[numbers], begun)
        for first, rows in zip(begun, near, strict=True):
            passage = _joined([pairs[numbers[row]] for row in _picked(first, rows, chance)], source, chance)
            found += [passage] if passage else []
    chance.shuffle(found)
    return found


def _neighbours(vectors: FloatArray, begun: Sequence[int]) -> list[IntArray]:
    index = FlatIndex(np.ascontiguousarray(vectors, np.float32))
    return [index.search(vectors[row].astype(np.float32), _NEIGHBOURS)[0] for row in begun]


def _picked(first: int, near: IntArray, chance: random.Random) -> list[int]:
    rest = [int(row) for row in near if row != first]
    return [first, *chance.sample(rest, len(rest))]


def _joined(parts: Sequence[Pair], source: str, chance: random.Random) -> Pair | None:
    goal = chance.choice(LENGTHS)
    taken: list[Pair] = []
    for part in parts:
        if sum(len(one.ru) for one in taken) >= goal:
            break
        taken.append(part)
    if len(taken) < 2:
        return None
    taken.sort(key=lambda one: len(one.ru) > _HEADING)
    return Pair(" ".join(one.ru for one in taken), " ".join(one.en for one in taken), PREFIX + source)
