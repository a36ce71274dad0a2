"""The signs on a PDF page -> its lines in reading order: columns one after the other, cells of a table side by side."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

_SAME_ROW = 0.45  # of the size: how far baselines of one row may lie apart
_WORD_GAP = 0.17  # of the size: a wider gap is a space
_CELL_GAP = 1.5  # of the size: a wider gap parts columns or cells
_LEAST_ROWS = 3  # of text columns side by side
_LEAST_SIGNS = 25  # in half of a text column's lines; cells of tables are shorter


@dataclass(frozen=True, slots=True)
class Sign:
    """A character; ``left`` and ``right`` are its edges, ``base`` its height over the foot of the page, in points."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of one row. ``cells`` has more than one entry for a row of a table; ``top`` is 0..1 down the page."""

    cells: tuple[str, ...]
    left: float
    base: float
    size: float
    top: float
    page: int

    @property
    def text(self) -> str:
        return " ".join(self.cells)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    left: float
    right: float
    base: float
    size: float


def lines(signs: Sequence[Sign], *, page: int, height: float) -> Iterator[Line]:
    """``height`` of the page in points."""
    rows = [_pieces(row) for row in _rows(signs)]
    gutter = _gutter(rows)
    for band in _bands(rows, gutter):
        for row in band:
            first = row[0]
            size = max(piece.size for piece in row)
            cells = tuple(piece.text for piece in row)
            yield Line(cells, first.left, first.base, size, 1 - first.base / height if height else 0.0, page)


def _rows(signs: Sequence[Sign]) -> list[list[Sign]]:
    rows: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda sign: -sign.base):
        if rows and abs(rows[-1][0].base - sign.base) <= _SAME_ROW * min(sign.size, rows[-1][0].size):
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return rows


def _pieces(row: Sequence[Sign]) -> list[_Piece]:
    """The row cut at wide gaps; spaces are told from the gaps, for not every program writes them."""
    found: list[list[Sign]] = []
    for sign in sorted(row, key=lambda sign: sign.left):
        if not found or sign.left - found[-1][-1].right > _CELL_GAP * sign.size:
            found.append([sign])
        else:
            found[-1].append(sign)
    return [_joined(piece) for piece in found]


def _joined(signs: Sequence[Sign]) -> _Piece:
    text = signs[0].text
    for before, sign in itertools.pairwise(signs):
        text += f" {sign.text}" if sign.left - before.right > _WORD_GAP * sign.size else sign.text
    size = round(median(sign.size for sign in signs) * 2) / 2
    return _Piece(text, signs[0].left, signs[-1].right, signs[0].base, size)


def _gutter(rows: Sequence[Sequence[_Piece]]) -> float | None:
    """The place between two columns of text that the fewest lines cross, if there are columns."""
    edges = sorted({round(piece.left) - 1.0 for row in rows for piece in row[1:]})
    best: tuple[int, float] | None = None
    for edge in edges[:200]:
        both = [row for row in rows if _beside(row, edge)]
        crossing = sum(1 for row in rows if _crosses(row, edge))
        if len(both) >= _LEAST_ROWS and crossing < len(both) and _wordy(both, edge):
            best = min(best or (crossing, edge), (crossing, edge))
    return best[1] if best else None


def _wordy(rows: Sequence[Sequence[_Piece]], edge: float) -> bool:
    left = [sum(len(piece.text) for piece in row if piece.left < edge) for row in rows]
    right = [sum(len(piece.text) for piece in row if piece.left >= edge) for row in rows]
    return median(left) >= _LEAST_SIGNS and median(right) >= _LEAST_SIGNS


def _crosses(row: Sequence[_Piece], edge: float) -> bool:
    return any(piece.left < edge < piece.right for piece in row)


def _beside(row: Sequence[_Piece], edge: float) -> bool:
    sides = {piece.left < edge for piece in row}
    return len(sides) > 1 and not _crosses(row, edge)


def _bands(rows: Sequence[list[_Piece]], gutter: float | None) -> Iterator[list[list[_Piece]]]:
    """Rows across the page as they come; between them the left column, then the right."""
    left: list[list[_Piece]] = []
    right: list[list[_Piece]] = []
    for row in rows:
        if gutter is None or _crosses(row, gutter):
            yield from (left, right, [row])
            left, right = [], []
            continue
        sides = [piece for piece in row if piece.left < gutter], [piece for piece in row if piece.left >= gutter]
        left += [sides[0]] if sides[0] else []
        right += [sides[1]] if sides[1] else []
    yield from (left, right)
