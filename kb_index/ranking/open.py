"""The name of a ranker -> a Reranker, or none."""

from __future__ import annotations

from kb_index.ports import Reranker
from kb_index.ranking.learned import LearnedReranker

LEARNED, NONE = "learned", "none"


def open_reranker(name: str) -> Reranker | None:
    """``learned`` (comes with the package), ``none``, or a cross-encoder by name or folder.

    Raises RerankerUnavailable. Only a cross-encoder loads torch.
    """
    if name == NONE:
        return None
    if name == LEARNED:
        return LearnedReranker.shipped()
    from kb_index.ranking.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker(name)
