"""The error tree of the knowledge base.

KbError
├── IndexMissing        no index in that folder: build one with `otvet index`
├── IndexCorrupt        the files cannot be read as an index
├── IndexMismatch       built with another embedder, chunking or format
├── IndexBusy           another process holds the write lock for too long
├── IndexChanged        another process changed an article that this change builds on
├── IndexUnwritable     the disk is full, or the folder is read-only
├── EmbedderUnavailable the model is not there, or is not the one that its hash names
├── RerankerUnavailable the ranker's weights or model cannot be used
├── ArticleInvalid      an article that cannot be indexed (no text, no id, bad date)
├── BatchInvalid        some articles of a batch cannot be indexed; it names each
├── SourceUnreadable    a file that no loader could read
└── FilterInvalid       a search by a field that no article has, or by a time that is none

Every message says what is wrong and what to do about it.
"""

from __future__ import annotations

from collections.abc import Mapping


class KbError(Exception):
    """Anything that the knowledge base refuses; the message is written for a person."""


class IndexMissing(KbError):
    """There is no index in the folder."""


class IndexCorrupt(KbError):
    """The folder holds files that cannot be read as an index."""


class IndexMismatch(KbError):
    """The index was built with another embedder, chunking or format version."""


class IndexBusy(KbError):
    """Another process is writing and did not finish in time."""


class IndexChanged(KbError):
    """Another process changed an article meanwhile; nothing was written."""


class IndexUnwritable(KbError):
    """The index can be read and not be changed: the disk is full, or the folder is read-only."""


class EmbedderUnavailable(KbError):
    """The embedding model is missing or damaged."""


class RerankerUnavailable(KbError):
    """The weights or the model of a ranker are missing or damaged."""


class ArticleInvalid(KbError):
    """The article cannot be indexed as it is."""


class BatchInvalid(KbError):
    """Some articles of a batch cannot be indexed, so that none was; ``problems`` holds position -> why."""

    def __init__(self, problems: Mapping[int, str]) -> None:
        places = "; ".join(f"article {position}: {why}" for position, why in problems.items())
        super().__init__(f"The batch was refused as a whole. {places}")
        self.problems = dict(problems)


class SourceUnreadable(KbError):
    """The file cannot be read by any loader."""


class FilterInvalid(KbError):
    """The search is limited by a field that no article has, or by a time that is none."""
