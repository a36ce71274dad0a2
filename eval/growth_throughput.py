"""Articles -> passages per second of a whole build, as a share of what the encoder alone reaches on the same texts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from eval.growing import Real
from eval.indexing import indexed_into
from kb_index.ports import Embedder

ROUNDS = 3


def throughput(real: Real, embedder: Embedder, *, folder: Path, rounds: int = ROUNDS) -> dict[str, Any]:
    """Build and encoder alone in turns, the order of the two changing; the share is the middle one of the rounds."""
    embedder.embed_passages(real.texts[:64])  # the first runs of a session allocate
    rows: dict[str, list[_Spent]] = {"alone": [], "build": []}
    for number in range(rounds):
        actions: dict[str, Callable[[], object]] = {
            "alone": partial(embedder.embed_passages, sorted(real.texts, key=len)),  # in the order of a build
            "build": partial(indexed_into, folder / str(number), real.articles, embedder),
        }
        for name in sorted(actions, reverse=bool(number % 2)):
            rows[name].append(_spent(actions[name]))
    count = len(real.texts)
    return {
        "passages": count,
        "rounds": rounds,
        "encoder_passages_per_s": round(count / float(np.median([one.wall_s for one in rows["alone"]])), 1),
        "build_passages_per_s": round(count / float(np.median([one.wall_s for one in rows["build"]])), 1),
        "share": _shares([(a.wall_s, b.wall_s) for a, b in zip(rows["alone"], rows["build"], strict=True)]),
        "processor_share": _shares([(a.cpu_s, b.cpu_s) for a, b in zip(rows["alone"], rows["build"], strict=True)]),
    }


@dataclass(frozen=True, slots=True)
class _Spent:
    wall_s: float
    cpu_s: float  # of all threads: on a busy machine it says more than the clock


def _spent(action: Callable[[], object]) -> _Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return _Spent(time.perf_counter() - wall, time.process_time() - cpu)


def _shares(pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    shares = [alone / build for alone, build in pairs]
    return {"middle": round(float(np.median(shares)), 3), "all": [round(share, 3) for share in shares]}
