"""Parts of an index -> fewer parts with the same passages: small ones at once, the large ones beside the searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb_index.segment import OpenVectors, Part, Segment, merged, whole


@dataclass(frozen=True, slots=True)
class Growth:
    """When parts are merged. Searches give the same whatever stands here; only their cost differs."""

    settled: int = 1024  # passages from which on a part is merged only beside the searches
    fan: int = 4  # a small part joins the one before it unless that is so many times larger
    share: float = 0.1  # of the first part, that others or its own dead may reach until it is merged anew


def tidied(parts: Sequence[Part], growth: Growth, open_vectors: OpenVectors) -> tuple[Part, ...]:
    """Without parts that are empty, and with the small ones at the end joined.

    Each passage is so copied a few times until it is part of a settled part, and there are never many parts.
    """
    kept = [part for part in parts if part.live.any()]
    tail = len(kept)
    size = 0
    while tail and len(kept[tail - 1]) < growth.settled and (not size or len(kept[tail - 1]) < growth.fan * size):
        tail -= 1
        size += len(kept[tail])
    if len(kept) - tail < 2:
        return tuple(kept)
    return (*kept[:tail], whole(merged(kept[tail:], open_vectors)))


def due(parts: Sequence[Part], growth: Growth) -> int:
    """How many of the first parts should become one; 0: none need to."""
    settled = [place for place, part in enumerate(parts) if len(part) >= growth.settled]
    if not settled:
        return 0
    first, others = parts[0], parts[1 : settled[-1] + 1]
    dead = len(first) - int(np.count_nonzero(first.live))
    waste = sum(map(len, others)) + dead
    return settled[-1] + 1 if waste > growth.share * len(first) else 0


def swapped(now: Sequence[Part], then: Sequence[Part], segment: Segment) -> tuple[Part, ...] | None:
    """``now`` with the parts that it began with ``then`` replaced by the segment made of them.

    What left since then is left out again. None where the parts are no longer those: nothing can be replaced.
    """
    if [part.segment for part in now[: len(then)]] != [part.segment for part in then]:
        return None
    live = np.concatenate([late.live[early.live] for late, early in zip(now, then, strict=False)])
    return (Part(segment, live), *now[len(then) :])
