"""A filter and the parts of an index -> which passages may be found, remembered part by part."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from kb_index.arrays import BoolArray
from kb_index.filters import ArticleFilter, window
from kb_index.segment import Part, Segment

_REMEMBERED = 64  # filters for each segment: callers choose the values, so there may be any number


@dataclass(slots=True)
class _Known:
    """What was found out about a segment."""

    masks: OrderedDict[Hashable, BoolArray] = field(default_factory=OrderedDict)
    windows: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None = None


class Admissions:
    """Safe for several threads. Segments never change, so a mask holds for as long as its segment."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Segment, _Known] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def mask(self, parts: Sequence[Part], wanted: ArticleFilter | None) -> BoolArray | None:
        """Shape (rows of all parts,); None where every passage may be found."""
        masks = [part.live if wanted is None else part.live & self._admitted(part.segment, wanted) for part in parts]
        whole = np.concatenate(masks) if masks else np.zeros(0, np.bool_)
        return None if whole.all() else whole

    def _admitted(self, segment: Segment, wanted: ArticleFilter) -> BoolArray:
        with self._lock:
            known = self._known.setdefault(segment, _Known())
            if known.windows is None:
                known.windows = _windows(segment)
            mask = known.masks.get(wanted.key)
            if mask is None:
                mask = _mask(segment, wanted)
                known.masks[wanted.key] = mask
                if len(known.masks) > _REMEMBERED:
                    known.masks.popitem(last=False)
        start, end = known.windows
        in_time: BoolArray = (start <= wanted.moment) & (wanted.moment < end)
        return mask if in_time.all() else mask & in_time[segment.passages.owners]


def _mask(segment: Segment, wanted: ArticleFilter) -> BoolArray:
    articles = segment.passages.articles
    admitted = np.fromiter((wanted.admits(one.article) for one in articles), np.bool_, len(articles))
    return admitted[segment.passages.owners]


def _windows(segment: Segment) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """By article."""
    windows = [window(one.article) for one in segment.passages.articles]
    return np.array([start for start, _ in windows]), np.array([end for _, end in windows])
