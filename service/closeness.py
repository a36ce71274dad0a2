"""A question and sentences -> how close they come in meaning, where that costs next to nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock

import numpy as np

from kb_index.arrays import FloatArray
from kb_index.embedders.blended import BlendedEmbedder
from kb_index.embedders.routed import RoutedEmbedder
from kb_index.embedders.static import StaticEmbedder
from kb_index.ports import Embedder

_CHARACTERS = 400  # of a sentence, or of a list with what introduces it
_KEPT = 8000  # sentences whose vectors are remembered: some 1.5 KB each

# A passage has one vector, in which the sentence that answers is averaged with all that stands around it. A static
# model reads a sentence in a tenth of a millisecond, so that sentences can be compared one by one; a transformer would
# need ten, and a reply of a hundred sentences a second.


def quick_encoders(embedder: Embedder) -> Mapping[str, Embedder]:
    """The static encoders of an embedder by language; ``*`` stands for any."""
    if isinstance(embedder, RoutedEmbedder):
        encoders = dict(embedder.encoders)
    else:
        encoders = dict.fromkeys(embedder.languages, embedder)
    found = {code: one.words if isinstance(one, BlendedEmbedder) else one for code, one in encoders.items()}
    return {code: one for code, one in found.items() if isinstance(one, StaticEmbedder)}


class QuickReader:
    """Compares a question with sentences. Remembers the vectors of sentences; safe for several threads."""

    def __init__(self, encoders: Mapping[str, Embedder]) -> None:
        self._encoders = dict(encoders)
        self._read: OrderedDict[str, FloatArray] = OrderedDict()
        self._reading = Lock()

    def near(self, question: str, texts: Sequence[str], language_code: str) -> tuple[float, ...]:
        """A cosine for each text; nothing at all where no quick encoder knows the language or the question."""
        encoder = self._encoders.get(language_code) or self._encoders.get("*")
        asked = encoder.embed_query(question) if encoder and texts else None
        if encoder is None or asked is None or not asked.any():
            return ()
        vectors = self._vectors([text[:_CHARACTERS] for text in texts], encoder)
        return tuple((np.stack(vectors) @ asked).tolist())

    def _vectors(self, texts: Sequence[str], encoder: Embedder) -> list[FloatArray]:
        with self._reading:
            known = {text: self._read[text] for text in texts if text in self._read}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        known |= dict(zip(new, encoder.embed_passages(new), strict=True)) if new else {}
        with self._reading:
            for text in texts:
                self._read[text] = known[text]
                self._read.move_to_end(text)
            while len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return [known[text] for text in texts]
