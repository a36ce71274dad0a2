"""The blocks of a page in two languages -> beads: which block says the same as which, and how sure that is.

Dynamic programming after Gale and Church (1993), "A program for aligning sentences in bilingual corpora": the cost of a
bead is how unlikely its lengths are together, here with kinds of blocks and shared anchors beside them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.encoder.blocks import Block, BlockKind

# -log of how often translators do each: Gale and Church, table 5 (2-2 is left out: it says nothing a reader could use).
_PRIORS = {(1, 1): 0.12, (1, 0): 4.6, (0, 1): 4.6, (1, 2): 3.1, (2, 1): 3.1}
_VARIANCE = 6.8  # of the length difference, per character: their figure for Western languages
_LENGTH_LIMIT = 12.0  # no length says more against a bead than this
_SHARED, _MISSING = 1.2, 0.8  # what a shared anchor takes off a cost, what a missing one adds
_ANCHORS = 5  # anchors beyond these change nothing
_OTHER_KIND, _OTHER_LEVEL = 2.5, 1.5
_BAND = 25  # blocks off the diagonal
_IMPOSSIBLE = math.inf
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.ITEM)


@dataclass(frozen=True, slots=True)
class Bead:
    """Blocks that say the same; one side is empty where a block has no counterpart.

    ``found`` anchors stand on both sides, ``missing`` ones on one; ``cost`` is in nats.
    """

    ru: tuple[Block, ...]
    en: tuple[Block, ...]
    cost: float
    found: int
    missing: int

    @property
    def shared(self) -> float:
        """The part of the anchors that both sides show; 1.0 where there are none."""
        return self.found / (self.found + self.missing) if self.found + self.missing else 1.0

    @property
    def anchored(self) -> bool:
        """Whether every block shows an anchor of the other side: of two blocks one may have no counterpart at all."""
        left = all(_anchor_counts((one,), self.en)[0] for one in self.ru)
        return left and all(_anchor_counts(self.ru, (one,))[0] for one in self.en)

    @property
    def matched(self) -> bool:
        return bool(self.ru) and bool(self.en)


def align(ru: Sequence[Block], en: Sequence[Block]) -> tuple[Bead, ...]:
    """The cheapest sequence of beads that holds every block of both sides once, in order."""
    ratio = _length_ratio(ru, en)
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for here in _cells(len(ru), len(en)):
        reached = min(_arrivals(ru, en, here, best, ratio), default=None)
        if reached is not None:
            best[here] = reached
    return tuple(_walk_back(ru, en, best, ratio))


def _cells(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """Every cell near the diagonal but the first, row by row."""
    band = _BAND + abs(rows - columns)
    for row in range(rows + 1):
        centre = row * columns // max(rows, 1)
        low, high = max(0, centre - band), min(columns, centre + band)
        yield from ((row, column) for column in range(low, high + 1) if row or column)


def _arrivals(
    ru: Sequence[Block],
    en: Sequence[Block],
    here: tuple[int, int],
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]],
    ratio: float,
) -> Iterator[tuple[float, tuple[int, int]]]:
    row, column = here
    for (down, right), prior in _PRIORS.items():
        before = best.get((row - down, column - right))
        if before is None:
            continue
        cost = bead_cost(ru[row - down : row], en[column - right : column], ratio)
        if cost < _IMPOSSIBLE:
            yield before[0] + prior + cost, (down, right)


def _walk_back(
    ru: Sequence[Block],
    en: Sequence[Block],
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]],
    ratio: float,
) -> list[Bead]:
    beads: list[Bead] = []
    row, column = len(ru), len(en)
    while row or column:
        down, right = best[row, column][1]
        left, other = tuple(ru[row - down : row]), tuple(en[column - right : column])
        beads.append(Bead(left, other, bead_cost(left, other, ratio), *_anchor_counts(left, other)))
        row, column = row - down, column - right
    return beads[::-1]


def bead_cost(ru: Sequence[Block], en: Sequence[Block], ratio: float) -> float:
    """How little the two sides look like each other, in nats; 0 for one side alone, infinite where kinds forbid it."""
    if not ru or not en:
        return 0.0
    kinds = _kind_cost(ru, en)
    if kinds == _IMPOSSIBLE:
        return kinds
    matched, missing = _anchor_counts(ru, en)
    anchors = _MISSING * min(missing, _ANCHORS) - _SHARED * min(matched, _ANCHORS)
    return kinds + anchors + _length_cost(_characters(ru), _characters(en), ratio)


def _kind_cost(ru: Sequence[Block], en: Sequence[Block]) -> float:
    if len(ru) + len(en) > 2:
        running = all(one.kind in _RUNNING for one in (*ru, *en))
        return 0.0 if running else _IMPOSSIBLE
    left, right = ru[0], en[0]
    if left.kind == right.kind:
        return _OTHER_LEVEL * (left.level != right.level)
    running = left.kind in _RUNNING and right.kind in _RUNNING
    return _OTHER_KIND if running else _IMPOSSIBLE


def _anchor_counts(ru: Sequence[Block], en: Sequence[Block]) -> tuple[int, int]:
    """Anchors of either side that the other shows, and that it does not."""
    ru_anchors, ru_tokens = _union(ru)
    en_anchors, en_tokens = _union(en)
    matched = len((ru_anchors & en_tokens) | (en_anchors & ru_tokens))
    return matched, len(ru_anchors | en_anchors) - matched


def _union(blocks: Sequence[Block]) -> tuple[frozenset[str], frozenset[str]]:
    if len(blocks) == 1:
        return blocks[0].anchors, blocks[0].tokens
    nothing: frozenset[str] = frozenset()
    return nothing.union(*(b.anchors for b in blocks)), nothing.union(*(b.tokens for b in blocks))


def _length_cost(ru: int, en: int, ratio: float) -> float:
    """-log of the two-sided tail of the standard normal at their delta: Gale and Church, section 3.2."""
    mean = (ru * ratio + en) / 2
    delta = (en - ru * ratio) / math.sqrt(max(mean, 1.0) * _VARIANCE)
    tail = math.erfc(abs(delta) / math.sqrt(2))
    return min(-math.log(tail), _LENGTH_LIMIT) if tail > 0 else _LENGTH_LIMIT


def _length_ratio(ru: Sequence[Block], en: Sequence[Block]) -> float:
    """English characters for a Russian one on this page; within what translations show, however the page differs."""
    return min(max(_characters(en) / max(_characters(ru), 1), 0.75), 1.25)


def _characters(blocks: Sequence[Block]) -> int:
    return sum(len(one.text) for one in blocks)
