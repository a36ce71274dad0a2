"""A trained student and its corpus -> the model card that stands beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from eval.encoder.corpus import Corpus
from eval.encoder.fit import Trained
from eval.encoder.navec import REQUIREMENT, WHEEL_SHA256
from kb_index.embedders.bundled import NAME, WEIGHTS_SHA256

_CARD = """---
language: ru
license: apache-2.0
library_name: sentence-transformers
tags: [sentence-similarity, static-embeddings]
---
# {name} {version}

Maps Russian text into the vector space of {teacher}, so that a Russian question finds a Russian or an English passage.
A static model: the weighted mean of rows that word forms of one lemma share, through one matrix. No context is read:
word order and negation hardly count, which is why it is used beside lexical search and not in its place.

    SentenceTransformer("{name}").encode(["как вернуть товар"])

- Vectors: {dimension} numbers of length 1; comparable with those of {teacher} only (SHA-256 of its weights
  {partner}).
- {tokens} word forms and pieces share {rows} rows of {size} numbers, half precision.
- Languages: Russian; Latin names inside Russian text. Text in other languages gets meaningless vectors: route it away.

## Training

`make encoder` (docs/encoder.md) with the recipe {recipe}.

Loss: cosine distance to the teacher's vector of the English side, and in-batch cross-entropy. Rows begin with the word
vectors of {navec} (navec, MIT; SHA-256 of the wheel {wheel}) through a ridge map. Of each epoch the held-back texts
say (mean cosine to the teacher; share whose nearest target is their own):

{epochs}

## Data

Russian-English pairs, trained texts by source; the licences are those of the sources, listed in NOTICE.

{sources}

Questions and answers of evaluation sets were left out, VK Cloud's pages (share-alike) were not used.
"""


def card(trained: Trained, corpus: Corpus, *, recipe: Mapping[str, object], name: str, version: str) -> str:
    """Markdown with the front matter that says the language."""
    epochs = [f"- epoch {one.number}: {one.cosine:.4f}, {one.nearest:.3f}" for one in trained.epochs]
    return _CARD.format(
        name=name,
        version=version,
        teacher=NAME,
        partner=WEIGHTS_SHA256,
        dimension=int(trained.student.basis.shape[1]),
        tokens=f"{len(trained.vocabulary.tokens):,}",
        rows=f"{trained.vocabulary.size:,}",
        size=int(trained.student.basis.shape[0]),
        recipe=", ".join(f"{key}={value}" for key, value in recipe.items()),
        navec=REQUIREMENT,
        wheel=WHEEL_SHA256,
        epochs="\n".join(epochs),
        sources="\n".join(f"- {source}: {count:,}" for source, count in _families(corpus.by_source)),
    )


def _families(by_source: Counter[str]) -> list[tuple[str, int]]:
    return sorted(by_source.items(), key=lambda one: (-one[1], one[0]))
